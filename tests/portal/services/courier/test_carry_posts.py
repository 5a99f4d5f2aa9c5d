"""Letters are printed inside once and reported outside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.courier.apply_packages import take_courier
from portal.services.notices.delivery_board import SORTS, delivery_board, delivery_of_member, posted
from portal.services.notices.print_letter import Letter
from portal.services.notices.write_letter import write_letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow
from tests.databases import Makers
from tests.portal.contacts import proved
from tests.portal.services.courier.carrying import (
    ask,
    forged,
    nothing_waits,
)
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import alice, file_application

OUTSIDE = "https://shinsei.city.example"


@pytest.fixture
def zones(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        settings = made.inner.settings.model_copy(update={"resident_url": f"{OUTSIDE}/"})
        made.inner = replace(made.inner, settings=settings)
        yield made


@pytest.fixture
def session(zones: Zones) -> Session:
    """With a card that has an address."""
    return alice(zones.outer, "見本県見本市見本町一丁目2番3号")


def asked(zones: Zones, session: Session, inner_reviewer: Member) -> str:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    return number


def letters(installation: Installation, number: str) -> list[DeliveryRow]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return deliveries.letters_of(unit, row.id)


def printed(zones: Zones, member: Member, delivery: str) -> Letter:
    with zones.inner.database.write() as unit:
        row = delivery_of_member(zones.inner.city, unit, member, delivery)
        made = write_letter(zones.inner, unit, member, row)
        posted(zones.inner, unit, member, row)
        unit.commit()
    return made


def test_a_notice_that_goes_by_letter_is_printed_inside_once_and_outside_knows(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    proved(zones.outer, session.person_id, "letter", "", ("asks", "results"))
    number = asked(zones, session, inner_reviewer)
    for _ in range(3):  # out, back, and once more
        zones.carry("inner")
        (package,) = zones.pack("outer", again=True) or [b""]
        for _ in range(2 if package else 0):
            assert take_courier(zones.inner, package, CARRIER).left == ()
    (waiting,) = letters(zones.outer, number)
    with zones.inner.database.write() as unit:
        (line,) = delivery_board(zones.inner, unit, inner_reviewer, SORTS["letters"]).lines
    assert (line.row.receipt_number, line.row.message) == (number, "returned")
    made = printed(zones, inner_reviewer, line.row.id)
    assert made.link == f"{OUTSIDE}/applications/{number}"
    assert made.address[0]
    assert waiting.state == "waiting"
    for _ in range(2):
        zones.round()
    assert [letter.state for letter in (*letters(zones.outer, number), *letters(zones.inner, number))] == [
        "sent",
        "sent",
    ]
    assert nothing_waits(zones)


def test_an_outer_zone_has_nothing_printed_but_notices(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    right = {"id": "x", "message": "returned", "language": "ja", "link": "/applications", "facts": {}}
    wrong: list[dict[str, object]] = [
        {"message": "../verify_mail"}, {"message": "verify_mail"}, {"link": "https://evil.example/"},
        {"facts": {"name": "だれか"}}, {"language": 5}, {"facts": {"receipt": "長" * 300}},
    ]  # fmt: skip
    posts = [right | change | {"id": str(index)} for index, change in enumerate(wrong)]
    assert forged(zones, package, lambda first: first["cases"][0].update(posts=[*posts, right])).left == ()
    assert [letter.once for letter in letters(zones.inner, number)] == ["courier:x"]
