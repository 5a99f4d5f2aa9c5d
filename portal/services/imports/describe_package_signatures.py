from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.imports.judge_package import found_in, may_judge_package
from portal.services.shared.needs import HasFilesJudge
from portal.services.shared.rights import Member
from portal.services.signing.describe_company_signatures import CODES, SUBJECT
from portal.services.signing.describe_signatures import OUTCOMES, VERDICTS, source_of
from portal.store.imports import import_packages
from portal.store.staff import staff_members

FORMATS: Mapping[str, str] = {
    "cms": "CMS（PKCS#7）。文書とは別のファイル",
    "cms-enveloping": "CMS（PKCS#7）。中に文書が入っている",
    "pdf": "PDFの中の署名",
    "xml": "XML署名",
}
# The name in a card's certificate is compared with the answers and not shown, as where people sign here.
HOLDERS: Mapping[str, str] = {
    "card": "マイナンバーカードの署名用電子証明書",
    "company": "会社の電子証明書（商業登記）",
    "": "わからない（確かめられる認証局の証明書ではない、または読めない）",
}
STATES: Mapping[str, str] = {
    "accepted": "署名は正しく、証明書は届いた時点で有効です。",
    "refused": "署名と認められません。",
    "pending_revocation": "証明書を、まだ確かめられません。あとでもう一度確かめてください。",
    "person": "職員が判断します。",
}
_WORDS = VERDICTS | {"digest": "ハッシュの方式", "binding": "ファイルとのむすびつき", "attributes": "申請との一致"}
_CODES = CODES | {
    "CERT_UNTRUSTED": "公的個人認証の認証局と登記官の、どちらの証明書でもない",
    "CERT_MALFORMED": "読めない形、または扱わない方式",
    "CERT_WRONG_POLICY": "署名用の証明書でない",
    "CERT_TEST_IN_PROD": "練習用の証明書",
    "PROVIDER_CONFIG": "認証局を確かめる設定がない",
    "ATTRIBUTE_MISMATCH": "申請に書かれた人や法人番号と、同じと言えない",
    "DOCUMENT_MISMATCH": "パッケージのどのファイルにも合わない",
}
_ABOUT: Mapping[str, str] = {
    "changed after it was signed": "署名のあとに変わっている",
    "more was added behind it": "署名のあとに加えた所がある",
    "a reference to outside the package": "パッケージにないファイルを指している",
    "only a part of a file": "ファイルの一部だけに署名している",
    "only the content within it": "署名ファイルの中の内容にだけ署名している",
    "sha1": "SHA-1。もう安全でない方式",
    "md5": "MD5。もう安全でない方式",
    "digest": "SHA-1かMD5。もう安全でない方式",
}
ITSELF = "届いたファイルそのもの"


@dataclass(frozen=True)
class FileSignatureView:
    file: str
    form: str
    state: str
    explanation: str
    holder: str
    subject: tuple[tuple[str, str], ...]
    covers: tuple[str, ...]
    parts: tuple[str, ...]
    against: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str], ...]
    source: str
    serial: str


@dataclass(frozen=True)
class SignedPackageView:
    at: datetime
    checked_at: datetime
    checked_by: str
    signatures: tuple[FileSignatureView, ...]
    unread: tuple[str, ...]
    uncovered: tuple[str, ...]
    outdated: bool  # the answers were corrected since


def package_signatures_panel(installation: HasFilesJudge, unit: Unit, member: Member, case: Case) -> Mapping[str, Any]:
    row = import_packages.of_application(unit, case.row.id)
    hidden = case.protected and not case.shows_all
    noted = found_in(case, row)[1] if row is not None and not hidden else None
    return {
        "signed_package": _view(unit, case, noted) if noted is not None else None,
        "judges_package": may_judge_package(installation, member, case, row),
    }


def _view(unit: Unit, case: Case, noted: Mapping[str, Any]) -> SignedPackageView:
    row = staff_members.by_login(unit, noted["by"])
    return SignedPackageView(
        datetime.fromisoformat(noted["at"]),
        datetime.fromisoformat(noted["checked_at"]),
        row.name if row else noted["by"],
        tuple(map(_signature, noted["signatures"])),
        _names(noted["unread"]),
        _names(noted["uncovered"]),
        noted["revision"] != case.row.answers_revision,
    )


def _signature(kept: Mapping[str, Any]) -> FileSignatureView:
    verdicts, subject, certificate = kept["verdicts"], kept["subject"] or {}, kept["certificate"] or {}
    return FileSignatureView(
        kept["file"] or ITSELF,
        FORMATS[kept["format"]],
        kept["state"],
        STATES[kept["state"]],
        HOLDERS[kept["holder"]],
        tuple((words, subject[name]) for name, words in SUBJECT.items() if subject.get(name)),
        _names(kept["covers"]),
        _names(kept["parts"]),
        tuple(_words(name, each) for name, each in verdicts.items() if each["outcome"] not in ("ok", "not_asked")),
        tuple(_words(name, each) for name, each in verdicts.items()),
        source_of(kept["revocation_result"]),
        str(certificate.get("serial", "")),
    )


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name or ITSELF for name in names)


def _words(name: str, verdict: Mapping[str, Any]) -> tuple[str, str]:
    code = verdict["code"]
    why = _ABOUT.get(verdict["about"]) or _CODES.get(code, code)
    return _WORDS[name], OUTCOMES[verdict["outcome"]] + (f"（{why}）" if code else "")
