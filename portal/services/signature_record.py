"""A signature as it is kept: evidence and verdicts as JSON, which a program of ten years from now can read without ours."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from integrations.certificate_sockets import RevocationResult, RevocationStatus, SignatureEvidence, VerificationReport
from integrations.identity_codes import IdentityCode

_DAYS = ("revoked_at", "this_update", "next_update", "produced_at")
_BYTES = ("document_digest", "signature", "certificate", "signed_attributes")


@dataclass(frozen=True)
class Finding:
    """One verdict, as it was given."""

    name: str
    outcome: str
    code: str
    about: str


@dataclass(frozen=True)
class Record:
    """`report` as it was written down; `evidence` can be judged anew."""

    evidence: SignatureEvidence
    report: Mapping[str, Any]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(name, told["outcome"], told["code"], told["about"])
            for name, told in self.report["verdicts"].items()
        )

    @property
    def against(self) -> str:
        """The code of the first verdict that is not OK, "" where all are."""
        return next((one.code for one in self.findings if one.outcome not in ("ok", "not_asked") and one.code), "")


def write_record(evidence: SignatureEvidence, report: VerificationReport) -> dict[str, Any]:
    return {"evidence": _evidence(evidence), "report": write_report(report)}


def write_report(report: VerificationReport) -> dict[str, Any]:
    """Without what the certificate says of its holder: that stands in the certificate."""
    certificate = report.certificate
    return {
        "verifier": report.provider,
        "environment": report.environment,
        "at": report.at.isoformat(),
        "basis": report.basis,
        "state": report.state,
        "verdicts": {
            name: {"outcome": one.outcome.value, "code": one.code.value if one.code else "", "about": one.about}
            for name, one in report.verdicts.items()
        },
        "certificate": None
        if certificate is None
        else {name: _plain(value) for name, value in vars(certificate).items()},
        "revocation": _revocation(report.revocation_result),
    }


def read_record(stored: Mapping[str, Any]) -> Record:
    told = dict(stored["evidence"])
    told |= {name: b64decode(told[name]) for name in _BYTES}
    told["claimed_at"] = datetime.fromisoformat(told["claimed_at"]) if told["claimed_at"] else None
    return Record(SignatureEvidence(**told), stored["report"])


def read_revocation(report: Mapping[str, Any]) -> RevocationResult | None:
    """What was said about revocation then."""
    told = report["revocation"]
    if told is None:
        return None
    days = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
    code = IdentityCode(told["code"]) if told["code"] else None
    return RevocationResult(**{**told, **days, "status": RevocationStatus(told["status"]), "code": code})


def _evidence(evidence: SignatureEvidence) -> dict[str, Any]:
    return {one.name: _plain(getattr(evidence, one.name)) for one in fields(evidence)}


def _revocation(result: RevocationResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {one.name: _plain(getattr(result, one.name)) for one in fields(result)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value
