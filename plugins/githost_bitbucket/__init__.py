"""Bitbucket Cloud and Bitbucket Data Center, as providers of githost."""
