"""Puts a case into a state or under a hold by writing the tables directly."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from portal.clock import to_micro
from portal.db import Unit
from portal.services.filing.drafts import application_sealer
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from portal.store.handover import holds
from portal.store.handover.holds import ExportHoldRow
from portal.store.residents import register_matches
from portal.store.residents.register_matches import MatchRow
from portal.store.signing import signer_requests
from tests.portal.world import PROCEDURE

_ENDS = frozenset(
    [
        "approved",
        "partly",
        "refused",
        "done",
        "sent_back",
        "accepted",
        "declined",
        "closed",
        "withdrawn",
        "annulled",
        "revoked",
    ]
)
_SIGNED = {
    "revocation": ("applicant", "pending"),
    "signature": ("applicant", "refused"),
    "cosigner": ("spouse", "asked"),
}


@dataclass
class AtWill:
    installation: Installation
    number: str

    @property
    def row(self) -> ApplicationRow:
        with self.installation.database.read() as unit:
            row = applications.by_number(unit, self.number)
        assert row is not None
        return row

    def set_state(self, kind: str, state: str) -> None:
        """Without holds, and without open requests except for those of the state."""
        now = to_micro(self.installation.clock.now())
        with self.installation.database.write() as unit:
            for table in (
                "withdrawal",
                "correction",
                "export_hold",
                "register_match",
                "signer_request",
                "signature",
                "signed_document",
            ):
                _run(unit, f"DELETE FROM {table} WHERE 1 = 1")
            _run(unit, "UPDATE attachment SET state = 'checked' WHERE 1 = 1")
            _run(
                unit, "UPDATE application SET kind = :kind, state = :state, decided_at = :ended, revision = revision + 1",
                kind=kind, state=state, ended=now if state in _ENDS else None,
            )  # fmt: skip
            row = applications.by_number(unit, self.number)
            assert row is not None
            if state == "returned":
                words = self._seal(row, f"correction:{now}", {"lost_how": "くわしく"})
                corrections.add(unit, row.id, ("lost_how",), words, "2026-12-04", now)
            unit.commit()

    def _seal(self, row: ApplicationRow, place: str, value: object) -> bytes:
        return application_sealer(self.installation, row.uid, row.key_id, row.wrapped_key).seal(place, value)

    def held_by(self, hold: str) -> None:
        row, now = self.row, to_micro(self.installation.clock.now())
        with self.installation.database.write() as unit:
            match hold:
                case "person":
                    register_matches.add(unit, MatchRow(row.id, row.person_id or "", "open", b"", now))
                case "export":
                    reason = self._seal(row, f"export hold:{now}", "外字を確かめている")
                    holds.add_export_hold(unit, ExportHoldRow(row.id, "reviewer", now, reason))
                case "scan":
                    facts = {"name": "a.jpg", "media": "image/jpeg", "bytes": 1, "sha256": "0" * 64, "question": ""}
                    sealed = self._seal(row, f"file facts:file-{row.id}", facts)
                    _run(
                        unit, "INSERT INTO attachment (id, application_id, state, sealed_facts, sealed_content, made_at) "
                        "VALUES (:name, :id, 'quarantine', :facts, :none, :now) "
                        "ON CONFLICT (id) DO UPDATE SET state = 'quarantine'",
                        name=f"file-{row.id}", id=row.id, facts=sealed, none=b"", now=now,
                    )  # fmt: skip
                case _:
                    number = _sign(unit, row, *_SIGNED[hold], now)
                    if hold == "cosigner":
                        signer = {"label": "配偶者", "path": "", "name": "髙見本 花子", "birth": "1950-01-01"}
                        sealed = self._seal(row, f"signer:{number}", signer)
                        signer_requests.add(
                            unit, number, row.id, turn=1, paper=False, due="2026-12-04", sealed_who=sealed
                        )
            unit.commit()


def _sign(unit: Unit, row: ApplicationRow, role: str, state: str, now: int) -> int:
    name = f"{role}-{row.id}-{now}"
    _run(
        unit, "INSERT INTO signed_document (id, application_id, uid, procedure, meaning, mark, language, nonce, sha256, "
        "sealed_content, made_at) VALUES (:name, :id, :uid, :procedure, :meaning, '', 'ja', :name, :none, :none, :now)",
        name=name, id=row.id, uid=row.uid, procedure=PROCEDURE, meaning=row.meaning, none=b"", now=now,
    )  # fmt: skip
    _run(
        unit, "INSERT INTO signature (document_id, role, person_id, state, code, tries, made_at, changed_at, settled_by) "
        "VALUES (:name, :role, NULL, :state, '', 0, :now, :now, '')",
        name=name, role=role, state=state, now=now,
    )  # fmt: skip
    result = unit.connection.execute(text("SELECT MAX(id) FROM signature"))
    return int(result.scalar_one())


def _run(unit: Unit, statement: str, **values: Any) -> None:
    unit.connection.execute(text(statement), values)
