"""Credentials that workers in other processes find for themselves: functions, of which only the name travels."""

import os

from githost.credentials import ApiToken, Basic, Credential

__all__ = ["SOURCE_PASSWORD", "TARGET_EMAIL", "TARGET_TOKEN", "source", "target"]

#: Variables of the environment.
SOURCE_PASSWORD = "GITHOST_TEST_SOURCE_PASSWORD"
TARGET_EMAIL = "GITHOST_TEST_TARGET_EMAIL"
TARGET_TOKEN = "GITHOST_TEST_TARGET_TOKEN"


def source() -> Credential:
    """Return the password of the administrator of a Data Center."""
    return Basic("admin", os.environ[SOURCE_PASSWORD])


def target() -> Credential:
    """Return the API token of the administrator of a Cloud."""
    return ApiToken(os.environ[TARGET_EMAIL], os.environ[TARGET_TOKEN])
