"""Two people: mappings decide what is read."""

import json
from collections.abc import Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.imports import import_mappings, import_packages
from portal.store.imports.import_mappings import APPROVED, PROPOSED, REPLACED, WITHDRAWN, MappingRow


def mapping_of_member(unit: Unit, member: Member, mapping_id: int) -> MappingRow:
    """Raises NotFound."""
    row = import_mappings.by_id(unit, mapping_id)
    if row is None or not (member.may("import", row.duty) or member.may("administer", row.duty)):
        raise NotFound("mapping")
    return row


def propose_mapping(
    installation: Basics,
    unit: Unit,
    member: Member,
    duty: str,
    mapping: Mapping[str, Any],
    trial: Mapping[str, Any],
) -> int:
    member.demand("import", duty)
    return note_proposal(installation, unit, member.actor, duty, mapping, trial)


def note_proposal(
    installation: Basics, unit: Unit, actor: Actor, duty: str, mapping: Mapping[str, Any], trial: Mapping[str, Any]
) -> int:
    """Also from the command line, which is no member: any administrator may approve it."""
    if waits_elsewhere(unit, mapping["form"], duty):
        raise Conflict("mapping")
    earlier, now = import_mappings.proposed(unit, mapping["form"]), to_micro(installation.clock.now())
    written = json.dumps(mapping, ensure_ascii=False)
    row = MappingRow(
        0, mapping["form"], mapping["procedure"], duty, written, json.dumps(trial, ensure_ascii=False), PROPOSED, actor.id,
        now, None, None,
    )  # fmt: skip
    number = import_mappings.add(unit, row)
    write_audit(installation, unit, actor, "propose mapping", detail=f"{number} {mapping['procedure']}")
    # Of two open proposals the one that is approved last would decide, and not the one that was read last.
    for other in earlier:
        import_mappings.settle(unit, other.id, REPLACED, actor.id, now)
        write_audit(installation, unit, actor, "replace mapping", detail=f"{other.id} by {number}")
    return number


def waits_elsewhere(unit: Unit, form: str, duty: str) -> str:
    # A section does not end another section's proposal; "" if none waits.
    return next((row.duty for row in import_mappings.proposed(unit, form) if row.duty != duty), "")


def may_approve(member: Member, row: MappingRow) -> bool:
    return row.state == PROPOSED and member.may("administer", row.duty) and member.login != row.proposed_by


def approve_mapping(installation: Basics, unit: Unit, member: Member, row: MappingRow) -> int:
    """Number of packages that continue. Raises NotAllowed; Conflict if settled."""
    if not may_approve(member, row):
        raise NotAllowed("approve mapping") if row.state == PROPOSED else Conflict("mapping")
    if not import_mappings.settle(unit, row.id, APPROVED, member.login, to_micro(installation.clock.now())):
        raise Conflict("mapping")
    import_mappings.replace_others(unit, row.form, row.id)
    write_audit(installation, unit, member.actor, "approve mapping", detail=f"{row.id} of {row.proposed_by}")
    return sum(
        import_packages.free(unit, row.form, reason) for reason in ("unmapped", "unfit", "no_number", "no_arrival")
    )


def may_withdraw(member: Member, row: MappingRow) -> bool:
    # One in force, by who may put it in force: what it reads wrong goes on with every file.
    owns = member.login == row.proposed_by and row.state != APPROVED
    return row.state in (PROPOSED, APPROVED) and (owns or member.may("administer", row.duty))


def withdraw_mapping(installation: Basics, unit: Unit, member: Member, row: MappingRow) -> None:
    if not may_withdraw(member, row):
        raise NotAllowed("withdraw mapping") if row.state in (PROPOSED, APPROVED) else Conflict("mapping")
    now = to_micro(installation.clock.now())
    if not import_mappings.settle(unit, row.id, WITHDRAWN, member.login, now, since=row.state):
        raise Conflict("mapping")
    write_audit(installation, unit, member.actor, "withdraw mapping", detail=str(row.id))
