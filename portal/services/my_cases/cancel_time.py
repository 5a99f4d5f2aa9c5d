# One booked time is given back, and what hangs on it follows: answers, fee, the section.

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.fields.slot import day_in_words, hours_in_words
from forms.path.consequences import fee_amount
from forms.path.path import Path
from forms.path.without import without_question
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.change_reservation import Booking, bookings_of, revise_answers
from portal.services.cases.cases import Case
from portal.services.fees.refund_payment import FeeAfter, fee_after_cancelling, refund_time
from portal.services.my_cases.send_message import message_office
from portal.services.my_cases.stop_application import NOW, stop_application, way_to_stop
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Correspondence, HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import reservations
from portal.store.cases import applications
from portal.store.cases.applications import EventRow


@dataclass(frozen=True)
class Cancelling:
    # What becomes of the application. `stops`: it is withdrawn with its last time. `asks_section`: it was decided, or is
    # being examined, and cannot go on as it is. `moved`: the booking whose time takes the place of a first one.

    stops: bool
    asks_section: bool
    path: Path | None = None
    moved: Booking | None = None
    fee: FeeAfter | None = None
    amount: int | None = None  # yen that are still due where nothing is paid, if they change


def describe_cancelling(installation: HasPayments, unit: Unit, case: Case, booking: Booking) -> Cancelling:
    left = [kept for kept in bookings_of(installation, unit, case) if kept.kept and kept.row.id != booking.row.id]
    path, moved = _without(case, booking, left) if left or case.row.kind != "reservation" else (None, None)
    decided = case.row.decided_at is not None
    if path is None:
        stops = not left and way_to_stop(installation, unit, case, installation.clock.today()) == NOW
        due = None if stops or left else 0
        fee = None if due is None else fee_after_cancelling(installation, unit, case, booking.row, due)
        return Cancelling(stops, not stops, fee=fee)
    due = _fee(case, path)
    fee = fee_after_cancelling(installation, unit, case, booking.row, due)
    changed = due if fee is None and due != _fee(case, case.path) else None
    return Cancelling(False, decided, path, moved, fee, changed)


def _fee(case: Case, path: Path) -> int:
    return 0 if case.procedure.fee.amount is None else fee_amount(case.procedure, path) or 0


def _without(case: Case, booking: Booking, left: Sequence[Booking]) -> tuple[Path | None, Booking | None]:
    question, others = booking.row.question, [kept.row.question for kept in left]
    path = without_question(case.procedure, case.answers, case.environment, question, others)
    if path is not None:
        return path, None
    for kept in left:  # the second time becomes the first
        if kept.row.resource != booking.row.resource or kept.row.question not in case.answers:
            continue
        answers = {**case.answers, question: case.answers[kept.row.question]}
        rest = [question, *(name for name in others if name != kept.row.question)]
        path = without_question(case.procedure, answers, case.environment, kept.row.question, rest)
        if path is not None:
            return path, kept
    return None, None


def cancel_time(
    installation: Correspondence, unit: Unit, case: Case, actor: Actor, booking: Booking, cancelling: Cancelling, reason: str = ""
) -> None:  # fmt: skip
    # `cancelling`: of this state of the case. `reason`: of a cancellation that withdraws the application.
    rows = reservations.of_application(unit, case.row.id)
    if not any(row.id == booking.row.id and row.number is not None for row in rows):
        return
    if cancelling.stops:  # while the booking is there: its day decides what goes back
        stop_application(installation, unit, case, actor, NOW, reason)
        case = replace(case, row=applications.by_id(unit, case.row.id) or case.row)
    now = to_micro(installation.clock.now())
    reservations.give_back(unit, booking.row.id, now)
    words = spoken_time(case, booking)
    if cancelling.path is not None:
        revise_answers(unit, case, dict(cancelling.path.answers), now)
        case = replace(case, row=applications.by_id(unit, case.row.id) or case.row)
    if cancelling.moved is not None:
        row = cancelling.moved.row
        reservations.pass_on(unit, row.id, case.row.id, case.row.id, booking.row.question, now)
    sealed = case.sealer.seal(f"words:{now}", words)
    event = EventRow(now, str(actor), "cancel_time", case.row.state, case.row.state, sealed)
    applications.add_event(unit, case.row.id, event)
    detail = booking.field.id
    write_audit(installation, unit, actor, "cancel reservation", application_id=case.row.id, detail=detail)
    if cancelling.path is not None or cancelling.fee is not None:
        due = 0 if cancelling.path is None else _fee(case, cancelling.path)
        refund_time(installation, unit, case, actor, booking.row, due)
    if cancelling.asks_section:
        message_office(installation, unit, case, actor, f"予約を取り消しました：{words}")


def spoken_time(case: Case, booking: Booking) -> str:
    # 第1競技場の日と時間　12月3日（木） 午前9時から午後0時まで
    row, speech = booking.row, speech_of(case.procedure, "ja")
    return f"{booking.field.label}　{day_in_words(row.starts, speech)} {hours_in_words(row.starts, row.ends, speech)}"
