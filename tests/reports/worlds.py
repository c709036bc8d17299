"""A verification and the readings of some repositories, with names that are up to no good."""

from datetime import UTC, datetime, timedelta

from githost.migration.items import Fate, Item, Verification
from githost.model import (
    ActivityKind,
    PullRequest,
    PullRequestEnd,
    PullRequestRef,
    PullRequestState,
    RepoRef,
    User,
    UserRef,
)
from githost.reports.figures import Person
from githost.reports.period import Period
from githost.reports.pulls import Pull, Remark
from githost.reports.reading import Committed, Readings, Repo

__all__ = [
    "ALICE",
    "BOB",
    "CAROL",
    "HOSTILE",
    "MONDAY",
    "PERIOD",
    "pull",
    "readings",
    "verification",
]

#: Ends the script that holds the data, if it is let.
HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=document.title='taken'>"
)

MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
#: Three weeks.
PERIOD = Period(since=MONDAY, until=MONDAY + timedelta(weeks=3))

ALICE = Person(id="1", name="Alice Adams")
BOB = Person(id="2", name="Bob <b>Brown</b>")
CAROL = Person(id="3", name="Carol Clark")


def verification(count: int) -> Verification:
    """Return one of `count` items in a fixed mixture: one in a hundred differs, three in ten are tags."""
    return Verification(
        source="https://git.example.com/bitbucket",
        target="https://bitbucket.org",
        at=datetime(2026, 8, 24, 12, tzinfo=UTC),
        items=tuple(_item(number) for number in range(count)),
    )


def _item(number: int) -> Item:
    fate = Fate.KEPT
    if number % 10 == 3:
        fate = Fate.DEGRADED
    elif number % 10 == 6:
        fate = Fate.DROPPED
    elif number % 100 == 9:
        fate = Fate.DIFFERS
    why = {
        Fate.KEPT: "",
        Fate.DEGRADED: "author and time stand in the text",
        Fate.DROPPED: "the target has no such event",
        Fate.DIFFERS: f"source: {number}; target: {HOSTILE}",
    }
    return Item(
        part="tags" if number % 10 < 3 else "comments",
        repository=f"PROJ/site{number % 7}",
        name=f"#{number} {HOSTILE if number % 50 == 9 else 'Fix the login'}",
        fate=fate,
        why=why[fate],
        source_url=f"https://git.example.com/bitbucket/projects/PROJ/repos/site/{number}",
        target_url="javascript:document.title='taken'"
        if number % 100 == 9
        else f"https://bitbucket.org/acme/site/{number}",
    )


def pull(
    number: int,
    author: Person,
    opened: float,
    *,
    state: PullRequestState = PullRequestState.OPEN,
    ended: float | None = None,
    remarks: tuple[tuple[float, Person, ActivityKind], ...] | None = (),
    awaited: tuple[Person, ...] = (),
    title: str = "Fix",
    draft: bool = False,
) -> Pull:
    """Return a pull request of `acme/site`, with times in hours since the period began."""
    ref = PullRequestRef(RepoRef("acme", "site"), number)
    return Pull(
        pull=PullRequest(
            ref=ref,
            number=number,
            title=title,
            state=state,
            source=PullRequestEnd(branch="fix"),
            target=PullRequestEnd(branch="main"),
            author=User(id=author.id, ref=UserRef(author.id), name=author.name),
            created_at=MONDAY + timedelta(hours=opened),
            draft=draft,
            url=f"https://bitbucket.org/acme/site/pull-requests/{number}",
        ),
        author=author,
        ended_at=None if ended is None else MONDAY + timedelta(hours=ended),
        guessed=False,
        remarks=None
        if remarks is None
        else tuple(
            Remark(at=MONDAY + timedelta(hours=hours), person=person, kind=kind)
            for hours, person, kind in remarks
        ),
        awaited=awaited,
    )


def readings() -> Readings:
    """Return what was read of two repositories, few enough to count by hand."""

    def committed(sha: str, hours: float, author: Person) -> Committed:
        return Committed(sha=sha, at=MONDAY + timedelta(hours=hours), author=author)

    commented, approved, refused = (
        ActivityKind.COMMENTED,
        ActivityKind.APPROVED,
        ActivityKind.CHANGES_REQUESTED,
    )
    merged = PullRequestState.MERGED
    shared = committed("c0", 1, ALICE)
    site = Repo(
        name="acme/site",
        url="https://bitbucket.org/acme/site",
        commits=(shared, committed("c1", 30, BOB), committed("c2", 7 * 24, ALICE)),
        pulls=(
            # Opened in the first week, reviewed after 2 hours, merged after 10.
            pull(
                1,
                ALICE,
                5,
                state=merged,
                ended=15,
                remarks=((7, BOB, commented), (8, BOB, approved)),
            ),
            # Opened in the first week, reviewed after 4 hours, merged in the second after 200.
            pull(2, BOB, 10, state=merged, ended=210, remarks=((14, CAROL, refused),)),
            # Opened before the period, closed in the third week; Alice spoke before it began.
            pull(
                3,
                CAROL,
                -50,
                state=PullRequestState.CLOSED,
                ended=14 * 24 + 1,
                remarks=((-40, ALICE, commented), (340, BOB, commented)),
            ),
            # Opened in the second week, nobody has looked.
            pull(4, BOB, 8 * 24, awaited=(ALICE, CAROL), title=HOSTILE, draft=True),
            # Opened long before, and open.
            pull(5, ALICE, -2400, awaited=(CAROL,)),
            # What happened to it could not be read.
            pull(6, ALICE, 9 * 24, remarks=None),
        ),
    )
    fork = Repo(name="acme/fork", url="javascript:alert(1)", commits=(shared,), pulls=())
    return Readings(repos=(fork, site), unread=(), notes=("The host does not tell all.",))
