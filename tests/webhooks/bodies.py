"""Bodies of messages in the vendors' shapes, with what any of their keys promises."""

from typing import Any

ONE, TWO = "1" * 40, "2" * 40

EMMA = {"uuid": "{emma}", "nickname": "emma", "display_name": "Emma"}
SITE = {
    "uuid": "{site}",
    "full_name": "acme/site",
    "name": "site",
    "is_private": True,
    "created_on": "2026-05-01T10:00:00+00:00",
    "links": {"clone": [{"name": "https", "href": "https://emma@bitbucket.org/acme/site.git"}]},
}
CLOUD_PULL = {
    "id": 7,
    "title": "Fix",
    "state": "OPEN",
    "created_on": "2026-05-01T10:00:00+00:00",
    "source": {"branch": {"name": "fix"}, "repository": SITE, "commit": {"hash": ONE[:12]}},
    "destination": {"branch": {"name": "main"}, "repository": SITE},
}
#: A body that holds what any of Cloud's keys promises.
CLOUD_BODY: dict[str, Any] = {
    "actor": EMMA,
    "repository": SITE,
    "fork": {**SITE, "full_name": "emma/site"},
    "pullrequest": CLOUD_PULL,
    "comment": {"id": 5, "content": {"raw": "Good"}, "user": EMMA},
    "commit": {"hash": ONE},
    "commit_status": {"key": "ci", "state": "FAILED", "commit": {"hash": TWO}},
    "approval": {"date": "2026-05-01T10:00:00.123456+00:00", "user": EMMA},
    "changes_request": {"date": "2026-05-01T10:00:00+00:00", "user": EMMA},
    "push": {"changes": [{"old": None, "new": {"type": "branch", "name": "fix"}}]},
}

JANE = {"name": "jane", "slug": "jane", "id": 4, "displayName": "Jane"}
WEB = {
    "slug": "web",
    "id": 9,
    "name": "web",
    "project": {"key": "PRJ", "id": 1},
    "links": {"clone": [{"name": "http", "href": "https://git.example.com/scm/prj/web.git"}]},
}
DATA_CENTER_PULL = {
    "id": 7,
    "version": 2,
    "title": "Fix",
    "state": "OPEN",
    "createdDate": 1777629600000,
    "fromRef": {"id": "refs/heads/fix", "displayId": "fix", "repository": WEB},
    "toRef": {"id": "refs/heads/main", "displayId": "main", "repository": WEB},
}
#: A body that holds what any of Data Center's keys promises.
DATA_CENTER_BODY: dict[str, Any] = {
    "actor": JANE,
    "date": "2026-05-01T12:00:00+0200",
    "repository": {**WEB, "origin": {**WEB, "project": {"key": "OLD", "id": 2}}},
    "old": {**WEB, "slug": "was"},
    "new": WEB,
    "pullRequest": DATA_CENTER_PULL,
    "participant": {"user": JANE, "status": "UNAPPROVED"},
    "comment": {"id": 5, "text": "Good", "author": JANE},
    "commit": ONE,
    "changes": [],
}
