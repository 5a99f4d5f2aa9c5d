"""Inside: verifies outside signatures as of their arrival, with our certificates and register, revocation from the
record. The worse verdict counts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from integrations.sockets.certificate_sockets import CanonicalDocument
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import BasicFour
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.courier.needs import CourierNeeds
from portal.services.residents.keep_person import keep_person
from portal.services.residents.tie_to_register import tie_signer
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signers import keep_request
from portal.services.signing.judge_signature import (
    ACCEPTED,
    ASKED,
    COPY,
    DECLINED,
    MENDED,
    OPEN,
    PAPER,
    PENDING,
    PERSON,
    PRINCIPAL,
    REFUSED,
    VOID,
    Ruling,
    judge_signature,
    sealed_record,
)
from portal.services.signing.sign_mandate import confirm_signed
from portal.services.signing.signature_record import read_record, read_revocation
from portal.services.signing.signed_bundle import to_verify_list
from portal.services.signing.signed_document import has_same_content, keep_carried
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import MANDATE, Judged, SignatureRow

Payload = Mapping[str, Any]
Key = tuple[str, str, int]
Rulings = Mapping[Key, Ruling]
_WORSE = (ACCEPTED, PENDING, PERSON, REFUSED)
# States that the outer zone alone decides; those of _WORSE are verified again, all others only the section sets.
_COPIED_STATES = frozenset({OPEN, ASKED, DECLINED, COPY, VOID})
_OURS = frozenset({MENDED, PAPER})
_MOST = 200  # per application
_COURIER = Actor("system", "courier")


def judge_carried(installation: CourierNeeds, carried: Payload) -> Rulings:
    """Outside a unit. Raises LeftOver without a verifier or for unfit records."""
    rulings: dict[Key, Ruling] = {}
    signatures_carried = [
        (document, signature) for document in carried["signatures"] for signature in document["asked"]
    ]
    if signatures_carried and installation.verifier is None:
        raise LeftOver("signature")
    if len(signatures_carried) > _MOST:
        raise LeftOver("unfit")
    for document, signature in signatures_carried:
        if not signature["record"]:
            if signature["state"] in _WORSE:
                raise LeftOver("signature_unfit")
            continue
        record = read_record(signature["record"])
        asked = _asked(installation, carried, document, _signer(signature))
        at = from_micro(signature["received_at"])
        known = read_revocation(record.report)
        rulings[_key(document, signature)] = judge_signature(installation, record.evidence, asked, at, known)
    return rulings


def _asked(installation: Basics, carried: Payload, document: Payload, signer: BasicFour | None) -> CanonicalDocument:
    content = document["content"].encode()
    listed = to_verify_list(str(document.get("list", "")).encode(), content, signer)
    return listed or CanonicalDocument(
        content, document["nonce"], _procedure(installation, carried), carried["uid"], signer
    )  # fmt: skip


def _key(document: Payload, signature: Payload) -> Key:
    return document["id"], signature["role"], signature["made_at"]


def _procedure(installation: Basics, carried: Payload) -> str:
    with installation.database.read() as unit:
        return installation.catalogue.version(unit, carried["meaning"]).id


def _signer(signature: Payload) -> BasicFour | None:
    attributes = ((signature["person"] or {}).get("card") or {}).get("attributes") or {}
    if not attributes.get("name"):
        return None
    born = date.fromisoformat(attributes["birth"]) if attributes.get("birth") else None
    return BasicFour(attributes["name"], attributes.get("address") or "", born, sex_raw=attributes.get("sex_raw") or "")


def take_signatures(installation: Records, unit: Unit, case: Case, carried: Payload, rulings: Rulings) -> None:
    """Raises LeftOver if a document belongs to another application."""
    for document in carried["signatures"]:
        known = signatures.document(unit, document["id"])
        if known is None:
            keep_carried(unit, case, document)
        elif known.application_id != case.row.id:
            raise LeftOver("signature_unfit")
        fits = document["mark"].startswith(MANDATE) or _fits(unit, case, document["content"].encode())
        known_rows = {(row.role, row.made_at): row for row in signatures.of_document(unit, document["id"])}
        for signature in document["asked"]:
            ruling = rulings.get(_key(document, signature))
            row = known_rows.get((signature["role"], signature["made_at"])) or _add(
                installation, unit, case, document["id"], signature
            )
            if _is_news(row, signature):
                _become(installation, unit, case, row, signature, _state_of(signature, ruling, fits), ruling)


def _fits(unit: Unit, case: Case, content: bytes) -> bool:
    # An intruder outside could change answers, but not what was signed.
    revisions = range(case.row.answers_revision, 0, -1)
    revisions_of_answers = (
        case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))
        for revision in revisions
    )
    return any(has_same_content(content, case.procedure, answers) for answers in revisions_of_answers)


def _add(installation: Records, unit: Unit, case: Case, document_id: str, signature: Payload) -> SignatureRow:
    person_id = keep_person(installation, unit, signature["person"])
    number = signatures.add(unit, document_id, signature["role"], person_id, signature["made_at"], "")
    if signature["request"] is not None:
        keep_request(unit, case.sealer, case.row.id, number, signature["request"])
    row = signatures.by_id(unit, number)
    if row is None:  # it was inserted just now: a bug
        raise KeyError(number)
    return row


def _is_news(row: SignatureRow, signature: Payload) -> bool:
    if row.state == "":
        return True
    if row.state == VOID or (row.settled_by and signature["knows"] != row.changed_at):
        return False
    return bool(row.changed_at != signature["at"] and not (row.settled_by and row.state == signature["state"]))


def _state_of(signature: Payload, ruling: Ruling | None, fits: bool) -> tuple[str, str]:
    state: str = signature["state"]
    if state in _COPIED_STATES:
        return state, signature["code"]
    if state in _OURS or state not in _WORSE or ruling is None:
        raise LeftOver("signature_unfit")
    verdicts = [(state, signature["code"]), (ruling.state, ruling.code)]
    verdicts += [] if fits else [(REFUSED, str(IdentityCode.DOCUMENT_MISMATCH))]
    return max(verdicts, key=lambda verdict: _WORSE.index(verdict[0]))


def _become(
    installation: Records, unit: Unit, case: Case, row: SignatureRow, signature: Payload, verdict: tuple[str, str],
    ruling: Ruling | None,
) -> None:  # fmt: skip
    sealed = sealed_record(case.sealer, row.id, ruling.record) if ruling is not None else None
    after = Judged(*verdict, sealed, row.tries, None, signature["received_at"])
    signatures.copy_from_other_zone(
        unit,
        row.id,
        after,
        keep_person(installation, unit, signature["person"]),
        signature["copied_at"],
        signature["at"],
    )
    if verdict[0] != ACCEPTED or ruling is None:
        return
    accepted = replace(row, person_id=keep_person(installation, unit, signature["person"]))
    tie_signer(installation, unit, case.sealer, case.row.id, accepted, ruling.record, signature["at"])
    if row.role == PRINCIPAL:
        confirm_signed(installation, unit, case, _COURIER)
