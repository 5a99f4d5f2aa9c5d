"""What the till page says of fees for what is not sent."""

from portal.db import Unit
from portal.models.fees.advance import Advance
from portal.services.shared.installation import Installation
from portal.store.fees import advances
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.fees.paying import DUTY, PROCEDURE
from tests.portal.store.planting import plant
from tests.portal.world import add_member

PAGE = "/counter/till/unsent"


def planted(unit: Unit, state: str, amount: int, duty: str = DUTY) -> str:
    row = plant(unit, Advance, state=state, amount=amount, duty=duty, procedure=PROCEDURE)
    return str(row["number"])


def test_a_clerk_pays_out_what_the_provider_could_not_and_notes_how(installation: Installation) -> None:
    desk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert PAGE not in desk.get("/counter/till")
    assert "いまは、ありません" in desk.get(PAGE)
    with installation.database.write() as unit:
        planted(unit, "paid", 300)
        other = planted(unit, "mismatch", 5, "tax")
        stuck = planted(unit, "refund_by_hand", 600)
        unit.commit()
    assert "送る前に払われた手数料（職員が返すもの 1件）" in desk.get("/counter/till")
    page = desk.get(PAGE)
    for words in ("300円", "600円", stuck, "住民票の写し"):
        assert words in page
    assert other not in page
    gave = {"number": stuck, "way": "transfer"}
    assert desk.post(PAGE, PAGE, gave).status_code in (200, 303)
    again = desk.post("/counter/till", PAGE, gave)
    assert (again.status_code, "ほかの職員が先に記録したか" in again.text) == (409, True)
    with installation.database.read() as unit:
        row = advances.by_number(unit, stuck)
        assert row is not None
        assert row.state == "refunded"
        (event,) = advances.events(unit, row.id)
        assert (event.what, event.report) == ("refund by hand", "transfer")
    assert desk.post("/counter/till", PAGE, {**gave, "number": other}).status_code == 403


def test_a_member_who_takes_no_fees_sees_nothing_of_it(installation: Installation) -> None:
    exporter = at_desk(installation, add_member(installation, "miru", ("exporter", DUTY)))
    exporter.get(PAGE, status=403)
