"""The chain on a case's page: what another section's member learns of it, and what has fallen."""

from forms.definition.registry import field_types
from forms.loading import load_text
from portal.services.cases.cases import case_of_member
from portal.services.cases.describe_chain import Chain, describe_chain
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.shared import audit_records
from tests.definitions.chains import FIRST, NAME, SECOND, THIRD, go_on, granted, screened, send
from tests.definitions.shelf import SMALLEST
from tests.portal.results import decide, examiner
from tests.portal.routes.guest_browser import offer
from tests.portal.world import DUTY, add_member, alice

ELSEWHERE = "environment"


def chain_of(installation: Installation, member: Member, number: str) -> Chain:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        chain = describe_chain(installation, unit, member, case)
        unit.commit()
    return chain


def second_elsewhere(installation: Installation, session: Session) -> tuple[str, str]:
    """The first is care's, the second another section's."""
    number = granted(installation, session)
    text = (SMALLEST / f"{SECOND}.yaml").read_text("utf-8")
    text = text.replace("version: 1", "version: 2").replace(f"duty: {DUTY}", f"duty: {ELSEWHERE}")
    offer(installation, load_text(text, f"{SECOND}.yaml", fields=field_types()))
    own = {"name": NAME, "size": "small", "cost": 250000}
    sent = send(installation, session, go_on(installation, session, number), own)
    return number, sent.receipt_number


def test_the_whole_chain_is_on_each_of_its_cases(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    first = granted(installation, session)
    own = {"name": NAME, "size": "small", "cost": 250000}
    second = send(installation, session, go_on(installation, session, first), own).receipt_number
    screened(installation, examiner(installation, SECOND, "second"), second)
    decide(installation, member, second, "approved", {})
    third = send(installation, session, go_on(installation, session, second, THIRD), {"name": NAME}).receipt_number
    earlier = [(part.receipt_number, part.outcome) for part in chain_of(installation, member, third).earlier]
    assert earlier == [(first, "交付する"), (second, "額を確定する")]
    assert [part.receipt_number for part in chain_of(installation, member, first).later] == [second, third]
    middle = chain_of(installation, member, second)
    assert ([part.receipt_number for part in (*middle.earlier, *middle.later)], middle.fallen) == (
        [first, third],
        False,
    )


def test_who_may_not_see_the_other_case_learns_number_procedure_and_outcome(installation: Installation) -> None:
    first, second = second_elsewhere(installation, alice(installation))
    member = add_member(installation, "kankyo", ("reviewer", ELSEWHERE))
    (part,) = chain_of(installation, member, second).earlier
    assert (part.receipt_number, part.title, part.outcome) == (first, "連なる手続の1つめ", "交付する")
    assert (part.open, part.day) == (False, None)
    care = add_member(installation, "care", ("reviewer", DUTY))
    (later,) = chain_of(installation, care, first).later
    assert (later.receipt_number, later.outcome, later.open) == (second, "", False)


def test_what_was_seen_of_other_cases_is_recorded(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    first = granted(installation, session)
    own = {"name": NAME, "size": "small", "cost": 250000}
    second = send(installation, session, go_on(installation, session, first), own).receipt_number
    chain_of(installation, member, second)
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "see chain"]
    assert [record.detail for record in records] == [first]


def test_a_decision_that_is_examined_again_is_pointed_out(installation: Installation) -> None:
    session = alice(installation)
    first = granted(installation, session)
    member = examiner(installation, FIRST, "second")
    own = {"name": NAME, "size": "small", "cost": 250000}
    second = send(installation, session, go_on(installation, session, first), own).receipt_number
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, first)
        reopen_decision(installation, unit, member, case, case.row.revision, "change", "決め直します。")
        unit.commit()
    assert chain_of(installation, member, second).fallen
