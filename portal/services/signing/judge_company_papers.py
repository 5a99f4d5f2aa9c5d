"""PDFs signed by 商業登記電子証明書: evidence (D344)."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from forms.path.environment import KeptFile
from integrations.sockets.certificate_sockets import CompanySignature
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.cases.cases import Case
from portal.services.files.keep_file import Content, note_signed, open_file
from portal.services.residents.sign_in_company import company_facts
from portal.services.shared.needs import HasCompanyJudge, Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit

PDF = "application/pdf"
_MOST = 20
# Each press asks the registrars' responder about up to twenty papers, each with several signatures.
JUDGED = Limit("company signatures judged by a member", 30, 600)
_NUMBER = "applicant.company.number"


@dataclass(frozen=True)
class Paper:
    file: KeptFile
    content: Content
    at: datetime  # of receipt, for which everything is judged


def may_judge(installation: HasCompanyJudge, member: Member, case: Case) -> bool:
    of_company = case.evidence.get("way") == "gbizid" or any(
        field.known_from == _NUMBER for field in case.procedure.fields
    )
    judges = installation.company_judge is not None and member.may("review", case.row.duty)
    return judges and of_company and bool(papers_in(case))


def papers_in(case: Case) -> list[KeptFile]:
    files = case.shown_shelf.files.values()
    return [file for file in files if file.media == PDF and not file.waiting][:_MOST]


def open_papers(
    installation: HasCompanyJudge, unit: Unit, member: Member, case: Case
) -> tuple[Sequence[Paper], str]:  # fmt: skip
    """With the 法人番号 named. Raises NotAllowed, NotFound, TooMany."""
    member.demand("review", case.row.duty)
    if installation.company_judge is None:
        raise NotFound("company judge")
    count(installation, unit, JUDGED, member.login)
    papers = []
    for file in papers_in(case):
        _, content = open_file(unit, case.shown_shelf, file.id)
        at = max(case.arrived_at, from_micro(case.shelf.kept_at[file.id]))
        papers.append(Paper(file, content, at))
    return papers, named_number(case) or _number_of_account(installation, unit, case)


def named_number(case: Case) -> str:
    """In the form, "" if it has none: an agent's account files for others."""
    asked = (field.id for field in case.path.fields if field.known_from == _NUMBER)
    return next((str(case.path.answers[name]) for name in asked if name in case.path.answers), "")


def _number_of_account(installation: Records, unit: Unit, case: Case) -> str:
    return company_facts(installation.keys, unit, case.row.person_id).get("number", "") if case.row.person_id else ""


def judge_papers(
    installation: HasCompanyJudge, papers: Sequence[Paper], number: str
) -> dict[str, list[dict[str, Any]]]:
    """By file id. Outside a unit."""
    judge = required(installation.company_judge, NotFound("company judge"))
    return {
        paper.file.id: [_plain(signature, number) for signature in judge.judge(paper.content(), number, paper.at)]
        for paper in papers
    }


def keep_found(
    installation: HasCompanyJudge,
    unit: Unit,
    member: Member,
    case: Case,
    judged: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    checked = {"by": member.login, "checked_at": installation.clock.now().isoformat()}
    for file_id, signatures in judged.items():
        if file_id in case.shown_shelf.files:
            note_signed(unit, case.shown_shelf, file_id, checked | {"found": signatures})
            states = " ".join(str(each["state"]) for each in signatures) or "none"
            write_audit(
                installation, unit, member.actor, "judge company signatures", application_id=case.row.id,
                detail=f"{file_id} {states}",
            )  # fmt: skip


def _plain(signature: CompanySignature, number: str) -> dict[str, Any]:
    made: dict[str, Any] = as_json(asdict(signature))
    return made | {"state": signature.state, "named": number}


def as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else str(value) if isinstance(value, str) else value
