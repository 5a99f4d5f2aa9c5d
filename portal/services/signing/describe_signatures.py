"""How an application was signed, for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forms.path.environment import KeptFile
from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.signature_state import latest
from portal.services.files.identity_files import copies_in
from portal.services.signing.ask_signers import Asked, asked_of, reason_of
from portal.services.signing.judge_signature import note_of, record_of
from portal.services.signing.settle_signature import ways_of
from portal.services.signing.signature_record import Finding
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

ROLES: Mapping[str, str] = {"applicant": "申請した人", "principal": "頼んだ人（委任への署名）"}
STATES: Mapping[str, str] = {
    "open": "署名を待っています",
    "pending": "失効の確認を待っています。確かめられるまで、結果は出せません",
    "person": "本人の署名かどうかを、職員が判断します",
    "copy": "本人確認書類の写しが届きました。見て、本人かどうかを判断します",
    "accepted": "本人の署名と認めました",
    "refused": "認められません。署名のし直し、本人確認書類の写し、来庁のどれかで直ります",
    "mended": "本人確認書類で直しました",
    "asked": "この人の署名を待っています",
    "declined": "この人は署名しないと答えました",
    "paper": "紙に署名しました",
}
VERDICTS: dict[str, str] = {
    "signature": "署名の計算",
    "chain": "認証局",
    "policy": "証明書ポリシー",
    "key_usage": "鍵の用途",
    "validity": "有効期間",
    "revocation": "失効",
    "binding": "申請とのむすびつき",
    "attributes": "申請した人との一致",
}
OUTCOMES: Mapping[str, str] = {
    "ok": "よい",
    "failed": "認められない",
    "unknown": "まだわからない",
    "person": "職員が判断する",
    "not_asked": "調べていない",
}
CODES: dict[str, str] = {
    "SUBSTITUTE_CHARACTERS": "氏名か住所に代替文字がある",
    "ATTRIBUTE_MISMATCH": "氏名などの書き方が同じでない、または比べるものがない",
    "REVOCATION_UNKNOWN": "失効を答える先から返事がない",
    "REVOCATION_STALE": "失効の情報が古い",
    "CERT_REVOKED": "失効している",
    "CERT_ADDRESS_CHANGED": "住所や氏名が変わって失効している",
}
SOURCES: Mapping[str, str] = {"crl": "失効リスト", "ocsp": "OCSPの応答", "fake": "練習用"}


@dataclass(frozen=True)
class SignatureView:
    id: int
    role: str
    state: str
    explanation: str
    verdicts: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]  # verdicts not good
    moment: datetime | None  # of validity
    source: str  # of revocation data
    serial: str
    ways: tuple[str, ...]  # decisions open to the member
    note: str
    settled_by: str
    copies: tuple[KeptFile, ...]
    who: str = ""
    until: date | None = None  # the signer's due day


def describe_signatures(unit: Unit, case: Case) -> tuple[SignatureView, ...]:
    asked = {signer.row.signature_id: signer for signer in asked_of(unit, case.sealer, case.row.id)}
    return tuple(
        _view(case, row, asked.get(row.id), ways_of(unit, row, case.row.id, case.protected))
        for row in latest(signatures.of_application(unit, case.row.id))
    )


def _view(case: Case, row: SignatureRow, asked: Asked | None, ways: tuple[str, ...]) -> SignatureView:
    record = record_of(case.sealer, row)
    report: Mapping[str, object] = record.report if record else {}
    findings = record.findings if record else ()
    return SignatureView(
        row.id,
        ROLES[row.role] if asked is None else asked.label,
        row.state,
        STATES[row.state],
        tuple(_verdict_words(finding) for finding in findings),
        tuple(_verdict_words(finding) for finding in findings if finding.outcome not in ("ok", "not_asked")),
        from_micro(row.received_at) if row.received_at is not None else None,
        source_of(report.get("revocation")),
        _serial(report.get("certificate")),
        ways,
        note_of(case.sealer, row) or (reason_of(case.sealer, asked.row) if asked else ""),
        row.settled_by,
        () if row.copied_at is None else copies_in(case.shown_shelf),
        asked.name if asked else "",
        date.fromisoformat(asked.row.due) if asked is not None and asked.waits else None,
    )


def _verdict_words(finding: Finding) -> tuple[str, str]:
    return VERDICTS[finding.name], OUTCOMES[finding.outcome] + (
        f"（{CODES.get(finding.code, finding.code)}）" if finding.code else ""
    )


def source_of(revocation: object) -> str:
    if not isinstance(revocation, Mapping):
        return ""
    name = SOURCES.get(str(revocation["source"]), str(revocation["source"]))
    produced_at = revocation["produced_at"] or revocation["this_update"]
    return (
        f"{name}　{datetime.fromisoformat(produced_at).astimezone(TOKYO):%Y-%m-%d %H:%M}"
        if produced_at
        else f"{name}（返事なし）"
    )


def _serial(certificate: object) -> str:
    return str(certificate["serial"]) if isinstance(certificate, Mapping) else ""
