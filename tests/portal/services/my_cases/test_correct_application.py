"""Corrections of the asked pages."""

import threading
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from integrations.sockets.register_socket import Resident, ResidentRegister
from portal.errors import Closed, Conflict
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import case_of_resident
from portal.services.desk.sections.take_case import take_case
from portal.services.my_cases.correct_application import Mending, save_mended_page, send_correction
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.desk import corrections, typed_corrections
from portal.store.desk.typed_corrections import TypedRow
from portal.store.residents import protections
from tests.portal.audited import audited_of
from tests.portal.later import later
from tests.portal.services.filing.filing import answers, ask_again, mend, mending_of, send
from tests.portal.world import ANSWERS, file_application


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def names(mending: Mending) -> list[str]:
    return [asked.page.id for asked in mending.pages]


def following(mending: Mending) -> str:
    asked = mending.next_page()
    return asked.page.id if asked else ""


def test_only_what_is_asked_is_shown_with_the_citys_words(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone", "insured_no")
    mending = mending_of(installation, session, number)
    assert names(mending) == ["insured_no", "phone"]
    assert mending.words == {"phone": "phoneを直してください", "insured_no": "insured_noを直してください"}
    assert mending.answers == ANSWERS
    assert following(mending) == "insured_no"


def test_pages_follow_until_each_was_sent(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone", "insured_no")
    mend(installation, session, number, "insured_no", {"insured_no": ["0000000101"]})
    assert following(mending_of(installation, session, number)) == "phone"
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    assert following(mending_of(installation, session, number)) == ""


def test_until_it_is_sent_the_city_sees_what_it_had(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    assert answers(installation, session, number) == ANSWERS
    send(installation, session, number)
    assert answers(installation, session, number)["phone"] != ANSWERS["phone"]


def test_a_mistake_is_reported_and_nothing_is_kept(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    path = mend(installation, session, number, "phone", {"phone": [""]})
    assert set(path.mistakes) == {"phone"}
    mending = mending_of(installation, session, number)
    assert (mending.answers, mending.seen) == (ANSWERS, frozenset())


def test_a_page_that_is_not_asked_cannot_be_changed(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"], "reason": ["other"]})
    send(installation, session, number)
    assert answers(installation, session, number)["reason"] == "lost"


def test_an_emptied_answer_stays_empty(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    """The prepared reason asks to leave an unknown number empty."""
    ask_again(installation, reviewer, number, "insured_no")
    mend(installation, session, number, "insured_no", {"insured_no": [""]})
    assert "insured_no" not in mending_of(installation, session, number).answers
    send(installation, session, number)
    assert "insured_no" not in answers(installation, session, number)


def test_an_answer_opens_the_pages_it_needs_and_they_stay(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "reason")
    mend(installation, session, number, "reason", {"reason": ["damaged"]})
    mending = mending_of(installation, session, number)
    assert names(mending) == ["reason", "return_by"]
    assert following(mending) == "return_by"
    with pytest.raises(Conflict):
        send(installation, session, number)
    mend(installation, session, number, "return_by", {"return_by": ["post"]})
    mending = mending_of(installation, session, number)
    # A filled-in answer can be changed before it is sent.
    assert names(mending) == ["reason", "return_by"]
    assert mending.fields == {"reason", "return_by"}
    assert following(mending) == ""
    send(installation, session, number)
    sent = answers(installation, session, number)
    assert (sent["reason"], sent["return_by"]) == ("damaged", "post")
    assert "lost_how" not in sent


def test_an_answer_taken_back_closes_them_again(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "reason")
    mend(installation, session, number, "reason", {"reason": ["damaged"]})
    mend(installation, session, number, "reason", {"reason": ["lost"]})
    mending = mending_of(installation, session, number)
    assert names(mending) == ["reason"]
    assert mending.path.answers == ANSWERS


def test_the_arrival_does_not_move_and_every_revision_is_kept(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        before = case_of_resident(installation, unit, session, number)
    ask_again(installation, reviewer, number, "name")
    after_a_week = later(installation, days=7)
    boxes = {"name.family": ["高見本"], "name.given": ["太郎"], "kana.family": ["タカミホン"], "kana.given": ["タロウ"]}
    mend(after_a_week, session, number, "insured_person", boxes)
    send(after_a_week, session, number)
    with installation.database.read() as unit:
        after = case_of_resident(installation, unit, session, number)
        first = after.sealer.open("answers:1", applications.answers(unit, after.row.id, 1))
        events = [(event.move, event.to_state) for event in applications.events(unit, after.row.id)]
        records = {record.action: record.detail for record in audited_of(unit, after.row.id)}
    assert (after.row.arrived_at, after.row.arrival_basis) == (before.row.arrived_at, before.row.arrival_basis)
    assert (after.row.state, after.row.answers_revision) == ("screening", 2)
    assert first == ANSWERS
    assert after.answers == {**ANSWERS, "name": {"family": "高見本", "given": "太郎"}}
    assert after.summary["name"] == {"family": "高見本", "given": "太郎"}
    assert events[-1] == ("correct", "screening")
    assert records["correct application"] == "name"


@pytest.mark.both_engines
def test_sent_twice_it_is_one_revision(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    refused: list[type[Exception]] = []

    def click() -> None:
        try:
            send(installation, session, number)
        except (Conflict, Closed) as refusal:
            refused.append(type(refusal))

    threads = [threading.Thread(target=click) for _ in "12"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert case.row.answers_revision == 2
        assert len([event for event in applications.events(unit, case.row.id) if event.move == "correct"]) == 1


def test_before_every_page_was_sent_it_cannot_be_sent(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    with pytest.raises(Conflict):
        send(installation, session, number)


def test_who_comes_to_a_stop_in_a_correction_cannot_send_it(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "filer_kind")
    mend(installation, session, number, "filer_kind", {"filer_kind": ["other"]})
    with pytest.raises(Conflict):
        send(installation, session, number)
    mend(installation, session, number, "filer_kind", {"filer_kind": ["self"]})
    send(installation, session, number)
    assert answers(installation, session, number) == ANSWERS


def test_where_nothing_is_asked_nothing_can_be_mended(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    with pytest.raises(Closed):
        mending_of(installation, session, number)
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    with pytest.raises(Closed):
        mending_of(installation, session, number)


def test_asked_a_second_time_it_begins_with_what_was_sent_last(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "insured_no")
    mend(installation, session, number, "insured_no", {"insured_no": [""]})
    send(installation, session, number)
    ask_again(later(installation, days=1), reviewer, number, "phone")
    mending = mending_of(installation, session, number)
    assert names(mending) == ["phone"]
    assert "insured_no" not in mending.answers
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert len(corrections.of_application(unit, case.row.id)) == 2


def test_a_window_that_was_left_open_saves_and_sends_nothing_afterwards(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    with installation.database.read() as unit:
        stale = case_of_resident(installation, unit, session, number)
    mending = mending_of(installation, session, number)
    send(installation, session, number)
    with installation.database.write() as unit, pytest.raises(Conflict):
        save_mended_page(installation, unit, stale, mending, mending.pages[0], {"phone": ["000-0000-0001"]})
    with installation.database.write() as unit, pytest.raises(Conflict):
        send_correction(installation, unit, stale, mending, Actor("resident", "alice"))
    sent = answers(installation, session, number)
    assert sent == {**ANSWERS, "phone": sent["phone"]}
    assert sent["phone"].endswith("9")


@pytest.mark.both_engines
def test_what_somebody_changed_at_the_same_moment_is_not_overwritten(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    with installation.database.read() as unit:
        stale = case_of_resident(installation, unit, session, number)
    mending = mending_of(installation, session, number)
    with installation.database.write() as unit:
        take_case(installation, unit, reviewer, stale, stale.row.revision)
        unit.commit()
    with installation.database.write() as unit, pytest.raises(Conflict):
        send_correction(installation, unit, stale, mending, Actor("resident", "alice"))
    # Nothing was stored, so that it can be sent again.
    send(installation, session, number)


class Protecting:
    """The one person of a birthday."""

    def __init__(self) -> None:
        self.asked = list[date]()

    def born(self, birth: date) -> tuple[Resident, ...]:
        self.asked.append(birth)
        protected: Any = type("Found", (), {"protected": True, "name": "髙見本　太郎"})
        return (protected,) if birth == date(1949, 4, 4) else ()


def test_whom_a_correction_names_first_is_looked_for_in_the_register(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    register = Protecting()
    asking = replace(installation, register=cast(ResidentRegister, register))
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(asking, session, number)
    assert send_notices(asking) == 0, "they are the same people"
    for correction in (1, 2):
        ask_again(installation, reviewer, number, "birth")
        boxes = {"birth.year": [f"1949040{6 - correction}"], "sex": ["male"]}
        assert not mend(installation, session, number, "insured_birth", boxes).mistakes
        send(asking, session, number)
        assert send_notices(later(asking, minutes=correction)) == 1, correction
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert protections.applications(unit, [row.id])
    assert set(register.asked) == {date(1949, 4, 4), date(1949, 4, 5)}


@pytest.mark.both_engines
def test_what_is_kept_at_the_moment_the_page_is_saved_does_not_cover_the_answer(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mending = mending_of(installation, session, number)
    saves = threading.Thread(
        target=mend, args=(installation, session, number, "phone", {"phone": ["000-0000-0009"]}), daemon=True
    )
    with installation.database.write() as unit:
        corrections.lock(unit, mending.row.id)
        typed_corrections.put(unit, TypedRow(mending.row.id, "phone", b"half", 1))
        saves.start()
        saves.join(0.5)  # it waits for this one
        unit.commit()
    saves.join()
    with installation.database.read() as unit:
        assert typed_corrections.find(unit, mending.row.id, "phone") is None
