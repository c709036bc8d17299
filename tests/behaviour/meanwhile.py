"""What somebody else does while a request is being answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from githost_local.forge.strategies import merge

__all__ = ["moving_while_merging"]


@contextmanager
def moving_while_merging(branch: str) -> Iterator[None]:
    """Push to the branch that a pull request goes into, between its merge commit and its ref."""

    def and_push(git: Any, *args: Any, target: str, **more: Any) -> str:
        merged = merge(git, *args, target=target, **more)
        tree = git.text("rev-parse", f"{target}^{{tree}}")
        author = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Else"), ("EMAIL", "else@example.com"))
        }
        pushed = git.text("commit-tree", tree, "-p", target, "-m", "Push", env=author)
        for name in git.text(
            "for-each-ref", f"--points-at={target}", "--format=%(refname)"
        ).split():
            git.run("update-ref", name, pushed)
        return merged

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("githost_local.forge.merges.merge", and_push)
        yield
