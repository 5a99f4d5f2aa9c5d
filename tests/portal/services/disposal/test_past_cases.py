"""`then: anonymise`: anonymous lines and their counts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.config import load_settings
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.models import metadata
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import Decision, decide_application
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.disposal.past_figures import HIDDEN, past_figures
from portal.services.shared.installation import Installation
from portal.store.disposal import past_cases
from portal.store.disposal.past_cases import PastCaseRow
from portal.store.shared import audit_records
from portal.wiring import install
from tests.databases import NOW
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at, later
from tests.portal.services.disposal.disposing import FREE, approved, proposed
from tests.portal.world import DUTY, add_member, alice, file_application

pytestmark = pytest.mark.both_engines

MARK = "漏れ印"


@pytest.fixture(params=["anonymise", "delete"])
def then(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def installation(database_url: str, tmp_path: Path, then: str) -> Iterator[Installation]:
    folder = tmp_path / "procedures"
    folder.mkdir()
    shutil.copy(SMALLEST / "keep.yaml", folder)
    file = folder / "keep.yaml"
    file.write_text(file.read_text("utf-8").replace("then: delete", f"then: {then}"), "utf-8")
    made = install(
        load_settings(env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW, procedures=folder)
    )
    yield made
    made.database.close()


def accepted(installation: Installation) -> str:
    """Twelve days after filing."""
    number = file_application(
        installation, alice(installation), of="keep", answers={"name": {"family": MARK, "given": "太郎"}}
    )
    when, reviewer = later(installation, days=12), add_member(installation, "reviewer", ("reviewer", DUTY))
    with when.database.write() as unit:
        case = case_of_member(when, unit, reviewer, number)
        pass_screening(when, unit, reviewer, case, case.row.revision)
        case = case_of_member(when, unit, reviewer, number)
        decide_application(when, unit, reviewer, case, case.row.revision, Decision("accepted", "", "", ()))
        unit.commit()
    return number


def lines(installation: Installation) -> list[PastCaseRow]:
    with installation.database.read() as unit:
        return past_cases.of_procedure(unit, DUTY, "keep", "2026-04", "2027-04")


def test_what_stays_of_it_leads_to_nobody_and_the_audit_says_what_was_done(
    installation: Installation, then: str
) -> None:
    number = accepted(installation)
    file_application(
        installation, alice(installation), of="keep", answers={"name": {"family": "見本", "given": "花子"}}
    )
    add_member(installation, "approver", ("approver", DUTY))
    when = at(installation, FREE)
    with when.database.write() as unit:
        unit.connection.execute(text("UPDATE outbox SET state = 'done'"))
        unit.commit()
    on_the_day = approved(when, proposed(when))
    assert carry_out_disposals(on_the_day) == 1
    left = lines(installation)
    expected = [("keep", "2026-11", "2026-12", "accepted", 12)] if then == "anonymise" else []
    assert [row[2:] for row in left] == expected
    with installation.database.read() as unit:
        acts = [record.action for record in audit_records.after(unit, 0)]
        held = [_texts(unit.connection.execute(table.select()).all()) for table in metadata.sorted_tables]
    act, other = "anonymise application", "dispose of application"
    assert (acts.count(act), acts.count(other)) == ((1, 0) if then == "anonymise" else (0, 1))
    for row in left:  # no other row refers to the line
        assert sum(row.uid in row_bytes for row_bytes in held) == 1
    assert all(MARK not in row_bytes for row_bytes in held)
    assert sum(number in row_bytes for row_bytes in held) == 1, "the disposal list alone"


def _texts(rows: object) -> str:
    return repr(rows)


@pytest.mark.parametrize("then", ["anonymise"], indirect=True)
def test_months_of_arrival_are_reported_as_counts_that_hide_what_is_small(installation: Installation) -> None:
    _as_if_gone(installation, "2026-05", 8)
    _as_if_gone(installation, "2026-07", 9)
    assert _figures(installation) == [
        ("2026年5月", ("8",)),
        ("2026年6月", ("0",)),
        ("2026年7月", ("9",)),
        ("合計", ("17",)),
    ]
    _as_if_gone(installation, "2026-06", 2)
    counts = dict(_figures(installation))
    assert counts["2026年6月"] == (HIDDEN,)
    assert sum(cell == (HIDDEN,) for cell in counts.values()) > 1, "or the sum would disclose it"


def _as_if_gone(installation: Installation, month: str, number: int) -> None:
    with installation.database.write() as unit:
        for index in range(number):
            past_cases.add(unit, PastCaseRow(f"{month}{index}", DUTY, "keep", month, "2026-08", "accepted", 3))
            unit.connection.execute(
                text(
                    "INSERT INTO past_count (duty, procedure, month, door, outcome, days, number) VALUES "
                    f"('{DUTY}', 'keep', '2026-08', 'online', 'accepted', 3, 1) ON CONFLICT "
                    "(duty, procedure, month, door, outcome, days) DO UPDATE SET number = past_count.number + 1"
                )
            )
        unit.commit()


def _figures(installation: Installation) -> list[tuple[str, tuple[str, ...]]]:
    when = later(installation, days=1)
    with when.database.read() as unit:
        past = past_figures(when.settings, unit, DUTY, "keep", 2026)
    table = next(shown for shown in past.tables if shown.title == "届いた月")
    assert table.lines is not None
    return list(table.lines)
