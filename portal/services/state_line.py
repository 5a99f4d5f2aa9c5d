"""The state of an application in one line: what, by whom, until when, must I act. As a key and its arguments: the words
stand in the pages' language files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.kind import KINDS
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.submit_application import NO_DUE
from portal.store import applications, corrections
from portal.store.corrections import CorrectionRow


@dataclass(frozen=True)
class StateLine:
    """`key`: `state.<…>` in the words; `days` are ISO days to be written in the reader's manner; `tone` ok, wait, act or
    no; `act`: the applicant is asked for something now."""

    key: str
    days: Mapping[str, str]
    arguments: Mapping[str, str]
    tone: str
    act: bool


@dataclass(frozen=True)
class Happened:
    """One point of the timeline, told to the applicant. `words` are the city's, "" if none were written."""

    at: datetime
    key: str
    words: str


# What residents are told happened; moves inside the section are not events for them.
_TOLD = frozenset({"receive", "return", "correct", "pass", "decide", "withdraw"})


def state_line(installation: Installation, case: Case, correction: CorrectionRow | None) -> StateLine:
    """`correction`: the one that waits for the applicant, if any."""
    row = case.row
    office = installation.city.office(row.duty, installation.clock.today()).office
    if row.state == "returned" and correction is not None:
        days = {"until": correction.due, "arrived": case.arrival_day.isoformat()}
        return StateLine("state.returned", days, {"count": str(len(correction.fields))}, "act", act=True)
    if row.decided_at is not None or row.state in KINDS[row.kind].outcomes:
        good = row.state in ("approved", "partly", "done", "accepted", "waiting", "taken", "repaired", "closed")
        return StateLine(f"state.{row.state}", {}, {}, "ok" if good else "no", act=False)
    key = "state.examining" if row.state == "examining" else "state.received"
    if row.due == NO_DUE:
        return StateLine(f"{key}_open", {}, {"office": office}, "wait", act=False)
    return StateLine(key, {"due": row.due}, {"office": office}, "wait", act=False)


def timeline(unit: Unit, case: Case) -> list[Happened]:
    """What happened so far, oldest first."""
    told = []
    for event in applications.events(unit, case.row.id):
        if event.move in _TOLD:
            words = case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words else ""
            told.append(Happened(from_micro(event.at), f"timeline.{event.move}", words))
    return told


def open_correction(unit: Unit, case: Case) -> CorrectionRow | None:
    return corrections.open_one(unit, case.row.id) if case.row.state == "returned" else None
