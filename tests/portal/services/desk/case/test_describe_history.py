"""A case's history for staff."""

from portal.clock import to_micro
from portal.services.desk.case.describe_history import describe_history
from portal.services.desk.case.note_inside import add_inside_event
from portal.services.shared.actor import Actor
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from tests.portal.services.desk.at_work import acting, case_of


def test_words_for_colleagues_stand_in_the_line_and_words_for_the_applicant_beside_it(
    installation: Installation, reviewer: Member, number: str
) -> None:
    now = to_micro(installation.clock.now())
    with acting(installation, reviewer, number) as (unit, case):
        add_inside_event(unit, reviewer.actor, case, "ask_opinion", "給付課に", now + 1)
        sealed = case.sealer.seal(f"words:{now + 2}", "これからの担当：給付課")
        event = EventRow(now + 2, str(reviewer.actor), "transfer", "received", "received", sealed)
        applications.add_event(unit, case.row.id, event)
    with installation.database.read() as unit:
        transfer, opinion, arrival = describe_history(unit, case_of(installation, reviewer, number))
    assert (transfer.what, transfer.words) == ("ほかの課から引き継いだ", "これからの担当：給付課")
    assert (opinion.what, opinion.words) == ("ほかの課に意見を聞いた：給付課に", "")
    assert (arrival.what, arrival.actor, arrival.after) == ("受け付けた", "申請した人", "受付")


def test_an_actor_is_named_as_people_know_them(installation: Installation, reviewer: Member, number: str) -> None:
    now = to_micro(installation.clock.now())
    actors = (reviewer.actor, Actor("staff", "gone"), Actor("guest", "g1"), Actor("system", "watch_periods"))
    with acting(installation, reviewer, number) as (unit, case):
        for later, actor in enumerate(actors, 1):
            add_inside_event(unit, actor, case, "forward", "", now + later)
    with installation.database.read() as unit:
        history = describe_history(unit, case_of(installation, reviewer, number))
    assert [line.actor for line in reversed(history)][1:] == ["reviewerさん", "gone", "申請した人", "システム"]
