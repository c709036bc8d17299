"""What must hold before a change lands, one session a stage; `.ci/run` runs them all.

Those with the tag `ci` run one after the other, then those with the tag `beside` at the same time.

Sessions use the environment that nox stands in (README says how to make it), so that nothing is
installed twice; those for other versions of Python make environments of their own.
"""

import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "none"
nox.options.tags = ["quick"]
nox.options.error_on_missing_interpreters = False

#: What README's command runs is not here: it stands in README, and `.ci/run` takes it from there.
_PYTEST = ("python", "-m", "pytest", "-q", "-n", "auto")
#: Versions beside the one that README's command is run with.
_OTHERS = ("3.12", "3.13")


@nox.session(tags=["ci"])
def coverage(session: nox.Session) -> None:
    """Tell which lines README's tests did not run, and fail where they are too many."""
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(tags=["ci"])
def without_msgspec(session: nox.Session) -> None:
    """Read every document without the extra `fast`, though it is installed."""
    session.run(
        *_PYTEST,
        *("--dist", "loadfile", "-m", "not slow or faults"),
        "tests/interface",
        "tests/bitbucket/test_payloads.py",
        "tests/fixtures",
        "tests/faults",
        "tests/contract/test_bitbucket_cloud.py",
        "tests/contract/test_bitbucket_datacenter.py",
        env={"GITHOST_WITHOUT": "msgspec"},
    )


@nox.session(tags=["ci"])
def slow(session: nox.Session) -> None:
    """Run the tests that take more than a few seconds."""
    session.run(*_PYTEST, "--dist", "worksteal", "-m", "slow and not (specs or fixtures or peers)")


@nox.session(tags=["ci"])
def truth(session: nox.Session) -> None:
    """Hold the emulators against vendors' documents, recordings and other people's clients."""
    session.run("python", "-m", "pip", "install", "--quiet", "-e", ".[peers]")
    session.run(*_PYTEST, "--dist", "loadfile", "-m", "specs or fixtures or peers")


@nox.session(tags=["ci", "quick"])
def lint(session: nox.Session) -> None:
    """Look for faults that can be read off the text."""
    session.run("ruff", "check", ".")


@nox.session(tags=["ci", "quick"])
def formatting(session: nox.Session) -> None:
    """Check that the formatter has nothing to do."""
    session.run("ruff", "format", "--check", ".")


@nox.session(tags=["ci", "quick"])
def imports(session: nox.Session) -> None:
    """Check that imports go down only."""
    session.run("lint-imports")


@nox.session(tags=["ci", "quick"])
def changes(session: nox.Session) -> None:
    """Check that the fragments in `changes/` make a changelog."""
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session(tags=["beside", "quick"])
def mypy(session: nox.Session) -> None:
    """Check the types, by mypy."""
    session.run("mypy")


@nox.session(tags=["beside"])
def example_types(session: nox.Session) -> None:
    """Check the types of the example plugin: a distribution of its own, to which no setting of ours applies."""
    with session.chdir("tests/third_party/githost_example"):
        session.run("mypy", "--strict", "--config-file=", "githost_example", "tests")


@nox.session(tags=["beside"])
def pyright(session: nox.Session) -> None:
    """Check the types, by pyright."""
    session.run("pyright")


@nox.session(tags=["ci"])
def documentation(session: nox.Session) -> None:
    """Build the documentation; a broken link fails."""
    session.run("python", "-m", "pip", "install", "--quiet", "-e", ".[docs]")
    session.run("mkdocs", "build", "--strict", "--quiet", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session(tags=["beside"])
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it where nothing else is, and let it move a repository."""
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "build", "--wheel", "--outdir", folder, ".", silent=True)
        (built,) = Path(folder).glob("*.whl")
        session.run("python", "-m", "venv", f"{folder}/venv")
        session.run(f"{folder}/venv/bin/pip", "install", "--quiet", f"{built}[cli,emulator]")
        with session.chdir(folder):
            for command in ("version", "demo"):
                session.run("venv/bin/githost", command, env={"HOME": folder})


@nox.session(python=_OTHERS, venv_backend="venv")
def other_python(session: nox.Session) -> None:
    """Run README's tests under another version of Python; skipped where that is not installed."""
    session.install("-e", ".[dev]")
    session.run(*_PYTEST, "--dist", "loadfile")
