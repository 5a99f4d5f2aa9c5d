"""By 番号紐付情報."""

# Outlives the card; never replaces a link by staff.

from collections.abc import Mapping
from typing import Any

from integrations.sockets.certificate_sockets import VerificationReport
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident
from portal.db import Unit
from portal.logs import log
from portal.sealing import Sealer
from portal.services.residents.linked_person import link_person, linked_number
from portal.services.residents.needs import ResidentsNeeds
from portal.services.shared.needs import Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import register_matches
from portal.store.residents.register_matches import MATCHED
from portal.store.signing.signatures import SignatureRow

ADDRESSEE = "addressee"  # in the sealed record of a signature
BY_LINKS = "番号紐付情報"
_REASON = "署名した電子証明書の発行番号が、この人のものとして届いています。"
_SYSTEM = Actor("system", "links")


def addressee_of(installation: ResidentsNeeds, report: VerificationReport) -> str:
    """ "" if unknown, or if birth dates differ. Outside a unit."""
    if report.certificate is None or report.card_attributes is None:
        return ""
    try:
        known = resident_of(installation, report.certificate.serial)
    except AdapterError as failed:
        log.warning("register", code=failed.code, where=str(failed))
        return ""
    return known.id if known is not None and known.birth == report.card_attributes.four.birth else ""


def resident_of(installation: ResidentsNeeds, serial: str) -> Resident | None:
    """Raises AdapterError."""
    links, register = installation.links, installation.register
    number = links.addressee(serial) if links is not None and serial else ""
    return register.resident(number) if register is not None and number else None


def tie_signer(
    installation: Records, unit: Unit, sealer: Sealer, application_id: int, row: SignatureRow,
    record: Mapping[str, Any], now: int,
) -> None:  # fmt: skip
    """Once the signature is accepted; settles an open match question."""
    number = record.get(ADDRESSEE, "")
    if not number or row.person_id is None:
        return
    before = linked_number(installation.keys, unit, row.person_id)
    if before not in ("", number):
        write_audit(installation, unit, _SYSTEM, "find another tie", application_id=application_id, detail=row.role)
        return
    if not before and not link_person(installation.keys, unit, row.person_id, number, BY_LINKS, now):
        return
    asked = register_matches.of_application(unit, application_id)
    if asked is not None and asked.person_id == row.person_id:
        sealed = sealer.seal(f"match:{now}", _REASON)
        register_matches.settle(unit, application_id, MATCHED, BY_LINKS, now, sealed)
    write_audit(installation, unit, _SYSTEM, "tie to register", application_id=application_id, detail=row.role)
