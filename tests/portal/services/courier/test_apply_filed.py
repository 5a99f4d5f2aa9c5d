"""Applications from outside are checked and stored inside."""

import json
from dataclasses import replace
from typing import Any

from portal.services.courier.apply_packages import take_courier
from portal.services.procedures.draw_field import draw_field
from portal.services.shared.catalogue import speech_of
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.courier import courier
from portal.store.my_cases import messages
from portal.store.notices import notices
from tests.pictures import HERE, printed, taken_by_a_telephone
from tests.portal.routes.guest_browser import guest, offer, version
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    filed_with_a_picture,
    forged,
    in_case,
    inside,
    same_at_both,
    uid_of,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application

PHOTO = "      - {id: photo, type: file, label: 写真, required: false, place: true}\n"


@ON_BOTH_ENGINES
def test_what_was_filed_outside_is_inside_with_its_number_its_arrival_and_its_person(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    numbers = [file_application(zones.outer, session, days_ago=days) for days in (3, 1)]
    (took,) = zones.carry("outer")
    assert (took.act, took.number, took.items, took.left) == ("taken", 1, 2, ())
    people = set()
    for number in numbers:
        same_at_both(zones, number)
        with zones.outer.database.read() as outer, zones.inner.database.read() as inner:
            filed, taken = applications.by_number(outer, number), applications.by_number(inner, number)
            assert filed is not None
            assert taken is not None
            for name in ("uid", "arrived_at", "arrival_place", "arrival_basis", "meaning", "duty", "door"):
                assert getattr(taken, name) == getattr(filed, name), name
            assert taken.wrapped_key != filed.wrapped_key
            people.add(taken.person_id)
    assert len(people) == 1


def test_a_file_that_is_not_what_it_says_is_not_taken(zones: Zones) -> None:
    package = filed_with_a_picture(zones)
    name = json.loads(zones.inner.courier.open(package).parts[0])["cases"][0]["carried"].popitem()[0]  # type: ignore[union-attr]

    def other_sum(first: dict[str, Any]) -> None:
        first["cases"][0]["files"][name]["sha256"] = "0" * 64

    for change, parts in ((other_sum, 0), (lambda first: first, 1)):
        assert [why for _, why in forged(zones, package, change, 50 + parts, parts).left] == ["files"]


def test_where_a_picture_was_taken_arrives_inside_on_screen_and_on_paper(zones: Zones, inner_reviewer: Member) -> None:
    for installation in (zones.outer, zones.inner):
        offer(installation, version(1, PHOTO))
    page = guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"})
    taken = taken_by_a_telephone(printed(300, 200), 1, HERE)
    page = page.press("次へ進む", files={"photo.upload": ("a.jpg", taken)}).press("この場所を伝える").press("次へ進む")
    number = page.press("申請する").path.rpartition("/")[2]
    assert [took.left for took in zones.carry("outer")] == [()]
    case = inside(zones, inner_reviewer, number)
    (photo,) = case.path.answers["photo"]
    assert (photo["latitude"], photo["longitude"]) == ("35.675000", "139.750000")
    field = case.procedure.field("photo")
    drawn = draw_field(field, [photo], speech_of(case.procedure, "ja"), case.arrival_day)
    assert "35.675000" in drawn["paragraphs"][0]
    assert 'href="geo:35.675000,139.750000"' in at_desk(zones.inner, inner_reviewer).get(f"/desk/{number}")


def test_while_files_cannot_be_looked_at_inside_the_application_waits(zones: Zones) -> None:
    package = filed_with_a_picture(zones)
    blind = replace(zones.inner, scanner=None)
    assert [why for _, why in take_courier(blind, package, CARRIER).left] == ["scanner"]
    assert take_courier(blind, package, CARRIER).left != ()
    with zones.inner.database.read() as unit:
        assert len(courier.steps(unit, 9)) == 1  # retries add no ledger lines
    assert take_courier(zones.inner, package, CARRIER).left == ()


def test_a_procedure_that_inside_does_not_have_yet_waits_until_it_has(zones: Zones) -> None:
    offer(zones.outer, version(1))
    guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"}).press("申請する")
    (package,) = zones.pack("outer")
    assert [why for _, why in take_courier(zones.inner, package, CARRIER).left] == ["definition"]
    offer(zones.inner, version(1))
    assert take_courier(zones.inner, package, CARRIER).left == ()


def test_nobody_outside_has_a_say_in_what_was_never_carried_out(zones: Zones) -> None:
    inside = file_application(zones.inner, alice(zones.inner))
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    withdrawal = [{"once": "x" * 20, "text": "やめます", "at": 1}]
    took = forged(zones, package, in_case(uid=uid_of(zones.inner, inside), said=withdrawal))
    assert [why for _, why in took.left] == ["number"]
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, inside)
        assert row is not None
        assert messages.of(unit, row.id) == []
    assert zones.pack("inner") == []
    with zones.inner.database.read() as unit:
        assert courier.of(unit, row.id) is None


def test_a_state_that_outside_claims_is_nobodys(zones: Zones) -> None:
    """Nor an outcome, a notice, a message of the section, or a fee taken at its counter."""
    number = file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    claims = {
        "state": "approved", "decided": 1, "due": "2030-01-01", "settled": [{}], "asked": [{}], "happened": [{}], "till": [{}],
        "notices": [{"outcome": "approved", "title": "決定"}], "entered": {"at": 1, "answers": {}}, "duty": "tax", "posted": {"x": "sent"},
    }  # fmt: skip
    assert forged(zones, package, in_case(**claims)).left == ()
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert (row.state, row.decided_at, row.duty != "tax") == ("received", None, True)
        assert notices.of_application(unit, row.id) == []
        assert [event.move for event in applications.events(unit, row.id)] == ["receive"]
