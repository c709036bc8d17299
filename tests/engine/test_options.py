"""Settings that cannot work are refused when they are made."""

from typing import Any

import pytest

from githost import ConfigurationError, Options, Retry


@pytest.mark.parametrize(
    "wrong",
    [
        {"connect_timeout": 0},
        {"connect_timeout": None},
        {"read_timeout": -1.0},
        {"read_timeout": "60"},
        {"read_timeout": True},
        {"total_timeout": 0.0},
        {"total_timeout": float("inf")},
        {"total_timeout": float("nan")},
        {"max_connections": 1.5},
        {"max_connections": 0},
        {"max_body": None},
        {"retry": 5},
        {"verify": "no"},
        {"verify": None},
        {"ca": 7},
        {"client_certificate": ("cert", None)},
        {"client_certificate": ["cert", "key"]},
        {"client_certificate": ("a", "b", "c")},
        {"proxy": "proxy.example:3128"},
        {"proxy": "ftp://proxy.example"},
        {"proxy": "http://"},
        {"proxy": "http://proxy.example:port"},
        {"proxy": 3128},
        {"allow_http": "yes"},
        {"read_only": 1},
        {"keep_raw": None},
        {"user_agent": "x\r\nauthorization: y"},
        {"user_agent": "größe"},
        {"user_agent": ""},
    ],
    ids=repr,
)
def test_wrong_setting_is_refused_by_name(wrong: dict[str, Any]) -> None:
    """The message says which one."""
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        Options(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"attempts": 0}, {"attempts": 2.5}, {"backoff": 0}, {"max_wait": None}, {"max_total": -1}],
    ids=repr,
)
def test_wrong_retry_is_refused_by_name(wrong: dict[str, Any]) -> None:
    """The message says which one."""
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        Retry(**wrong)


def test_proxy_with_a_password_is_not_shown() -> None:
    """Neither in the settings nor in the refusal."""
    assert "s3cret" not in repr(Options(proxy="http://me:s3cret@proxy.example:3128"))
    with pytest.raises(ConfigurationError) as caught:
        Options(proxy="gopher://me:s3cret@proxy.example")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["http://p.example:1", "https://p.example", "socks5://p.example"])
def test_proxies_that_may_work_are_taken(proxy: str) -> None:
    """Whether they are there is seen when they are used."""
    assert Options(proxy=proxy).proxy == proxy
