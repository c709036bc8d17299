"""Distributions of strangers have tests of their own, which run where they are installed."""

collect_ignore = ["githost_example"]
