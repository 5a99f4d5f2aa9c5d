"""The end of a term: the resident is reminded by the chosen channel, the section if the definition asks for it, and no reminder follows the end."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.jobs.send_notices import send_notices
from portal.services.desk.queue.calls import desk_calls
from portal.services.my_cases.remind_of_terms import remind_of_terms
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.results import INSURED, RENEWAL, core_case, core_examiner, decide, examined_case, examiner
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import add_member, alice

JOB = Actor("system", "remind_of_terms")
BENEFIT = "kaigo-futan-gendogaku"


@pytest.fixture
def member(installation: Installation) -> Member:
    return core_examiner(installation)


def run(installation: Installation, day: str) -> Installation:
    then = at(installation, f"{day}T09:00:00+09:00")
    remind_of_terms(then, JOB)
    send_notices(then)
    return then


def reminders(installation: Installation) -> list[str]:
    return [mail.text for mail in mails(installation) if "期間" in mail.subject]


def on_list(installation: Installation, member: Member) -> tuple[str, ...]:
    with installation.database.read() as unit:
        return desk_calls(installation, unit, member).terms_ending


def test_the_notice_names_number_day_and_page_and_nothing_of_the_decision(
    installation: Installation, member: Member
) -> None:
    proved(installation, alice(installation).person_id)
    number = core_case(installation, member)
    run(installation, "2027-04-02")
    (text,) = reminders(installation)
    for words in (number, "2027年5月31日", "/my/entitlements"):
        assert words in text
    assert "要介護" not in text


def test_the_section_has_it_on_its_list_until_the_last_day_and_no_other_section(
    installation: Installation, member: Member
) -> None:
    number = core_case(installation, member)
    stranger = add_member(installation, "charlie", ("reviewer", "childcare"))
    near = run(installation, "2027-04-01")
    assert (on_list(near, member), on_list(near, stranger)) == ((number,), ())
    again = run(installation, "2027-05-01")
    assert on_list(again, member) == (number,)
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0) if record.actor == str(JOB)] == [
            "term end near"
        ]
    assert on_list(run(installation, "2027-06-01"), member) == ()


def test_a_definition_without_the_list_reminds_the_resident_alone(installation: Installation) -> None:
    proved(installation, alice(installation).person_id)
    member = examiner(installation, BENEFIT)
    number = examined_case(installation, member, BENEFIT)
    boxes = {
        "result.stage": ["second"], "result.food": ["390"],
        "result.term.from_year": ["2026-11-01"], "result.term.to_year": ["2027-07-31"],
    }  # fmt: skip
    decide(installation, member, number, "approved", boxes)
    near = run(installation, "2027-06-01")
    assert len(reminders(installation)) == 1
    assert on_list(near, member) == ()


def test_after_the_end_nobody_is_reminded_any_more(installation: Installation, member: Member) -> None:
    proved(installation, alice(installation).person_id)
    core_case(installation, member)
    late = run(installation, "2027-06-01")
    assert (reminders(installation), on_list(late, member)) == ([], ())


def renewal(installation: Installation, *, other: bool = False) -> str:
    """Filed in March about the insured person, or about another with the same birthday."""
    then = at(installation, "2027-03-20T09:00:00+09:00")
    name = {"insured.name": {"family": "別人", "given": "見本"}} if other else {}
    return examined_case(then, examiner(then, RENEWAL, "renewer"), RENEWAL, {**INSURED, **name})


@pytest.mark.parametrize(("other", "reminded"), [(False, 0), (True, 1)])
def test_a_renewal_filed_for_the_same_person_stops_the_reminder(
    installation: Installation, member: Member, other: bool, reminded: int
) -> None:
    proved(installation, alice(installation).person_id)
    core_case(installation, member, changes=INSURED)
    renewal(installation, other=other)
    near = run(installation, "2027-04-02")
    assert (len(reminders(installation)), len(on_list(near, member))) == (reminded, reminded)


@pytest.mark.parametrize("outcome", ["withdrawn", "refused"])
def test_a_renewal_that_came_to_nothing_lets_the_next_reminder_go(
    installation: Installation, member: Member, outcome: str
) -> None:
    proved(installation, alice(installation).person_id)
    core_case(installation, member, changes=INSURED)
    filed = renewal(installation)
    run(installation, "2027-04-02")
    assert reminders(installation) == []
    then = at(installation, "2027-04-10T09:00:00+09:00")
    renewer = replace(member, rights=frozenset({("reviewer", case_of(then, member, filed).row.duty)}))
    decide(then, renewer, filed, outcome, {}, "理由です。")
    run(installation, "2027-05-01")
    assert len(reminders(installation)) == 1


def test_what_was_filed_before_the_decision_is_no_renewal_of_it(installation: Installation, member: Member) -> None:
    proved(installation, alice(installation).person_id)
    core_case(installation, member, changes=INSURED)
    renewal(installation)
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET arrived_at = 1 WHERE procedure = :it"), {"it": RENEWAL})
        unit.commit()
    run(installation, "2027-04-02")
    assert len(reminders(installation)) == 1
