"""The local host: a small forge in a directory, as a provider like any other.

    with githost.connect("local:archive") as host: ...

It is for three things: the offline archive of an organisation (repositories with their pull
requests, comments, permissions and settings); the stop in the middle of a migration through an
air gap, for the directory can be carried; and it is the first provider to pass the contract, with
no network in between.

The directory is made where it is missing or empty. Who connects without a credential, or as
`Anonymous`, is the built-in account `owner`, who may do everything: whoever can write to the
directory could anyway. `Basic` (login and password) and `Token` stand for another account of the
forge, with its permissions. The neutral interface makes no accounts and no groups:
`githost_local.forge.Forge` does, by `accounts.create` and `groups.create`.

Git reaches a repository by its path: `clone_urls.https` is a `file://` address, and pushes there
are noticed by the next operation on the repository. Hooks are kept and can be tried, branch rules
and deploy keys are kept: nothing calls the former by itself, and nothing enforces the latter.
"""
