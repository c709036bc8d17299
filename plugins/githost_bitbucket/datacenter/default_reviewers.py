"""Default reviewers on Data Center.

The server keeps conditions: pull requests from such branches into such branches ask these people.
Here a default reviewer is one of the condition from any branch into any branch that was made on the
repository itself. Conditions for certain branches, and those of the project, are neither listed nor
touched. Reviewers are named by number; matchers are answered as `sourceRefMatcher` and written as
`sourceMatcher`.
"""

from collections.abc import Iterable
from typing import Any, Final

from githost.errors import DecodeError, NotFoundError
from githost.interface import (
    Decoded,
    DefaultReviewers,
    OnSite,
    RepoLike,
    UserLike,
    repo_ref,
    user_ref,
    without_secrets,
)
from githost.model import RepoRef, User
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paths import repo_path
from githost_bitbucket.datacenter.users import account

__all__ = ["DataCenterDefaultReviewers"]

_ROOT: Final = "default-reviewers"
#: How any branch is written; answers name it `ANY_REF_MATCHER_ID`.
_ANY: Final = {"id": "any", "type": {"id": "ANY_REF"}}


class DataCenterDefaultReviewers(OnSite, DefaultReviewers):
    """People who review every pull request of a repository."""

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[User]:
        """List the default reviewers of a repository.

        Those for every branch. Whole groups that a condition names (from 9.5 on) are not resolved.
        """
        del page_size, cursor  # they come whole
        ref = repo_ref(repo)

        def whole() -> Op[Iterable[User]]:
            found: dict[str, User] = {}
            for condition in (yield from _conditions(ref)):
                people = condition.value.reviewers or ()
                documents = condition.document.get("reviewers") or ()
                for wire, document in zip(people, documents, strict=True):
                    raw = without_secrets(document) if self.site.keep_raw else None
                    found.setdefault(wire.name, decode.user(wire, raw))
            return found.values()

        return Pages.whole(whole)

    def add(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Make a user a default reviewer of a repository.

        The condition for every branch is extended, or made where there is none.
        """
        ref = repo_ref(repo)
        person = (yield from account(self.site, user_ref(user).id)).value
        conditions = yield from _conditions(ref)
        if any(one.name == person.name for one in _people(conditions)):
            return
        if conditions:
            first = conditions[0]
            people = (*(first.value.reviewers or ()), person)
            yield from _write(ref, first, people, first.value.requiredApprovals or 0)
            return
        body = {
            "sourceMatcher": _ANY,
            "targetMatcher": _ANY,
            "reviewers": _numbers((person,)),
            "requiredApprovals": 0,
        }
        yield from send(Request("POST", repo_path(ref, "condition"), json=body, root=_ROOT))

    def remove(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Take a user off the default reviewers of a repository.

        Off each condition for every branch. One that is left without people is deleted, and one
        that demands more approvals than people are left demands as many as there are.
        """
        ref, name = repo_ref(repo), user_ref(user).id.casefold()
        naming = [
            condition
            for condition in (yield from _conditions(ref))
            if any(one.name.casefold() == name for one in condition.value.reviewers or ())
        ]
        if not naming:
            raise NotFoundError(f"{user_ref(user)} is no default reviewer of {ref}")
        for condition in naming:
            left = tuple(
                one for one in condition.value.reviewers or () if one.name.casefold() != name
            )
            if left or condition.document.get("reviewerGroups"):
                yield from _write(ref, condition, left, condition.value.requiredApprovals or 0)
            else:
                path = repo_path(ref, "condition", condition.value.id)
                yield from send(Request("DELETE", path, root=_ROOT))


def _conditions(repo: RepoRef) -> Op[tuple[Decoded[payloads.Condition], ...]]:
    """Read the repository's own conditions from any branch into any branch."""
    response = yield from send(Request("GET", repo_path(repo, "conditions"), root=_ROOT))
    documents = decoder.decode(response, tuple[Any, ...]).value
    read = (
        Decoded(decoder.structure(document, payloads.Condition, at=f"$[{index}]"), document)
        for index, document in enumerate(documents)
    )
    return tuple(condition for condition in read if _for_all(condition.value))


def _for_all(condition: payloads.Condition) -> bool:
    own = condition.scope is None or condition.scope.type in {None, "REPOSITORY"}
    matchers = (condition.sourceRefMatcher, condition.targetRefMatcher)
    return own and all(matcher.type.id == "ANY_REF" for matcher in matchers)


def _people(conditions: Iterable[Decoded[payloads.Condition]]) -> Iterable[payloads.User]:
    return (one for condition in conditions for one in condition.value.reviewers or ())


def _write(
    repo: RepoRef,
    condition: Decoded[payloads.Condition],
    people: tuple[payloads.User, ...],
    approvals: int,
) -> Op[None]:
    groups = condition.document.get("reviewerGroups")
    body: dict[str, Any] = {
        "sourceMatcher": _ANY,
        "targetMatcher": _ANY,
        "reviewers": _numbers(people),
        # People within groups are not counted here, so what is demanded of them is left alone.
        "requiredApprovals": approvals if groups else min(approvals, len(people)),
    }
    if groups:
        body["reviewerGroups"] = groups
    path = repo_path(repo, "condition", condition.value.id)
    yield from send(Request("PUT", path, json=body, root=_ROOT))


def _numbers(people: Iterable[payloads.User]) -> list[dict[str, int]]:
    found = []
    for person in people:
        if person.id is None:
            raise DecodeError(f"required field missing: id of {person.name}", path="$.id")
        found.append({"id": person.id})
    return found
