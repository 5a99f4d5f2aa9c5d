"""Letters are printed inside once and reported outside."""

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
from tests.portal.contacts import proved
from tests.portal.services.courier.carrying import (
    OUTSIDE,
    asked,
    forged,
    nothing_waits,
    session_with_address,
    zones_with_address,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import file_application

__all__ = ["session_with_address", "zones_with_address"]


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
