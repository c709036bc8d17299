"""Link pull requests and the Jira issues that their titles and branches name, both ways.

    python jira.py https://bitbucket.org acme/site

JIRA_URL, JIRA_USER and JIRA_TOKEN tell which Jira, and who asks it. Run it as often as you like:
the issue gets one link to a pull request, which is kept up to date, the pull request one comment.
"""

import argparse
import os
import re
import sys

import httpx

import githost

KEY = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]+-[1-9][0-9]*(?![0-9])")


def linked(jira: httpx.Client, key: str, pull: githost.PullRequest) -> bool:
    """Link an issue to a pull request; say whether there is such an issue, as there is no UTF-8."""
    link = {
        "url": pull.url,
        "title": f"{pull.ref}: {pull.title}",
        "status": {"resolved": pull.state is not githost.PullRequestState.OPEN},
    }
    answer = jira.post(
        f"/rest/api/2/issue/{key}/remotelink", json={"globalId": pull.url, "object": link}
    )
    if answer.status_code != httpx.codes.NOT_FOUND:
        answer.raise_for_status()
    return answer.is_success


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("repo")
    job = parser.parse_args(arguments)
    home = os.environ["JIRA_URL"].rstrip("/")
    jira = httpx.Client(base_url=home, auth=(os.environ["JIRA_USER"], os.environ["JIRA_TOKEN"]))
    with jira, githost.connect(job.url, provider=githost.detect(job.url)) as host:
        for pull in host.pull_requests.list(job.repo, state=None).prefetch():
            named = dict.fromkeys(KEY.findall(f"{pull.title} {pull.source.branch}"))
            links = [f"[{key}]({home}/browse/{key})" for key in named if linked(jira, key, pull)]
            if links:
                comments = host.comments.list(job.repo, pull.number)
                said = [pull.description, *(comment.body for comment in comments)]
                new = [link for link in links if not any(link in text for text in said)]
                if new:
                    host.comments.create(job.repo, pull.number, f"Jira: {', '.join(new)}")
                print(pull.number, *named)


if __name__ == "__main__":
    try:
        main()
    except (githost.GitHostError, httpx.HTTPError) as error:
        sys.exit(f"jira: {error}")
