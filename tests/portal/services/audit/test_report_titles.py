from portal.services.audit.report_titles import TITLES, Bounds
from portal.services.audit.reports import REPORTS


def test_every_report_has_a_title_and_says_whom_it_names() -> None:
    assert list(TITLES) == list(REPORTS)
    bounds = vars(Bounds())
    assert all(title and whom.format(**bounds) for title, whom in TITLES.values())
