"""Pages for people who do not read terminals, and the same as JSON. Pages need the extra `report`."""

from githost.reports.activity import measure
from githost.reports.dashboard import dashboard_page
from githost.reports.figures import Figures, figures_json
from githost.reports.page import require_extra
from githost.reports.period import Period, period
from githost.reports.verification import read_verification, verification_json, verification_page
from githost.reports.writing import check, write

__all__ = [
    "Figures",
    "Period",
    "check",
    "dashboard_page",
    "figures_json",
    "measure",
    "period",
    "read_verification",
    "require_extra",
    "verification_json",
    "verification_page",
    "write",
]
