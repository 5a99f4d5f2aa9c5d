"""Ties whoever signed to their line of the register, where 番号紐付情報 says whose the signing certificate is. It outlives the card,
as what staff decide does, and goes before neither of it."""

from collections.abc import Mapping
from typing import Any

from integrations.certificate_sockets import VerificationReport
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.db import Unit
from portal.logs import log
from portal.sealing import Sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.linked_person import link_person, linked_number
from portal.services.write_audit import write_audit
from portal.store import register_matches
from portal.store.register_matches import MATCHED
from portal.store.signatures import SignatureRow

ADDRESSEE = "addressee"  # in the record of a signature, sealed with it
BY_LINKS = "番号紐付情報"
_REASON = "署名した電子証明書の発行番号が、この人のものとして届いています。"
_SYSTEM = Actor("system", "links")


def addressee_of(installation: Installation, report: VerificationReport) -> str:
    """The 宛名番号 that the signing certificate is tied to, "" where none is known, the register has no such person, or it has
    them born on another day: an error of somebody's, which nobody settles by a guess. Asks neighbours: no unit may be open."""
    if report.certificate is None or report.told is None:
        return ""
    try:
        known = resident_of(installation, report.certificate.serial)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return ""
    return known.id if known is not None and known.birth == report.told.four.birth else ""


def resident_of(installation: Installation, serial: str) -> Resident | None:
    """Whose certificate it is, where the city has a list and a register. AdapterError while either is away."""
    links, register = installation.links, installation.register
    number = links.addressee(serial) if links is not None and serial else ""
    return register.resident(number) if register is not None and number else None


def tie_signer(
    installation: Installation, unit: Unit, sealer: Sealer, application_id: int, row: SignatureRow,
    record: Mapping[str, Any], now: int,
) -> None:  # fmt: skip
    """Once the signature is accepted. Answers what was asked of staff about its sender. `sealer`: the application's own."""
    number = record.get(ADDRESSEE, "")
    if not number or row.person_id is None:
        return
    before = linked_number(installation, unit, row.person_id)
    if before not in ("", number):
        write_audit(installation, unit, _SYSTEM, "find another tie", application_id=application_id, detail=row.role)
        return
    if not before and not link_person(installation, unit, row.person_id, number, BY_LINKS, now):
        return
    asked = register_matches.of_application(unit, application_id)
    if asked is not None and asked.person_id == row.person_id:
        sealed = sealer.seal(f"match:{now}", _REASON)
        register_matches.settle(unit, application_id, MATCHED, BY_LINKS, now, sealed)
    write_audit(installation, unit, _SYSTEM, "tie to register", application_id=application_id, detail=row.role)
