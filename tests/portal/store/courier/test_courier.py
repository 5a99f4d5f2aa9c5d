"""Applications between the zones, and the ledger of packages."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.base import Model
from portal.models.bookings.reservation import Reservation
from portal.models.bundles.bundle import Bundle
from portal.models.cases.application import Application
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.fees.payment import Payment
from portal.models.files.attachment import Attachment
from portal.models.my_cases.message import Message
from portal.models.notices.notice import ElectronicDelivery, Notice
from portal.models.notices.opening import Opening
from portal.models.shared.outbox import Outbox
from portal.models.signing.delegation import Delegation
from portal.store.courier import courier
from portal.store.courier.courier import ALONG, ARRIVED, IN, OUT, PACKED, TAKEN, CaseRow, StepRow, WaitingRow
from tests.portal.store.planting import plant

SECOND = 1_000_000
LOOKED = 1000 * SECOND
BEFORE, AFTER = LOOKED - 60 * SECOND, LOOKED - 60 * SECOND + 1


@pytest.fixture
def application(unit: Unit) -> dict[str, Any]:
    return plant(unit, Application, decided_at=1, changed_at=0)


def test_a_case_is_kept_as_it_was_last(unit: Unit, application: dict[str, Any]) -> None:
    row = CaseRow(application["id"], 1, "mark", 2, 3, "files", 4, "there", 5, "acts", True, 6)
    other = replace(row, application_id=plant(unit, Application)["id"])
    for case in (CaseRow(application["id"]), row, other):
        courier.keep(unit, case)
    assert courier.of(unit, application["id"]) == row
    assert courier.of(unit, 0) is None
    for mark, now in (("other", 7), ("mark", 8)):
        courier.looked(unit, application["id"], mark, now)
        assert courier.of(unit, application["id"]) == replace(row, looked_at=6 if mark == "other" else 8)
    assert courier.of(unit, other.application_id) == other


def _changed(unit: Unit, application: dict[str, Any]) -> list[bool]:
    """In the inner and in the outer zone."""
    return [application["id"] in courier.changed(unit, outer, application["id"] - 1, 99) for outer in (False, True)]


@pytest.mark.parametrize(("at", "changed"), [(BEFORE, False), (AFTER, True)])
@pytest.mark.parametrize(
    ("model", "instant"),
    [
        (Message, "sent_at"),
        (Message, "read_at"),
        (Opening, "opened_at"),
        (ElectronicDelivery, "declared_at"),
        (Delegation, "judged_at"),
        (Outbox, "changed_at"),
        (Notice, "made_at"),
        (Payment, "changed_at"),
        (Reservation, "changed_at"),
        (Attachment, "made_at"),
    ],
)
def test_a_decided_application_changes_with_its_rows(
    unit: Unit, application: dict[str, Any], model: type[Model], instant: str, at: int, changed: bool
) -> None:
    courier.keep(unit, CaseRow(application["id"], taken_step=1, looked_at=LOOKED))
    other = plant(unit, Application)["id"]
    for owner, moment in ((application["id"], at), (other, AFTER)):
        plant(unit, model, **{"kind": "letter", instant: moment, "application_id": owner})
    assert _changed(unit, application) == [changed, changed]


def test_other_posts_than_letters_change_nothing(unit: Unit, application: dict[str, Any]) -> None:
    courier.keep(unit, CaseRow(application["id"], taken_step=1, looked_at=LOOKED))
    plant(unit, Outbox, kind="mail", changed_at=AFTER, application_id=application["id"])
    assert _changed(unit, application) == [False, False]


@pytest.mark.parametrize(
    ("given", "case", "changed"),
    [
        ({}, {}, [False, False]),
        ({"changed_at": BEFORE}, {}, [False, False]),
        ({"changed_at": AFTER}, {}, [True, True]),
        ({"decided_at": None}, {}, [True, True]),
        ({"decided_at": None}, {"taken_step": 0}, [False, True]),
        ({}, {"sent_step": 2, "there_step": 1}, [True, True]),
        ({}, {"sent_step": 2, "there_step": 2}, [False, False]),
        ({}, None, [False, True]),
    ],
)
def test_an_application_is_compared_when_it_may_differ(
    unit: Unit, given: dict[str, Any], case: dict[str, Any] | None, changed: list[bool]
) -> None:
    application = plant(unit, Application, **{"decided_at": 1, "changed_at": 0} | given)
    if case is not None:
        courier.keep(unit, CaseRow(application["id"], **{"taken_step": 1, "looked_at": LOOKED} | case))
    assert _changed(unit, application) == changed


def test_applications_are_compared_page_by_page(unit: Unit) -> None:
    numbers = [int(plant(unit, Application)["id"]) for _ in range(3)]
    assert courier.changed(unit, True, numbers[0], 1) == [numbers[1]]
    assert courier.changed(unit, True, numbers[0], 9) == numbers[1:]
    assert courier.changed(unit, False, 0, 9) == []
    for number in numbers:
        courier.keep(unit, CaseRow(number, taken_step=1))
    assert courier.changed(unit, False, numbers[0], 1) == [numbers[1]]
    assert courier.changed(unit, False, numbers[0], 9) == numbers[1:]


def test_a_package_is_packed_once_and_taken_once(unit: Unit) -> None:
    packed = StepRow(5, OUT, 1, "digest", PACKED, "reason", 1, 2, 3, "actor")
    steps = [
        packed,
        replace(packed, digest="other"),
        *(replace(packed, act=ARRIVED, number=number) for number in (1, 4)),
    ]
    taken = [replace(packed, way=IN, number=number, digest="theirs", act=TAKEN) for number in (3, 2, 3)]
    assert [courier.add_step(unit, step) for step in steps + taken] == [True, False, True, True, True, True, False]
    assert courier.steps(unit, 2) == [taken[1], taken[0]]
    assert courier.steps_of(unit, OUT, 1) == [packed, steps[2]]
    assert courier.steps_of(unit, OUT, 2) == courier.steps_of(unit, IN, 1) == []
    assert [courier.last_number(unit, way, TAKEN) for way in (IN, OUT)] == [3, 0]
    assert courier.numbers(unit, IN, TAKEN) == [2, 3]
    assert courier.numbers(unit, OUT, ARRIVED) == [1, 4]
    assert courier.numbers(unit, OUT, PACKED) == [1]
    assert courier.numbers(unit, OUT, TAKEN) == []
    assert [courier.was_packed(unit, digest) for digest in ("digest", "theirs", "none")] == [True, False, False]


def test_an_acknowledgement_is_owed_until_that_step_is_reported(unit: Unit) -> None:
    first, second, third = (plant(unit, Application) for _ in range(3))
    for application, step, owes in ((second, 2, True), (first, 1, True), (third, 3, False)):
        courier.keep(unit, CaseRow(application["id"], taken_step=step, owes=owes))
    assert courier.owing(unit, 9) == [(first["uid"], 1), (second["uid"], 2)]
    assert courier.owing(unit, 1) == [(first["uid"], 1)]
    courier.clear_acknowledgements(unit, [(first["uid"], 1), (second["uid"], 1), ("none", 2)])
    assert courier.owing(unit, 9) == [(second["uid"], 2)]


def test_only_a_later_step_that_was_sent_is_acknowledged(unit: Unit, application: dict[str, Any]) -> None:
    row = CaseRow(application["id"], sent_step=7, sent_files="sent", there_step=5, there_files="there")
    other = replace(row, application_id=plant(unit, Application)["id"])
    for case in (row, other):
        courier.keep(unit, case)
    assert [courier.mark_received(unit, application["uid"], step) for step in (5, 8, 6)] == [False, False, True]
    assert not courier.mark_received(unit, "none", 6)
    assert courier.of(unit, row.application_id) == replace(row, there_step=6)
    assert courier.mark_received(unit, application["uid"], 7)
    assert courier.of(unit, row.application_id) == replace(row, there_step=7, there_files="sent")
    assert courier.of(unit, other.application_id) == other


def test_applications_wait_until_the_other_side_has_them(unit: Unit) -> None:
    never, packed, sent, received = (plant(unit, Application) for _ in range(4))
    for application, sent_step, there_step in ((packed, 0, 0), (sent, 5, 4), (received, 5, 5)):
        courier.keep(unit, CaseRow(application["id"], sent_step=sent_step, there_step=there_step, sent_in=3, sent_at=8))
    rows = [
        WaitingRow(application["receipt_number"], application["arrived_at"], *sent_as)
        for application, sent_as in ((never, (0, 0)), (packed, (3, 8)), (sent, (3, 8)))
    ]
    assert courier.waiting(unit, True, 9) == rows
    assert courier.waiting(unit, True, 1) == rows[:1]
    assert courier.waiting(unit, False, 9) == rows[2:]


def test_an_act_that_came_too_late_is_kept_once(unit: Unit, application: dict[str, Any]) -> None:
    other = plant(unit, Application)
    acts = [
        (application["id"], "b", 5),
        (application["id"], "b", 6),
        (application["id"], "a", 6),
        (other["id"], "c", 7),
    ]
    assert [courier.add_apart(unit, number, act, act.encode(), at) for number, act, at in acts] == [
        True, False, True, True,
    ]  # fmt: skip
    aparts = courier.aparts(unit, 9)
    assert aparts == [
        (other["receipt_number"], "c", 7), (application["receipt_number"], "a", 6), (application["receipt_number"], "b", 5),
    ]  # fmt: skip
    assert courier.aparts(unit, 1) == aparts[:1]


def test_who_went_along_with_a_laptop_is_known_of_each_apart(unit: Unit) -> None:
    for number, peer, logins in ((1, 1, "a b"), (2, 1, "c"), (1, 2, "d")):
        for act in (ALONG, PACKED):
            courier.add_step(unit, StepRow(1, OUT, number, "", act, logins if act == ALONG else "x", peer=peer))
    assert [courier.went_along(unit, peer) for peer in (1, 2, 3)] == [{"a", "b", "c"}, {"d"}, set()]


def test_the_numbers_of_a_laptop_are_those_of_applications_bundles_and_what_is_thrown_away(unit: Unit) -> None:
    plant(unit, Application, receipt_number="76-000-000-011")
    plant(unit, Application, receipt_number="76-000-000-021")
    plant(unit, Application, receipt_number="77-000-000-011")
    plant(unit, Bundle, number="76-000-001-012")
    plant(unit, Bundle, number=None)
    plant(unit, DisposalLine, receipt_number="76-000-002-013")
    assert courier.numbers_like(unit, "76-___-___-01_") == ["76-000-000-011", "76-000-001-012", "76-000-002-013"]
