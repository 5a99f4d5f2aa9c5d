"""Faults of the audit chain: reported once, closed by a note with a MAC and a place in the chain."""

# Nothing is rewritten.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro
from portal.db import Unit
from portal.services.shared.needs import Basics, Records
from portal.services.shared.verify_audit import Fault, about_faults, audit_keys
from portal.services.shared.write_audit import Actor, write_audits
from portal.store.shared.audit_records import FOUND, NOTED, Entry


@dataclass(frozen=True)
class FoundFault:
    mark: str
    sentence: str
    found_at: datetime
    note: str  # by whom and why, or ""


def report_faults(installation: Records, actor: Actor, faults: Iterable[Fault]) -> list[Fault]:
    with installation.database.write() as unit:
        known = about_faults(audit_keys(unit, installation.keys), unit, FOUND)
        new = [fault for fault in faults if fault.mark not in known]
        if new:
            entries = [Entry(FOUND, detail=f"{fault.mark} {fault.sentence}") for fault in new]
            write_audits(installation, unit, actor, entries)
            unit.commit()
    return new


def note_faults(installation: Basics, unit: Unit, actor: Actor, faults: Sequence[Fault], by: str, why: str) -> None:
    entries = [Entry(NOTED, detail=f"{fault.mark} {by}: {why} ({fault.sentence})") for fault in faults]
    write_audits(installation, unit, actor, entries)


def found_faults(installation: Records, unit: Unit) -> list[FoundFault]:
    """Open ones first."""
    keys = audit_keys(unit, installation.keys)
    notes = about_faults(keys, unit, NOTED)
    faults = [
        FoundFault(
            mark, record.detail.partition(" ")[2], from_micro(record.at),
            notes[mark].detail.partition(" ")[2] if mark in notes else "",
        )
        for mark, record in about_faults(keys, unit, FOUND).items()
    ]  # fmt: skip
    return sorted(faults, key=lambda fault: bool(fault.note))
