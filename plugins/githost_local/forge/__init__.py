"""A small forge kept in one directory: SQLite for state, bare repositories driven by `git`.

It knows no product and enforces no permissions: its callers, the local provider and the HTTP
faces, decide which level an operation needs (`permissions.effective`) and say who acts
(`actor`). Everything here is safe to call from many threads, and from two processes on one
directory. Every write is one transaction; inside `with forge.transaction():` several are one.
Methods take and return the frozen records of `records.py`, raise the conditions of `errors.py`,
and tell `forge.events` what happened once it is committed. Every list takes `offset=0` and
`limit=None` and gives a `Slice(items, total)`. In updates None leaves a field as it is; where
None is a value, `KEEP` does.

    with Forge.open(directory) as forge: ...        Forge.temporary() is a forge for one test
    forge.transaction(), forge.now(), forge.at(moment), forge.side(face), forge.smart_http(locate),
    forge.close(); seed.seed_base(forge) and demo.seed_demo(forge) fill an empty one

    accounts     create(login, *, display_name, email, password, kind, site_admin)
                 get(id) by_key(key) by_login(login) by_email(email) list(*, query, active)
                 many(ids) update(account, *, login, display_name, email, active, site_admin)
                 set_password(account, password) signature(account)
                 authenticate_password(login_or_email, password) -> Account | None
                 authenticate_token(secret) -> tuple[Account, Token] | None
    tokens       create(account, *, label, scopes, secret, expires_at, extra) get(id)
                 list(account) update(token, *, label, scopes) delete(token)
    groups       create(name) get(id) by_slug(slug) by_name(name) many(ids) list(*, query)
                 delete(group) members(group, *, query) of(account) add(group, account)
                 remove(group, account)
    namespaces   create(path, *, name, description, public, kind, owner, settings) get(id)
                 by_key(key) by_path(path) list(*, query, kind, where)
                 personal(account) update(namespace, *, path, name, description, public, settings,
                 actor)
                 delete(namespace) members(namespace) is_member(namespace, account)
                 add_member(namespace, account)
    projects     create(namespace, code, *, name, description, public) get(id) by_key(key)
                 by_code(namespace, code) list(namespace, *, where)
                 update(project, *, code, name, description, public) delete(project)
    repos        create(namespace, slug, *, name, description, visibility, project,
                 default_branch, settings, actor) get(id) by_key(key) by_slug(namespace, slug)
                 by_path("namespace/slug") list(*, namespace, project, parent, query,
                 visibility, updated_since, where) update(repository, *, namespace, slug,
                 name, description, visibility, project, archived, settings, actor)
                 delete(repository, *, actor) fork(repository, *, into, slug, name, visibility,
                 project, actor) forks(repository, *, where) root(repository)
                 directory(repository) git(repository) size(repository) received(repository, *, actor)
    refs         all(repository) update(repository, changes, *, actor)
                 synchronize(repository, *, actor)
    branches     list(repository, *, query, sort, descending) get(repository, name)
                 head(repository, name) -> commit | None
                 create(repository, name, *, start, actor)
                 delete(repository, name, *, expected, actor) default(repository)
                 set_default(repository, name, *, actor)
    tags         list(repository, *, query, sort, descending) get(repository, name)
                 create(repository, name, *, target, message, actor)
                 delete(repository, name, *, actor)
    commits      list(repository, *, include, exclude, path) get(repository, rev)
                 many(repository, shas) resolve(repository, rev)
                 compare(repository, base, head) reaches(repository, ancestor, head)
                 diff(repository, base, head, *, path, context, ignore_whitespace, renames,
                 prefixes)
                 changes(repository, base, head, *, path, ignore_whitespace, renames)
                 patch(repository, base, head) -> mails
                 bring(repository, source, rev): fetch a commit from a related repository
                 `base` may be None: the empty tree. Diffs are from base to head as they are;
                 for "since they parted" pass the comparison's `merge_base`.
    files        list(repository, path, *, rev, recursive) entry(repository, path, *, rev)
                 read(repository, path, *, rev) stream(repository, path, *, rev)
                 commit(repository, *, branch, files, message, actor, author, parent, start,
                 allow_empty): `files` maps paths to bytes, or None for what goes
                 archive(repository, *, rev, format, prefix, paths)
    statuses     set(repository | None, commit, *, key, state, url, name, description, ref,
                 extra, actor) get(repository, commit, key) list(repository, commit)
                 delete(status)
    pull_requests create(repository, *, title, source_branch, target_branch, source, description,
                 reviewers, draft, delete_source, extra, actor) get(repository, number)
                 by_id(id) list(*, repository, states, author, source, source_branch,
                 target_branch, updated_since, query, descending, where)
                 update(pull_request, *, title, description, target_branch, reviewers, draft,
                 delete_source, extra, expected_version, actor)
                 close(pull_request, *, reason, expected_version, actor)
                 reopen(pull_request, *, expected_version, actor)
                 delete(pull_request, *, expected_version, actor)
                 mergeability(pull_request) merge(pull_request, *, strategy, message,
                 delete_source, expected_version, actor) commits(pull_request)
                 diff(pull_request) changes(pull_request) activity(pull_request)
    reviews      list(pull_request) get(pull_request, account) approve(pull_request, *, actor)
                 request_changes(pull_request, *, actor) clear(pull_request, *, actor)
                 add_reviewer(pull_request, account, *, actor) join(pull_request, account)
                 remove(pull_request, account, *, actor)
    default_reviewers list(repository) add(repository, account) remove(repository, account)
    comments     create(on, body, *, parent, anchor, extra, actor)
                 get(on, id) by_id(id) list(on, *, deleted)
                 update(comment, *, body, extra, actor) delete(comment, *, actor)
                 resolve(comment, *, actor) reopen(comment, *, actor)
    tasks        create(pull_request, body, *, comment, actor) get(pull_request, id)
                 list(pull_request, *, done) update(task, *, body) resolve(task, *, actor)
                 reopen(task) delete(task)
    permissions  grant(target, subject, level, *, role) revoke(target, subject)
                 get(target, subject) list(target, *, groups, query) everybody(namespace)
                 set_everybody(namespace, level) effective(account | None, target)
    hooks        create(target, *, face, url, events, secret, active, description, verify_ssl)
                 get(id) by_key(key) list(target, *, face) watching(repository)
                 update(hook, *, url, events, secret, active, description, verify_ssl)
                 delete(hook) deliveries(hook)
    deliveries   register(face, renderer) post(hook, message)
                 drain(timeout)
    deploy_keys  create(target, *, label, key, read_only) get(target, id) list(target)
                 update(deploy_key, *, label, read_only) delete(deploy_key)
    branch_rules create(target, *, kind, pattern, pattern_kind, accounts, groups, value, extra)
                 get(target, id) by_key(key) list(target, *, kind, pattern)
                 update(rule, *, kind, pattern, pattern_kind, accounts, groups, value, extra)
                 delete(rule)
    events       subscribe(function) -> function that ends it
    side(face)   get(kind, key) put(kind, key, value) delete(kind, key) list(kind)

A target is a Repository, Project or Namespace (hooks: Repository or Namespace); a subject an
Account or Group; what is commented `on` a PullRequest or CommitIn. `where=` takes a predicate on
the record, applied before slicing, such as
`lambda r: forge.permissions.effective(me, r) >= Level.READ`.
"""

from githost_local.forge.forge import Forge

__all__ = ["Forge"]
