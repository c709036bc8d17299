"""What a host can be asked about hooks."""

from collections.abc import Collection

from githost.errors import ConfigurationError
from githost.interface.addresses import Target
from githost.interface.arguments import hook_events
from githost.interface.capabilities import Noun, aid, derived, missing, writes
from githost.model import Delivery, Ensured, EnsureOutcome, Event, Hook
from githost.wire import Op, Pages, walk

__all__ = ["Hooks"]


class Hooks(Noun):
    """Operations on hooks: whom the host calls when something happens.

    `hook` is the `id` of one, `url` the address that is called. `events` are neutral events or, as
    text, the host's own keys. With `secret` the host signs what it sends. One that is not `active` is
    not called. `verify_ssl` is whether the host checks the certificate of `url`.
    """

    noun = "hooks"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        """List the hooks of a target.

        On a repository those of its namespace are not among them.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `PermissionDeniedError` for callers who do not administer the target.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/hooks` or
        `GET /workspaces/{workspace}/hooks`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks` or
        `GET /rest/api/1.0/projects/{projectKey}/webhooks`.
        """
        raise missing(self, "list")

    def get(self, target: Target, hook: str) -> Op[Hook]:
        """Read a hook.

        The secret never comes back; `has_secret` says whether there is one.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/hooks/{uid}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        """Create a hook.

        `events` takes neutral events and, as text, the host's own keys. `description` None is the
        host's default, on Data Center the host name of `url`.

        Requests: one. It is never sent twice: hosts keep both.

        Raises: `ConfigurationError` for an event that the host does not have, for an empty secret,
        and on Cloud for one of more than 128 characters; `ValidationError` where the host refuses
        the address: Cloud wants one that resolves publicly; `PermissionDeniedError` also where a
        token lacks the scope of an event (Cloud).

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/hooks` or
        `POST /workspaces/{workspace}/hooks`; Data Center
        `POST /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks` or
        `POST /rest/api/1.0/projects/{projectKey}/webhooks`.
        """
        raise missing(self, "create")

    @writes
    def update(
        self,
        target: Target,
        hook: str,
        *,
        url: str | None = None,
        events: Collection[Event | str] | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Op[Hook]:
        """Change what is given of a hook, and leave the rest.

        None leaves a value as it is, the secret too.

        Requests: two: both Bitbucket products replace the whole hook, so it is read first.

        Raises: `NotFoundError`; what `create` raises.

        Source: Cloud `PUT /repositories/{workspace}/{repo_slug}/hooks/{uid}`, which keeps a secret
        that is not sent; Data Center
        `PUT /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, target: Target, hook: str) -> Op[None]:
        """Delete a hook.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}/hooks/{uid}`; Data Center
        `DELETE /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}`.
        """
        raise missing(self, "delete")

    @writes
    def test(self, target: Target, hook: str) -> Op[Delivery]:
        """Have the host call a hook now, and tell what came of it.

        The call that Data Center makes is not signed. Cloud cannot.

        Requests: two: the hook's address has to be sent along.

        Raises: `NotFoundError`.

        Source: Data Center `POST
        /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/test?webhookId=&url=`.
        """
        raise missing(self, "test")

    def deliveries(
        self, target: Target, hook: str, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Delivery]:
        """List the latest calls of a hook, newest first.

        Data Center keeps the latest one. Cloud cannot.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Data Center `GET
        /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}/latest`.
        """
        raise missing(self, "deliveries")

    @writes
    @derived("hooks.list", "hooks.create", "hooks.update")
    def ensure(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        rotate_secret: bool = False,
    ) -> Op[Ensured[Hook]]:
        """Create the hook for `url` where there is none, or change what differs.

        The address is what tells hooks apart; where several have it, the one with the same events
        is meant, else the first. Events are compared as the host's own keys, for several neutral
        events may share one. A secret cannot be read back: it is written where there is none, or
        with `rotate_secret=True`.

        Requests: those of `list`, and of `create` or `update` where something differs; nothing is
        written otherwise.

        Raises: `ConfigurationError` for `rotate_secret` without a secret, or for events that the
        host does not have; what `create` and `update` raise.

        Source: those of `list`, `create` and `update`.
        """
        if rotate_secret and secret is None:
            raise ConfigurationError("rotate_secret=True needs the new secret; give secret=…")
        keys = self.vendor_keys(events)
        hooks = yield from walk(self.list(target))
        same = [hook for hook in hooks if hook.url == url]
        if not same:
            made = yield from self.create(
                target, url=url, events=events, secret=secret, active=active
            )
            return Ensured(value=made, outcome=EnsureOutcome.CREATED)
        found = next((hook for hook in same if hook.vendor_events == keys), same[0])
        differs = {
            "events": found.vendor_events != keys,
            "secret": secret is not None and (rotate_secret or found.has_secret is False),
            "active": found.active is not active,
        }
        changes = tuple(name for name, differing in differs.items() if differing)
        if not changes:
            return Ensured(value=found, outcome=EnsureOutcome.UNCHANGED)
        changed = yield from self.update(
            target,
            found.id,
            events=events if "events" in changes else None,
            secret=secret if "secret" in changes else None,
            active=active if "active" in changes else None,
        )
        return Ensured(value=changed, outcome=EnsureOutcome.CHANGED, changes=changes)

    @aid
    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        """Give the host's own keys for `events`: neutral events translated, other text as it is.

        Override it where the host's keys are not the neutral words. Does no I/O.

        Raises: `ConfigurationError` for one text in place of a collection.
        """
        return frozenset(str(event) for event in hook_events(events))
