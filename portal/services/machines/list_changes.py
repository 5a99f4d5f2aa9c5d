"""Changes since a machine's last call; states, never answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.errors import Problem
from portal.services.machines.machine import Machine
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import STATES
from portal.services.shared.write_audit import write_audit
from portal.store.machines import changes
from portal.store.machines.changes import ChangeRow, Wanted

_NAME = re.compile(r"[a-z0-9-]{0,100}", re.ASCII)
MOST, USUAL = 500, 100
_NUMBERED_AT_ONCE = 2000


@dataclass(frozen=True)
class Asked:
    after: str = ""
    limit: str = ""
    procedure: str = ""
    state: str = ""
    waiting: str = ""  # "true": only those this machine has yet to acknowledge


def list_changes(installation: Basics, unit: Unit, machine: Machine, asked: Asked) -> Mapping[str, object]:
    """Raises Problem bad_request."""
    last, most = _number(asked.after, "0", 1 << 62), _number(asked.limit, str(USUAL), MOST)
    if not most or asked.state not in ("", *STATES) or asked.waiting not in ("", "true", "false"):
        raise Problem("bad_request")
    if not _NAME.fullmatch(asked.procedure):
        raise Problem("bad_request")
    more = changes.number(unit, _NUMBERED_AT_ONCE)
    own = tuple(machine.row.procedures.split())
    if asked.procedure and own and asked.procedure not in own:
        rows = []
    else:
        named = (asked.procedure,) if asked.procedure else own
        wanted = Wanted(machine.target, machine.duties, named, asked.state, asked.waiting == "true")
        rows = changes.after(unit, wanted, last, most)
    after = rows[-1].change_number if rows else last
    detail = f"after {last}: {len(rows)} {asked.procedure} {asked.state}".rstrip()
    write_audit(installation, unit, machine.actor, "list changes", detail=detail)
    return {"applications": [_change_entry(row) for row in rows], "next": str(after), "more": more or len(rows) == most}


def _number(text: str, otherwise: str, most: int) -> int:
    digits = text or otherwise
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= most):
        raise Problem("bad_request")
    return int(digits)


def _change_entry(row: ChangeRow) -> Mapping[str, object]:
    return {
        "receipt_number": row.receipt_number, "procedure": row.procedure, "version": row.version, "kind": row.kind,
        "duty": row.duty, "state": row.state, "state_title": STATES[row.state], "door": row.door,
        "arrived_at": moment(row.arrived_at), "due": due(row.due), "changed_at": moment(row.changed_at),
        "decided_at": None if row.decided_at is None else moment(row.decided_at),
        "answers_revision": row.answers_revision, "acknowledged_revision": row.acknowledged,
    }  # fmt: skip


def moment(stored: int) -> str:
    """ISO 8601 in Japan."""
    return from_micro(stored).astimezone(TOKYO).isoformat(timespec="seconds")


def due(stored: str) -> str | None:
    return None if stored == NO_DUE else stored
