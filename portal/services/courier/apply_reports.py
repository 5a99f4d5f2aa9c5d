"""Outside: the state that inside reports."""

# Acts unknown inside delay it.

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms.definition.kind import WITHDRAWN
from forms.path.path import walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.commit_budget import is_queued, share_of
from portal.services.bookings.move_first_up import notify_kept
from portal.services.cases.cases import Case, open_case
from portal.services.cases.entitlements import end_effects
from portal.services.cases.keep_answers import index_again, keep_answers
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.result import apply_results
from portal.services.courier.apply_payments import apply_till
from portal.services.courier.apply_settled import apply_settled
from portal.services.courier.carry_bookings import take_bookings
from portal.services.courier.carry_mandates import apply_judged
from portal.services.courier.carry_posts import apply_posted
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.report_to_inner import acts_of, mark_of
from portal.services.filing.arrival import summary
from portal.services.my_cases.carry_given import apply_given
from portal.services.notices.carry_codes import apply_code
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics, Correspondence, HasCodeKey
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.sign_again import request_signature_again
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow, EventRow
from portal.store.courier import courier
from portal.store.courier.courier import CaseRow
from portal.store.desk import corrections, transfers
from portal.store.my_cases import late_papers, messages, withdrawals
from portal.store.my_cases.messages import STAFF
from portal.store.notices import notices
from portal.store.notices.notices import NoticeRow

Payload = Mapping[str, Any]
INSIDE = Actor("system", "courier")
# Move inside → notice to the applicant.
_NOTICE_OF_MOVE = {
    "return": "returned", "extend": "extended", "decide": "decided", "withdraw": "withdrawn", "go_on": "message",
    "extend_period": "period_extended", "reopen": "reopened", "transfer": "transferred",
    "move_office": "office_moved",
}  # fmt: skip
_WITH_DAY = ("returned", "extended", "period_extended")


def apply_report(installation: CourierNeeds, carried: Payload, parts: Sequence[bytes], actor: Actor) -> None:
    """Commits its own unit. Raises LeftOver if the application is unknown."""
    with installation.database.write() as unit:
        row = applications.by_uid(unit, carried["uid"])
        if row is None:
            raise LeftOver("unknown")
        before = courier.of(unit, row.id) or CaseRow(row.id)
        if before.taken_step >= carried["step"]:
            return  # another worker took it, or a later one, a moment ago
        case = open_case(installation, unit, row)
        _apply_messages(installation, unit, case, carried)
        _keep_notices(unit, case, carried["notices"])
        apply_given(installation, unit, case, carried, parts)
        apply_results(unit, case, carried.get("results", ()))
        if carried["state"] == WITHDRAWN:
            end_effects(unit, row.id, to_micro(installation.clock.now()))
        apply_settled(installation, unit, case, carried["settled"])
        apply_till(installation, unit, case, carried["till"])
        apply_posted(installation.clock, unit, row.id, carried.get("posted", {}))
        if carried["knows"] == mark_of(acts_of(unit, case)):
            _become(installation, unit, case, carried)
        courier.keep(unit, replace(before, taken_step=carried["step"], owes=True))
        write_audit(installation, unit, actor, "take state by courier", application_id=row.id, detail=carried["state"])
        unit.commit()


def _apply_messages(installation: Correspondence, unit: Unit, case: Case, carried: Payload) -> None:
    for message in carried["said"]:
        sealed = case.sealer.seal(f"message:{message['once']}", message["text"])
        if messages.add(unit, case.row.id, message["once"], STAFF, None, sealed, message["at"]) is not None:
            notify_applicant(installation, unit, case, "message", message["at"])
    for once, at in carried["read"].items():
        messages.mark_one_read(unit, case.row.id, once, at)


def _keep_notices(unit: Unit, case: Case, carried_notices: Sequence[Payload]) -> None:
    # Their order numbers them on the applicant's page.
    for notice in carried_notices:
        facts = {name: value for name, value in notice.items() if name != "content"}
        sealed = case.sealer.seal(f"notice:{notice['made_at']}", notice["content"])
        notices.add(unit, NoticeRow(id=0, application_id=case.row.id, sealed_content=sealed, **facts))


def _become(installation: CourierNeeds, unit: Unit, case: Case, carried: Payload) -> None:
    row = _given_to(installation, unit, _entered(installation, unit, case, carried["entered"]), carried.get("duty", ""))
    row = _at_office(installation, unit, row, carried.get("office", ""))
    apply_judged(installation.clock, unit, case, carried.get("mandate"))
    _rebook(installation, unit, case, carried["booked"])
    for correction in carried["asked"]:
        _ask(installation, unit, case, correction)
    _stopped(unit, row, carried)
    for paper in carried["papers"]:
        late_papers.copy_from_inside(unit, row.id, paper)
    if (row.state, row.due, row.decided_at) != (carried["state"], carried["due"], carried["decided"]):
        now = to_micro(installation.clock.now())
        if not applications.move(
            unit, row, state=carried["state"], due=carried["due"], decided_at=carried["decided"], now=now
        ):
            raise Conflict("courier")
    known = {(event.at, event.move) for event in applications.events(unit, row.id)}
    for event in carried["happened"]:
        if (event["at"], event["move"]) not in known:
            _happen(installation, unit, case, event, carried)


def _rebook(installation: Correspondence, unit: Unit, case: Case, bookings: Sequence[Payload]) -> None:
    before = share_of(unit, case.row.id, case.procedure.id)
    take_bookings(installation, unit, case, bookings)
    after = share_of(unit, case.row.id, case.procedure.id)
    if before is not None and after is not None and is_queued(before) and not is_queued(after):
        notify_kept(installation, unit, case.row)


def _given_to(installation: Basics, unit: Unit, row: ApplicationRow, duty: str) -> ApplicationRow:
    if duty in ("", row.duty) or duty not in installation.city.duties or row.decided_at is not None:
        return row
    if not transfers.move(unit, row, duty, to_micro(installation.clock.now())):
        raise Conflict("courier")
    return applications.by_id(unit, row.id) or row


def _at_office(installation: Basics, unit: Unit, row: ApplicationRow, office: str) -> ApplicationRow:
    if office in ("", row.office) or row.decided_at is not None:
        return row
    if not applications.to_office(unit, row, office, to_micro(installation.clock.now())):
        raise Conflict("courier")
    return applications.by_id(unit, row.id) or row


def _stopped(unit: Unit, row: ApplicationRow, carried: Payload) -> None:
    # A withdrawal that inside lacks came too late there.
    inside = {withdrawal["at"]: withdrawal for withdrawal in carried["stopped"]}
    for withdrawal_here in withdrawals.of_application(unit, row.id):
        late = {"answered": withdrawal_here.answered_at or withdrawal_here.asked_at, "answer": withdrawals.OVERTAKEN}
        withdrawal = inside.get(withdrawal_here.asked_at, late)
        withdrawals.copy_from_inside(
            unit, row.id, withdrawal_here.asked_at, withdrawal["answered"], withdrawal["answer"]
        )


def _entered(installation: CourierNeeds, unit: Unit, case: Case, entered: Payload | None) -> ApplicationRow:
    row = case.row
    if entered is None or entered["at"] in applications.revisions(unit, row.id):
        return row
    answers, now = entered["answers"], to_micro(installation.clock.now())
    sealed = case.sealer.seal("summary", summary(case.procedure, answers))
    # An office that these answers choose is in the report by itself.
    if not applications.correct(unit, row, state=row.state, due=row.due, sealed_summary=sealed, now=now):
        raise Conflict("courier")
    revision = row.answers_revision + 1
    path = walk(case.procedure, answers, case.environment)
    keep_answers(unit, case.sealer, row.id, revision, answers, path, entered["at"])
    index_again(installation, unit, row.id, case.procedure, answers)
    request_signature_again(installation, unit, case, path, INSIDE)
    return applications.by_id(unit, row.id) or row


def _ask(installation: HasCodeKey, unit: Unit, case: Case, correction: Payload) -> None:
    rows = {row.asked_at: row for row in corrections.of_application(unit, case.row.id)}
    if correction["at"] not in rows:
        sealed = case.sealer.seal(f"correction:{correction['at']}", correction["words"])
        corrections.add(unit, case.row.id, tuple(correction["fields"]), sealed, correction["due"], correction["at"])
        rows = {row.asked_at: row for row in corrections.of_application(unit, case.row.id)}
    corrections.copy_from_inside(
        unit, rows[correction["at"]].id, correction["due"], correction["extended"], correction["answered"], correction["came_by"]
    )  # fmt: skip
    apply_code(installation, unit, case, rows[correction["at"]], correction)


def _happen(installation: Correspondence, unit: Unit, case: Case, carried_event: Payload, carried: Payload) -> None:
    sealed = (
        case.sealer.seal(f"words:{carried_event['at']}", carried_event["words"]) if carried_event["words"] else None
    )
    event = EventRow(
        carried_event["at"], str(INSIDE), carried_event["move"], carried_event["from"], carried_event["to"], sealed
    )
    applications.add_event(unit, case.row.id, event)
    message = _NOTICE_OF_MOVE.get(carried_event["move"])
    if message is None or (message == "withdrawn" and case.row.state == WITHDRAWN):
        return  # who withdrew here has been notified of it
    until = carried["due"] if message == "period_extended" or not carried["asked"] else carried["asked"][-1]["due"]
    facts = {"until": until} if message in _WITH_DAY else {}
    notify_applicant(installation, unit, case, message, carried_event["at"], **facts)
