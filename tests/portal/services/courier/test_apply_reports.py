"""The section's acts are applied outside once."""

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.correction import open_return
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.report_to_outer import report_case_state
from portal.services.desk.case.extend_correction import extend_correction, read_extension
from portal.services.desk.case.move_office import move_office
from portal.services.desk.case.transfer_case import accept_case, offer_case, open_offer
from portal.services.my_cases.send_message import thread
from portal.services.my_cases.state_line import open_correction, timeline
from portal.services.shared.form_mark import new_form
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from tests.portal.contacts import proved
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    answer,
    ask,
    correct,
    inside,
    nothing_waits,
    recall,
    returned_number,
    same_at_both,
)
from tests.portal.services.desk.case.test_enter_correction import NOTE, enter
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import DUTY, add_member, file_application, row_of

__all__ = ["returned_number"]

TYPED = "000-0000-0007"


def timeline_keys(zones: Zones, session: Session, number: str) -> list[str]:
    with zones.outer.database.read() as unit:
        return [entry.key for entry in timeline(unit, case_of_resident(zones.outer, unit, session, number))]


def extend(zones: Zones, inner_reviewer: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        wanted = read_extension(zones.inner.clock, open_return(unit, case), "2026-12-18", "書類を待っています。")
        extend_correction(zones.inner, unit, inner_reviewer, case, case.row.revision, wanted)
        unit.commit()


def test_a_day_that_is_put_off_and_an_answer_by_telephone_are_seen_outside_and_not_who_called(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    extend(zones, inner_reviewer, number)
    zones.round()
    assert same_at_both(zones, number)["corrections"][0][2] == "2026-12-18"
    assert enter(zones.inner, inner_reviewer, number, {"phone": [TYPED]}, "phone")
    with zones.inner.database.read() as unit:
        report = str(report_case_state(unit, inside(zones, inner_reviewer, number), ""))
    assert not any(words in report for words in (NOTE.who, NOTE.text, "reviewer"))
    zones.round()
    seen = same_at_both(zones, number)
    assert (seen["state"], seen["answers"]["phone"]) == ("screening", TYPED)
    assert timeline_keys(zones, session, number)[-2:] == ["timeline.extend", "timeline.correct_telephone"]
    assert nothing_waits(zones)


def test_an_answer_that_is_waited_for_no_more_is_asked_of_nobody_outside(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    recall(zones, inner_reviewer, number)
    zones.round()
    assert same_at_both(zones, number)["state"] == "screening"
    with zones.outer.database.read() as unit:
        assert open_correction(unit, case_of_resident(zones.outer, unit, session, number)) is None


def test_another_receiving_office_is_known_outside_and_the_applicant_reads_which(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        move_office(zones.inner, unit, inner_reviewer, case, case.row.revision, "office-2", "")
        unit.commit()
    zones.round()
    with zones.outer.database.read() as unit:
        row = applications.by_number(unit, number)
        entry = timeline(unit, case_of_resident(zones.outer, unit, session, number))[-1]
    assert row is not None
    assert row.office == "office-2"
    assert (entry.key, "港町支所" in entry.words) == ("timeline.move_office", True)
    assert nothing_waits(zones)


@ON_BOTH_ENGINES
def test_the_applicant_hears_outside_of_what_happened_inside_and_once(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    proved(zones.outer, session.person_id)
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    (package,) = zones.pack("inner")
    for _ in range(2):
        take_courier(zones.outer, package, CARRIER)
    with zones.outer.database.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT message FROM outbox ORDER BY made_at").scalars().all()
    assert list(rows) == ["received", "returned"]


@ON_BOTH_ENGINES
def test_what_was_done_since_is_not_undone_by_a_state_that_did_not_know_it(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    zones.round()
    answer(zones, inner_reviewer, number, "急ぎません。")
    (before,) = zones.pack("inner")
    correct(zones, session, number)
    take_courier(zones.outer, before, CARRIER)
    assert same_state(zones, number) == ("screening", "returned")
    with zones.outer.database.read() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        texts = [message.text for message in thread(unit, case, "resident")]
        assert texts == ["急ぎません。"], "messages are applied at once"
    zones.round()
    assert same_at_both(zones, number)["state"] == "screening"


def same_state(zones: Zones, number: str) -> tuple[str, str]:
    states = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            states.append(row.state if row else "")
    return states[0], states[1]


OTHER = "resident-certificates"


def test_the_resident_sees_which_section_has_it_by_now(zones: Zones, session: Session) -> None:
    inner_reviewer = add_member(zones.inner, "reviewer of both", ("reviewer", DUTY), ("reviewer", OTHER))
    number = file_application(zones.outer, session)
    zones.round()
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        offer_case(zones.inner, unit, inner_reviewer, case, case.row.revision, OTHER, "住所が変わったため", new_form())
        unit.commit()
    zones.round()
    assert row_of(zones.outer, number).duty == DUTY, "an offer is not a transfer"
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        waiting = open_offer(unit, case)
        assert waiting is not None
        accept_case(zones.inner, unit, inner_reviewer, case, waiting)
        unit.commit()
    (package,) = zones.pack("inner")
    for _ in range(2):
        assert take_courier(zones.outer, package, CARRIER).left == ()
    assert row_of(zones.outer, number).duty == OTHER
    office = zones.outer.city.office(OTHER, zones.outer.clock.today())
    page = with_card(zones.outer, "alice").open(f"/applications/{number}").text
    assert f"これからの担当：{office.office}（電話 {office.telephone}）" in page
    zones.round()
    assert nothing_waits(zones)
