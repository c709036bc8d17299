"""Bitbucket Cloud, REST API 2.0."""
