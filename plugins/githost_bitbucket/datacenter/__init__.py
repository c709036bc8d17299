"""Bitbucket Data Center, REST API 1.0, from 7.21 on."""
