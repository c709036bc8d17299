"""Turn what callers give into checked addresses.

Every function here is pure. It returns a ref whose parts can stand in a path, or raises
`ConfigurationError`, which says what was wrong and what to write instead. `arguments` checks what is
no address.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final, TypeAlias

from githost.errors import ConfigurationError, UnsupportedError
from githost.model import (
    Group,
    GroupRef,
    Namespace,
    NamespaceRef,
    ProjectRef,
    PullRequest,
    PullRequestRef,
    RepoRef,
    Repository,
    User,
    UserRef,
)

__all__ = [
    "GroupLike",
    "NamespaceLike",
    "PullLike",
    "RepoLike",
    "Subject",
    "Target",
    "UserLike",
    "author_ref",
    "group_ref",
    "namespace_ref",
    "pull_number",
    "repo_ref",
    "reviewer_refs",
    "subject_ref",
    "target_ref",
    "user_ref",
]

#: A repository; a bare string is always `namespace/name`.
RepoLike: TypeAlias = RepoRef | Repository | str
#: A namespace; a bare string is its path.
NamespaceLike: TypeAlias = NamespaceRef | Namespace | str
#: A pull request: repository and number.
PullLike: TypeAlias = PullRequestRef | PullRequest
#: A repository, namespace or project; a bare string is a repository.
Target: TypeAlias = RepoLike | NamespaceRef | ProjectRef
#: A user or a group; never a bare string, which could be either.
Subject: TypeAlias = UserRef | GroupRef | User | Group
#: A user.
UserLike: TypeAlias = UserRef | User
#: A group.
GroupLike: TypeAlias = GroupRef | Group

#: Escapes, queries and fragments of a URL, and the other slash: none can stand in a host's names,
#: and each would change which thing a path means.
_FORBIDDEN: Final = frozenset("\\?#%")
#: Unicode categories of control characters, lone surrogates, and line and paragraph separators.
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def repo_ref(value: RepoLike) -> RepoRef:
    """Return the checked address of a repository; a text is split at its last slash.

    Raises: `ConfigurationError` for text that names no repository, and for other types.
    """
    if isinstance(value, Repository):
        return value.ref
    if isinstance(value, str):
        return _repo_of_text(value)
    if isinstance(value, RepoRef):
        _check_path(value.namespace, "a repository's namespace")
        _check_segment(value.name, "a repository's name")
        return value
    raise wrong_type(value, "a repository", "RepoRef, Repository or 'namespace/name'")


def _repo_of_text(text: str) -> RepoRef:
    if "://" in text:
        raise ConfigurationError(
            f"{text!r} is a URL; write 'namespace/name', or take the address from "
            "githost.parse_url(…).ref"
        )
    namespace, slash, name = text.rpartition("/")
    if not slash:
        raise ConfigurationError(
            f"{text!r} names no repository; write 'namespace/name', "
            f"or NamespaceRef({text!r}) for a namespace"
        )
    _check_path(namespace, "a repository's namespace")
    _check_segment(name, "a repository's name")
    return RepoRef(namespace, name)


def namespace_ref(value: NamespaceLike) -> NamespaceRef:
    """Return the checked address of a namespace; a text is its path.

    Raises: `ConfigurationError` for a path that cannot be one, and for other types.
    """
    if isinstance(value, Namespace):
        return value.ref
    if isinstance(value, str):
        _check_path(value, "a namespace")
        return NamespaceRef(value)
    if isinstance(value, NamespaceRef):
        _check_path(value.path, "a namespace")
        return value
    raise wrong_type(value, "a namespace", "NamespaceRef, Namespace or its path")


def target_ref(value: Target) -> RepoRef | NamespaceRef | ProjectRef:
    """Return the checked address of a repository, namespace or project.

    Raises: `ConfigurationError` for text that names no repository, and for other types.
    """
    if isinstance(value, NamespaceRef):
        return namespace_ref(value)
    if isinstance(value, ProjectRef):
        _check_path(value.namespace, "a project's namespace")
        _check_segment(value.key, "a project's key")
        return value
    if isinstance(value, RepoRef | Repository | str):
        return repo_ref(value)
    raise wrong_type(
        value, "a target", "'namespace/name', RepoRef, Repository, NamespaceRef or ProjectRef"
    )


def subject_ref(value: Subject) -> UserRef | GroupRef:
    """Return the checked key of a user or group.

    Raises: `ConfigurationError` for a bare string, which could be either, and for other types.
    """
    if isinstance(value, UserRef | User):
        return user_ref(value)
    if isinstance(value, GroupRef | Group):
        return group_ref(value)
    if isinstance(value, str):
        raise ConfigurationError(
            f"{value!r} could be a user or a group; write UserRef({value!r}) or GroupRef({value!r})"
        )
    raise wrong_type(value, "a user or group", "UserRef, User, GroupRef or Group")


def author_ref(value: Subject) -> UserRef:
    """Return the checked key of an author, who is a person on every host.

    Raises: `ConfigurationError` for a group, and for what `subject_ref` refuses.
    """
    ref = subject_ref(value)
    if isinstance(ref, GroupRef):
        raise ConfigurationError(f"author={ref} is a group; give a UserRef or User")
    return ref


def reviewer_refs(values: Iterable[Subject], operation: str) -> tuple[UserRef, ...]:
    """Return the checked keys of the reviewers `values`, on a host where only people are asked.

    `operation` is what is refused otherwise, as `pull_requests.create`.

    Raises: `UnsupportedError` for a group, which other hosts ask; `ConfigurationError` for what
    `subject_ref` refuses.
    """
    found = []
    for ref in map(subject_ref, values):
        if isinstance(ref, GroupRef):
            raise UnsupportedError(
                f"{operation} was not sent: {ref} is a group, and this host asks only people for "
                "reviews; name them",
                operation=operation,
            )
        found.append(ref)
    return tuple(found)


def user_ref(value: UserLike | str) -> UserRef:
    """Return the checked key of a user; a text is the key itself.

    Raises: `ConfigurationError` for a key that cannot be one, and for other types.
    """
    if isinstance(value, User):
        return value.ref
    if isinstance(value, str):
        _check_text(value, "a user's id")
        return UserRef(value)
    if isinstance(value, UserRef):
        _check_text(value.id, "a user's id")
        return value
    raise wrong_type(value, "a user", "UserRef, User or the id that the host's API takes")


def group_ref(value: GroupLike | str) -> GroupRef:
    """Return the checked key of a group; a text is the key itself.

    Raises: `ConfigurationError` for a key that cannot be one, and for other types.
    """
    if isinstance(value, Group):
        return value.ref
    if isinstance(value, str):
        _check_text(value, "a group's id")
        return GroupRef(value)
    if isinstance(value, GroupRef):
        _check_text(value.id, "a group's id")
        return value
    raise wrong_type(value, "a group", "GroupRef, Group or the id that the host's API takes")


def pull_number(value: int) -> int:
    """Return the checked number of a pull request.

    Raises: `ConfigurationError` for what is not a whole number from 1.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(value, "the number of a pull request", "an int, from 1")
    if value < 1:
        raise ConfigurationError(f"{value} is not the number of a pull request; they begin at 1")
    return value


def _check_path(path: object, what: str) -> None:
    text = _check_text(path, what)
    for segment in text.split("/"):
        _check_segment(segment, what)


def _check_segment(segment: object, what: str) -> None:
    text = _check_text(segment, what)
    if text in {".", ".."}:
        raise ConfigurationError(f"{text!r} cannot be (part of) {what}; write it out in full")
    wrong = sorted(_FORBIDDEN.union("/") & set(text))
    if wrong:
        raise ConfigurationError(
            f"{text!r} holds {' '.join(wrong)}, which cannot stand in {what}; "
            "write the address as the host shows it, without escapes"
        )


def _check_text(text: object, what: str) -> str:
    if not isinstance(text, str):
        raise wrong_type(text, what, "a str")
    if not text:
        raise ConfigurationError(f"{what} has an empty part; write every part out")
    if text != text.strip():
        raise ConfigurationError(f"{text!r} begins or ends with a space; remove it from {what}")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise ConfigurationError(f"{text!r} holds control characters; remove them from {what}")
    return text


def wrong_type(value: object, what: str, instead: str) -> ConfigurationError:
    """Return the error of a `value` that is not `what`; `instead` says what to give."""
    return ConfigurationError(f"{type(value).__name__} is not {what}; give {instead}")
