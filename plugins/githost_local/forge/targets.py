"""Where a thing hangs: the columns that say so, as `schema.py` has them."""

from githost_local.forge.records import Project, Repository, Target


def place(target: Target) -> dict[str, int]:
    """Return the column that holds the target's id, and the id."""
    if isinstance(target, Repository):
        return {"repository_id": target.id}
    if isinstance(target, Project):
        return {"project_id": target.id}
    return {"namespace_id": target.id}


def condition(target: Target) -> dict[str, object]:
    """Return the same as a condition for `Store.select`."""
    return {f"{column} = ?": identifier for column, identifier in place(target).items()}
