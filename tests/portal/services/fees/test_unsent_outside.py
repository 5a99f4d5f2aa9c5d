"""What staff pay out of fees for what was not sent, between the zones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.db import Unit
from portal.models.fees.advance import Advance
from portal.services.courier.apply_packages import take_courier
from portal.services.fees.unsent_outside import unsent_outside
from portal.store.fees import advances
from tests.databases import Makers
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.fees.paying import DUTY, PROCEDURE
from tests.portal.store.planting import plant
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import add_member

PAGE = "/counter/till/unsent"


@pytest.fixture
def zones(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        yield made


def planted(unit: Unit, state: str, amount: int, duty: str = DUTY) -> str:
    return str(plant(unit, Advance, state=state, amount=amount, duty=duty, procedure=PROCEDURE)["number"])


def test_staff_inside_pay_out_what_the_provider_could_not_and_the_outer_zone_knows(zones: Zones) -> None:
    with zones.outer.database.write() as unit:
        stuck, other = planted(unit, "refund_by_hand", 600), planted(unit, "mismatch", 5, "tax")
        planted(unit, "paid", 300)
        unit.commit()
    zones.round()
    desk = at_desk(zones.inner, add_member(zones.inner, "clerk", ("clerk", DUTY)))
    assert "送る前に払われた手数料（職員が返すもの 1件）" in desk.get("/counter/till")
    page = desk.get(PAGE)
    assert all(words in page for words in ("インターネット側で、職員が返すもの", stuck, "600円", "住民票の写し"))
    assert other not in page
    assert desk.post("/counter/till", PAGE, {"number": other, "way": "cash"}).status_code == 403
    assert desk.post(PAGE, PAGE, {"number": stuck, "way": "somehow"}).status_code == 400
    assert desk.post(PAGE, PAGE, {"number": stuck, "way": "transfer"}).status_code in (200, 303)
    assert "口座に振り込んだ、と記録しました" in desk.get(PAGE)
    assert desk.post("/counter/till", PAGE, {"number": stuck, "way": "cash"}).status_code == 409
    (package,) = zones.pack("inner")
    for _ in range(2):  # the second time changes nothing
        assert take_courier(zones.outer, package, CARRIER).left == ()
    with zones.outer.database.read() as unit:
        row = advances.by_number(unit, stuck)
        assert row is not None
        assert row.state == "refunded"
        (event,) = advances.events(unit, row.id)
        assert (event.what, event.report, event.amount) == ("refund by hand", "transfer", 600)
    zones.round()
    with zones.inner.database.read() as unit:
        assert unsent_outside(unit, (DUTY,)) == []
        assert [row.number for row in unsent_outside(unit, ("tax",))] == [other]
    assert stuck not in desk.get(PAGE)
    assert "いまは、ありません" in desk.get(PAGE)


def test_what_went_back_meanwhile_stays_as_it_is(zones: Zones) -> None:
    with zones.outer.database.write() as unit:
        stuck = planted(unit, "mismatch", 600)
        unit.commit()
    zones.round()
    desk = at_desk(zones.inner, add_member(zones.inner, "clerk", ("clerk", DUTY)))
    assert desk.post(PAGE, PAGE, {"number": stuck, "way": "cash"}).status_code in (200, 303)
    with zones.outer.database.write() as unit:
        row = advances.by_number(unit, stuck)
        assert row is not None
        assert advances.settle(unit, row, "refunded", row.reference, row.changed_at + 1)
        unit.commit()
    zones.round()
    with zones.outer.database.read() as unit:
        row = advances.by_number(unit, stuck)
        assert row is not None
        assert (row.state, advances.events(unit, row.id)) == ("refunded", [])
