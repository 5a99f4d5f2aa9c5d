"""What was filed together with an application, as far as a member of staff may see it: nothing tells that there is more."""

from portal.db import Unit
from portal.services.find_applications import hidden_among
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, bundles
from portal.store.applications import ApplicationRow


def filed_together(
    installation: Installation, unit: Unit, member: Member, uid: str
) -> tuple[str, list[ApplicationRow]]:
    """The number of its bundle and the other parts that this member may see, in the order of the bundle; ("", []) where there is
    none of these. Parts of other sections, and of protected people for whom they may not see, are as if they were not."""
    bundle = bundles.by_id(unit, bundles.of_part(unit, uid))
    if bundle is None or bundle.number is None:
        return "", []
    rows = _visible(installation, unit, member, [one for one in bundles.uids(unit, bundle.id) if one != uid])
    return (bundle.number, rows) if rows else ("", [])


def found_by_number(installation: Installation, unit: Unit, member: Member, number: str) -> list[ApplicationRow]:
    """The parts of a bundle that this member may see, whose number somebody says on the telephone. Recorded; the caller commits."""
    bundle = bundles.by_number(unit, number)
    rows = [] if bundle is None else _visible(installation, unit, member, bundles.uids(unit, bundle.id))
    if rows:
        write_audit(installation, unit, member.actor, "find people", detail=f"bundle {len(rows)} applications")
    return rows


def _visible(installation: Installation, unit: Unit, member: Member, uids: list[str]) -> list[ApplicationRow]:
    rows = [row for uid in uids if (row := applications.by_uid(unit, uid)) is not None]
    rows = [row for row in rows if member.may("see", row.duty)]
    hidden = hidden_among(installation, unit, member, rows)
    return [row for row in rows if row.id not in hidden]
