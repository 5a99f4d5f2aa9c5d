"""起案 for the city's own 電子決裁: of each case the form as it stands and the draft of the notice, with one index, as a ZIP. The same
cases, outcome and day give the same bytes. What comes back is read by `take_numbers_back`."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case, case_of_member
from portal.services.decide_application import Decision, read_decision
from portal.services.holds import demand_free
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.name_principal import shown_name
from portal.services.official_words import STATES
from portal.services.own_case import demand_not_own
from portal.services.print_case import PRINTED, print_case
from portal.services.print_letter import Letter, print_letter
from portal.services.print_notice import draft_letter
from portal.services.rights import Member
from portal.services.throttle import count
from portal.services.write_audit import write_audit

MOST = 20  # two papers each are set, a second or two apiece
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


def gather_proposals(
    installation: Installation, unit: Unit, member: Member, numbers: Sequence[str], outcome: str, words: str
) -> list[Proposal]:  # fmt: skip
    """In the order of the receipt numbers; recorded, the caller commits. All or none: NotFound, NotAllowed, OwnCase, Held; Conflict
    where this outcome cannot be given or lacks its words."""
    count(installation, unit, PRINTED, member.login)
    found, today = [], installation.clock.today()
    for number in sorted(set(numbers)):
        case = case_of_member(installation, unit, member, number)
        member.demand("review", case.row.duty)
        demand_not_own(installation, unit, member, case)
        decision = read_decision(installation, case, outcome, words)
        if decision.mistakes:
            raise Conflict("proposal")
        demand_free(installation, unit, case, outcome)
        office = installation.city.office(case.row.duty, today).office
        name = shown_name(installation, case.procedure, case.summary)
        letter = draft_letter(installation, case, outcome, decision.words, decision.appeal)
        found.append(Proposal(case, decision, letter, name, office))
        write_audit(
            installation, unit, member.actor, "export proposal", application_id=case.row.id, detail=decision.outcome
        )
    return found


def pack_proposals(installation: Installation, proposals: Sequence[Proposal], day: date) -> bytes:
    """Names of files are ASCII and begin with the receipt number, so that no system spoils them. Takes a while: outside of a unit."""
    files, lines = [], [csv_line(COLUMNS)]
    for one in proposals:
        number = one.case.row.receipt_number
        papers = {
            f"{number}-form.pdf": print_case(installation, one.case).pdf,
            f"{number}-draft.pdf": print_letter(installation, [one.letter]),
        }
        files += list(papers.items())
        named = [cell for name, pdf in papers.items() for cell in (name, hashlib.sha256(pdf).hexdigest())]
        lines.append(
            csv_line(
                (
                    number, one.case.procedure.title, one.name, one.office,
                    one.case.arrived_at.astimezone(TOKYO).date().isoformat(), STATES[one.decision.outcome], "", "", *named,
                )
            )
        )  # fmt: skip
    return _zipped([(INDEX, "\ufeff".encode() + b"".join(lines)), *files], day)


def _zipped(files: Sequence[tuple[str, bytes]], day: date) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, content, compresslevel=6)
    return made.getvalue()
