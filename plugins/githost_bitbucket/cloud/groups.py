"""Groups on Cloud, of which its REST 2.0 says no more than what was granted to them."""

from githost.interface import Groups, unsupported

__all__ = ["CloudGroups"]


class CloudGroups(Groups):
    """What cannot be asked of groups."""

    list = unsupported(
        "Bitbucket Cloud's REST 2.0 lists no groups; permissions.list names those that something "
        "was granted to, and a group's slug, as GroupRef('developers'), is all that operations take",
        source="https://developer.atlassian.com/cloud/bitbucket/rest/intro/",
    )
