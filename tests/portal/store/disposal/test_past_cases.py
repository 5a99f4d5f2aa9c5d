"""Anonymous lines of disposed applications."""

from portal.db import Unit
from portal.store.disposal import past_cases
from portal.store.disposal.past_cases import PastCaseRow


def test_lines_are_read_by_procedure_and_month(unit: Unit) -> None:
    line = PastCaseRow("b", "tax", "p", "2026-10", "2026-11", "approved", 30)
    same = line._replace(uid="a")
    others = (
        line._replace(uid="c", duty="welfare"), line._replace(uid="d", procedure="q"), line._replace(uid="e", month="2026-10"),
        line._replace(uid="f", month="2026-12"),
    )  # fmt: skip
    for row in (line, same, *others):
        past_cases.add(unit, row)
    assert past_cases.of_procedure(unit, "tax", "p", "2026-11", "2026-12") == [same, line]
