"""Providers that break one promise about bad days each: Bitbucket Cloud, with one thing wrong."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import attrs

from githost.credentials import Credential
from githost.errors import (
    AmbiguousWriteError,
    DecodeError,
    GitHostError,
    RateLimitError,
    ResponseError,
    ValidationError,
)
from githost.interface import Nouns, Site
from githost.wire import Op, Page, Pages, Request, Response
from githost_bitbucket.cloud.hooks import CloudHooks
from githost_bitbucket.cloud.provider import BitbucketCloud
from githost_contract_tests.faults import ELSEWHERE

__all__ = ["BROKEN_CLOUDS", "BrokenCloud"]

#: Each provider, with the names of the tests that fail; all others pass.
BROKEN_CLOUDS: dict[type["BrokenCloud"], frozenset[str]] = {}


class BrokenCloud(BitbucketCloud):
    """Bitbucket Cloud, with hooks of its own."""

    name: ClassVar[str] = "broken-cloud"
    title: ClassVar[str] = "Broken Cloud"
    hosts: ClassVar[frozenset[str]] = frozenset()
    hooks: ClassVar[type[CloudHooks]] = CloudHooks

    def open(self, site: Site) -> Nouns:
        """Return Cloud's operations, with those hooks."""
        return attrs.evolve(super().open(site), hooks=self.hooks(site))


def breaks(*failing: str) -> Callable[[type[BrokenCloud]], type[BrokenCloud]]:
    """Say which tests notice what is wrong with a provider."""

    def remember(broken: type[BrokenCloud]) -> type[BrokenCloud]:
        BROKEN_CLOUDS[broken] = frozenset(failing)
        return broken

    return remember


def _relayed(op: Op[Any], change: Callable[[Any], Any]) -> Op[Any]:
    """Do an operation with each of its requests changed."""
    answer: Any = None
    error: Exception | None = None
    while True:
        try:
            step = op.send(answer) if error is None else op.throw(error)
        except StopIteration as stop:
            return stop.value
        answer, error = None, None
        try:
            answer = yield change(step)
        except Exception as thrown:
            error = thrown


def _fetched(pages: Pages[Any], fetch: Callable[[Op[Any]], Op[Any]]) -> Pages[Any]:
    """Describe a list whose pages are fetched in another way."""
    return Pages(lambda cursor: fetch(pages.fetch(cursor)), pages.start)


@breaks(
    "test_read_is_asked_again",
    "test_rate_limit_is_named",
    "test_refused_write_is_not_done",
    "test_write_comes_back_when_told",
)
class CallsALimitAFailure(BrokenCloud):
    def error(self, response: Response) -> GitHostError | None:
        found = super().error(response)
        return ResponseError(str(found)) if isinstance(found, RateLimitError) else found


@breaks("test_rate_limit_is_named", "test_refused_write_is_not_done")
class ForgetsForHowLong(BrokenCloud):
    def error(self, response: Response) -> GitHostError | None:
        found = super().error(response)
        return RateLimitError(str(found)) if isinstance(found, RateLimitError) else found


@breaks("test_read_is_asked_again", "test_lost_write_is_done_once")
class TakesAGatewaysWord(BrokenCloud):
    def error(self, response: Response) -> GitHostError | None:
        found = super().error(response)
        return ValidationError(str(found)) if response.status == 502 else found


@breaks("test_lost_write_is_done_once")
class CreatesTwice(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def create(self, target: Any, **given: Any) -> Op[Any]:
            return (
                yield from _relayed(
                    super().create(target, **given),
                    lambda step: attrs.evolve(step, repeatable=True),
                )
            )


@breaks("test_write_is_judged_by_what_was_done")
class DeletesWithoutLooking(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def delete(self, target: Any, hook: str) -> Op[None]:
            try:
                yield from super().delete(target, hook)
            except AmbiguousWriteError:
                return


@breaks("test_unreadable_answer_is_an_error")
class TakesAPageForAnEmptyList(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def list(self, target: Any, **given: Any) -> Pages[Any]:
            def fetch(op: Op[Any]) -> Op[Any]:
                try:
                    return (yield from op)
                except DecodeError:
                    return Page(())

            return _fetched(super().list(target, **given), fetch)


@breaks("test_wrong_type_changes_nothing")
class TakesNothingForNoItems(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def list(self, target: Any, **given: Any) -> Pages[Any]:
            def fetch(op: Op[Any]) -> Op[Any]:
                response = yield next(op)
                if "octet-stream" in response.headers.get("content-type", ""):
                    return Page(())
                try:
                    op.send(response)
                except StopIteration as stop:
                    return stop.value

            return _fetched(super().list(target, **given), fetch)


@breaks("test_redirect_to_another_host_is_refused")
class TakesListsForDownloads(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def list(self, target: Any, **given: Any) -> Pages[Any]:
            def fetch(op: Op[Any]) -> Op[Any]:
                return (yield from _relayed(op, lambda step: attrs.evolve(step, download=True)))

            return _fetched(super().list(target, **given), fetch)


@breaks(
    "test_redirect_to_another_host_is_refused",
    "test_next_page_on_another_host_is_refused",
    "test_secrets_are_never_shown",
)
class TrustsAnotherHost(BrokenCloud):
    def origins(self, url: str) -> frozenset[str]:
        return frozenset({f"https://{ELSEWHERE}"})


@breaks("test_repeated_page_ends_the_list")
class CountsPagesByItself(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def list(self, target: Any, **given: Any) -> Pages[Any]:
            pages = super().list(target, **given)

            def fetch(cursor: str | None) -> Op[Page[Any]]:
                number = int(cursor or 1)
                first = pages.fetch(None)

                def turned(step: Any) -> Any:
                    return attrs.evolve(step, query={**step.query, "page": str(number)})

                page = yield from _relayed(first, turned)
                return Page(page.items, str(number + 1) if page.items else None)

            return Pages(fetch)


@breaks("test_secrets_are_never_shown")
class LogsTheCredential(BrokenCloud):
    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        headers = yield from super().authorize(credential)
        logging.getLogger("broken.cloud").debug("%s", headers)
        return headers


@breaks("test_secrets_are_never_shown")
class ShowsAHooksSecret(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def create(self, target: Any, *, secret: str | None = None, **given: Any) -> Op[Any]:
            try:
                return (yield from super().create(target, secret=secret, **given))
            except GitHostError as error:
                if secret is None:
                    raise
                raise type(error)(f"{error}: {given | {'secret': secret}}") from error


@breaks("test_secrets_are_never_shown")
class PutsTheTokenInTheAddress(BrokenCloud):
    @attrs.frozen
    class hooks(CloudHooks):  # noqa: N801  # the attribute's name
        def create(self, target: Any, **given: Any) -> Op[Any]:
            token = self.site.credential.token.reveal()  # type: ignore[union-attr]  # it is a token here

            def told(step: Any) -> Any:
                if not isinstance(step, Request) or step.method != "POST":
                    return step
                return attrs.evolve(step, query={"access_token": token})

            return (yield from _relayed(super().create(target, **given), told))
