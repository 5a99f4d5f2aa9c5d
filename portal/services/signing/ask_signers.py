"""署名する人 sign the sender's bytes, in turn."""

# The application is held meanwhile.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.definition.procedure import Procedure
from forms.definition.signers import DueSigner, due_signers, twice
from forms.path.filer import CAME, role_of
from forms.path.path import Path
from forms.text.speech import Speech
from integrations.sockets.interfaces import BasicFour, KeyStore
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.codes import short_code, written_code
from portal.services.shared.needs import Records
from portal.services.shared.people_in import folded_name, name_text
from portal.services.signing.end_signing import requests_of
from portal.services.signing.judge_signature import ACCEPTED, ASKED, DECLINED, MENDED, OPEN, PAPER, REFUSED
from portal.store.cases.applications import ApplicationRow
from portal.store.signing import signatures, signer_requests
from portal.store.signing.signer_requests import RequestRow

SIGNED = frozenset({ACCEPTED, MENDED, PAPER})  # the next signer may sign
TAKES_PAPER = frozenset({ASKED, OPEN, DECLINED, REFUSED})  # states in which a signer may sign on paper


@dataclass(frozen=True)
class Asked:
    """As given by the sender."""

    row: RequestRow
    label: str
    path: str
    name: str
    birth: str

    @property
    def waits(self) -> bool:
        return self.row.state in (ASKED, OPEN)

    @property
    def expected_holder(self) -> BasicFour:
        return BasicFour(self.name, "", date.fromisoformat(self.birth))


def others_of(
    procedure: Procedure, path: Path, filed_by: str, on: date, own: Sequence[tuple[str, str]]
) -> tuple[DueSigner, ...]:
    """`own`: name and birthday of the sender, [] if unknown. A guardian signs once for the minor."""
    due = due_signers(procedure, path, filed_by, on)
    return tuple(signer for signer in due if not (signer.minor and any(_same(signer, card) for card in own)))


def repeated_signer(others: Sequence[DueSigner], own: Sequence[tuple[str, str]]) -> DueSigner | None:
    double = twice(tuple(others))
    return next(iter(double), None) or next(
        (signer for signer in others if any(_same(signer, card) for card in own)), None
    )


def others_of_draft(installation: Records, unit: Unit, draft: Draft, path: Path) -> tuple[DueSigner, ...]:
    role = role_of(draft.procedure, path.answers, str(draft.answers.get(CAME, "")))
    today = installation.clock.today()
    return others_of(draft.procedure, path, role, today, _own(installation.keys, unit, draft))


def other_labels(installation: Records, draft: Draft, path: Path, speech: Speech) -> list[tuple[str, bool]]:
    # With whether they may sign on paper.
    if draft.procedure.signature is None or not draft.procedure.signature.signers:
        return []
    with installation.database.read() as unit:
        others = others_of_draft(installation, unit, draft, path)
    return [(speech.text(f"{signer.signer.path}.label", signer.signer.label), signer.signer.paper) for signer in others]


def same_person(installation: Records, unit: Unit, draft: Draft, path: Path) -> str:
    if draft.procedure.signature is None or not draft.procedure.signature.signers:
        return ""
    others = others_of_draft(installation, unit, draft, path)
    double = repeated_signer(others, _own(installation.keys, unit, draft))
    return name_text(double.name).replace("\u3000", " ") if double else ""


def _own(keys: KeyStore, unit: Unit, draft: Draft) -> list[tuple[str, str]]:
    return own_name(keys, unit, draft.row.person_id) if draft.row.person_id else []


def _same(signer: DueSigner, card: tuple[str, str]) -> bool:
    return folded_name(name_text(signer.name)) == folded_name(card[0]) and signer.birth == card[1]


def ask_signers(
    clock: Clock, unit: Unit, sealer: Sealer, application_id: int, document_id: str,
    others: Sequence[DueSigner], day: date,
) -> None:  # fmt: skip
    now = to_micro(clock.now())
    for signer in others:
        number = signatures.add(unit, document_id, signer.key, None, now, ASKED)
        identity = {
            "label": signer.signer.label,
            "path": signer.signer.path,
            "name": name_text(signer.name),
            "birth": signer.birth,
        }
        signer_requests.add(
            unit, number, application_id, turn=signer.turn, paper=signer.signer.paper,
            due=(day + timedelta(days=signer.signer.days)).isoformat(), sealed_who=sealer.seal(_column(number), identity),
        )  # fmt: skip


def keep_request(
    unit: Unit, sealer: Sealer, application_id: int, signature_id: int, request: Mapping[str, Any]
) -> None:
    """`request`, from the other zone: turn, paper, due, who, reason."""
    signer_requests.add(
        unit, signature_id, application_id, turn=request["turn"], paper=request["paper"], due=request["due"],
        sealed_who=sealer.seal(_column(signature_id), dict(request["who"])),
    )  # fmt: skip
    if request["reason"]:
        signer_requests.give_reason(unit, signature_id, sealer.seal(f"declined:{signature_id}", request["reason"]))


def asked_of(unit: Unit, sealer: Sealer, application_id: int) -> tuple[Asked, ...]:
    return tuple(opened(sealer, row) for row in signer_requests.of_application(unit, application_id))


def shown_to(installation: Records, unit: Unit, case: Case) -> tuple[Asked, ...]:
    return tuple(opened(case.sealer, row) for row in requests_of(installation, unit, case))


def opened(sealer: Sealer, row: RequestRow) -> Asked:
    identity = sealer.open(_column(row.signature_id), row.sealed_who)
    return Asked(row, identity["label"], identity["path"], identity["name"], identity["birth"])


def reason_of(sealer: Sealer, row: RequestRow) -> str:
    if row.state != DECLINED or row.sealed_reason is None:
        return ""
    return str(sealer.open(f"declined:{row.signature_id}", row.sealed_reason))


def is_turn(asked: Sequence[Asked], signer: Asked) -> bool:
    return all(other.row.state in SIGNED for other in asked if other.row.turn < signer.row.turn)


def signer_code(code_key: bytes, application: ApplicationRow, row: RequestRow) -> str:
    return written_code(plain_code(code_key, application, row))


def plain_code(code_key: bytes, application: ApplicationRow, row: RequestRow) -> str:
    return short_code(code_key, "signer", f"{application.uid}\0{row.signature_id}".encode())


def _column(signature_id: int) -> str:
    return f"signer:{signature_id}"
