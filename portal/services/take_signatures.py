"""Inside: signatures that were made outside are kept as they came and judged anew, for the moment they came: the maths, the
authorities and the register are ours, what was said about revocation then is taken from the record. The worse of both verdicts counts.
What the section settled stands until the outer zone knows of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from integrations.certificate_sockets import CanonicalDocument
from integrations.identity_codes import IdentityCode
from integrations.interfaces import BasicFour
from portal.clock import from_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.ask_signers import keep_request
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import (
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
from portal.services.keep_person import keep_person
from portal.services.left_over import LeftOver
from portal.services.sign_mandate import confirm_signed
from portal.services.signature_record import read_record, read_revocation
from portal.services.signed_document import keep_carried, says_the_same
from portal.services.tie_to_register import tie_signer
from portal.store import applications, signatures
from portal.store.signatures import MANDATE, Judged, SignatureRow

Said = Mapping[str, Any]
Key = tuple[str, str, int]
Rulings = Mapping[Key, Ruling]
_WORSE = (ACCEPTED, PENDING, PERSON, REFUSED)
# Of these the outer zone says alone how they stand; those of _WORSE are judged, all others only the section gives.
_AS_TOLD = frozenset({OPEN, ASKED, DECLINED, COPY, VOID})
_OURS = frozenset({MENDED, PAPER})
_MOST = 200  # of one application
_COURIER = Actor("system", "courier")


def judge_carried(installation: Installation, said: Said) -> Rulings:
    """What each that has evidence is worth. May ask the register: no unit may be open. LeftOver where nobody can judge here."""
    found: dict[Key, Ruling] = {}
    every = [(document, one) for document in said["signatures"] for one in document["asked"]]
    if every and installation.verifier is None:
        raise LeftOver("signature")
    if len(every) > _MOST:
        raise LeftOver("unfit")
    for document, one in every:
        if not one["record"]:
            if one["state"] in _WORSE:
                raise LeftOver("signature_unfit")
            continue
        record = read_record(one["record"])
        asked = CanonicalDocument(
            document["content"].encode(), document["nonce"], _procedure(installation, said), said["uid"], _signer(one)
        )
        at = from_micro(one["received_at"])
        known = read_revocation(record.report)
        found[_key(document, one)] = judge_signature(installation, record.evidence, asked, at, known)
    return found


def _key(document: Said, one: Said) -> Key:
    return document["id"], one["role"], one["made_at"]


def _procedure(installation: Installation, said: Said) -> str:
    with installation.database.read() as unit:
        return installation.catalogue.version(unit, said["meaning"]).id


def _signer(one: Said) -> BasicFour | None:
    """Whose card it had to be: as their sign-in named them."""
    told = ((one["person"] or {}).get("card") or {}).get("attributes") or {}
    if not told.get("name"):
        return None
    born = date.fromisoformat(told["birth"]) if told.get("birth") else None
    return BasicFour(told["name"], told.get("address") or "", born, sex_raw=told.get("sex_raw") or "")


def take_signatures(installation: Installation, unit: Unit, case: Case, said: Said, rulings: Rulings) -> None:
    """The caller commits. `rulings`: as `judge_carried` gave them for this. LeftOver where one of them is somebody else's."""
    for document in said["signatures"]:
        known = signatures.document(unit, document["id"])
        if known is None:
            keep_carried(unit, case, document)
        elif known.application_id != case.row.id:
            raise LeftOver("signature_unfit")
        fits = document["mark"].startswith(MANDATE) or _fits(unit, case, document["content"].encode())
        here = {(row.role, row.made_at): row for row in signatures.of_document(unit, document["id"])}
        for one in document["asked"]:
            ruling = rulings.get(_key(document, one))
            row = here.get((one["role"], one["made_at"])) or _add(installation, unit, case, document["id"], one)
            if _is_news(row, one):
                _become(installation, unit, case, row, one, _stands(one, ruling, fits), ruling)


def _fits(unit: Unit, case: Case, content: bytes) -> bool:
    """Whether the application says, or once said, what was signed: who took the outer zone over could change the one, not the
    other."""
    revisions = range(case.row.answers_revision, 0, -1)
    told = (case.sealer.open(f"answers:{one}", applications.answers(unit, case.row.id, one)) for one in revisions)
    return any(says_the_same(content, case.procedure, answers) for answers in told)


def _add(installation: Installation, unit: Unit, case: Case, document_id: str, one: Said) -> SignatureRow:
    person_id = keep_person(installation, unit, one["person"])
    number = signatures.add(unit, document_id, one["role"], person_id, one["made_at"], "")
    if one["request"] is not None:
        keep_request(unit, case.sealer, case.row.id, number, one["request"])
    row = signatures.by_id(unit, number)
    if row is None:  # it was inserted just now: a bug
        raise KeyError(number)
    return row


def _is_news(row: SignatureRow, one: Said) -> bool:
    """Not where it is as it was told before, where a correction inside made it void, or where they do not know yet what the
    section made of it."""
    if row.state == "":
        return True
    if row.state == VOID or (row.settled_by and one["knows"] != row.changed_at):
        return False
    return bool(row.changed_at != one["at"] and not (row.settled_by and row.state == one["state"]))


def _stands(one: Said, ruling: Ruling | None, fits: bool) -> tuple[str, str]:
    """(state, code of what stands against it)."""
    state: str = one["state"]
    if state in _AS_TOLD:
        return state, one["code"]
    if state in _OURS or state not in _WORSE or ruling is None:
        raise LeftOver("signature_unfit")
    told = [(state, one["code"]), (ruling.state, ruling.code)]
    told += [] if fits else [(REFUSED, str(IdentityCode.DOCUMENT_MISMATCH))]
    return max(told, key=lambda it: _WORSE.index(it[0]))


def _become(
    installation: Installation, unit: Unit, case: Case, row: SignatureRow, one: Said, stands: tuple[str, str],
    ruling: Ruling | None,
) -> None:  # fmt: skip
    sealed = sealed_record(case.sealer, row.id, ruling.record) if ruling is not None else None
    after = Judged(*stands, sealed, row.tries, None, one["received_at"])
    signatures.be_as_told(
        unit, row.id, after, keep_person(installation, unit, one["person"]), one["copied_at"], one["at"]
    )
    if stands[0] != ACCEPTED or ruling is None:
        return
    accepted = replace(row, person_id=keep_person(installation, unit, one["person"]))
    tie_signer(installation, unit, case.sealer, case.row.id, accepted, ruling.record, one["at"])
    if row.role == PRINCIPAL:
        confirm_signed(installation, unit, case, _COURIER)
