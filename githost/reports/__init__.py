"""Pages for people who do not read terminals, and the same as JSON. Needs the extra `report`."""

from githost.reports.verification import read_verification, verification_json, verification_page
from githost.reports.writing import write

__all__ = ["read_verification", "verification_json", "verification_page", "write"]
