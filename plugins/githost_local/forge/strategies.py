"""Merge strategies: from commits to a commit, without a work tree.

Nothing here moves a ref: what is written are objects nobody sees until a branch points to them.
"""

from __future__ import annotations

from githost_local.forge.commits import is_ancestor
from githost_local.forge.errors import Conflict, MergeConflict, NotFastForward
from githost_local.forge.git import Git, GitFailed, identity
from githost_local.forge.records import Commit, MergeStrategy, Signature


def merge_trees(git: Git, ours: str, theirs: str, *, unrelated: bool = False) -> str:
    """Merge two commits and return the tree, or raise MergeConflict with the paths."""
    options = ["--allow-unrelated-histories"] if unrelated else []
    try:
        output = git.text(
            "merge-tree",
            "--write-tree",
            "-z",
            "--name-only",
            "--no-messages",
            *options,
            ours,
            theirs,
        )
    except GitFailed as failure:
        # https://git-scm.com/docs/git-merge-tree#_exit_status
        if failure.status != 1:
            raise Conflict(failure.error) from failure
        _, *paths = failure.output.decode(errors="surrogateescape").split("\0")
        raise MergeConflict(sorted({path for path in paths if path})) from failure
    return output.split("\0")[0].strip()


def merge(
    git: Git,
    strategy: MergeStrategy,
    *,
    target: str,
    source: str,
    commits: tuple[Commit, ...],
    message: str,
    signature: Signature,
) -> str:
    """Return the commit that the target branch is to point to.

    `commits` are those of the source that the target lacks, oldest first.
    """
    ahead = is_ancestor(git, target, source)
    match strategy:
        case MergeStrategy.FAST_FORWARD_ONLY | MergeStrategy.SQUASH_FAST_FORWARD_ONLY if not ahead:
            raise NotFastForward
        case MergeStrategy.FAST_FORWARD | MergeStrategy.FAST_FORWARD_ONLY if ahead:
            return source
        case MergeStrategy.MERGE_COMMIT | MergeStrategy.FAST_FORWARD:
            tree = merge_trees(git, target, source)
            return _commit(git, tree, (target, source), message, signature, signature)
        case MergeStrategy.SQUASH | MergeStrategy.SQUASH_FAST_FORWARD_ONLY:
            tree = merge_trees(git, target, source)
            return _commit(git, tree, (target,), message, signature, signature)
        case MergeStrategy.REBASE_FAST_FORWARD:
            return source if ahead else _rebase(git, commits, target, signature)
        case _:
            tip = source if ahead else _rebase(git, commits, target, signature)
            return _commit(git, _tree(git, tip), (target, tip), message, signature, signature)


def _rebase(git: Git, commits: tuple[Commit, ...], onto: str, committer: Signature) -> str:
    """Copy commits onto another, without merges and without those that change nothing there."""
    tip = onto
    for commit in commits:
        if len(commit.parents) > 1:
            continue
        tree = _pick(git, commit, tip, committer)
        if tree != _tree(git, tip):
            tip = _commit(git, tree, (tip,), commit.message, commit.author, committer)
    return tip


def _pick(git: Git, commit: Commit, onto: str, committer: Signature) -> str:
    """Return the tree of `onto` with what the commit changed.

    `merge-tree` finds the common ancestor itself (its --merge-base came with git 2.40): a commit
    with the files of `onto` and the parent of `commit` makes that parent the one it finds.
    """
    ours = _commit(git, _tree(git, onto), commit.parents, "", committer, committer)
    return merge_trees(git, ours, commit.sha, unrelated=not commit.parents)


def _tree(git: Git, commit: str) -> str:
    return git.text("rev-parse", f"{commit}^{{tree}}")


def _commit(
    git: Git,
    tree: str,
    parents: tuple[str, ...],
    message: str,
    author: Signature,
    committer: Signature,
) -> str:
    options = [option for parent in parents for option in ("-p", parent)]
    return git.text(
        "commit-tree", tree, *options, input=message.encode(), env=identity(author, committer)
    )
