"""Tell Slack of pull requests, and have Jenkins build what was pushed.

    uvicorn relay:app

A hook of the host (see `githost.Host.hooks`) calls /cloud or /datacenter. The environment holds
HOOK_SECRET, the secret of that hook; SLACK_URL, an incoming webhook of Slack; JENKINS_URL,
JENKINS_USER and JENKINS_TOKEN. A job of Jenkins is named as the repository, and takes BRANCH and
COMMIT; repositories without a job are passed over.
"""

import html
import os

import httpx

import githost
from githost import Event
from githost.webhooks import PullRequestEvent, PushEvent, RefKind, Route, WebhookEvent, receiver

WORDS = {Event.PR_OPENED: "opened", Event.PR_MERGED: "merged", Event.PR_CLOSED: "closed"}
SECRET = os.environ["HOOK_SECRET"]
JENKINS_USER = (os.environ["JENKINS_USER"], os.environ["JENKINS_TOKEN"])
#: A handler has eight seconds, then the host is told that it failed, and may call again.
http = httpx.Client(timeout=3)


def tell(pull: githost.PullRequest, word: str, who: githost.User | None) -> None:
    """Post a line to Slack, where &, < and > are markup."""
    name, title = (
        html.escape(text, quote=False) for text in (who.name if who else "?", pull.title)
    )
    line = f"{name} {word} <{pull.url}|{pull.ref}>: {title}"
    http.post(os.environ["SLACK_URL"], json={"text": line}).raise_for_status()


def build(job: str, branch: str, commit: str) -> None:
    """Queue a build in Jenkins."""
    answer = http.post(
        f"{os.environ['JENKINS_URL']}/job/{job}/buildWithParameters",
        params={"BRANCH": branch, "COMMIT": commit},
        auth=JENKINS_USER,
    )
    if answer.status_code != httpx.codes.NOT_FOUND:
        answer.raise_for_status()


def handle(event: WebhookEvent) -> None:
    """Pass on what happened; an error here is answered to the host, which may send it again."""
    match event:
        case PullRequestEvent(kind=Event() as kind, pull_request=pull, actor=who) if kind in WORDS:
            tell(pull, WORDS[kind], who)
        case PushEvent(repository=githost.Repository(ref=repo), changes=changes):
            for change in changes:
                if change.ref is RefKind.BRANCH and change.new is not None:
                    build(repo.name, change.name, change.new)


products = {"/cloud": "bitbucket-cloud", "/datacenter": "bitbucket-datacenter"}
app = receiver({path: Route(name, handle, secrets=SECRET) for path, name in products.items()})
