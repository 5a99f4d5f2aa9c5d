"""What is kept of a filing's minutes and boxes leads back to nobody."""

from typing import Any

from sqlalchemy import text

from portal.jobs.note_filings import note_filings
from portal.services.filing.arrival import Arrival
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.desk import procedure_figures
from tests.portal.later import later
from tests.portal.services.filing.test_submit_application import ready
from tests.portal.world import DUTY, PROCEDURE, alice, file_application


def figures_in(installation: Installation) -> list[dict[str, Any]]:
    note_filings(installation)
    assert note_filings(installation) == 0, "never twice"
    with installation.database.read() as unit:
        return [dict(row) for row in unit.connection.execute(text("SELECT * FROM filing_figure")).mappings()]


def send(installation: Installation, session: Session, *, minutes: float, basis: str = "stored") -> None:
    draft = ready(installation, session)
    after = later(installation, minutes=minutes)
    arrival = Arrival(after.clock.now(), "online", basis)
    with after.database.write() as unit:
        sent = submit_application(after, unit, draft, Actor("resident", ""), arrival, {"way": "card"})
        unit.commit()
    assert sent.receipt_number


def test_a_filing_leaves_its_minutes_and_boxes_without_a_key_of_its_application(installation: Installation) -> None:
    session = alice(installation)
    send(installation, session, minutes=7.5)
    (figure,) = figures_in(installation)
    assert (figure["procedure"], figure["duty"], figure["door"], figure["minutes"]) == (PROCEDURE, DUTY, "online", 7)
    assert 0 <= figure["unkeyed"] < figure["boxes"]
    with installation.database.read() as unit:
        (case,) = unit.connection.execute(text("SELECT * FROM application")).mappings()
    assert figure["day"] == installation.clock.today().isoformat()
    assert case["sealed_filing"] is None
    assert {figure["uid"]} & set(map(str, case.values())) == set()


def test_a_draft_that_lay_for_long_has_no_minutes(installation: Installation) -> None:
    send(installation, alice(installation), minutes=182)
    (figure,) = figures_in(installation)
    assert figure["minutes"] is None
    assert figure["boxes"] > 0


def test_what_comes_as_a_package_shows_nothing_of_our_pages(installation: Installation) -> None:
    send(installation, alice(installation), minutes=2, basis="package")
    assert figures_in(installation) == []
    file_application(installation, alice(installation))
    assert note_filings(installation) == 1
    today = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        assert [row.number for row in procedure_figures.filed(unit, [DUTY], today, f"{today}~")] == [1]
