"""What is printed inside for people who find their pages outside: letters with a code, and notices for whom nothing else reaches."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.delivery_board import SORTS, delivery_board, delivery_of_member, posted
from portal.services.installation import Installation
from portal.services.print_letter import Letter
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.take_courier import take_courier
from portal.services.write_letter import write_letter
from portal.store import applications, correction_codes, corrections, deliveries
from portal.store.correction_codes import CodeRow
from portal.store.corrections import CorrectionRow
from portal.store.deliveries import DeliveryRow
from tests.databases import Makers
from tests.portal.contacts import proved
from tests.portal.services.carrying import ask, nothing_waits
from tests.portal.services.filing import ask_again
from tests.portal.services.test_correction_code import answered, code_of, letter, opened
from tests.portal.services.test_courier_hostile import forged
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

OUTSIDE = "https://shinsei.city.example"


@pytest.fixture
def zones(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        settings = made.inner.settings.model_copy(update={"resident_url": f"{OUTSIDE}/"})
        made.inner = replace(made.inner, settings=settings)
        yield made


@pytest.fixture
def session(zones: Zones) -> Session:
    """With a card that says where to write to."""
    return alice(zones.outer, "見本県見本市見本町一丁目2番3号")


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


def asked(zones: Zones, session: Session, reviewer: Member) -> str:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    return number


def correction_of(installation: Installation, number: str) -> CorrectionRow:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return corrections.of_application(unit, row.id)[-1]


def stored(installation: Installation, number: str) -> CodeRow:
    with installation.database.read() as unit:
        row = correction_codes.of_correction(unit, correction_of(installation, number).id)
    assert row is not None
    return row


# --- letters with a code


def test_the_code_of_a_letter_that_is_printed_inside_opens_the_correction_outside(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = asked(zones, session, reviewer)
    made = letter(zones.inner, reviewer, number)
    first = code_of(made)
    assert made.link == f"{OUTSIDE}/correct/{first}"
    (package,) = zones.pack("inner")
    second = code_of(letter(zones.inner, reviewer, number))  # printed again: the one before opens nothing
    (newer,) = zones.pack("inner")
    for one in (newer, package, newer):
        assert take_courier(zones.outer, one, CARRIER).left == ()
    assert second.encode() not in (stored(zones.inner, number).sealed_code or second.encode())
    assert stored(zones.outer, number).sealed_code is None  # there is its hash alone
    assert opened(zones.outer, first) is None
    found = opened(zones.outer, second)
    assert found is not None
    answered(zones.outer, found)
    zones.round()
    assert opened(zones.outer, second) is None
    inside = correction_of(zones.inner, number)
    assert (inside.came_by, inside.answered_at) == ("code", correction_of(zones.outer, number).answered_at)
    assert stored(zones.inner, number).sealed_code is None
    assert nothing_waits(zones)


def test_a_letter_about_what_no_page_outside_knows_has_no_code(zones: Zones, reviewer: Member) -> None:
    number = file_application(zones.inner, alice(zones.inner))  # at the counter
    ask_again(zones.inner, reviewer, number, "phone")
    made = letter(zones.inner, reviewer, number)
    assert (made.code, made.link, bool(made.slip)) == ("", "", True)


# --- notices that go by letter


def letters(installation: Installation, number: str) -> list[DeliveryRow]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return deliveries.letters_of(unit, row.id)


def printed(zones: Zones, member: Member, delivery: str) -> Letter:
    with zones.inner.database.write() as unit:
        row = delivery_of_member(zones.inner, unit, member, delivery)
        made = write_letter(zones.inner, unit, member, row)
        posted(zones.inner, unit, member, row)
        unit.commit()
    return made


def test_a_notice_that_goes_by_letter_is_printed_inside_once_and_outside_knows(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    proved(zones.outer, session.person_id, "letter", "", ("asks", "results"))
    number = asked(zones, session, reviewer)
    for _ in range(3):  # told outside, brought back in, and once more
        zones.carry("inner")
        (package,) = zones.pack("outer", again=True) or [b""]
        for _ in range(2 if package else 0):
            assert take_courier(zones.inner, package, CARRIER).left == ()
    (waiting,) = letters(zones.outer, number)
    with zones.inner.database.write() as unit:
        (line,) = delivery_board(zones.inner, unit, reviewer, SORTS["letters"]).lines
    assert (line.row.receipt_number, line.row.message) == (number, "returned")
    made = printed(zones, reviewer, line.row.id)
    assert made.link == f"{OUTSIDE}/applications/{number}"
    assert made.address[0]
    assert waiting.state == "waiting"
    for _ in range(2):
        zones.round()
    assert [one.state for one in (*letters(zones.outer, number), *letters(zones.inner, number))] == ["sent", "sent"]
    assert nothing_waits(zones)


def test_an_outer_zone_has_nothing_printed_but_notices(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    right = {"id": "x", "message": "returned", "language": "ja", "link": "/applications", "facts": {}}
    wrong: list[dict[str, object]] = [
        {"message": "../verify_mail"}, {"message": "verify_mail"}, {"link": "https://evil.example/"},
        {"facts": {"name": "だれか"}}, {"language": 5}, {"facts": {"receipt": "長" * 300}},
    ]  # fmt: skip
    posts = [right | change | {"id": str(at)} for at, change in enumerate(wrong)]
    assert forged(zones, package, lambda first: first["cases"][0].update(posts=[*posts, right])).left == ()
    assert [one.once for one in letters(zones.inner, number)] == ["courier:x"]
