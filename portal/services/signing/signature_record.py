"""Plain JSON, readable without this program."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from integrations.sockets.certificate_sockets import (
    RevocationResult,
    RevocationStatus,
    SignatureEvidence,
    VerificationReport,
)
from integrations.sockets.identity_codes import IdentityCode

_DAYS = ("revoked_at", "this_update", "next_update", "produced_at")
_BYTES = ("document_digest", "signature", "certificate", "signed_attributes")


@dataclass(frozen=True)
class Finding:
    name: str
    outcome: str
    code: str
    about: str


@dataclass(frozen=True)
class Record:
    evidence: SignatureEvidence
    report: Mapping[str, Any]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(name, verdict["outcome"], verdict["code"], verdict["about"])
            for name, verdict in self.report["verdicts"].items()
        )

    @property
    def against(self) -> str:
        return next(
            (finding.code for finding in self.findings if finding.outcome not in ("ok", "not_asked") and finding.code),
            "",
        )


def write_record(evidence: SignatureEvidence, report: VerificationReport) -> dict[str, Any]:
    return {"evidence": _evidence(evidence), "report": write_report(report)}


def write_report(report: VerificationReport) -> dict[str, Any]:
    """Without the holder's data, which the certificate has."""
    certificate = report.certificate
    return {
        "verifier": report.provider,
        "environment": report.environment,
        "at": report.at.isoformat(),
        "basis": report.basis,
        "state": report.state,
        "verdicts": {
            name: {
                "outcome": verdict.outcome.value,
                "code": verdict.code.value if verdict.code else "",
                "about": verdict.about,
            }
            for name, verdict in report.verdicts.items()
        },
        "certificate": None
        if certificate is None
        else {name: _plain(value) for name, value in vars(certificate).items()},
        "revocation": _revocation(report.revocation_result),
    }


def read_record(stored: Mapping[str, Any]) -> Record:
    evidence = dict(stored["evidence"])
    evidence |= {name: b64decode(evidence[name]) for name in _BYTES}
    evidence["claimed_at"] = datetime.fromisoformat(evidence["claimed_at"]) if evidence["claimed_at"] else None
    return Record(SignatureEvidence(**evidence), stored["report"])


def read_revocation(report: Mapping[str, Any]) -> RevocationResult | None:
    revocation = report["revocation"]
    if revocation is None:
        return None
    days = {name: datetime.fromisoformat(revocation[name]) if revocation[name] else None for name in _DAYS}
    code = IdentityCode(revocation["code"]) if revocation["code"] else None
    return RevocationResult(**{**revocation, **days, "status": RevocationStatus(revocation["status"]), "code": code})


def _evidence(evidence: SignatureEvidence) -> dict[str, Any]:
    return {field_.name: _plain(getattr(evidence, field_.name)) for field_ in fields(evidence)}


def _revocation(result: RevocationResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {field_.name: _plain(getattr(result, field_.name)) for field_ in fields(result)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value
