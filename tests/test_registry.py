"""Finding plugins, and the provider of an address."""

import importlib.metadata
import inspect
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import githost
from githost import hookspecs, registry
from tests.scripted_host import ScriptedHost


def plugin(*providers: Any) -> Any:
    """Build a plugin that adds `providers`."""

    class Plugin:
        @staticmethod
        @hookspecs.hookimpl
        def githost_providers() -> list[Any]:
            return list(providers)

    return Plugin


def test_host_is_matched_exactly() -> None:
    """A look-alike host is not the product's."""
    found = registry.gather([("one", plugin(ScriptedHost()))])
    assert found.resolve("https://GIT.example.com/x").name == "scripted"
    for url in (
        "https://git.example.com.evil.example",
        "https://evil.example/git.example.com",
        "https://xgit.example.com",
    ):
        with pytest.raises(githost.ConfigurationError, match="say provider="):
            found.resolve(url)


def test_two_plugins_with_one_name_conflict() -> None:
    """The error names both."""
    with pytest.raises(githost.PluginConflictError, match=r"one.*two|two.*one"):
        registry.gather([("one", plugin(ScriptedHost())), ("two", plugin(ScriptedHost()))])


def test_unknown_provider_lists_those_there_are() -> None:
    """A wrong name is answered by the right ones."""
    with pytest.raises(githost.ConfigurationError, match="there are scripted"):
        registry.gather([("one", plugin(ScriptedHost()))]).provider("gitlab")


def test_broken_plugin_takes_no_other_down(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A plugin that cannot be imported is reported by name; the rest works."""

    def fail() -> Any:
        raise ImportError("no module named rust")

    entries = [
        SimpleNamespace(
            name="good", dist=SimpleNamespace(name="good-dist"), load=lambda: plugin(ScriptedHost())
        ),
        SimpleNamespace(name="bad", dist=SimpleNamespace(name="bad-dist"), load=fail),
    ]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: entries)
    found = registry.installed.__wrapped__()
    assert set(found.providers) == {"scripted"}
    assert "bad-dist:bad" in caplog.text
    with pytest.raises(
        githost.ConfigurationError, match=r"bad-dist:bad could not be loaded .*no module named rust"
    ):
        found.provider("other")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "give the address"),
        (7, "give the address"),
        ("bitbucket.org", "https://bitbucket.org"),
        ("https://user:canary-4711@bitbucket.org", "user name or password"),
        ("https://bitbucket.org\n", None),
        ("https://bit\nbucket.org", "control characters"),
        ("https://", "is not known"),
        ("ftp://bitbucket.org/x", "no address of a host"),
    ],
)
def test_wrong_address_is_a_clear_error(url: Any, complaint: str | None) -> None:
    """What cannot be an address is refused, without echoing a secret."""
    if complaint is None:
        githost.connect(url, credential=githost.Token("t")).close()
        return
    with pytest.raises(githost.ConfigurationError, match=complaint) as caught:
        githost.connect(url, credential=githost.Token("t"))
    assert "canary-4711" not in str(caught.value)


def test_missing_credential_says_how_to_give_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is connected as anonymous without asking for it."""
    monkeypatch.delenv("GITHOST_TOKEN", raising=False)
    with pytest.raises(githost.ConfigurationError, match="GITHOST_TOKEN and GITHOST_HOST"):
        githost.connect("https://bitbucket.org")
    githost.connect("https://bitbucket.org", credential=githost.Anonymous()).close()


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("bitbucket.org", True),
        ("https://bitbucket.org", True),
        ("evil.example", False),
        ("http://bitbucket.org", False),
    ],
)
def test_token_of_the_environment_is_bound_to_its_host(
    monkeypatch: pytest.MonkeyPatch, host: str, *, found: bool
) -> None:
    """`GITHOST_TOKEN` goes to the host that `GITHOST_HOST` names, and to no other."""
    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.setenv("GITHOST_HOST", host)
    if found:
        githost.connect("https://bitbucket.org").close()
    else:
        with pytest.raises(githost.ConfigurationError, match="no credential"):
            githost.connect("https://bitbucket.org")


def test_token_of_the_environment_without_a_host_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A token that could go anywhere goes nowhere."""
    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.delenv("GITHOST_HOST", raising=False)
    with pytest.raises(githost.ConfigurationError, match="GITHOST_HOST"):
        githost.connect("https://bitbucket.org")


def test_plugins_that_know_credentials_are_asked_in_the_order_of_pluggy() -> None:
    """The last one installed first, but for those that say otherwise; arguments may be left out."""

    def knowing(answer: githost.Token, *, trylast: bool = False) -> Any:
        class Plugin:
            @staticmethod
            @hookspecs.hookimpl(trylast=trylast)
            def githost_credential(url: str) -> githost.Token:
                return answer

        return Plugin

    found = registry.gather(
        [
            ("old", knowing(githost.Token("old"))),
            ("new", knowing(githost.Token("new"))),
            ("last", knowing(githost.Token("last"), trylast=True)),
        ]
    ).credentials
    assert list(found) == ["new", "old", "last"]
    assert found["old"]("https://git.example.com", ScriptedHost()) == githost.Token("old")


HOOKS = [name for name in hookspecs.__all__ if name.startswith("githost_")]


@pytest.mark.parametrize("name", HOOKS)
def test_hook_is_documented_with_its_arguments_and_an_example(name: str) -> None:
    """For plugins are written from nothing else."""
    hook = getattr(hookspecs, name)
    text = inspect.getdoc(hook) or ""
    assert "@hookimpl" in text
    assert ".. versionadded::" in text
    for argument in inspect.signature(hook).parameters:
        assert f"`{argument}`" in text or re.search(rf"{name}\(.*\b{argument}\b", text)
    page = Path(__file__).parents[1] / "docs" / "reference" / "plugins.md"
    assert name in page.read_text("utf-8")
