"""Assumed lines of a 確認票, identified by their content."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from forms.city.city import City
from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.procedures.changed_lines import keyed
from portal.services.procedures.sheet_line import SheetLine
from portal.services.procedures.write_sheet import sheet_sections
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.procedures import signed_lines


def unsigned(unit: Unit, procedure: Procedure, city: City, on: date) -> Mapping[bytes, SheetLine]:
    signed = signed_lines.of_procedure(unit, procedure.id)
    return {mark: line for mark, line in _assumed(procedure, city, on).items() if mark not in signed}


def sign_sheet(installation: Basics, unit: Unit, actor: Actor, procedure: Procedure, by: str, on: date) -> int:
    """Returns how many lines were unsigned."""
    fresh = unsigned(unit, procedure, installation.city, installation.clock.today())
    now = to_micro(installation.clock.now())
    for mark in fresh:
        signed_lines.add(unit, procedure.id, mark, signed_by=by, signed_on=on.isoformat(), now=now)
    if fresh:
        detail = f"{procedure.id} {procedure.version} {len(fresh)} lines, signed by {by} on {on}"
        write_audit(installation, unit, actor, "sign sheet", detail=detail)
    return len(fresh)


def _assumed(procedure: Procedure, city: City, on: date) -> Mapping[bytes, SheetLine]:
    return {
        mark_of(key): line
        for section in sheet_sections(procedure, city, on)
        for key, line in keyed(section)
        if line.assumed
    }


def mark_of(key: tuple[str, ...]) -> bytes:
    return sha256(json.dumps(key, ensure_ascii=False).encode()).digest()
