"""Projects as a grouping below a namespace, which Data Center does not have."""

from typing import Final

from githost.interface import Projects, unsupported

__all__ = ["DataCenterProjects"]

_REASON: Final = "on Bitbucket Data Center a project is the namespace; use host.namespaces"
_SOURCE: Final = "GET /rest/api/1.0/projects/{projectKey}"


class DataCenterProjects(Projects):
    """What `namespaces` does instead."""

    list = unsupported(_REASON, source=_SOURCE)
    get = unsupported(_REASON, source=_SOURCE)
    create = unsupported(_REASON, source=_SOURCE)
    update = unsupported(_REASON, source=_SOURCE)
    delete = unsupported(_REASON, source=_SOURCE)
