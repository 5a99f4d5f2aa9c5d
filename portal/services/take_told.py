"""Outside: an application becomes what the inner zone says of it, and its applicant is told. Where they have done something since that
the inner zone did not know, its state waits: what they did is on its way, and the next that comes from there knows it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms.path import walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.carry_bookings import take_bookings
from portal.services.carry_codes import hear_code
from portal.services.carry_mandates import hear_judged
from portal.services.carry_posts import hear_posted
from portal.services.cases import Case, open_case
from portal.services.hear_settled import hear_settled
from portal.services.index_application import index_again
from portal.services.installation import Installation
from portal.services.keep_answers import keep_answers
from portal.services.left_over import LeftOver
from portal.services.move_application import tell_applicant
from portal.services.sign_anew import sign_anew
from portal.services.submit_application import summary
from portal.services.take_payments import hear_till
from portal.services.tell_inner import acts_of, mark_of
from portal.services.write_audit import write_audit
from portal.store import applications, corrections, courier, late_papers, messages, notices, transfers, withdrawals
from portal.store.applications import ApplicationRow, EventRow
from portal.store.courier import CaseRow
from portal.store.messages import STAFF
from portal.store.notices import NoticeRow

Said = Mapping[str, Any]
INSIDE = Actor("system", "courier")
# What happened inside → the notice by which the applicant hears of it.
_HEARD = {
    "return": "returned", "extend": "extended", "decide": "decided", "withdraw": "withdrawn", "go_on": "message",
    "extend_period": "period_extended", "transfer": "transferred",
}  # fmt: skip
_WITH_DAY = ("returned", "extended", "period_extended")


def take_told(installation: Installation, said: Said, _parts: Sequence[bytes], actor: Actor) -> None:
    """Opens and commits its own unit. LeftOver where nobody here filed it."""
    with installation.database.write() as unit:
        row = applications.by_uid(unit, said["uid"])
        if row is None:
            raise LeftOver("unknown")
        before = courier.of(unit, row.id) or CaseRow(row.id)
        if before.taken_step >= said["step"]:
            return  # somebody else took it, or a later one, a moment ago
        case = open_case(installation, unit, row)
        _hear_messages(installation, unit, case, said)
        _keep_notices(unit, case, said["notices"])
        hear_settled(installation, unit, case, said["settled"])
        hear_till(installation, unit, case, said["till"])
        hear_posted(installation, unit, row.id, said.get("posted", {}))
        if said["knows"] == mark_of(acts_of(unit, case)):
            _become(installation, unit, case, said)
        courier.keep(unit, replace(before, taken_step=said["step"], owes=True))
        write_audit(installation, unit, actor, "take state by courier", application_id=row.id, detail=said["state"])
        unit.commit()


def _hear_messages(installation: Installation, unit: Unit, case: Case, said: Said) -> None:
    for one in said["said"]:
        sealed = case.sealer.seal(f"message:{one['once']}", one["text"])
        if messages.add(unit, case.row.id, one["once"], STAFF, None, sealed, one["at"]) is not None:
            tell_applicant(installation, unit, case, "message", one["at"])
    for once, at in said["read"].items():
        messages.mark_one_read(unit, case.row.id, once, at)


def _keep_notices(unit: Unit, case: Case, told: Sequence[Said]) -> None:
    """In the order in which they were made: by that they are numbered on my page."""
    for one in told:
        facts = {name: value for name, value in one.items() if name != "content"}
        sealed = case.sealer.seal(f"notice:{one['made_at']}", one["content"])
        notices.add(unit, NoticeRow(id=0, application_id=case.row.id, sealed_content=sealed, **facts))


def _become(installation: Installation, unit: Unit, case: Case, said: Said) -> None:
    row = _given_to(installation, unit, _entered(installation, unit, case, said["entered"]), said.get("duty", ""))
    hear_judged(installation, unit, case, said.get("mandate"))
    take_bookings(installation, unit, case, said["booked"])
    for one in said["asked"]:
        _ask(installation, unit, case, one)
    _stopped(unit, row, said)
    for one in said["papers"]:
        late_papers.be_as_inside(unit, row.id, one)
    if (row.state, row.due, row.decided_at) != (said["state"], said["due"], said["decided"]):
        now = to_micro(installation.clock.now())
        if not applications.move(unit, row, state=said["state"], due=said["due"], decided_at=said["decided"], now=now):
            raise Conflict("courier")
    known = {(one.at, one.move) for one in applications.events(unit, row.id)}
    for one in said["happened"]:
        if (one["at"], one["move"]) not in known:
            _happen(installation, unit, case, one, said)


def _given_to(installation: Installation, unit: Unit, row: ApplicationRow, duty: str) -> ApplicationRow:
    """To the section that took it over, so that my page says whom to ask. A duty that this side's city does not have stays where it was."""
    if duty in ("", row.duty) or duty not in installation.city.duties or row.decided_at is not None:
        return row
    if not transfers.move(unit, row, duty, to_micro(installation.clock.now())):
        raise Conflict("courier")
    return applications.by_id(unit, row.id) or row


def _stopped(unit: Unit, row: ApplicationRow, said: Said) -> None:
    """One that inside does not have came too late there: it is no stop."""
    inside = {one["at"]: one for one in said["stopped"]}
    for mine in withdrawals.of_application(unit, row.id):
        late = {"answered": mine.answered_at or mine.asked_at, "answer": withdrawals.OVERTAKEN}
        one = inside.get(mine.asked_at, late)
        withdrawals.be_as_inside(unit, row.id, mine.asked_at, one["answered"], one["answer"])


def _entered(installation: Installation, unit: Unit, case: Case, entered: Said | None) -> ApplicationRow:
    """The application with what staff entered for its applicant, by letter or telephone; as it was where that is there already."""
    row = case.row
    if entered is None or entered["at"] in applications.revisions(unit, row.id):
        return row
    answers, now = entered["answers"], to_micro(installation.clock.now())
    sealed = case.sealer.seal("summary", summary(case.procedure, answers))
    if not applications.correct(unit, row, state=row.state, due=row.due, sealed_summary=sealed, now=now):
        raise Conflict("courier")
    revision = row.answers_revision + 1
    path = walk(case.procedure, answers, case.environment)
    keep_answers(unit, case.sealer, row.id, revision, answers, path, entered["at"])
    index_again(installation, unit, row.id, case.procedure, answers)
    sign_anew(installation, unit, case, path, INSIDE)
    return applications.by_id(unit, row.id) or row


def _ask(installation: Installation, unit: Unit, case: Case, one: Said) -> None:
    asked = {row.asked_at: row for row in corrections.of_application(unit, case.row.id)}
    if one["at"] not in asked:
        sealed = case.sealer.seal(f"correction:{one['at']}", one["words"])
        corrections.add(unit, case.row.id, tuple(one["fields"]), sealed, one["due"], one["at"])
        asked = {row.asked_at: row for row in corrections.of_application(unit, case.row.id)}
    corrections.be_as_inside(
        unit, asked[one["at"]].id, one["due"], one["extended"], one["answered"], one["came_by"]
    )  # fmt: skip
    hear_code(installation, unit, case, asked[one["at"]], one)


def _happen(installation: Installation, unit: Unit, case: Case, one: Said, said: Said) -> None:
    sealed = case.sealer.seal(f"words:{one['at']}", one["words"]) if one["words"] else None
    event = EventRow(one["at"], str(INSIDE), one["move"], one["from"], one["to"], sealed)
    applications.add_event(unit, case.row.id, event)
    message = _HEARD.get(one["move"])
    if message is None:
        return
    until = said["due"] if message == "period_extended" or not said["asked"] else said["asked"][-1]["due"]
    facts = {"until": until} if message in _WITH_DAY else {}
    tell_applicant(installation, unit, case, message, one["at"], **facts)
