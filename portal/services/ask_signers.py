"""Asks those who sign beside the sender (署名する人): each signs the very bytes that the sender signed, in their turn. The
application has arrived; it is held while one of them lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.path import Path
from forms.procedure import Procedure
from forms.signers import DueSigner, due_signers, twice
from integrations.interfaces import BasicFour
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases import Case
from portal.services.drafts import Draft
from portal.services.end_signing import requests_of
from portal.services.installation import Installation
from portal.services.judge_signature import ACCEPTED, ASKED, DECLINED, MENDED, OPEN, PAPER
from portal.services.people_in import folded_name, name_text
from portal.services.short_code import short_code, written_code
from portal.services.sign_in_resident import own_name
from portal.services.who_files import CAME, role_of
from portal.store import signatures, signer_requests
from portal.store.applications import ApplicationRow
from portal.store.signer_requests import RequestRow

SIGNED = frozenset({ACCEPTED, MENDED, PAPER})  # whoever comes after may sign


@dataclass(frozen=True)
class Asked:
    """One of them, opened. `name` and `birth` as they were told for them; `label`: what the definition calls them."""

    row: RequestRow
    label: str
    path: str
    name: str
    birth: str

    @property
    def waits(self) -> bool:
        """They may still sign."""
        return self.row.state in (ASKED, OPEN)

    @property
    def told(self) -> BasicFour:
        """Whose card it has to be, as far as the sender told of them."""
        return BasicFour(self.name, "", date.fromisoformat(self.birth))


def others_of(
    procedure: Procedure, path: Path, filed_by: str, on: date, own: Sequence[tuple[str, str]]
) -> tuple[DueSigner, ...]:
    """Who signs beside a sender of this name and birth (`own`; [] where nobody knows them). Where the sender is a minor's
    guardian, their own signature is enough."""
    due = due_signers(procedure, path, filed_by, on)
    return tuple(one for one in due if not (one.minor and any(_same(one, card) for card in own)))


def one_twice(others: Sequence[DueSigner], own: Sequence[tuple[str, str]]) -> DueSigner | None:
    """Somebody who would sign twice: as two of them, or as one of them and the sender. None where all are different."""
    double = twice(tuple(others))
    return next(iter(double), None) or next((one for one in others if any(_same(one, card) for card in own)), None)


def others_of_draft(installation: Installation, unit: Unit, draft: Draft, path: Path) -> tuple[DueSigner, ...]:
    """As they would be asked if it were sent now."""
    role = role_of(draft.procedure, path.answers, str(draft.answers.get(CAME, "")))
    today = installation.clock.today()
    return others_of(draft.procedure, path, role, today, _own(installation, unit, draft))


def same_person(installation: Installation, unit: Unit, draft: Draft, path: Path) -> str:
    """The name of somebody who would sign twice, "" where all are different."""
    if draft.procedure.signature is None or not draft.procedure.signature.signers:
        return ""
    others = others_of_draft(installation, unit, draft, path)
    found = one_twice(others, _own(installation, unit, draft))
    return name_text(found.name).replace("\u3000", " ") if found else ""


def _own(installation: Installation, unit: Unit, draft: Draft) -> list[tuple[str, str]]:
    return own_name(installation, unit, draft.row.person_id) if draft.row.person_id else []


def _same(one: DueSigner, card: tuple[str, str]) -> bool:
    return folded_name(name_text(one.name)) == folded_name(card[0]) and one.birth == card[1]


def ask_signers(
    installation: Installation, unit: Unit, sealer: Sealer, application_id: int, document_id: str,
    others: Sequence[DueSigner], day: date,
) -> None:  # fmt: skip
    """In the transaction that stores what they are to sign."""
    now = to_micro(installation.clock.now())
    for one in others:
        number = signatures.add(unit, document_id, one.key, None, now, ASKED)
        who = {"label": one.signer.label, "path": one.signer.path, "name": name_text(one.name), "birth": one.birth}
        signer_requests.add(
            unit, number, application_id, turn=one.turn, paper=one.signer.paper,
            due=(day + timedelta(days=one.signer.days)).isoformat(), sealed_who=sealer.seal(_column(number), who),
        )  # fmt: skip


def keep_request(unit: Unit, sealer: Sealer, application_id: int, signature_id: int, told: Mapping[str, Any]) -> None:
    """As the other zone asked them. `told`: turn, paper, due, who and reason ("" for none)."""
    signer_requests.add(
        unit, signature_id, application_id, turn=told["turn"], paper=told["paper"], due=told["due"],
        sealed_who=sealer.seal(_column(signature_id), dict(told["who"])),
    )  # fmt: skip
    if told["reason"]:
        signer_requests.give_reason(unit, signature_id, sealer.seal(f"declined:{signature_id}", told["reason"]))


def asked_of(unit: Unit, sealer: Sealer, application_id: int) -> tuple[Asked, ...]:
    """All who sign beside the sender, in their turns."""
    return tuple(opened(sealer, row) for row in signer_requests.of_application(unit, application_id))


def shown_to(unit: Unit, case: Case) -> tuple[Asked, ...]:
    """Those of them who may see the application."""
    return tuple(opened(case.sealer, row) for row in requests_of(unit, case))


def opened(sealer: Sealer, row: RequestRow) -> Asked:
    who = sealer.open(_column(row.signature_id), row.sealed_who)
    return Asked(row, who["label"], who["path"], who["name"], who["birth"])


def reason_of(sealer: Sealer, row: RequestRow) -> str:
    """Why they will not, "" where they said nothing of it."""
    if row.state != DECLINED or row.sealed_reason is None:
        return ""
    return str(sealer.open(f"declined:{row.signature_id}", row.sealed_reason))


def is_turn(asked: Sequence[Asked], one: Asked) -> bool:
    """Whether all who sign before have."""
    return all(other.row.state in SIGNED for other in asked if other.row.turn < one.row.turn)


def signer_code(installation: Installation, application: ApplicationRow, row: RequestRow) -> str:
    """What the sender hands to this signer, to be typed in beside the receipt number."""
    return written_code(plain_code(installation, application, row))


def plain_code(installation: Installation, application: ApplicationRow, row: RequestRow) -> str:
    return short_code(installation.code_key, "signer", f"{application.uid}\0{row.signature_id}".encode())


def _column(signature_id: int) -> str:
    return f"signer:{signature_id}"
