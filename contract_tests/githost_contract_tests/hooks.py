"""What every provider promises about hooks.

No hook that is made here is ever called: nothing happens in its repository.
"""

import pytest

import githost
from githost.errors import ConfigurationError, NotFoundError, ValidationError
from githost.model import EnsureOutcome, Event, Hook, NamespaceRef, Repository
from githost_contract_tests.arguments import usual_event
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound

__all__ = ["HookContract"]

_SECRET = "kept-by-the-contract"


def _accepted(host: githost.Host, repo: Repository, url: str) -> frozenset[Event]:
    """Return the host's events that repositories have; the others are namespaces' alone."""
    claimed, accepted = host.provider.hook_events, set()
    # A host without hooks claims no event, and has to be seen to refuse them.
    for event in claimed or {Event.PUSH}:
        try:
            made = host.hooks.create(repo, url=url, events={event})
        except ValidationError:
            continue
        accepted.add(event)
        host.hooks.delete(repo, made.id)
    assert accepted & claimed
    return frozenset(accepted)


def _described(host: githost.Host) -> str:
    """Return the description of hooks that tests make; empty where hooks have none."""
    text = "Made by the contract"
    return text if host.supports("hooks.create", description=text) else ""


class HookContract(ProviderContract):
    """Promises about hooks."""

    @pytest.fixture
    def event(self, host: githost.Host) -> Event:
        """Give an event of repositories that the host has: the usual one, where it has that."""
        return usual_event(host)

    @pytest.fixture
    def hook(self, host: githost.Host, repo: Repository, hook_url: str, event: Event) -> Hook:
        """Make a hook with a secret on `repo`, and with a description where hooks have one."""
        text = _described(host) or None
        return host.hooks.create(
            repo, url=hook_url, events={event}, secret=_SECRET, description=text
        )

    @requires("hooks.create")
    @requires("hooks.get")
    def test_created_hook_is_read_back(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str, event: Event
    ) -> None:
        """What was given to `create` is what `get` tells.

        If this fails: check that every argument is sent, and that the answer is decoded as `get`'s
        is.
        """
        found = host.hooks.get(repo, hook.id)
        for answer in (sound(hook), sound(found)):
            assert (answer.id, answer.url) == (hook.id, hook_url)
            assert event in answer.events
            assert answer.vendor_events
            assert answer.active
            assert answer.description == _described(host)

    @requires("hooks.create")
    @requires("hooks.get")
    def test_secret_is_kept_and_never_shown(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str, event: Event
    ) -> None:
        """`has_secret` says whether there is one; the secret itself is nowhere, nor in `raw`.

        If this fails: give `raw` through `githost.interface.without_secrets`, and decode what the
        host says of the secret.
        """
        plain = host.hooks.create(repo, url=f"{hook_url}-plain", events={event})
        answers = [hook, host.hooks.get(repo, hook.id), *host.hooks.list(repo)]
        for answer in answers:
            assert _SECRET not in f"{answer!r} {answer.raw}"
        assert host.hooks.get(repo, hook.id).has_secret in {True, None}
        assert host.hooks.get(repo, plain.id).has_secret in {False, None}

    @requires("hooks.create")
    @requires("hooks.get")
    def test_every_claimed_event_can_be_asked_for(
        self, host: githost.Host, githost_target: Target, repo: Repository, hook_url: str
    ) -> None:
        """`Provider.hook_events` are accepted on repositories or namespaces, and read back.

        If this fails: check each event's key against the host's own list.
        """
        events = _accepted(host, repo, hook_url)
        made = host.hooks.create(repo, url=hook_url, events=events)
        assert events <= made.events
        assert events <= host.hooks.get(repo, made.id).events
        where = NamespaceRef(githost_target.namespace)
        rest = host.provider.hook_events - events
        if rest:
            wide = host.hooks.create(where, url=hook_url, events=rest)
            host.hooks.delete(where, wide.id)
            assert rest <= wide.events

    @requires("hooks.create")
    def test_missing_event_is_refused(
        self, host: githost.Host, repo: Repository, hook_url: str
    ) -> None:
        """An event that the host does not have is `ConfigurationError`, and nothing is sent.

        If this fails: refuse in `vendor_keys`.
        """
        missing = [event for event in Event if event not in host.provider.hook_events]
        if not missing:
            pytest.skip("the host has every event")
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.hooks.create(repo, url=hook_url, events={missing[0]})
        assert wire.seen == []

    @requires("hooks.create")
    def test_unknown_key_is_refused(
        self, host: githost.Host, repo: Repository, hook_url: str
    ) -> None:
        """A text that is no key of the host's is refused, by the provider or by the host.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises((ConfigurationError, ValidationError)):
            host.hooks.create(repo, url=hook_url, events={"githost:no_such_event"})
        assert host.hooks.list(repo).all() == []

    @requires("hooks.create")
    def test_events_are_a_collection(
        self, host: githost.Host, repo: Repository, hook_url: str
    ) -> None:
        """One text in place of a collection is `ConfigurationError`, and nothing is sent.

        If this fails: take events through `vendor_keys`, before any request.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.hooks.create(repo, url=hook_url, events="push")
        assert wire.seen == []

    @requires("hooks.create")
    def test_empty_secret_is_refused(
        self, host: githost.Host, repo: Repository, hook_url: str, event: Event
    ) -> None:
        """A secret that anybody could guess is `ConfigurationError`, and nothing is sent.

        If this fails: take secrets through `githost.interface.hook_secret`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.hooks.create(repo, url=hook_url, events={event}, secret="")
        assert wire.seen == []

    @requires("hooks.update")
    def test_secret_is_not_emptied(self, host: githost.Host, repo: Repository, hook: Hook) -> None:
        """A change to an empty secret is `ConfigurationError`, and nothing is sent.

        If this fails: take secrets through `githost.interface.hook_secret`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.hooks.update(repo, hook.id, secret="")
        assert wire.seen == []

    @requires("hooks.create")
    @requires("hooks.update")
    def test_hosts_own_keys_are_kept(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str
    ) -> None:
        """The host's own keys can be given as text, and stay when something else is changed.

        If this fails: send back the keys that were read, not only those with a neutral word.
        """
        made = host.hooks.create(repo, url=f"{hook_url}-keys", events=hook.vendor_events)
        assert (made.vendor_events, made.events) == (hook.vendor_events, hook.events)
        changed = host.hooks.update(repo, made.id, active=False)
        assert changed.vendor_events == hook.vendor_events

    @requires("hooks.create")
    @requires("hooks.update")
    def test_key_without_a_neutral_word_is_kept(
        self,
        host: githost.Host,
        githost_target: Target,
        repo: Repository,
        hook_url: str,
        event: Event,
    ) -> None:
        """A key that only the host knows is read back, and stays when something else is changed.

        If this fails: send back the keys that were read, not only those with a neutral word.
        """
        key = githost_target.hook_key
        if key is None:
            pytest.skip("the target names no key that only the host knows")
        made = host.hooks.create(repo, url=hook_url, events={event, key})
        host.hooks.update(repo, made.id, active=False)
        found = host.hooks.get(repo, made.id)
        assert key in found.vendor_events
        assert (found.vendor_events, found.events) == (made.vendor_events, made.events)
        again = host.hooks.ensure(repo, url=hook_url, events={event, key}, active=False)
        assert again.outcome is EnsureOutcome.UNCHANGED

    @requires("hooks.list")
    @requires("hooks.create")
    def test_list_holds_every_hook_once(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str, event: Event
    ) -> None:
        """Each hook is listed once, also where two have one address.

        If this fails: check that every page is followed.
        """
        twin = host.hooks.create(repo, url=hook_url, events={event})
        listed = [sound(found).id for found in host.hooks.list(repo)]
        assert sorted(listed) == sorted([hook.id, twin.id])

    @requires("hooks.create", active=False)
    def test_hook_can_be_made_inactive(
        self, host: githost.Host, repo: Repository, hook_url: str, event: Event
    ) -> None:
        """`active=False` is kept.

        If this fails: check that it is sent, and decoded.
        """
        made = host.hooks.create(repo, url=hook_url, events={event}, active=False)
        assert not made.active
        assert not host.hooks.get(repo, made.id).active

    @requires("hooks.create", verify_ssl=False)
    def test_certificate_check_can_be_left_out(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str, event: Event
    ) -> None:
        """`verify_ssl` is true unless told, where the host tells at all.

        If this fails: some hosts say it the other way round, as `skip`.
        """
        lax = host.hooks.create(repo, url=f"{hook_url}-lax", events={event}, verify_ssl=False)
        assert host.hooks.get(repo, lax.id).verify_ssl in {False, None}
        assert host.hooks.get(repo, hook.id).verify_ssl in {True, None}

    @requires("hooks.update")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str
    ) -> None:
        """Switching a hook off and leading it elsewhere changes nothing else, the secret least.

        If this fails: hosts replace the whole hook; read first, and send it all.
        """
        host.hooks.update(repo, hook.id, active=False)
        moved = host.hooks.update(repo, hook.id, url=f"{hook_url}-moved")
        found = host.hooks.get(repo, hook.id)
        for answer in (moved, found):
            assert answer.url == f"{hook_url}-moved"
            assert not answer.active
            assert answer.vendor_events == hook.vendor_events
            assert answer.description == hook.description
            assert answer.has_secret is hook.has_secret
            assert answer.verify_ssl is hook.verify_ssl

    @requires("hooks.update")
    def test_events_are_replaced(self, host: githost.Host, repo: Repository, hook: Hook) -> None:
        """`events` is the whole new set.

        If this fails: send the given keys alone.
        """
        others = sorted(_accepted(host, repo, hook.url) - hook.events)
        if not others:
            pytest.skip("the host has one event")
        host.hooks.update(repo, hook.id, events={others[-1]})
        found = host.hooks.get(repo, hook.id)
        assert others[-1] in found.events
        assert found.vendor_events.isdisjoint(hook.vendor_events)

    @requires("hooks.delete")
    def test_deleted_hook_is_gone(self, host: githost.Host, repo: Repository, hook: Hook) -> None:
        """Reading, changing and deleting what is not there is `NotFoundError`.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        host.hooks.delete(repo, hook.id)
        assert host.hooks.list(repo).all() == []
        with pytest.raises(NotFoundError):
            host.hooks.get(repo, hook.id)
        with pytest.raises(NotFoundError):
            host.hooks.update(repo, hook.id, active=False)
        with pytest.raises(NotFoundError):
            host.hooks.delete(repo, hook.id)

    @requires("hooks.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, repo: Repository
    ) -> None:
        """Somebody without rights does not see hooks.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.hooks.list(repo.ref).first()

    @requires("hooks.create", target=NamespaceRef("x"))
    @requires("hooks.list", target=NamespaceRef("x"))
    @requires("hooks.delete", target=NamespaceRef("x"))
    def test_namespace_has_hooks_of_its_own(
        self,
        host: githost.Host,
        githost_target: Target,
        repo: Repository,
        hook_url: str,
        event: Event,
    ) -> None:
        """A namespace's hook is listed there, and not on its repositories.

        If this fails: check which address each kind of target goes to.
        """
        where = NamespaceRef(githost_target.namespace)
        made = host.hooks.create(where, url=hook_url, events={event})
        try:
            assert made.id in {found.id for found in host.hooks.list(where)}
            assert made.id not in {found.id for found in host.hooks.list(repo)}
        finally:
            host.hooks.delete(where, made.id)

    @requires("hooks.ensure")
    def test_ensure_writes_what_differs_only(
        self, host: githost.Host, repo: Repository, hook_url: str, event: Event
    ) -> None:
        """`ensure` creates, leaves alone and changes, and says which; there is one hook all along.

        If this fails: leave `ensure` to the interface, and check `list`, `create` and `update`.
        """
        created = host.hooks.ensure(repo, url=hook_url, events={event})
        with exchanges() as wire:
            same = host.hooks.ensure(repo, url=hook_url, events={event})
        assert wire.writes == []
        changed = host.hooks.ensure(repo, url=hook_url, events={event}, active=False)
        assert created.outcome is EnsureOutcome.CREATED
        assert (same.outcome, same.changes) == (EnsureOutcome.UNCHANGED, ())
        assert same.value == created.value
        assert (changed.outcome, changed.changes) == (EnsureOutcome.CHANGED, ("active",))
        assert [found.id for found in host.hooks.list(repo)] == [created.value.id]

    @requires("hooks.ensure")
    def test_ensure_compares_the_hosts_own_keys(
        self, host: githost.Host, repo: Repository, hook_url: str
    ) -> None:
        """Neutral events that share a key make no difference, and all of them stay as they are.

        If this fails: translate events in `vendor_keys`, and decode `vendor_events` whole.
        """
        events = _accepted(host, repo, hook_url)
        host.hooks.ensure(repo, url=hook_url, events=events)
        again = host.hooks.ensure(repo, url=hook_url, events=sorted(events))
        assert again.outcome is EnsureOutcome.UNCHANGED

    @requires("hooks.ensure")
    def test_ensure_leaves_other_hooks_alone(
        self, host: githost.Host, repo: Repository, hook: Hook, hook_url: str, event: Event
    ) -> None:
        """A hook with another address is not touched.

        If this fails: compare addresses whole.
        """
        before = host.hooks.get(repo, hook.id)
        made = host.hooks.ensure(repo, url=f"{hook_url}-second", events={event}, active=False)
        assert made.outcome is EnsureOutcome.CREATED
        assert host.hooks.get(repo, hook.id) == before

    @requires("hooks.ensure")
    def test_ensure_writes_a_secret_once(
        self, host: githost.Host, repo: Repository, hook_url: str, event: Event
    ) -> None:
        """A secret is written where there is none, and again with `rotate_secret` only.

        If this fails: decode `has_secret`; None is for hosts that do not tell.
        """
        plain = host.hooks.ensure(repo, url=hook_url, events={event}).value
        first = host.hooks.ensure(repo, url=hook_url, events={event}, secret=_SECRET)
        with exchanges() as wire:
            second = host.hooks.ensure(repo, url=hook_url, events={event}, secret="another")
        assert wire.writes == []
        rotated = host.hooks.ensure(
            repo, url=hook_url, events={event}, secret="another", rotate_secret=True
        )
        if plain.has_secret is not None:
            assert first.changes == ("secret",)
            assert first.value.has_secret
        assert second.outcome is EnsureOutcome.UNCHANGED
        assert rotated.changes == ("secret",)

    @requires("hooks.ensure")
    def test_rotation_needs_a_secret(
        self, host: githost.Host, repo: Repository, hook_url: str, event: Event
    ) -> None:
        """`rotate_secret` without a secret is `ConfigurationError`, and nothing is sent.

        If this fails: leave `ensure` to the interface.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.hooks.ensure(repo, url=hook_url, events={event}, rotate_secret=True)
        assert wire.seen == []

    @requires("hooks.deliveries")
    def test_new_hook_has_no_deliveries(
        self, host: githost.Host, repo: Repository, hook: Hook
    ) -> None:
        """What was never called has an empty list.

        If this fails: the host's "no content" means an empty list here.
        """
        assert host.hooks.deliveries(repo, hook.id).all() == []

    @requires("hooks.test")
    def test_missing_hook_is_not_tried(
        self, host: githost.Host, repo: Repository, hook: Hook
    ) -> None:
        """Trying out what is not there is `NotFoundError`.

        If this fails: read the hook first, where the host wants its address anyway.
        """
        host.hooks.delete(repo, hook.id)
        with pytest.raises(NotFoundError):
            host.hooks.test(repo, hook.id)
