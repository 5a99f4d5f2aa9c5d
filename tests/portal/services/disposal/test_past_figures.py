"""Public counts of disposed applications."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.errors import NotAllowed
from portal.services.disposal.past_figures import HIDDEN, PastFigures, as_csv, past_figures, years
from portal.services.shared.installation import Installation
from portal.store.disposal import past_counts
from portal.store.disposal.past_counts import PastCountRow
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.disposal.disposing import disposed, member
from tests.portal.world import DUTY, PROCEDURE, add_member

PAGE = "/desk/disposals/figures"


def figures(installation: Installation, year: int = 2026) -> PastFigures:
    with installation.database.read() as unit:
        return past_figures(installation.settings, unit, DUTY, PROCEDURE, year)


def counted(installation: Installation, *sorts: tuple[str, str, str, int, int]) -> None:
    """Rows: month, door, outcome, days, count."""
    with installation.database.write() as unit:
        for month, door, outcome, days, number in sorts:
            for _ in range(number):
                past_counts.count(unit, PastCountRow(DUTY, PROCEDURE, month, door, outcome, days, 1))
        unit.commit()


def test_each_that_is_gone_is_counted_once_by_its_sort(installation: Installation) -> None:
    when, _ = disposed(installation, 3)
    with installation.database.read() as unit:
        rows = past_counts.of_procedure(unit, DUTY, PROCEDURE, "2026-04", "2027-04")
        assert years(unit, [DUTY]) == {PROCEDURE: [2026]}
        assert years(unit, ["roads"]) == {}
    assert rows == [PastCountRow(DUTY, PROCEDURE, "2026-11", "online", "refused", 0, 3)]
    assert figures(when) == PastFigures(whole=True, total="5未満")
    assert figures(when, 2025) == PastFigures(whole=True, total="0")


@pytest.mark.both_engines
def test_nothing_is_reported_of_a_year_of_which_something_is_kept(installation: Installation) -> None:
    when, _ = disposed(installation)
    with installation.database.write() as unit:
        statement = "UPDATE application SET decided_at = (SELECT MAX(ended_at) FROM disposal_line)"
        unit.connection.execute(text(statement))
        unit.commit()
    assert figures(when) == PastFigures(whole=False)
    assert "まだ残っています" in at_desk(when, member(when, "reviewer")).get(f"{PAGE}?of={DUTY}.{PROCEDURE}.2026")


def test_small_counts_are_hidden_and_the_sums_are_true(installation: Installation) -> None:
    counted(
        installation, ("2026-04", "online", "approved", 3, 12), ("2026-04", "online", "refused", 7, 2),
        ("2027-03", "counter", "approved", 14, 20), ("2027-03", "post", "refused", 1_000_000, 9), ("2027-04", "post", "refused", 3, 9),
    )  # fmt: skip
    past = figures(installation)
    assert past.total == "43"
    by_month, by_door = past.tables
    assert by_month.lines is not None
    assert dict(by_month.lines)["2026年4月"] == (HIDDEN, HIDDEN, "14")
    assert dict(by_month.lines)["2027年3月"] == (HIDDEN, HIDDEN, "29")
    assert dict(by_month.lines)["合計"] == ("32", "11", "43")
    assert by_door.lines is not None
    assert dict(by_door.lines)["合計"][-1] == "43"
    assert "2" not in {cell for table in past.tables for _, cells in table.lines or () for cell in cells}
    assert b"43" in b"".join(as_csv(past))
    coarser = replace(installation, settings=installation.settings.model_copy(update={"small_count": 3}))
    assert figures(coarser).tables[0].lines != by_month.lines or figures(coarser).total == "43"


def test_the_page_and_its_table_are_for_who_may_see_what_is_thrown_away(installation: Installation) -> None:
    desk = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    assert "廃棄した申請は、まだありません。" in desk.get(PAGE)
    assert desk.client.get(f"{PAGE}.csv").status_code == 400
    counted(installation, ("2026-04", "online", "approved", 3, 12), ("2026-05", "online", "approved", 3, 1))
    address = f"?of={DUTY}.{PROCEDURE}.2026"
    page = desk.get(PAGE + address)
    assert "合わせて13件" in page
    assert "2026年度" in page
    table = desk.client.get(f"{PAGE}.csv{address}").content.decode("utf-8-sig")
    assert table.startswith('"合計","13"')
    assert '"2026年5月","＊","＊"' in table
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert "まだありません" in other.get(PAGE + address)
    assert other.client.get(f"{PAGE}.csv{address}").status_code == 400
    for role in ("clerk", "administrator"):
        stranger = at_desk(installation, add_member(installation, role, (role, DUTY)))
        assert stranger.client.get(PAGE).status_code == 403
    with pytest.raises(NotAllowed):
        add_member(installation, "last", ("clerk", DUTY)).demand("see disposals", DUTY)
