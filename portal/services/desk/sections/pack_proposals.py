"""起案 for the city's 電子決裁 as a reproducible ZIP; `take_numbers_back` reads the result."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.field import Raw
from forms.definition.procedure import Field
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.holds import demand_free
from portal.services.cases.keep_book import csv_line
from portal.services.cases.name_principal import shown_name
from portal.services.cases.own_case import demand_review
from portal.services.cases.result import outcome_words, rows_of_result
from portal.services.counter.print_case import PRINTED, print_case
from portal.services.desk.case.decide_application import Decision, no_result, read_decision
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.notices.print_notice import draft_letter
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit

MOST = 20  # two papers each, a second or two apiece
COLUMNS = (
    "受付番号", "手続", "氏名", "担当課", "到達日", "結果の案", "文書番号", "決裁日", "申請書", "申請書のSHA-256", "決定案", "決定案のSHA-256",
)  # fmt: skip
INDEX = "index.csv"


@dataclass(frozen=True)
class Proposal:
    case: Case
    decision: Decision
    letter: Letter
    name: str
    office: str
    label: str


def gather_proposals(
    installation: HasPayments, unit: Unit, member: Member, numbers: Sequence[str], outcome: str, words: str,
    raw_of: Callable[[Field], Raw] = no_result,
) -> list[Proposal]:  # fmt: skip
    """All or none. Raises NotFound, NotAllowed, OwnCase, Held; Conflict if the outcome is not possible."""
    count(installation, unit, PRINTED, member.login)
    proposals, today = [], installation.clock.today()
    for number in sorted(set(numbers)):
        case = case_of_member(installation, unit, member, number)
        demand_review(installation, unit, member, case)
        decision = read_decision(installation, case, outcome, words, raw_of=raw_of)
        if decision.mistakes:
            raise Conflict("proposal")
        demand_free(installation, unit, case, decision.state)
        office = installation.city.office(case.row.duty, today).office
        name = shown_name(case.procedure, case.summary)
        label = outcome_words(case.procedure, case.row.kind, outcome)
        rows = rows_of_result(case, outcome, decision.result)
        letter = draft_letter(
            installation,
            case,
            outcome,
            decision.words,
            decision.appeal,
            label,
            rows,
            decision.provision,
            decision.result,
        )
        proposals.append(Proposal(case, decision, letter, name, office, label))
        write_audit(
            installation, unit, member.actor, "export proposal", application_id=case.row.id, detail=decision.outcome
        )
    return proposals


def pack_proposals(installation: Basics, proposals: Sequence[Proposal], day: date) -> bytes:
    """ASCII file names, safe on any system. Outside a unit."""
    files, lines = [], [csv_line(COLUMNS)]
    for proposal in proposals:
        number = proposal.case.row.receipt_number
        papers = {
            f"{number}-form.pdf": print_case(installation, proposal.case).pdf,
            f"{number}-draft.pdf": print_letter(installation.city, [proposal.letter]),
        }
        files += list(papers.items())
        named = [cell for name, pdf in papers.items() for cell in (name, hashlib.sha256(pdf).hexdigest())]
        lines.append(
            csv_line(
                (
                    number, proposal.case.procedure.title, proposal.name, proposal.office,
                    proposal.case.arrived_at.astimezone(TOKYO).date().isoformat(), proposal.label, "", "", *named,
                )
            )
        )  # fmt: skip
    return _zipped([(INDEX, "\ufeff".encode() + b"".join(lines)), *files], day)


def _zipped(files: Sequence[tuple[str, bytes]], day: date) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, content, compresslevel=6)
    return buffer.getvalue()
