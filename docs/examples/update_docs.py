"""Keep pages in step with the files that they show: where one has changed, commit the page anew.

    python update_docs.py https://bitbucket.org acme/docs usage.md api.md

Between two lines a page shows a file of any repository on the host, as it is on the default branch:

    <!-- begin acme/api server.py -->
    <!-- end -->
"""

import argparse
import re
import sys

import githost

SHOWN = re.compile(
    r"(?P<begin>^<!-- begin (?P<repo>\S+) (?P<path>.+) -->\n).*?(?P<end>^<!-- end -->$)",
    re.DOTALL | re.MULTILINE,
)


def update(host: githost.Host, repo: str, path: str) -> githost.Commit | None:
    """Bring a page up to date; return the commit, None where it was."""

    def shown(place: re.Match[str]) -> str:
        text = host.files.read(place["repo"], place["path"]).decode().rstrip("\n")
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        kind = place["path"].rpartition(".")[2]
        return f"{place['begin']}{fence}{kind}\n{text}\n{fence}\n{place['end']}"

    branch = host.repos.get(repo).default_branch or "main"
    tip = host.branches.get(repo, branch).commit
    page = host.files.read(repo, path, ref=tip).decode()
    new = SHOWN.sub(shown, page)
    if new == page:
        return None
    message = f"Show in {path} what its files hold now"
    return host.files.write(repo, path, new.encode(), message=message, branch=branch, parent=tip)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, many in (("url", None), ("repo", None), ("pages", "+")):
        parser.add_argument(name, nargs=many)
    job = parser.parse_args(arguments)
    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        for page in job.pages:
            try:
                commit = update(host, job.repo, page)
            except githost.ConflictError:  # somebody wrote to the branch in between
                commit = update(host, job.repo, page)
            print(f"{page}: {commit.sha if commit else 'nothing to do'}")


if __name__ == "__main__":
    try:
        main()
    except githost.GitHostError as error:
        sys.exit(f"update_docs: {error}")
