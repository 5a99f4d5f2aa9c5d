"""The state of an application in one line: what, by whom, until when, must I act. As a key and its arguments: the words
stand in the pages' language files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.kind import EXAMINING, RECEIVED, RETURNED, SCREENING, WITHDRAWN, public_words
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import OPEN, REFUSED
from portal.services.signature_stand import OTHERS
from portal.services.submit_application import NO_DUE
from portal.store import applications, corrections
from portal.store.corrections import CorrectionRow


@dataclass(frozen=True)
class StateLine:
    """`key`: `state.<…>` in the words; `days` are ISO days to be written in the reader's manner; `tone` ok, wait, act or
    no; `act`: the applicant is asked for something now. `owes`: until when a paper may follow, an ISO day, "" where none
    does; then a sentence that ends in "nothing to do now" says that instead."""

    key: str
    days: Mapping[str, str]
    arguments: Mapping[str, str]
    tone: str
    act: bool
    owes: str = ""


@dataclass(frozen=True)
class Happened:
    """One point of the timeline, told to the applicant. `words` are the city's, "" if none were written."""

    at: datetime
    key: str
    words: str


_SOON = timedelta(days=3)  # from when a day is near; as the reminder
OK, WAIT, ACT, NO = "ok", "wait", "act", "no"
STOPPING = "stopping"  # the applicant has asked to stop while it is examined; not a state of the row


def _told(kind: str, ends: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    tones = {RECEIVED: WAIT, SCREENING: WAIT, RETURNED: ACT, EXAMINING: WAIT, WITHDRAWN: NO, **ends}
    said = {state: (public_words(kind, state), tone) for state, tone in tones.items()}
    return said | {STOPPING: ("state.stopping", WAIT)}


# Every state of every kind → the key of its sentence, and its tone. Sentences with a day are three: as the key says, `_open`
# where no day was promised, and `_late` after it. What is missing here cannot be shown: KeyError.
TABLE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "application": _told("application", {"approved": OK, "partly": OK, "refused": NO}),
    "notification": _told("notification", {"done": OK, "sent_back": NO}),
    "request": _told("request", {"accepted": OK, "declined": NO, "waiting": WAIT}),
    "reservation": _told("reservation", {"accepted": OK, "declined": NO, "waiting": WAIT}),
    "report": _told("report", {"taken": WAIT, "repaired": OK, "closed": OK}),
}
_WITH_DAY = (RECEIVED, SCREENING, EXAMINING)

# What residents are told happened; moves inside the section are not events for them.
TOLD = frozenset(
    {
        "receive",
        "return",
        "extend",
        "extend_period",
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
    }
)

_HELD = {
    REFUSED: ("state.signature_failed", ACT),
    OPEN: ("state.signature_open", ACT),
    OTHERS: ("state.signature_others", WAIT),
}


def state_line(
    installation: Installation, case: Case, correction: CorrectionRow | None, *, stopping: bool = False, owes: str = "", held: str = "",
) -> StateLine:  # fmt: skip
    """`correction`: the one that waits for the applicant, if any. `stopping`: they have asked to stop, and no answer was
    given yet. `held`: why a signature holds it, "" for nothing. `owes`: the day of the paper that is waited for. Every sentence may name the office; what it does not name, it is given all the same."""
    row, today = case.row, installation.clock.today()
    state = STOPPING if stopping and row.state == EXAMINING else row.state
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
    if state == RETURNED:
        key, tone = TABLE[row.kind][SCREENING]
    if state in (*_WITH_DAY, RETURNED):
        if row.due == NO_DUE:
            key += "_open"
        else:
            key += "_late" if row.due < today.isoformat() else ""
            days["due"] = row.due
    return StateLine(key, days, arguments, tone, act=False, owes=owes if row.decided_at is None else "")


def returned_stage(correction: CorrectionRow, today: date) -> str:
    """What differs in the words by its day: "" while there is time, `_near`, `_late`, `_extended`."""
    if correction.due < today.isoformat():
        return "_late"
    if correction.due <= (today + _SOON).isoformat():
        return "_near"
    return "_extended" if correction.extended else ""


def owed_stage(due: str, today: date) -> str:
    """As `returned_stage`, of a paper that follows."""
    if due < today.isoformat():
        return "_late"
    return "_near" if due <= (today + _SOON).isoformat() else ""


def timeline(unit: Unit, case: Case) -> list[Happened]:
    """What happened so far, oldest first."""
    told, came = [], {row.answered_at: row.came_by for row in corrections.of_application(unit, case.row.id)}
    for event in applications.events(unit, case.row.id):
        if event.move in TOLD:
            words = case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words else ""
            how = f"_{came[event.at]}" if event.move == "correct" and came.get(event.at) else ""
            told.append(Happened(from_micro(event.at), f"timeline.{event.move}{how}", words))
    return told


def open_correction(unit: Unit, case: Case) -> CorrectionRow | None:
    return corrections.open_one(unit, case.row.id) if case.row.state == "returned" else None
