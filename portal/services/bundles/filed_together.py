"""As a member may see them, without revealing others."""

from portal.db import Unit
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.together import together


def filed_together(unit: Unit, member: Member, uid: str) -> tuple[str, list[ApplicationRow]]:
    part_of = bundles.of_part(unit, uid)
    bundle = bundles.by_id(unit, part_of) if part_of else None
    if bundle is None or bundle.number is None:
        return "", []
    rows = _visible(unit, member, [part for part in bundles.uids(unit, bundle.id) if part != uid])
    return (bundle.number, rows) if rows else ("", [])


def find_by_number(installation: Records, unit: Unit, member: Member, number: str) -> list[ApplicationRow]:
    """Audited."""
    bundle = bundles.by_number(unit, number)
    rows = [] if bundle is None else _visible(unit, member, bundles.uids(unit, bundle.id))
    if rows:
        write_audit(installation, unit, member.actor, "find people", detail=f"bundle {len(rows)} applications")
    return rows


def _visible(unit: Unit, member: Member, uids: list[str]) -> list[ApplicationRow]:
    with together(unit) as ahead:
        for uid in uids:
            applications.by_uid(ahead, uid)
    rows = [row for uid in uids if (row := applications.by_uid(unit, uid)) is not None]
    return [row for row in rows if member.may("see", row.duty)]
