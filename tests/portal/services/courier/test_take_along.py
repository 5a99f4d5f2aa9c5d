"""出張受付: what goes along, to whom, and for how long; packages that are refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.sockets.courier_socket import Contents
from portal.clock import Clock, to_micro
from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import open_case
from portal.services.courier import report_to_inner
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_visits import report_visit
from portal.services.courier.ledger import ledger
from portal.services.courier.words import act_words
from portal.services.staff.add_staff import add_staff
from portal.services.staff.sign_in_by_password import right_password
from portal.store.administration import city_editions
from portal.store.administration.city_editions import IN_FORCE, EditionRow
from portal.store.cases import applications
from portal.store.courier import courier
from portal.store.courier.courier import REFUSED, TAKEN
from portal.store.procedures import procedure_stops
from portal.store.procedures.procedure_stops import StopRow
from portal.store.staff import disasters, staff_members
from portal.store.staff.disasters import TemporaryRow
from portal.store.staff.staff_members import RightRow
from tests.databases import Makers
from tests.portal.audited import audited
from tests.portal.routes.courier.at_laptop import PASSWORD, UNTIL, Field, at_field, register
from tests.portal.two_zones import CARRIER
from tests.portal.world import DUTY, PROCEDURE


@pytest.fixture
def field(makers: Makers, tmp_path: Path) -> Iterator[Field]:
    with at_field(makers, "sqlite", tmp_path) as made:
        made.hire()
        yield made


def test_the_accounts_of_those_days_come_along_with_the_counter_alone(field: Field) -> None:
    field.hire("reviewer", "reviewer")
    assert field.unpack(field.along(1, "clerk", "reviewer")).left == ()
    with field.laptops[1].database.read() as unit:
        for login in ("clerk", "reviewer"):
            row = staff_members.by_login(unit, login)
            assert row is not None
            assert right_password(row, PASSWORD)
            rights = staff_members.rights(unit, row.id, UNTIL)
            assert [(right.role, right.duty, right.to_day) for right in rights] == [("clerk", DUTY, UNTIL)]
            assert staff_members.rights(unit, row.id, "2026-11-22") == []
    assert audited(field.home, "take along") == [(str(CARRIER), f"laptop 1 until {UNTIL} clerk reviewer")]
    assert audited(field.laptops[1], "unpack what was taken along") == [(str(CARRIER), f"until {UNTIL} clerk reviewer")]


def test_nobody_serves_longer_there_than_at_the_city(field: Field) -> None:
    today, tomorrow = "2026-11-20", UNTIL
    with field.home.database.write() as unit:
        for login, rights in {
            "short": [RightRow("clerk", DUTY, today, today), RightRow("reviewer", "*", today, tomorrow)],
            "ending": [RightRow("clerk", DUTY, today, today)],
            "helper": [RightRow("clerk", DUTY, today, None)],
        }.items():
            add_staff(field.home, unit, CARRIER, login, login, PASSWORD, rights)
        helper = staff_members.by_login(unit, "helper")
        assert helper is not None
        mode = disasters.ask(
            unit, procedure=PROCEDURE, name="大雨", reason="r", from_day=today, to_day=today, by="a", now=1
        )
        disasters.check_in(unit, TemporaryRow(helper.id, mode, today))
        unit.commit()
    assert field.unpack(field.along(1, "short", "ending", "helper", until="2026-11-25")).left == ()
    with field.laptops[1].database.read() as unit:
        days: dict[str, set[str | None]] = {}
        for login in ("short", "ending", "helper"):
            row = staff_members.by_login(unit, login)
            assert row is not None
            days[login] = {right.to_day for right in staff_members.rights(unit, row.id, today) if right.duty == DUTY}
    assert days == {"short": {tomorrow}, "ending": {today}, "helper": {today}}


def test_who_does_not_come_along_the_next_time_is_shut_out_and_an_older_package_brings_nobody_back(
    field: Field,
) -> None:
    field.hire("bob")
    first, second = field.along(1, "clerk", "bob"), field.along(1, "bob", until="2026-11-20")
    field.unpack(second)
    field.unpack(first)  # found later
    with field.laptops[1].database.read() as unit:
        assert staff_members.by_login(unit, "clerk") is None
        bob = staff_members.by_login(unit, "bob")
        assert bob is not None
        assert staff_members.rights(unit, bob.id, UNTIL) == []
    field.unpack(field.along(1, "clerk"))
    with field.laptops[1].database.read() as unit:
        bob = staff_members.by_login(unit, "bob")
        assert bob is not None
        assert bob.disabled_at is not None


def test_what_goes_along_on_a_stick_is_unpacked_though_a_later_answer_arrived_first(field: Field) -> None:
    field.unpack(field.along())
    register(field.visit("one"))
    field.hire("bob")
    stick = field.along(1, "clerk", "bob")
    for package in field.back():
        field.take(package)
    answer = field.answer()  # by the line
    assert answer is not None
    for package in (answer, stick, stick):
        assert field.unpack(package).left == ()
    with field.laptops[1].database.read() as unit:
        assert staff_members.by_login(unit, "bob") is not None
    assert len(audited(field.laptops[1], "unpack what was taken along")) == 2


@pytest.mark.parametrize(
    ("login", "role", "until", "refusal"),
    [
        ("auditor", "auditor", UNTIL, NotAllowed), ("stranger", "", UNTIL, NotAllowed),
        ("clerk", "", "2026-11-19", Conflict), ("clerk", "", "2027-01-20", Conflict), ("clerk", "", "tomorrow", Conflict),
    ],
)  # fmt: skip
def test_who_serves_no_counter_and_days_that_are_none_are_refused(
    field: Field, login: str, role: str, until: str, refusal: type[Exception]
) -> None:
    if role:
        field.hire(login, role)
    with pytest.raises(refusal):
        field.along(1, login, until=until)
    assert audited(field.home, "take along") == []


def test_the_city_as_written_in_the_browser_and_what_is_stopped_come_along(field: Field) -> None:
    now = to_micro(field.home.clock.now())
    with field.home.database.write() as unit:
        clerk = staff_members.by_login(unit, "clerk")
        assert clerk is not None
        edition = EditionRow(
            0, "words", None, "same: []\n", 0, "", "2026-11-20", IN_FORCE, 1, clerk.id, now, in_force_at=now
        )
        city_editions.add(unit, edition)
        procedure_stops.add(unit, StopRow(0, PROCEDURE, "pause", "直しています。", clerk.id, now))
        unit.commit()
    for _ in range(2):
        assert field.unpack(field.along()).left == ()
    with field.laptops[1].database.read() as unit:
        assert city_editions.in_force(unit)["words"].text == "same: []\n"
        assert city_editions.count(unit) == 1
        assert procedure_stops.last(unit)[PROCEDURE].words == "直しています。"


def test_a_package_for_another_laptop_or_of_another_city_is_refused(field: Field) -> None:
    package = field.along(1)
    assert field.unpack(package, 2).reason == "not_for_us"
    assert field.unpack(package).act == "taken"
    number = register(field.visit("one"))
    (back,) = field.back()
    assert take_courier(field.laptops[2], back, CARRIER).reason in ("unknown_sender", "not_for_us")
    field.home.laptops.pop(1)  # type: ignore[attr-defined]  # its key was forgotten: it was lost
    assert field.take(back).reason == "unknown_sender"
    with field.home.database.read() as unit:
        assert applications.by_number(unit, number) is None


def test_a_laptop_brings_only_numbers_of_its_own_and_changes_no_other_application(field: Field) -> None:
    for laptop in (1, 2):
        field.unpack(field.along(laptop), laptop)
    number = register(field.visit("one"))
    (back,) = field.back()
    field.home.laptops[1], field.home.laptops[2] = field.home.laptops[2], field.home.laptops[1]  # type: ignore[index]
    assert field.take(back).left == ((number, "series"),)
    field.home.laptops[1], field.home.laptops[2] = field.home.laptops[2], field.home.laptops[1]  # type: ignore[index]
    assert field.take(back).left == ()
    with field.home.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        kept = courier.of(unit, row.id)
        assert kept is not None
        assert (kept.peer, courier.changed(unit, False, 0, 10)) == (1, [])  # nothing of it goes to the outer zone
        assert courier.owing(unit, 10) == []
        assert courier.owing(unit, 10, 1) == [(row.uid, kept.taken_step)]


def test_a_laptop_names_no_clerk_who_did_not_go_along_with_it(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    field.hire("boss", "approver")
    field.unpack(field.along())
    number = register(field.visit("one"))
    honest = report_visit
    monkeypatch.setattr(report_to_inner, "report_visit", lambda *case: {**honest(*case), "clerk": "boss"})
    (back,) = field.back()
    assert field.take(back).left == ()
    with field.home.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert row.staff_id is None
        filed, complaint = applications.events(unit, row.id)
        assert (filed.actor, complaint.actor, complaint.move) == (
            "system:laptop 1",
            "system:laptop 1",
            "clerk_not_along",
        )
        case = open_case(field.home, unit, row)
        assert "（boss）" in case.sealer.open(f"words:{complaint.at}", complaint.sealed_words or b"")


def test_two_laptops_count_their_packages_apart(field: Field) -> None:
    for laptop in (1, 2):
        field.unpack(field.along(laptop), laptop)
        register(field.visit("one", laptop), cards=["insured"])
        assert [field.take(package).number for package in field.back(laptop)] == [1]
    assert ledger(field.home).missing == ()
    assert field.answer(1) is not None
    assert field.answer(1) is None


def test_a_city_in_one_zone_has_laptops_too(makers: Makers, tmp_path: Path) -> None:
    with at_field(makers, "sqlite", tmp_path, "single") as field:
        field.hire()
        field.unpack(field.along())
        number = register(field.visit("one"))
        for package in field.back():
            assert field.take(package).left == ()
        with field.home.database.read() as unit:
            assert applications.by_number(unit, number) is not None


def test_what_a_laptop_may_not_say_is_refused_and_baggage_is_for_laptops_alone(field: Field, tmp_path: Path) -> None:
    field.unpack(field.along())
    register(field.visit("one"))
    (back,) = field.back()
    sealing = field.laptops[1].courier
    assert sealing is not None
    first, *parts = field.home.laptops[1].open(back).parts
    for number, change in enumerate(
        ({"items": [{"key": "gone/x", "step": 1}]}, {"acknowledged": [["x", 1]]}, {"zone": "outer"}), start=5
    ):
        forged = json.dumps(json.loads(first) | change).encode()
        took = field.take(sealing.pack(Contents(number, "2026-11-20T10:00:00+09:00", [forged, *parts])))
        assert (took.act, took.reason) == ("refused", "contents")
    forged = json.dumps(json.loads(first) | {"baggage": {"laptop": 0, "staff": [], "files": ""}}).encode()
    took = field.take(sealing.pack(Contents(9, "2026-11-20T10:00:00+09:00", [forged, *parts])))
    assert took.left == (("", "baggage"),)


@pytest.mark.parametrize("made_at", ["x", "2026-11-20", "2026-11-20T10:00:00"])
def test_a_package_without_a_moment_is_refused_by_a_laptop_and_jams_no_city(field: Field, made_at: str) -> None:
    package, sealing = field.along(), field.laptops[1].courier
    assert sealing is not None
    along = sealing.open(package)
    forged = field.home.laptops[1].pack(Contents(along.number, made_at, along.parts))
    assert (took := field.unpack(forged)).reason == "contents", took
    field.unpack(package)
    register(field.visit("one"))
    (package,) = field.back()
    back = field.home.laptops[1].open(package)
    assert field.take(sealing.pack(Contents(back.number, made_at, back.parts))).act == TAKEN


def test_a_laptop_whose_clock_is_behind_takes_nothing_along_and_says_so(field: Field) -> None:
    package, laptop = field.along(), field.laptops[1]
    late = Clock(laptop.clock.now() - timedelta(days=1))
    field.laptops[1] = replace(laptop, clock=late)
    took = field.unpack(package)
    assert (took.act, took.reason) == (REFUSED, "clock")
    assert "時計" in act_words(took.act, took.reason)
    field.laptops[1] = laptop
    assert field.unpack(package).act == TAKEN
