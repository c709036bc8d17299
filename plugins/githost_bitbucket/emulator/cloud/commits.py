"""Commits, and the best common ancestor of two."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from githost_bitbucket.emulator.cloud import answers, revspecs
from githost_bitbucket.emulator.cloud.call import COMMIT, REPOSITORY, Answer, Call, Endpoint, ok
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_bitbucket.emulator.cloud.paging import page, window
from githost_local.forge.records import Commit, Repository

#: Under this the side table keeps what a form said, for the pages that follow.
_FORMS: Final = "commits-form"


def find_commit(call: Call, repository: Repository) -> Commit:
    """Return the commit in the address."""
    return call.forge.commits.get(repository, call.path("commit"))


def _get(call: Call) -> Answer:
    repository = call.repository()
    found = answers.commit(call.world, repository, find_commit(call, repository))
    return ok(found | {"participants": []})


def _list(call: Call) -> Answer:
    """List what all branches and tags reach, unless `include` says from where to look."""
    include = _given(call, "include")
    return ok(_history(call, include or None))


def _list_from(call: Call) -> Answer:
    """List what a commit, and those that `include` adds, reach."""
    return ok(_history(call, [call.path("revision").rstrip("/"), *_given(call, "include")]))


def _history(call: Call, include: list[str] | None) -> dict[str, Any]:
    repository = call.repository()
    asked = window(call, opaque=True)
    found = call.forge.commits.list(
        repository,
        include=include,
        exclude=_given(call, "exclude"),
        path=call.query("path"),
        offset=asked.offset,
        limit=asked.length,
    )
    answer = page(call, asked, found, lambda c: answers.commit(call.world, repository, c))
    if call.form and "next" in answer:
        answer["next"] += f"&ctx={_keep(call)}"
    return answer


def _given(call: Call, name: str) -> list[str]:
    """Return a parameter's values, from the query and from the form, if there is or was one."""
    context = call.query("ctx")
    kept = call.world.side.get(_FORMS, context) if context else None
    return [
        *call.queries(name),
        *(part.text for part in call.form if part.name == name),
        *(kept or {}).get(name, ()),
    ]


def _keep(call: Call) -> str:
    """Keep the form and return the word for it: the next page is asked for without one."""
    form = {name: _given(call, name) for name in ("include", "exclude")}
    context = hashlib.sha256(json.dumps(form).encode()).hexdigest()[:32]
    call.world.side.put(_FORMS, context, form)
    return context


def _merge_base(call: Call) -> Answer:
    repository = call.repository()
    new, old = revspecs.two(call, repository, call.path("revspec"))
    sha = call.forge.commits.compare(repository, old, new).merge_base
    if sha is None:
        raise ApiError(404, "No common ancestor found.")
    found = call.forge.commits.get(repository, sha)
    return ok(answers.commit(call.world, repository, found))


ENDPOINTS = (
    Endpoint("GET", COMMIT, _get, scope="repository"),
    Endpoint("GET", REPOSITORY + "/commits", _list, scope="repository"),
    Endpoint("POST", REPOSITORY + "/commits", _list, scope="repository"),
    Endpoint("GET", REPOSITORY + "/commits/{revision:path}", _list_from, scope="repository"),
    Endpoint("POST", REPOSITORY + "/commits/{revision:path}", _list_from, scope="repository"),
    Endpoint("GET", REPOSITORY + "/merge-base/{revspec:path}", _merge_base, scope="repository"),
)
