"""The repository that `githost demo` works on: the user's own, or a sample made here."""

import os
import tempfile
from pathlib import Path

from githost.errors import ConfigurationError, TransportError
from githost.migration.git import git

__all__ = ["feature_branches", "mirror_of"]

_AUTHORS = (("Ada Example", "ada@example.com"), ("Ben Example", "ben@example.com"))
_BEGAN = 1_760_000_000


def mirror_of(path: Path | None, folder: Path) -> tuple[str, Path]:
    """Copy the repository at `path` below `folder` and return its name and the copy.

    None takes the repository around the current folder, or a sample where there is none that can be copied whole.
    Raises `ConfigurationError` where `path` is no repository with commits.
    """
    copy = folder / "origin.git"
    if path is not None:
        _check(path)
        return _name_of(path), _copied(path, copy)
    around = Path.cwd()
    try:
        _check(around)
    except ConfigurationError:
        return "sample", _sample(copy)
    return _name_of(around), _copied(around, copy)


def _check(path: Path) -> None:
    if not path.is_dir():
        raise ConfigurationError(f"{path} is no folder; give the path of a git repository")
    try:
        shallow = git("rev-parse", "--is-shallow-repository", cwd=path)
    except TransportError as error:
        raise ConfigurationError(f"{path} is no git repository; give the path of one") from error
    if shallow == "true":
        raise ConfigurationError(
            f"{path} is a shallow clone, which cannot be pushed; run git fetch --unshallow there"
        )
    if not git("for-each-ref", "--count=1", "refs/heads", cwd=path):
        raise ConfigurationError(f"{path} has no branch with a commit; commit something first")


def _name_of(path: Path) -> str:
    top = git("rev-parse", "--absolute-git-dir", cwd=path)
    name = (
        Path(top).parent.name if Path(top).name == ".git" else Path(top).name.removesuffix(".git")
    )
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.lower())
    return kept.strip(".-_") or "repository"


def _copied(path: Path, copy: Path) -> Path:
    git("clone", "--quiet", "--mirror", "--no-local", str(path.absolute()), str(copy))
    head = git("symbolic-ref", "--quiet", "--short", "HEAD", cwd=copy)
    if head not in _branches(copy):
        git("symbolic-ref", "HEAD", f"refs/heads/{_branches(copy)[0]}", cwd=copy)
    return copy


def _branches(repository: Path) -> list[str]:
    return git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", cwd=repository).split(
        "\n"
    )


def feature_branches(repository: Path, *, least: int) -> tuple[str, list[str]]:
    """Return the default branch and those branches that have commits of their own, the newest first.

    Where there are fewer than `least` such branches, small ones are made (`demo/1`, …).
    """
    default = git("symbolic-ref", "--short", "HEAD", cwd=repository)
    newest = git(
        *("for-each-ref", "--sort=-committerdate", "--format=%(refname:lstrip=2)"),
        f"--no-merged={default}",
        "refs/heads",
        cwd=repository,
    )
    found = [name for name in newest.split("\n") if name]
    for number in range(1, least - len(found) + 1):
        name = f"demo/{number}"
        tip = git("rev-parse", f"refs/heads/{default}", cwd=repository)
        added = {f"githost-demo-{number}.md": f"# Demonstration {number}\n"}
        git(
            "update-ref",
            f"refs/heads/{name}",
            _commit(repository, [tip], added, name, number),
            cwd=repository,
        )
        found.append(name)
    return default, found


def _commit(
    repository: Path, parents: list[str], files: dict[str, str], message: str, number: int
) -> str:
    """Write a commit that adds `files` to its first parent's tree, and return its SHA."""
    author, email = _AUTHORS[number % len(_AUTHORS)]
    when = f"{_BEGAN + 3600 * number} +0000"
    with tempfile.TemporaryDirectory(prefix="githost-index-") as folder:
        environment = {
            "GIT_INDEX_FILE": os.fspath(Path(folder) / "index"),
            **{f"GIT_{who}_NAME": author for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": email for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": when for who in ("AUTHOR", "COMMITTER")},
        }
        if parents:
            git("read-tree", _merged(repository, parents), cwd=repository, environment=environment)
        for name, text in files.items():
            blob = git("hash-object", "-w", "--stdin", cwd=repository, stdin=text.encode())
            git(
                "update-index",
                "--add",
                "--cacheinfo",
                f"100644,{blob},{name}",
                cwd=repository,
                environment=environment,
            )
        tree = git("write-tree", cwd=repository, environment=environment)
        onto = [word for parent in parents for word in ("-p", parent)]
        return git(
            "commit-tree", tree, *onto, "-m", message, cwd=repository, environment=environment
        )


def _merged(repository: Path, parents: list[str]) -> str:
    return (
        git("merge-tree", "--write-tree", *parents, cwd=repository)
        if len(parents) > 1
        else parents[0]
    )


def _sample(copy: Path) -> Path:
    """Make a small repository: several branches, a merge, an annotated and a light tag."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(copy))
    first = _commit(copy, [], {"README.md": "# Sample\n"}, "Begin", 1)
    second = _commit(copy, [first], {"app.py": "print('hello')\n"}, "Say hello", 2)
    side = _commit(copy, [first], {"LICENSE": "Public domain\n"}, "Add a licence", 3)
    third = _commit(copy, [second, side], {}, "Merge branch 'licence'", 4)
    fourth = _commit(copy, [third], {"app.py": "print('hello, world')\n"}, "Greet everybody", 5)
    branches = {
        "main": fourth,
        "licence": side,
        "feature/search": _commit(copy, [fourth], {"search.py": "FOUND = 1\n"}, "Add search", 6),
        "fix/typo": _commit(copy, [fourth], {"app.py": "print('Hello, world')\n"}, "Fix a typo", 7),
        "docs": _commit(copy, [third], {"docs/index.md": "# Guide\n"}, "Begin a guide", 8),
    }
    for name, sha in branches.items():
        git("update-ref", f"refs/heads/{name}", sha, cwd=copy)
    git("update-ref", "refs/tags/v1.1", fourth, cwd=copy)
    tagger = {"GIT_COMMITTER_NAME": _AUTHORS[0][0], "GIT_COMMITTER_EMAIL": _AUTHORS[0][1]}
    git("tag", "--annotate", "--message=First release", "v1.0", third, cwd=copy, environment=tagger)
    return copy
