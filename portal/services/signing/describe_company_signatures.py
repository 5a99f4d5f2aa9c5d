from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.path.environment import KeptFile
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.needs import HasCompanyJudge
from portal.services.shared.rights import Member
from portal.services.signing.describe_signatures import CODES as _PEOPLES
from portal.services.signing.describe_signatures import OUTCOMES, VERDICTS, source_of
from portal.services.signing.judge_company_papers import may_judge, named_number
from portal.store.staff import staff_members

STATES: Mapping[str, str] = {
    "accepted": "会社の電子署名です。証明書は有効で、法人番号は申請と同じです。",
    "refused": "会社の電子署名と認められません。",
    "pending_revocation": "失効しているか、まだわかりません。あとでもう一度確かめてください。",
    "person": "職員が判断します。",
}
ANOTHERS = "有効な会社の電子署名ですが、申請の法人番号（{named}）の会社のものではありません。"
_VERDICTS = VERDICTS | {"binding": "ファイルとのむすびつき", "attributes": "申請した会社との一致"}
CODES = _PEOPLES | {
    "ATTRIBUTE_MISMATCH": "申請の法人番号と違う、または比べる番号がない",
    "DOCUMENT_MISMATCH": "署名のあとに、変えた所か加えた所がある",
    "CERT_ADDRESS_CHANGED": "登記が変わって失効している",
    "CERT_UNTRUSTED": "登記官が出した証明書でない",
    "CERT_EXPIRED": "期間が過ぎている",
    "CERT_NOT_YET_VALID": "期間が始まっていない",
    "CERT_MALFORMED": "読めない、または会社の証明書でない",
    "CERT_WRONG_TYPE": "署名のための証明書でない",
    "CARD_UNSUPPORTED": "かぎが短すぎるなど、使えない方式",
    "SIGNATURE_INVALID": "計算が合わない",
}
SUBJECT = {
    "name": "商号・名称", "number": "法人番号", "address": "本店", "title": "代表者の資格", "representative": "代表者",
    "office": "登記所",
}  # fmt: skip


@dataclass(frozen=True)
class CompanySignatureView:
    state: str
    explanation: str
    subject: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str], ...]
    moment: datetime
    source: str
    serial: str


@dataclass(frozen=True)
class SignedPaperView:
    file: KeptFile
    checked_at: datetime
    checked_by: str
    signatures: tuple[CompanySignatureView, ...]


def company_signatures_panel(
    installation: HasCompanyJudge, unit: Unit, member: Member, case: Case
) -> Mapping[str, Any]:
    shelf = case.shown_shelf
    number = named_number(case)
    papers = [
        _paper(unit, shelf.files[file_id], noted)
        for file_id, noted in shelf.signed.items()
        # Judged against a number that was corrected since: it counts as not judged.
        if file_id in shelf.files
        and all(not number or signature.get("named", number) == number for signature in noted["found"])
    ]
    return {"signed_papers": papers, "judges_papers": may_judge(installation, member, case)}


def _paper(unit: Unit, file: KeptFile, noted: Mapping[str, Any]) -> SignedPaperView:
    row = staff_members.by_login(unit, noted["by"])
    signatures = tuple(map(_view, noted["found"]))
    return SignedPaperView(
        file, datetime.fromisoformat(noted["checked_at"]), row.name if row else noted["by"], signatures
    )


def _view(judged: Mapping[str, Any]) -> CompanySignatureView:
    verdicts = judged["verdicts"]
    subject, certificate = judged["subject"] or {}, judged["certificate"] or {}
    against = {name for name, each in verdicts.items() if each["outcome"] not in ("ok", "not_asked")}
    anothers = against == {"attributes"} and judged["state"] == "refused" and judged.get("named")
    return CompanySignatureView(
        judged["state"],
        ANOTHERS.format(named=judged["named"]) if anothers else STATES[judged["state"]],
        tuple((words, subject[name]) for name, words in SUBJECT.items() if subject.get(name)),
        tuple(_words(name, each) for name, each in verdicts.items() if name in against),
        tuple(_words(name, each) for name, each in verdicts.items()),
        datetime.fromisoformat(judged["at"]),
        source_of(judged["revocation_result"]),
        str(certificate.get("serial", "")),
    )


def _words(name: str, verdict: Mapping[str, Any]) -> tuple[str, str]:
    code = verdict["code"]
    return _VERDICTS[name], OUTCOMES[verdict["outcome"]] + (f"（{CODES.get(code, code)}）" if code else "")
