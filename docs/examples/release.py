"""Release a version: branch, version file, pull request, build status, merge, tag.

    python release.py https://bitbucket.org acme/site 1.2.0 make test

The rest of the line is the build. After a failure run it again: it goes on where it stopped.
"""

import argparse
import contextlib
import subprocess
import sys

import githost


def propose(host: githost.Host, repo: str, version: str) -> githost.PullRequest:
    """Make the release branch with the new version in it, and ask to merge it."""
    branch, title = f"release/{version}", f"Release {version}"
    main = host.repos.get(repo).default_branch or "main"
    with contextlib.suppress(githost.AlreadyExistsError):
        host.branches.create(repo, branch, start=main)
    if not host.commits.compare(repo, main, branch).ahead:
        host.files.write(repo, "VERSION", f"{version}\n".encode(), message=title, branch=branch)
    return host.pull_requests.create(repo, title=title, source=branch, target=main)


def build(host: githost.Host, pull: githost.PullRequest, command: list[str]) -> str:
    """Run the build, tell the host how it goes, and return the commit that was built."""
    repo, url = pull.ref.repo, pull.url or host.url
    commit = host.branches.get(repo, pull.source.branch).commit
    host.statuses.set(repo, commit, key="release", state=githost.StatusState.RUNNING, url=url)
    good = subprocess.run(command, check=False).returncode == 0
    state = githost.StatusState.SUCCESS if good else githost.StatusState.FAILURE
    host.statuses.set(repo, commit, key="release", state=state, url=url)
    return commit if good else sys.exit(f"the build failed; mend {pull.source.branch}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "repo", "version"):
        parser.add_argument(name)
    parser.add_argument("build", nargs=argparse.REMAINDER)
    job = parser.parse_args(arguments)
    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        pulls = host.pull_requests.list(job.repo, source=f"release/{job.version}", state=None)
        pull = pulls.first() or propose(host, job.repo, job.version)
        if pull.state is githost.PullRequestState.OPEN:
            commit = build(host, pull, job.build)
            pull = host.pull_requests.merge(job.repo, pull.number, source_commit=commit)
        merged = host.commits.get(job.repo, pull.merge_commit or pull.target.branch).sha
        tag = host.tags.create(job.repo, f"v{job.version}", target=merged, message=pull.title)
        print(f"{tag.name} is {tag.commit}")


if __name__ == "__main__":
    try:
        main()
    except githost.GitHostError as error:
        sys.exit(f"release: {error}")
