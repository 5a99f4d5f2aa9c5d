"""An application as a line: what it is, whose, its state and its day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from forms.definition.kind import RETURNED, WITHDRAWN
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.change_reservation import bookings_of
from portal.services.bookings.describe_drawing import drawing_status
from portal.services.cases.cases import Case
from portal.services.cases.last_change import end_of_times
from portal.services.cases.mandate_acts import MEND, may_do
from portal.services.cases.signature_state import held_of
from portal.services.filing.record_delegation import delegation_of
from portal.services.my_cases.request_item import Asked
from portal.services.my_cases.state_line import (
    STOPPING,
    TABLE,
    StateLine,
    expected_on,
    of_ended_times,
    open_correction,
    state_line,
)
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.my_cases import late_papers, withdrawals
from portal.store.signing import delegations
from portal.web.bookings.booked_view import time_text
from portal.web.my_cases.state_words import state_words
from portal.web.shared.words import words

_NEWS = timedelta(days=14)  # a decision is news on my page


def application_lines(
    installation: Installation, unit: Unit, cases: Sequence[Case], language: str, asked: Iterable[Asked] = ()
) -> list[dict[str, Any]]:
    reasons: dict[str, set[str]] = {}
    for item in asked:
        reasons.setdefault(item.receipt_number, set()).add(item.reason)
    numbers = [case.row.id for case in cases]
    asked_to_stop, owes = withdrawals.open_of(unit, numbers), late_papers.first_dues(unit, numbers)
    held = held_of(unit, numbers)
    lines = []
    for case in cases:
        number, asked_for = case.row.id, reasons.get(case.row.receipt_number, set())
        line = state_line(
            installation, case, open_correction(unit, case), stopping=number in asked_to_stop,
            owes=owes.get(number, ""), held=held.get(number, ""), lots=drawing_status(installation, unit, case, language),
            unpaid="payment" in asked_for,
        )  # fmt: skip
        line = of_ended_times(line, end_of_times(installation, unit, case))
        lines.append(_line(installation, unit, case, language, line, asked_for))
    return lines


def _next_times(installation: Installation, unit: Unit, case: Case, language: str) -> list[str]:
    today, speech = installation.clock.today().isoformat(), speech_of(case.procedure, language)
    booked = bookings_of(installation, unit, case) if case.row.kind == "reservation" else []
    return [time_text(booking, speech) for booking in booked if booking.kept and booking.row.starts >= today]


def _is_news(installation: Installation, case: Case) -> bool:
    since = to_micro(installation.clock.now() - _NEWS)
    return case.row.state != WITHDRAWN and (case.row.decided_at or 0) > since


def _line(
    installation: Installation, unit: Unit, case: Case, language: str, line: StateLine, asked_for: Collection[str]
) -> dict[str, Any]:
    times = _next_times(installation, unit, case, language)
    # A person who asked to stop waits for no decision, and the section waits for a fee that is due first.
    dated = not line.act and "payment" not in asked_for and line.key != TABLE[case.row.kind][STOPPING][0]
    expected = expected_on(case.row, installation.clock.today()) if dated else None
    # A state that waits for a signature or a drawing has no day in its words; the calendar's is the list's all the same.
    day = expected.isoformat() if expected is not None else ""
    return {
        "href": f"/applications/{case.row.receipt_number}",
        "title": speech_of(case.procedure, language).text("title", case.procedure.title),
        "receipt_number": case.row.receipt_number,
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day,
        "due": "" if line.act else line.days.get("due", day),
        "in_calendar": expected is not None,
        **_behalf(installation, unit, case, language, over=line.tone in ("ok", "no")),
        # The state asks to correct, which is not asked of this agent.
        "unasked": case.row.state == RETURNED and not may_do(unit, case, MEND),
        "state": state_words(line, language, installation.clock.today(), asked=bool(asked_for)),
        "times": times,
        "over": line.tone in ("ok", "no") and not times and not _is_news(installation, case),
    }


def _behalf(installation: Installation, unit: Unit, case: Case, language: str, *, over: bool) -> dict[str, Any]:
    # What shows it is not promised to be looked at where the case is over.
    delegation, texts = delegation_of(unit, case, installation.clock.today()), words(language)
    if delegation is None:
        return {"behalf": []}
    role = texts[f"proxy.as.{delegation.kind}"]
    whom = (
        texts["proxy.for"].format(name=delegation.principal, role=role)
        if delegation.principal
        else texts["proxy.for_nobody"].format(role=role)
    )
    by = [texts["proxy.by"].format(name=delegation.agent)] if delegation.agent else []
    shown = "" if over and delegation.state == delegations.CLAIMED else texts[f"proxy.{delegation.state}"]
    return {"behalf": [whom, *by], "shown": shown}
