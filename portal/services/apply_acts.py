"""Inside: does what the applicant has done outside, as of when they did it. Each thing is done once, whatever comes again; what the
section was faster than is kept apart, sealed, for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.kind import RETURNED
from forms.path import walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.actor import Actor
from portal.services.carry_bookings import take_bookings
from portal.services.carry_mandates import hear_said
from portal.services.carry_posts import hear_posts
from portal.services.cases import Case, open_case
from portal.services.change_reservation import revise_answers
from portal.services.correct_application import store_correction
from portal.services.courier_words import apart_words, paid_words
from portal.services.describe_case import changes_between
from portal.services.hold_slots import slot_fields
from portal.services.installation import Installation
from portal.services.keep_numbers import keep_numbers, numbers_in
from portal.services.put_in_dispatch import take_out_read_on_line
from portal.services.stop_application import ASKED, stop_application, way_to_stop
from portal.services.take_payments import take_payments
from portal.services.tell_inner import BY_CODE
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import (
    applications,
    correction_codes,
    corrections,
    courier,
    late_papers,
    messages,
    notices,
    openings,
    withdrawals,
)
from portal.store.applications import ApplicationRow, EventRow
from portal.store.attachments import Holder
from portal.store.late_papers import Coming
from portal.store.messages import RESIDENT

CORRECTED, STOPPED = "corrected", "stopped"
_COURIER = Actor("system", "courier")
Said = Mapping[str, Any]


def apply_acts(installation: Installation, unit: Unit, row: ApplicationRow, said: Said) -> None:
    """The caller commits. In the order in which they can have been done."""
    actor = Actor("resident", row.person_id or "guest")
    take_payments(installation, unit, _again(installation, unit, row.id), said["payments"])
    for one in said["acts"]["corrected"]:
        _correct(installation, unit, _again(installation, unit, row.id), actor, one)
    _rebook(installation, unit, row.id, actor, said)
    for one in said["acts"]["papers"]:
        _hand_in(installation, unit, row.id, actor, one)
    for one in said["acts"]["stopped"]:
        _stop(installation, unit, _again(installation, unit, row.id), actor, one)
    hear_said(installation, unit, _again(installation, unit, row.id), said["acts"].get("mandate"))
    _said(unit, open_case(installation, unit, row), said)
    hear_posts(installation, unit, _again(installation, unit, row.id).row, said.get("posts", ()))
    _paid(installation, unit, row.id, said["paid"])
    for document, at in said["opened"].items():
        openings.add(unit, row.id, document, at)
    if said["declared"] is not None and notices.declare_electronic(unit, row.id, str(actor), said["declared"]):
        take_out_read_on_line(unit, _again(installation, unit, row.id))


def _again(installation: Installation, unit: Unit, application_id: int) -> Case:
    """As it stands after what was done a moment ago."""
    row = applications.by_id(unit, application_id)
    if row is None:
        raise LookupError("application")
    return open_case(installation, unit, row)


def _correct(installation: Installation, unit: Unit, case: Case, actor: Actor, one: Said) -> None:
    asked = next((row for row in corrections.of_application(unit, case.row.id) if row.asked_at == one["asked"]), None)
    if asked is not None and asked.answered_at == one["at"]:
        return
    if asked is None or asked.answered_at is not None or case.row.state != RETURNED:
        late = case.veiled(walk(case.procedure, one["answers"], case.environment))
        changes = changes_between(installation, case, case.path, late)
        words = "、".join(f"{change.label}「{change.after}」" for change in changes) or "変わったところはありません"
        _keep_apart(installation, unit, case, f"{CORRECTED}:{one['at']}", one["answers"], words)
        return
    if not corrections.answer(unit, asked.id, one["at"]):
        raise Conflict("correction")
    correction_codes.use(unit, asked.id, one["at"])
    if one.get("by") == BY_CODE:
        corrections.note(unit, asked.id, BY_CODE, None)
    # 個人番号 are not asked outside: those that are here stay.
    answers = {**numbers_in(case.procedure, case.answers), **one["answers"]}
    holder = Holder(application_id=case.row.id)
    kept = keep_numbers(installation, unit, holder, case.procedure, case.answers, answers)
    # What they signed for it comes along.
    store_correction(
        installation, unit, case, asked, walk(case.procedure, kept, case.environment), actor, one["at"], signs=False
    )  # fmt: skip


def _rebook(installation: Installation, unit: Unit, application_id: int, actor: Actor, said: Said) -> None:
    """The answers with the time of then; the places themselves are told apart from it."""
    known = {(one.at, one.move) for one in applications.events(unit, application_id)}
    for one in said["acts"]["rebooked"]:
        if (one["at"], one["move"]) in known:
            continue
        case = _again(installation, unit, application_id)
        if one["answers"] is not None:
            times = {field.id for field in slot_fields(case.procedure.fields)}
            chosen = {name: value for name, value in one["answers"].items() if name in times}
            revise_answers(unit, case, {**case.answers, **chosen}, one["at"])
        event = EventRow(one["at"], str(actor), one["move"], case.row.state, case.row.state, None)
        applications.add_event(unit, application_id, event)
    take_bookings(installation, unit, _again(installation, unit, application_id), said["booked"])


def _hand_in(installation: Installation, unit: Unit, application_id: int, actor: Actor, one: Said) -> None:
    """Its files hang on the application already. Where the section has it, or waits for it no more, nothing is to be done."""
    row = late_papers.by_key(unit, application_id, one["paper"])
    if row is None or not late_papers.come(unit, row.id, Coming("online", one["on"]), one["at"]):
        return
    found = applications.by_id(unit, application_id)
    state = found.state if found else ""
    applications.add_event(unit, application_id, EventRow(one["at"], str(actor), "hand_in", state, state, None))
    write_audit(installation, unit, actor, "hand in paper", application_id=application_id, detail=one["paper"])


def _stop(installation: Installation, unit: Unit, case: Case, actor: Actor, one: Said) -> None:
    """In the way that is possible now: what was at once outside may have to be asked for inside."""
    if any(row.asked_at == one["at"] for row in withdrawals.of_application(unit, case.row.id)):
        return
    way = way_to_stop(unit, case)
    try:
        if way == ASKED:
            raise Conflict("stop")
        stop_application(installation, unit, case, actor, way, one["reason"], one["at"])
    except (Closed, Conflict):
        _keep_apart(installation, unit, case, f"{STOPPED}:{one['at']}", one["reason"], one["reason"])


def _said(unit: Unit, case: Case, said: Said) -> None:
    for one in said["said"]:
        sealed = case.sealer.seal(f"message:{one['once']}", one["text"])
        messages.add(unit, case.row.id, one["once"], RESIDENT, None, sealed, one["at"])
    for once, at in said["read"].items():
        messages.mark_one_read(unit, case.row.id, once, at)


def _paid(installation: Installation, unit: Unit, application_id: int, paid: Sequence[Said]) -> None:
    """A line of the history for each: the money is outside, and the section has to know that it is."""
    known = {one.at for one in applications.events(unit, application_id) if one.move == "paid_outside"}
    for one in paid:
        if one["at"] not in known:
            case = _again(installation, unit, application_id)
            tell_inside(unit, _COURIER, case, "paid_outside", paid_words(one["state"], one["amount"]), one["at"])


def _keep_apart(
    installation: Installation, unit: Unit, case: Case, act: str, content: object, words: str
) -> None:  # fmt: skip
    """Whole, and in the history of the case, where the section reads it."""
    now = to_micro(installation.clock.now())
    if courier.add_apart(unit, case.row.id, act, case.sealer.seal(f"apart:{act}", content), now):
        tell_inside(unit, _COURIER, case, "came_late", f"{apart_words(act)}。{words}", now)
        write_audit(installation, unit, _COURIER, "keep apart", application_id=case.row.id, detail=act)
