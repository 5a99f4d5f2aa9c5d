"""Submission: complete, once, as of the arrival."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from forms.definition.procedure import Procedure
from forms.definition.terms import Period
from portal.errors import Conflict
from portal.services.cases.cases import case_of_resident
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, whole_path
from portal.services.filing.submit_application import read_sender, submit_application
from portal.services.shared.city_rules import NO_DUE, promised_days
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.filing import drafts
from portal.store.residents import contacts, people, protections
from portal.store.statements import every, sql
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.audited import audited_of
from tests.portal.later import at, later
from tests.portal.services.filing.filing import begin, opened, save
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, alice
from tests.statements import statements_of


def ready(installation: Installation, session: Session, **changes: object) -> Draft:
    draft_id = begin(installation, session)
    draft = opened(installation, session, draft_id)
    with installation.database.write() as unit:
        save_draft(installation, unit, draft, {**ANSWERS, **changes}, frozenset())
        unit.commit()
    return opened(installation, session, draft_id)


def send(installation: Installation, draft: Draft) -> Sent:
    with installation.database.write() as unit:
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", draft.row.person_id or "")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        unit.commit()
    return sent


def count(installation: Installation, table: str = "application") -> int:
    with installation.database.read() as unit:
        return int(every(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0][0])


def test_a_complete_draft_becomes_one_application_and_is_gone(installation: Installation) -> None:
    session = alice(installation)
    draft = ready(installation, session)
    sent = send(installation, draft)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, sent.receipt_number)
        assert drafts.by_id(unit, draft.id) is None
        events = applications.events(unit, case.row.id)
        last = audited_of(unit, case.row.id)[0]
    assert case.answers == ANSWERS
    assert (case.row.state, case.row.duty, case.row.kind, case.row.version) == (
        "received",
        DUTY,
        "application",
        first().version,
    )
    assert case.summary == {"name": ANSWERS["name"], "kana": ANSWERS["kana"], "birth": ANSWERS["birth"]}
    assert case.evidence["way"] == "card"
    assert case.evidence["settings"]["standard_days"] == 7
    assert [(event.move, event.from_state, event.to_state) for event in events] == [("receive", "draft", "received")]
    assert (last.actor, last.action) == (f"resident:{session.person_id}", "submit application")


@pytest.mark.both_engines
def test_nothing_personal_is_in_clear(installation: Installation) -> None:
    send(installation, ready(installation, alice(installation)))
    with installation.database.read() as unit:
        rows = [
            row
            for table in ("application", "application_answers", "application_event", "audit_record")
            for row in every(unit, sql(f"SELECT * FROM {table}"))
        ]
    cells = [
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for row in rows for cell in row
    ]
    for answer in ("髙見本", "タカミホン", "0000000101", "先週", "000-0000-0001", "1949-04-03"):
        assert not any(answer.encode() in cell for cell in cells)


@pytest.mark.both_engines
def test_the_same_draft_sent_again_gives_the_first_number(installation: Installation) -> None:
    draft = ready(installation, alice(installation))
    assert send(installation, draft).receipt_number == send(installation, draft).receipt_number
    assert (count(installation), count(installation, "application_answers")) == (1, 1)


@pytest.mark.both_engines
def test_two_clicks_at_the_same_moment_are_one_application(installation: Installation) -> None:
    draft = ready(installation, alice(installation))
    numbers: list[str] = []
    threads = [threading.Thread(target=lambda: numbers.append(send(installation, draft).receipt_number)) for _ in "123"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 3
    assert len(set(numbers)) == 1
    assert count(installation) == 1


def test_a_page_saved_after_reading_is_never_lost(installation: Installation) -> None:
    session = alice(installation)
    stale = ready(installation, session)
    save(installation, stale, "phone", {"phone": ["000-0000-0002"]})
    with pytest.raises(Conflict):
        send(installation, stale)
    assert count(installation) == 0
    assert opened(installation, session, stale.id).answers["phone"] != ANSWERS["phone"]


@pytest.mark.parametrize(
    ("change", "open_"),
    [
        ({"phone": None}, "phone"),
        ({"filer_kind": "other"}, ""),
        ({"birth": "1990-01-01"}, "birth"),
        ({"reason": "damaged"}, "return_by"),
    ],
)
def test_what_is_not_complete_is_refused_and_stays_a_draft(
    installation: Installation, change: dict[str, object], open_: str
) -> None:
    session = alice(installation)
    draft = ready(installation, session, **change)
    sent = send(installation, draft)
    assert sent.receipt_number == ""
    assert not sent.path.complete
    assert open_ in {*sent.path.missing, *sent.path.mistakes, ""}
    assert count(installation) == 0
    assert opened(installation, session, draft.id).answers == draft.answers


def test_what_is_not_asked_is_not_sent(installation: Installation) -> None:
    session = alice(installation)
    sent = send(installation, ready(installation, session, relation="child", return_by="post"))
    with installation.database.read() as unit:
        answers = case_of_resident(installation, unit, session, sent.receipt_number).answers
    assert answers == ANSWERS


def test_rules_see_the_day_of_arrival(installation: Installation) -> None:
    """Forty on the day before the fortieth birthday (年齢計算ニ関スル法律), by the calendar of Japan."""
    session = alice(installation)
    health = {"health_kind": "welfare"}
    draft = ready(installation, session, birth="1986-11-22", **health)
    assert send(at(installation, "2026-11-20T23:59:59+09:00"), draft).receipt_number == ""
    assert send(at(installation, "2026-11-21T00:00:00+09:00"), draft).receipt_number != ""


def test_the_arrival_is_kept_as_it_was_set(installation: Installation) -> None:
    session = alice(installation)
    sent = send(later(installation, days=1), ready(installation, session))
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, sent.receipt_number)
    assert case.arrived_at == later(installation, days=1).clock.now()
    assert (case.arrival_day, case.row.arrival_place, case.row.arrival_basis) == (
        date(2026, 11, 21),
        "online",
        "stored",
    )
    assert (case.row.due, case.row.version) == ("2026-12-02", first().version)


def period(days: int, unit: str) -> Procedure:
    return replace(first(), period=Period("standard", days, unit, (), "std"))


@pytest.mark.parametrize(
    ("arrival", "days", "unit", "due"),
    [
        ("2026-11-20", 1, "bizday", "2026-11-24"),  # Friday; then a weekend and 勤労感謝の日
        ("2026-11-20", 7, "bizday", "2026-12-02"),
        ("2026-11-21", 1, "bizday", "2026-11-24"),  # arrived on a Saturday: as on Friday
        ("2026-12-28", 1, "bizday", "2027-01-04"),  # 12/29 to 1/3
        ("2026-12-31", 7, "bizday", "2027-01-13"),  # 成人の日 lies between
        ("2027-02-12", 1, "bizday", "2027-02-16"),  # the day on which this city alone is closed
        ("2027-04-28", 1, "bizday", "2027-04-30"),
        ("2027-04-30", 1, "bizday", "2027-05-06"),
        ("2026-12-20", 30, "day", "2027-01-19"),
        ("2026-12-29", 2, "week", "2027-01-12"),
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2026-12-15", 1, "month", "2027-01-15"),
        ("2026-11-20", 0, "bizday", "2026-11-20"),
    ],
)
def test_the_period_begins_on_the_day_after_arrival(
    installation: Installation, arrival: str, days: int, unit: str, due: str
) -> None:
    assert installation.rules.due_day(period(days, unit), date.fromisoformat(arrival), {}) == due


def test_days_of_the_city_are_those_of_the_arrival(installation: Installation) -> None:
    assert installation.rules.due_day(first(), date(2027, 3, 31), {"standard_days": 7}) == "2027-04-09"
    assert installation.rules.due_day(first(), date(2027, 3, 31), {"standard_days": 5}) == "2027-04-07"
    sent = send(at(installation, "2027-04-01T10:00:00+09:00"), ready(installation, alice(installation)))
    with installation.database.read() as unit:
        row = applications.by_number(unit, sent.receipt_number)
    assert row is not None
    assert (row.due, row.receipt_number[:2]) == ("2027-04-08", "27")


def test_where_nothing_is_promised_nothing_is_due(installation: Installation) -> None:
    assert installation.rules.due_day(small(), date(2026, 11, 20), {}) == NO_DUE
    assert date.fromisoformat(NO_DUE) > date(2100, 1, 1)
    environment = installation.rules.environment(first(), date(2026, 11, 20), "online", in_force={})
    assert promised_days(small(), environment) is None


def test_a_path_is_taken_as_it_was_walked_unless_its_rules_saw_another_day(installation: Installation) -> None:
    draft = ready(installation, alice(installation))
    walked = whole_path(installation, draft)
    arrival = Arrival(installation.clock.now(), "online", "stored")
    for moved, same in ((0, True), (1, False)):
        with installation.database.write() as unit:
            on = replace(arrival, at=arrival.at + timedelta(days=moved))
            actor = Actor("resident", draft.row.person_id or "")
            sent = submit_application(installation, unit, draft, actor, on, {"way": "card"}, walked=walked)
        assert sent.receipt_number
        assert (sent.path is walked) == same


@pytest.mark.both_engines
def test_what_is_read_of_the_sender_comes_in_the_statement_of_the_draft(installation: Installation) -> None:
    session = alice(installation)
    draft_id, person_id = begin(installation, session), session.person_id or ""
    with installation.database.write() as unit, statements_of(unit) as alone:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
    with installation.database.write() as unit:
        with statements_of(unit) as beside:
            same = draft_of_resident(installation, unit, session, PROCEDURE, draft_id, beside=read_sender)
        with statements_of(unit) as further:
            person, ways = people.by_id(unit, person_id), contacts.of_person(unit, person_id)
            protected = protections.anybody(unit)
    assert (beside.count - alone.count, further.count) == (0, 0)
    assert (same.row, same.answers) == (draft.row, draft.answers)
    assert person is not None
    assert (ways, protected) == ([], False)
