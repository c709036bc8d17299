"""Commits, by the names that callers give them: ids, branches, tags, full refs, or none."""

from __future__ import annotations

from githost_bitbucket.emulator.datacenter.call import Call, find_repository
from githost_bitbucket.emulator.datacenter.errors import missing, no_commit, no_default_branch
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, Repository


def find_commit(call: Call, repository: Repository, name: str | None) -> str:
    """Return a commit's id; without a name, that of the default branch."""
    if not name:
        return _default_head(call, repository)
    try:
        return call.forge.commits.resolve(repository, name)
    except NotFound as error:
        raise no_commit(name, repository.slug) from error


def _default_head(call: Call, repository: Repository) -> str:
    found = call.forge.branches.default(repository)
    if found is None:
        raise no_default_branch(repository.slug)
    return found.commit


def first_parent(call: Call, repository: Repository, sha: str) -> str | None:
    """Return the commit that a commit is compared with unless told otherwise; None for a root."""
    parents = call.forge.commits.get(repository, sha).parents
    return parents[0] if parents else None


def compared(call: Call, repository: Repository) -> tuple[str, str]:
    """Read `from` and `to`, the first perhaps of another repository; return their ids."""
    source = _source(call, repository)
    start = find_commit(call, source, call.query("from"))
    end = find_commit(call, repository, call.query("to"))
    return call.forge.commits.bring(repository, source, start), end


def _source(call: Call, repository: Repository) -> Repository:
    """Return the repository that `fromRepo` names by its number, or by key and slug."""
    name = call.query("fromRepo")
    if not name:
        return repository
    if name.isdecimal():
        try:
            found = call.forge.repos.get(int(name))
        except NotFound as error:
            raise missing("repository", f"Repository {name} does not exist.") from error
    else:
        project, _, slug = name.partition("/")
        found = find_repository(call.forge, project, slug)
    call.demand(found, Level.READ)
    return found
