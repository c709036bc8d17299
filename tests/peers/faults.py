"""Where another's client is at fault, and what decides that: the one table of it.

Each row is shown to be true by the client's test; a row that no longer is fails there.
"""

from typing import Final

import attrs

__all__ = ["FAULTS", "Fault"]


@attrs.frozen
class Fault:
    """Something that a client gets wrong."""

    client: str
    operation: str
    #: What it does.
    does: str
    #: What decides: a path of the vendor's specification, or a page.
    decides: str


_CLOUD: Final = "atlassian-python-api 5, Cloud"
_DATACENTER: Final = "atlassian-python-api 5, Data Center"
#: What objects that `Server` gives send their requests to.
_PAGES: Final = "takes `links.self`, where people read of the project, for its address in the API"
_LINKS: Final = (
    "recorded projects have `links.self[0].href` = `{base}/projects/{key}`, outside `{base}/rest`"
)
_JSON: Final = "asks for a diff as `application/json`"
_TEXT: Final = (
    "the specification's `GET …/diff/{spec}`: 'the content-type is `text/plain`'; such a request "
    "was seen to be answered with 406"
)

FAULTS: Final = (
    Fault(
        _CLOUD,
        "Repository.get_source_directory of the root",
        "asks for `src/{commit}`, without the slash before the empty path",
        "the specification has `/repositories/{workspace}/{repo_slug}/src/{commit}/{path}` only",
    ),
    Fault(_CLOUD, "PullRequest.diff", _JSON, _TEXT),
    Fault(_DATACENTER, "Server.projects: Project.update", _PAGES, _LINKS),
    Fault(_DATACENTER, "Server.projects: Project.repos.create", _PAGES, _LINKS),
    Fault("npm bitbucket 2", "pullrequests.getDiff", _JSON, _TEXT),
)
