"""Inside: the applicant's acts, each once."""

# Late ones are stored apart, sealed, for staff.

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from forms.definition.kind import RETURNED
from forms.path.path import walk
from forms.path.without import without_question
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.bookings.change_reservation import revise_answers
from portal.services.bookings.hold_slots import slot_fields
from portal.services.cases.cases import Case, open_case
from portal.services.cases.note_inside import add_inside_event
from portal.services.courier.apply_payments import take_payments
from portal.services.courier.carry_bookings import take_bookings
from portal.services.courier.carry_mandates import apply_statement
from portal.services.courier.carry_posts import apply_posts
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.report_to_inner import BY_CODE
from portal.services.courier.words import apart_words, paid_words
from portal.services.desk.case.describe_corrections import changes_between
from portal.services.files.keep_numbers import keep_numbers, numbers_in
from portal.services.my_cases.correct_application import store_correction
from portal.services.my_cases.stop_application import ASKED, stop_application, way_to_stop
from portal.services.notices.put_in_dispatch import take_out_read_on_line
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow, EventRow
from portal.store.courier import courier
from portal.store.desk import corrections
from portal.store.files.attachments import Holder
from portal.store.my_cases import late_papers, messages, withdrawals
from portal.store.my_cases.late_papers import Coming
from portal.store.my_cases.messages import RESIDENT
from portal.store.notices import correction_codes, notices, openings

CORRECTED, STOPPED = "corrected", "stopped"
_COURIER = Actor("system", "courier")
Payload = Mapping[str, Any]


def apply_acts(installation: CourierNeeds, unit: Unit, row: ApplicationRow, carried: Payload) -> None:
    actor = Actor("resident", row.person_id or "guest")
    take_payments(installation, unit, _again(installation, unit, row.id), carried["payments"])
    for act in carried["acts"]["corrected"]:
        _correct(installation, unit, _again(installation, unit, row.id), actor, act)
    _rebook(installation, unit, row.id, actor, carried)
    for act in carried["acts"]["papers"]:
        _hand_in(installation, unit, row.id, actor, act)
    for act in carried["acts"]["stopped"]:
        _stop(installation, unit, _again(installation, unit, row.id), actor, act)
    apply_statement(installation, unit, _again(installation, unit, row.id), carried["acts"].get("mandate"))
    _copy_messages(unit, open_case(installation, unit, row), carried)
    apply_posts(installation, unit, _again(installation, unit, row.id).row, carried.get("posts", ()))
    _paid(installation, unit, row.id, carried["paid"])
    for document, at in carried["opened"].items():
        openings.add(unit, row.id, document, at)
    if carried["declared"] is not None and notices.declare_electronic(unit, row.id, str(actor), carried["declared"]):
        take_out_read_on_line(unit, _again(installation, unit, row.id))


def _again(installation: Records, unit: Unit, application_id: int) -> Case:
    row = applications.by_id(unit, application_id)
    if row is None:
        raise LookupError("application")
    return open_case(installation, unit, row)


def _correct(installation: CourierNeeds, unit: Unit, case: Case, actor: Actor, act: Payload) -> None:
    correction = next(
        (row for row in corrections.of_application(unit, case.row.id) if row.asked_at == act["asked"]), None
    )
    if correction is not None and correction.answered_at == act["at"]:
        return
    if correction is None or correction.answered_at is not None or case.row.state != RETURNED:
        late = case.veiled(walk(case.procedure, act["answers"], case.environment))
        changes = changes_between(case, case.path, late)
        words = "、".join(f"{change.label}「{change.after}」" for change in changes) or "変わったところはありません"
        _keep_apart(installation, unit, case, f"{CORRECTED}:{act['at']}", act["answers"], words)
        return
    if not corrections.answer(unit, correction.id, act["at"]):
        raise Conflict("correction")
    correction_codes.use(unit, correction.id, act["at"])
    if act.get("by") == BY_CODE:
        corrections.note(unit, correction.id, BY_CODE, None)
    # 個人番号 are not asked outside: keep those of the current answers.
    answers = {**numbers_in(case.procedure, case.answers), **act["answers"]}
    holder = Holder(application_id=case.row.id)
    kept = keep_numbers(installation, unit, holder, case.procedure, case.answers, answers)
    # store_correction must not ask for signatures: those made for it are carried too.
    store_correction(
        installation, unit, case, correction, walk(case.procedure, kept, case.environment), actor, act["at"], signs=False
    )  # fmt: skip


def _rebook(installation: Records, unit: Unit, application_id: int, actor: Actor, carried: Payload) -> None:
    known = {(event.at, event.move) for event in applications.events(unit, application_id)}
    for act in carried["acts"]["rebooked"]:
        if (act["at"], act["move"]) in known:
            continue
        case = _again(installation, unit, application_id)
        if act["answers"] is not None:
            times = {field.id for field in slot_fields(case.procedure.fields)}
            chosen = {name: value for name, value in act["answers"].items() if name in times}
            gone = times & case.answers.keys() - act["answers"].keys()
            revise_answers(unit, case, _without({**case.answers, **chosen}, gone, case), act["at"])
        event = EventRow(act["at"], str(actor), act["move"], case.row.state, case.row.state, None)
        applications.add_event(unit, application_id, event)
    take_bookings(installation, unit, _again(installation, unit, application_id), carried["booked"])


def _without(answers: dict[str, object], gone: Collection[str], case: Case) -> dict[str, object]:
    # The answers that lead to a time are not carried: the same step takes them back here.
    for question in gone:
        path = without_question(case.procedure, answers, case.environment, question)
        answers = dict(path.answers) if path is not None else answers
    return answers


def _hand_in(installation: Basics, unit: Unit, application_id: int, actor: Actor, act: Payload) -> None:
    # Nothing, if the section has the paper or no longer waits for it. Each package repeats it, also when the section
    # has asked again since.
    if any((event.move, event.at) == ("hand_in", act["at"]) for event in applications.events(unit, application_id)):
        return
    row = late_papers.by_key(unit, application_id, act["paper"])
    if row is None or not late_papers.mark_received(unit, row.id, Coming("online", act["on"]), act["at"]):
        return
    application = applications.by_id(unit, application_id)
    state = application.state if application else ""
    applications.add_event(unit, application_id, EventRow(act["at"], str(actor), "hand_in", state, state, None))
    write_audit(installation, unit, actor, "hand in paper", application_id=application_id, detail=act["paper"])


def _stop(installation: Correspondence, unit: Unit, case: Case, actor: Actor, act: Payload) -> None:
    # An immediate withdrawal outside may need consent inside.
    if any(row.asked_at == act["at"] for row in withdrawals.of_application(unit, case.row.id)):
        return
    way = way_to_stop(installation, unit, case, tokyo_day(from_micro(act["at"])))
    try:
        if way == ASKED:
            raise Conflict("stop")
        stop_application(installation, unit, case, actor, way, act["reason"], act["at"])
    except (Closed, Conflict):
        _keep_apart(installation, unit, case, f"{STOPPED}:{act['at']}", act["reason"], act["reason"])


def _copy_messages(unit: Unit, case: Case, carried: Payload) -> None:
    for message in carried["said"]:
        sealed = case.sealer.seal(f"message:{message['once']}", message["text"])
        messages.add(unit, case.row.id, message["once"], RESIDENT, None, sealed, message["at"])
    for once, at in carried["read"].items():
        messages.mark_one_read(unit, case.row.id, once, at)


def _paid(installation: Records, unit: Unit, application_id: int, paid: Sequence[Payload]) -> None:
    known = {event.at for event in applications.events(unit, application_id) if event.move == "paid_outside"}
    for payment in paid:
        if payment["at"] not in known:
            case = _again(installation, unit, application_id)
            add_inside_event(
                unit, _COURIER, case, "paid_outside", paid_words(payment["state"], payment["amount"]), payment["at"]
            )


def _keep_apart(
    installation: Basics, unit: Unit, case: Case, act: str, content: object, words: str
) -> None:  # fmt: skip
    now = to_micro(installation.clock.now())
    if courier.add_apart(unit, case.row.id, act, case.sealer.seal(f"apart:{act}", content), now):
        add_inside_event(unit, _COURIER, case, "came_late", f"{apart_words(act)}。{words}", now)
        write_audit(installation, unit, _COURIER, "keep apart", application_id=case.row.id, detail=act)
