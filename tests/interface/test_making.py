"""Objects made by `Maker` are those that their classes make."""

import copy
import pickle
import weakref
from typing import Any

import attrs
import pytest

from githost.interface import Maker
from githost.model import CloneUrls, RepoRef, Repository, Visibility


@attrs.frozen
class _Mixed:
    kind: int
    _hidden: str = "hidden"
    kept: list[int] = attrs.field(factory=list)
    last: str | None = attrs.field(default=None, kw_only=True, eq=False)


@attrs.frozen
class _Checked:
    number: int = attrs.field(validator=attrs.validators.ge(1))


@attrs.frozen
class _Converted:
    text: str = attrs.field(converter=str)


@attrs.frozen
class _Finished:
    number: int

    def __attrs_post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("too small")


@attrs.frozen
class _Own:
    number: int
    twice: int = attrs.Factory(lambda self: 2 * self.number, takes_self=True)


@attrs.frozen
class _ByItself:
    number: int

    def __init__(self, number: int) -> None:
        self.__attrs_init__(number + 1)  # type: ignore[attr-defined]  # which attrs adds


@attrs.frozen(cache_hash=True)
class _Remembering:
    number: int


@attrs.frozen
class _Counting:
    number: int
    found: int = attrs.field(init=False, default=3)


def _repository(make: Any) -> Repository:
    found: Repository = make(
        id="1",
        ref=RepoRef("acme", "site"),
        name="site",
        visibility=Visibility.PRIVATE,
        raw={"id": 1},
    )
    return found


def test_made_object_is_what_the_class_makes() -> None:
    """Type, attributes, hash and repr are the same, defaults included."""
    made, plain = _repository(Maker(Repository).make), _repository(Repository)
    assert type(made) is Repository
    assert made == plain
    assert hash(made) == hash(plain)
    assert repr(made) == repr(plain)
    assert made.raw == plain.raw
    assert made.clone_urls == CloneUrls()


def test_made_object_is_frozen() -> None:
    """Nobody can change it, or take anything from it."""
    made = _repository(Maker(Repository).make)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.name = "other"  # type: ignore[misc]  # what must fail
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del made.name  # pyright: ignore[reportAttributeAccessIssue]  # what must fail
    assert made.name == "site"


def test_made_object_can_be_copied_pickled_evolved_and_referred_to() -> None:
    """It has all that objects of the class have."""
    made = _repository(Maker(Repository).make)
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == made
    assert attrs.evolve(made, name="other") == attrs.evolve(_repository(Repository), name="other")
    assert weakref.ref(made)() is made


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((1,), {}),
        ((1, "x"), {"last": "y"}),
        ((), {"kind": 1, "hidden": "x", "kept": [1]}),
        ((1, "x", [2]), {}),
    ],
    ids=["defaults", "keyword only", "by name", "positional"],
)
def test_arguments_are_those_of_the_class(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Positional, by name, private and keyword-only ones."""
    make: Any = Maker(_Mixed).make
    made, plain = make(*args, **kwargs), _Mixed(*args, **kwargs)
    assert made == plain
    assert made.last == plain.last


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), ((1,), {"other": 1}), ((1, "x", [], "y"), {})],
    ids=["too few", "unknown", "too many"],
)
def test_wrong_arguments_are_refused(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """As the class refuses them."""
    make: Any = Maker(_Mixed).make
    for way in (make, _Mixed):
        with pytest.raises(TypeError):
            way(*args, **kwargs)


def test_objects_share_no_default_that_can_change() -> None:
    """A factory is called for each object."""
    make = Maker(_Mixed).make
    assert make(1).kept is not make(1).kept


@pytest.mark.parametrize(
    "kind", [_Checked, _Converted, _Finished, _Own, _ByItself, _Remembering, _Counting]
)
def test_class_that_does_more_makes_its_objects_itself(kind: type[Any]) -> None:
    """What happens beyond setting attributes is not left out."""
    assert Maker(kind).make is kind
