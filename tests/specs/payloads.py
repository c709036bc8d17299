"""What recordings of the real products hold that the vendors' documents do not name."""

import json
from pathlib import Path
from typing import Any, Final

from tests.specs.findings import Finding

__all__ = ["RecordedPayloads"]

#: What holds other things, of any kind.
_ENVELOPES: Final = frozenset({"values", "errors", "error"})
_FOLDERS: Final = {"bitbucket-cloud": "cloud", "bitbucket-datacenter": "datacenter"}


class RecordedPayloads:
    """Which keys the recorded answers of one product hold, in which key's object."""

    def __init__(self, shared: Path, product: str) -> None:
        #: The key that an object lies under (empty at the top and in a list's `values`), and a key
        #: in it.
        self._keys: set[tuple[str, str]] = set()
        self._nulls: set[tuple[str, str]] = set()
        folder = shared / "fixtures"
        for entry in json.loads((folder / "index.json").read_text("utf-8"))["files"]:
            file, kind = entry["file"], entry["kind"]
            # Bodies that a client sends, and those that somebody wrote by hand, show nothing.
            told = entry["origin"].startswith("recorded") and not kind.startswith("request")
            if told and entry["product"] == _FOLDERS[product] and file.endswith(".json"):
                self._note("", json.loads((folder / file).read_text("utf-8")))

    def show(self, finding: Finding) -> bool:
        """Tell whether a recording holds the key that a document does not name, or that null."""
        *_, parent, key = ["", *(step.replace("[]", "") for step in finding.at.split("."))]
        known = self._nulls if finding.rule == "null" else self._keys
        return ("" if parent in _ENVELOPES else parent, key) in known

    def _note(self, parent: str, document: Any) -> None:
        if isinstance(document, list):
            for item in document:
                self._note(parent, item)
        elif isinstance(document, dict):
            for key, value in document.items():
                self._keys.add((parent, key))
                if value is None:
                    self._nulls.add((parent, key))
                self._note("" if key in _ENVELOPES else key, value)
