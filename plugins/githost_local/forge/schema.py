"""The tables, as they are made in an empty directory.

Columns are named like the fields of the records they fill. Times are microseconds since 1970,
sets and mappings JSON. AUTOINCREMENT keeps SQLite from giving an id twice. What can hang on a
repository, project or namespace has a column for each, one of them filled, so that deleting the
target takes it along.
"""

from typing import Final

#: Written into the file's header: the bytes `ghst`.
APPLICATION_ID: Final = 0x67687374
#: Grows when the tables change.
VERSION: Final = 2

_ID: Final = "id INTEGER PRIMARY KEY AUTOINCREMENT"
_KEY: Final = "key TEXT NOT NULL UNIQUE"
_TARGET: Final = """
    repository_id INTEGER REFERENCES repositories ON DELETE CASCADE,
    project_id INTEGER REFERENCES projects ON DELETE CASCADE,
    namespace_id INTEGER REFERENCES namespaces ON DELETE CASCADE
"""

SCHEMA: Final = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (
    {_ID}, {_KEY}, login TEXT NOT NULL UNIQUE COLLATE NOCASE, display_name TEXT NOT NULL,
    email TEXT COLLATE NOCASE, kind TEXT NOT NULL, active INTEGER NOT NULL,
    site_admin INTEGER NOT NULL, created_at INTEGER NOT NULL, password TEXT
);
CREATE TABLE tokens (
    {_ID}, {_KEY}, account_id INTEGER NOT NULL REFERENCES accounts, label TEXT NOT NULL,
    scopes TEXT NOT NULL, extra TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
    digest TEXT NOT NULL UNIQUE
);
CREATE TABLE user_groups (
    {_ID}, {_KEY}, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    slug TEXT NOT NULL UNIQUE COLLATE NOCASE
);
CREATE TABLE group_members (
    group_id INTEGER NOT NULL REFERENCES user_groups ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts, PRIMARY KEY (group_id, account_id)
) WITHOUT ROWID;
CREATE TABLE namespaces (
    {_ID}, {_KEY}, path TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
    description TEXT NOT NULL, public INTEGER NOT NULL, kind TEXT NOT NULL,
    owner_id INTEGER REFERENCES accounts, created_at INTEGER NOT NULL, settings TEXT NOT NULL,
    everybody INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE namespace_members (
    namespace_id INTEGER NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts, PRIMARY KEY (namespace_id, account_id)
) WITHOUT ROWID;
CREATE TABLE projects (
    {_ID}, {_KEY}, namespace_id INTEGER NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    code TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL, description TEXT NOT NULL,
    public INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (namespace_id, code)
);
CREATE TABLE repositories (
    {_ID}, {_KEY}, namespace_id INTEGER NOT NULL REFERENCES namespaces,
    slug TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL, description TEXT NOT NULL,
    visibility TEXT NOT NULL, project_id INTEGER REFERENCES projects, default_branch TEXT,
    parent_id INTEGER REFERENCES repositories ON DELETE SET NULL, archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, settings TEXT NOT NULL,
    pull_requests INTEGER NOT NULL DEFAULT 0, UNIQUE (namespace_id, slug)
);
CREATE INDEX repositories_parent ON repositories (parent_id);
CREATE TABLE refs (
    repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
    ref TEXT NOT NULL, sha TEXT NOT NULL, PRIMARY KEY (repository_id, ref)
) WITHOUT ROWID;
CREATE TABLE statuses (
    {_ID}, repository_id INTEGER REFERENCES repositories ON DELETE CASCADE,
    "commit" TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, url TEXT NOT NULL,
    name TEXT NOT NULL, description TEXT NOT NULL, ref TEXT,
    author_id INTEGER REFERENCES accounts, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, extra TEXT NOT NULL
);
CREATE UNIQUE INDEX statuses_key ON statuses ("commit", key, ifnull(repository_id, 0));
CREATE TABLE pull_requests (
    {_ID}, number INTEGER NOT NULL,
    repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
    title TEXT NOT NULL, description TEXT NOT NULL, state TEXT NOT NULL, draft INTEGER NOT NULL,
    source_repository_id INTEGER REFERENCES repositories ON DELETE SET NULL,
    source_branch TEXT NOT NULL, source_commit TEXT NOT NULL, target_branch TEXT NOT NULL,
    target_commit TEXT NOT NULL, merge_base TEXT,
    author_id INTEGER NOT NULL REFERENCES accounts, delete_source INTEGER NOT NULL,
    version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    closed_at INTEGER, closed_by INTEGER REFERENCES accounts, merge_commit TEXT,
    close_reason TEXT NOT NULL, extra TEXT NOT NULL, UNIQUE (repository_id, number)
);
CREATE INDEX pull_requests_source ON pull_requests (source_repository_id, source_branch);
CREATE TABLE reviews (
    {_ID}, pull_request_id INTEGER NOT NULL REFERENCES pull_requests ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts, role TEXT NOT NULL, verdict TEXT NOT NULL,
    "commit" TEXT, at INTEGER, UNIQUE (pull_request_id, account_id)
);
CREATE TABLE activities (
    {_ID}, pull_request_id INTEGER NOT NULL REFERENCES pull_requests ON DELETE CASCADE,
    action TEXT NOT NULL, actor_id INTEGER REFERENCES accounts, at INTEGER NOT NULL,
    details TEXT NOT NULL
);
CREATE INDEX activities_pull_request ON activities (pull_request_id);
CREATE TABLE default_reviewers (
    {_ID}, repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts, UNIQUE (repository_id, account_id)
);
CREATE TABLE comments (
    {_ID}, pull_request_id INTEGER REFERENCES pull_requests ON DELETE CASCADE,
    repository_id INTEGER REFERENCES repositories ON DELETE CASCADE, "commit" TEXT,
    author_id INTEGER NOT NULL REFERENCES accounts, body TEXT NOT NULL,
    parent_id INTEGER REFERENCES comments, anchor TEXT, resolved INTEGER NOT NULL,
    resolved_by INTEGER REFERENCES accounts, deleted INTEGER NOT NULL, version INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, extra TEXT NOT NULL,
    CHECK ((pull_request_id IS NULL) = ("commit" IS NOT NULL)),
    CHECK ((repository_id IS NULL) = ("commit" IS NULL))
);
CREATE INDEX comments_pull_request ON comments (pull_request_id);
CREATE INDEX comments_commit ON comments (repository_id, "commit");
CREATE TABLE tasks (
    {_ID}, pull_request_id INTEGER NOT NULL REFERENCES pull_requests ON DELETE CASCADE,
    comment_id INTEGER REFERENCES comments, author_id INTEGER NOT NULL REFERENCES accounts,
    body TEXT NOT NULL, done INTEGER NOT NULL, done_by INTEGER REFERENCES accounts,
    done_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX tasks_pull_request ON tasks (pull_request_id);
CREATE TABLE grants (
    {_ID}, account_id INTEGER REFERENCES accounts,
    group_id INTEGER REFERENCES user_groups ON DELETE CASCADE, level INTEGER NOT NULL, role TEXT,
    {_TARGET}
);
CREATE UNIQUE INDEX grants_subject ON grants (
    ifnull(repository_id, 0), ifnull(project_id, 0), ifnull(namespace_id, 0),
    ifnull(account_id, 0), ifnull(group_id, 0)
);
CREATE INDEX grants_repository ON grants (repository_id);
CREATE INDEX grants_project ON grants (project_id);
CREATE INDEX grants_namespace ON grants (namespace_id);
CREATE TABLE hooks (
    {_ID}, {_KEY}, face TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, secret TEXT,
    active INTEGER NOT NULL, description TEXT NOT NULL, verify_ssl INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, {_TARGET}
);
CREATE TABLE deliveries (
    {_ID}, {_KEY}, hook_id INTEGER NOT NULL REFERENCES hooks ON DELETE CASCADE,
    event TEXT NOT NULL, url TEXT NOT NULL, request_headers TEXT NOT NULL,
    request_body BLOB NOT NULL, status INTEGER, response_headers TEXT NOT NULL,
    response_body BLOB NOT NULL, error TEXT, at INTEGER NOT NULL, duration REAL NOT NULL
);
CREATE TABLE deploy_keys (
    {_ID}, label TEXT NOT NULL, key TEXT NOT NULL, read_only INTEGER NOT NULL,
    created_at INTEGER NOT NULL, {_TARGET}
);
CREATE TABLE branch_rules (
    {_ID}, {_KEY}, kind TEXT NOT NULL, pattern TEXT NOT NULL, pattern_kind TEXT NOT NULL,
    account_ids TEXT NOT NULL, group_ids TEXT NOT NULL, value INTEGER,
    created_at INTEGER NOT NULL, extra TEXT NOT NULL, {_TARGET}
);
CREATE TABLE side (
    face TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (face, kind, key)
) WITHOUT ROWID;
"""

#: Tables whose rows carry a UUID made from the directory's identity and the id.
KEYED: Final = frozenset(
    {
        "accounts", "tokens", "user_groups", "namespaces", "projects", "repositories", "hooks",
        "deliveries", "branch_rules",
    }
)  # fmt: skip
