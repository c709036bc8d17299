"""Facts that both Bitbucket products share, and nothing else.

Sources: Cloud REST 2.0, schemas `pullrequest` and `commitstatus`; Data Center REST 1.0, schemas
`RestPullRequest` and `RestBuildStatus`.
"""

from collections.abc import Mapping
from typing import Final

from githost.model import PullRequestState, StatusState

__all__ = ["PULL_REQUEST_STATES", "STATUS_STATES"]

#: States of a pull request under one word in both; Cloud adds `SUPERSEDED`.
PULL_REQUEST_STATES: Final[Mapping[str, PullRequestState]] = {
    "OPEN": PullRequestState.OPEN,
    "MERGED": PullRequestState.MERGED,
    "DECLINED": PullRequestState.CLOSED,
}

#: States of a build under one word in both; each has a word of its own for a cancelled one.
STATUS_STATES: Final[Mapping[str, StatusState]] = {
    "INPROGRESS": StatusState.RUNNING,
    "SUCCESSFUL": StatusState.SUCCESS,
    "FAILED": StatusState.FAILURE,
}
