from collections.abc import Callable, Iterable
from functools import cache

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.errors import GroundNeeded
from portal.sealing import Keys
from portal.services.cases.name_principal import principals_of
from portal.services.cases.search_ground import OTHER, ground_words, state_ground
from portal.services.shared.needs import Records
from portal.services.shared.rights import ALLOWED, Member
from portal.services.shared.write_audit import write_audit
from portal.store.audit.audit_looks import Look
from portal.store.cases.applications import ApplicationRow
from portal.store.shared import audit_records

STATED = "state ground"
UNSEEN = "（理由を書くと見えます）"


def only_audits(member: Member, duty: str) -> bool:
    """No right but the auditor's covers this duty."""
    seeing = ALLOWED["see"] - {"auditor"}
    return not any(role in seeing and of in (duty, "*") for role, of in member.rights)


def names_in_list(installation: Records, unit: Unit, reader: Member | None) -> Callable[[ApplicationRow], str]:
    """None of them for an auditor: a ground opens one case. None is the command line."""
    name = principals_of(installation, unit, organisation=True)
    hides = cache(lambda duty: reader is not None and only_audits(reader, duty))
    return lambda row: UNSEEN if hides(row.duty) else name(row)


def demand_ground(installation: Records, unit: Unit, member: Member, row: ApplicationRow) -> None:
    """Raises GroundNeeded."""
    if only_audits(member, row.duty) and not _stated(installation, unit, member, row):
        raise GroundNeeded(row.receipt_number)


def state_audit_ground(installation: Records, unit: Unit, member: Member, row: ApplicationRow, words: str) -> bool:
    """False without words."""
    ground = state_ground(installation.keys, OTHER, words)
    if ground:
        write_audit(installation, unit, member.actor, STATED, application_id=row.id, detail=ground)
    return bool(ground)


def opened_grounds(keys: Keys, looks: Iterable[Look]) -> tuple[Look, ...]:
    return tuple(
        look._replace(detail=ground_words(keys, look.detail)) if look.action == STATED else look for look in looks
    )


def _stated(installation: Records, unit: Unit, member: Member, row: ApplicationRow) -> bool:
    since = to_micro(tokyo_midnight(installation.clock.today()))
    return audit_records.did_since(unit, str(member.actor), STATED, row.id, since)
