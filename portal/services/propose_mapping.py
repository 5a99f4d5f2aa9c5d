"""Two people for a mapping: whoever handles packages proposes it, an administrator who is somebody else approves it, and what waited
for it goes on. It decides what the city reads out of an application, so nobody does it alone."""

import json
from collections.abc import Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import import_mappings, import_packages
from portal.store.import_mappings import APPROVED, PROPOSED, WITHDRAWN, MappingRow


def mapping_of_member(unit: Unit, member: Member, mapping_id: int) -> MappingRow:
    """NotFound, also for who may neither handle nor approve it."""
    row = import_mappings.by_id(unit, mapping_id)
    if row is None or not (member.may("import", row.duty) or member.may("administer", row.duty)):
        raise NotFound("mapping")
    return row


def propose_mapping(
    installation: Installation, unit: Unit, member: Member, duty: str, told: Mapping[str, Any], trial: Mapping[str, Any]
) -> int:
    """Its number. `told` fits its procedure: the importer has read it."""
    member.demand("import", duty)
    written = json.dumps(told, ensure_ascii=False)
    row = MappingRow(
        0, told["form"], told["procedure"], duty, written, json.dumps(trial, ensure_ascii=False), PROPOSED, member.login,
        to_micro(installation.clock.now()), None, None,
    )  # fmt: skip
    number = import_mappings.add(unit, row)
    write_audit(installation, unit, member.actor, "propose mapping", detail=f"{number} {told['procedure']}")
    return number


def may_approve(member: Member, row: MappingRow) -> bool:
    return row.state == PROPOSED and member.may("administer", row.duty) and member.login != row.proposed_by


def approve_mapping(installation: Installation, unit: Unit, member: Member, row: MappingRow) -> int:
    """How many packages wait for it no more. NotAllowed; Conflict if it was settled."""
    if not may_approve(member, row):
        raise NotAllowed("approve mapping") if row.state == PROPOSED else Conflict("mapping")
    if not import_mappings.settle(unit, row.id, APPROVED, member.login, to_micro(installation.clock.now())):
        raise Conflict("mapping")
    import_mappings.replace_others(unit, row.form, row.id)
    write_audit(installation, unit, member.actor, "approve mapping", detail=f"{row.id} of {row.proposed_by}")
    return sum(
        import_packages.free(unit, row.form, reason) for reason in ("unmapped", "unfit", "no_number", "no_arrival")
    )


def withdraw_mapping(installation: Installation, unit: Unit, member: Member, row: MappingRow) -> None:
    """By who proposed it, or by an administrator. NotAllowed; Conflict if it was settled."""
    if not (member.login == row.proposed_by or member.may("administer", row.duty)):
        raise NotAllowed("withdraw mapping")
    if not import_mappings.settle(unit, row.id, WITHDRAWN, member.login, to_micro(installation.clock.now())):
        raise Conflict("mapping")
    write_audit(installation, unit, member.actor, "withdraw mapping", detail=str(row.id))
