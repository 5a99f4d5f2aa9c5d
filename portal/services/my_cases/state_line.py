from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.definition.kind import EXAMINING, KINDS, RECEIVED, RETURNED, SCREENING, WITHDRAWN, public_words
from portal.clock import from_micro
from portal.db import Unit
from portal.services.bookings.describe_drawing import DrawingStatus
from portal.services.cases.cases import Case
from portal.services.cases.last_change import GIVEN_UP
from portal.services.cases.signature_state import OTHERS
from portal.services.my_cases.drawn_state import drawn_state
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.services.signing.judge_signature import DECLINED, OPEN, REFUSED
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.signing import delegations


@dataclass(frozen=True)
class StateLine:
    key: str
    days: Mapping[str, str]
    arguments: Mapping[str, str]
    tone: str  # ok, wait, act or no
    act: bool  # by the applicant
    owes: str = ""  # ISO due day of a paper, instead of "nothing to do now"
    then: tuple[str, ...] = ()  # messages after that of `key`


@dataclass(frozen=True)
class Happened:
    at: datetime
    key: str
    words: str
    asked: Mapping[str, str] = field(default_factory=dict)  # of a return: by question or paper


_SOON = timedelta(days=3)  # as for the reminder
OK, WAIT, ACT, NO = "ok", "wait", "act", "no"
STOPPING = "stopping"  # withdrawal requested during examination; not a state of the row


def _state_words(kind: str, ends: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    tones = {RECEIVED: WAIT, SCREENING: WAIT, RETURNED: ACT, EXAMINING: WAIT, WITHDRAWN: NO, **ends}
    table = {state: (public_words(kind, state), tone) for state, tone in tones.items()}
    return table | {STOPPING: ("state.stopping", WAIT)}


# kind → state → (message key, tone). Messages with a day have variants `_open` (no day promised) and `_late`.
# A missing state raises KeyError.
TABLE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "application": _state_words(
        "application", {"approved": OK, "partly": OK, "refused": NO, "waiting": WAIT, "annulled": NO, "revoked": NO}
    ),
    "notification": _state_words("notification", {"done": OK, "sent_back": NO}),
    "request": _state_words("request", {"accepted": OK, "declined": NO, "waiting": WAIT}),
    "reservation": _state_words("reservation", {"accepted": OK, "declined": NO, "waiting": WAIT}),
    "report": _state_words("report", {"taken": WAIT, "repaired": OK, "closed": OK}),
}
_WITH_DAY = (RECEIVED, SCREENING, EXAMINING)

# moves shown to residents, not those internal to the section
SHOWN_MOVES = frozenset(
    {
        "receive",
        "return",
        "extend",
        "extend_period",
        "reopen",
        "correct",
        "pass",
        "decide",
        "withdraw",
        "ask_to_stop",
        "go_on",
        "rebook",
        "cancel_time",
        "hand_in",
        "hand_in_copy",
        "paper_came",
        "paper_put_off",
        "paper_asked",
        "paper_waived",
        "transfer",
        "move_office",
    }
)

_HELD = {
    REFUSED: ("state.signature_failed", ACT),
    OPEN: ("state.signature_open", ACT),
    OTHERS: ("state.signature_others", WAIT),
    DECLINED: ("state.signature_declined", WAIT),
}


def state_line(
    installation: Basics, case: Case, correction: CorrectionRow | None, *, stopping: bool = False, owes: str = "", held: str = "",
    lots: DrawingStatus | None = None, unpaid: bool = False,
) -> StateLine:  # fmt: skip
    """`stopping`: withdrawal requested. `held`: reason of a signature, or ""."""
    row, today = case.row, installation.clock.today()
    state = STOPPING if stopping and row.state in (EXAMINING, *KINDS[row.kind].waiting) else row.state
    key, tone = TABLE[row.kind][state]
    office = installation.city.office(row.duty, today)
    arguments = {"office": office.office, "telephone": office.telephone}
    days = {"arrived": case.arrival_day.isoformat()}
    if state == RETURNED and correction is not None:
        count = {"count": str(len(correction.fields))}
        return StateLine(
            f"state.returned{returned_stage(correction, today)}",
            days | {"until": correction.due},
            arguments | count,
            tone,
            act=True,
        )
    if held and row.decided_at is None:
        key, tone = _HELD.get(held, ("state.signature_waits", WAIT))
        return StateLine(key, days, arguments, tone, act=tone == ACT)
    drawn = drawn_state(case, lots) if state != STOPPING else None
    if drawn is not None:
        days |= {"day": drawn.until} if drawn.until else {}
        arguments |= {"label": drawn.label, "number": str(drawn.number)}
        return StateLine(drawn.keys[0], days, arguments, drawn.tone, act=drawn.tone == ACT, then=drawn.keys[1:])
    if state == RETURNED:
        key, tone = TABLE[row.kind][SCREENING]
    if state in (*_WITH_DAY, RETURNED):
        # `unpaid`: the section begins when the fee is paid. No day is promised, and none is excused, before.
        if row.due == NO_DUE or unpaid:
            key += "_open"
        else:
            key += "_late" if row.due < today.isoformat() else ""
            days["due"] = row.due
    return StateLine(key, days, arguments, tone, act=False, owes=owes if row.decided_at is None else "")


def of_ended_times(line: StateLine, ended: str) -> StateLine:
    """Of a reservation whose last time is past, or that were all given up: what was still to come is over."""
    kind, _, state = line.key.removeprefix("state.").partition(".")
    if kind != "reservation" or not ended:
        return line
    if ended == GIVEN_UP:
        return replace(line, key="state.reservation.given_up", tone=NO)
    if state == "accepted":
        return replace(line, key="state.reservation.past")
    open_ = state.startswith((RECEIVED, EXAMINING))
    return replace(line, key="state.reservation.past_open", days={}) if open_ else line


def returned_stage(correction: CorrectionRow, today: date) -> str:
    if correction.due < today.isoformat():
        return "_late"
    if correction.due <= (today + _SOON).isoformat():
        return "_near"
    return "_extended" if correction.extended else ""


def expected_on(row: ApplicationRow, today: date) -> date | None:
    """The promised day, while it is ahead and nothing is decided."""
    waits = row.decided_at is None and row.state in (*_WITH_DAY, RETURNED) and row.due != NO_DUE
    day = date.fromisoformat(row.due) if waits else None
    return day if day is not None and day >= today else None


def paper_stage(due: str, today: date) -> str:
    if due < today.isoformat():
        return "_late"
    return "_near" if due <= (today + _SOON).isoformat() else ""


def timeline(unit: Unit, case: Case) -> list[Happened]:
    happened, returns = list[Happened](), corrections.of_application(unit, case.row.id)
    came_by = {row.answered_at: row.came_by for row in returns}
    sealed = {row.asked_at: row.sealed_words for row in returns}
    for event in applications.events(unit, case.row.id):
        if event.move in SHOWN_MOVES:
            # Which time was given up is in the list of bookings; it is no word of the city.
            spoken = event.sealed_words if event.move != "cancel_time" else None
            words = case.sealer.open(f"words:{event.at}", spoken) if spoken else ""
            suffix = f"_{came_by[event.at]}" if event.move == "correct" and came_by.get(event.at) else ""
            if event.move in ("withdraw", "ask_to_stop") and _by_principal(unit, case, event.actor):
                suffix = "_principal"
            asked = case.sealer.open(f"correction:{event.at}", sealed[event.at]) if event.at in sealed else {}
            # In two zones the applicant and the section may both end it: one end, with what the section wrote.
            if happened and event.move == "withdraw" and happened[-1].key.startswith("timeline.withdraw"):
                happened[-1] = replace(happened[-1], words=happened[-1].words or words)
            else:
                happened.append(Happened(from_micro(event.at), f"timeline.{event.move}{suffix}", words, asked))
    return happened


def _by_principal(unit: Unit, case: Case, actor: str) -> bool:
    # Not by the agent who filed it, who reads this.
    delegation = delegations.of_application(unit, case.row.id)
    return delegation is not None and actor == str(Actor("resident", delegation.principal_id or ""))


def open_correction(unit: Unit, case: Case) -> CorrectionRow | None:
    return corrections.open_one(unit, case.row.id) if case.row.state == "returned" else None
