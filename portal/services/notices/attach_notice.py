"""The core system's PDF."""

# Compares number and addressee first: one person must not receive another's decision.

from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from integrations.sockets.interfaces import Remade
from portal.clock import iso_day, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.note_inside import add_inside_event, is_explained
from portal.services.cases.own_case import demand_review
from portal.services.cases.result import outcome_words, rows_of_result, values_of
from portal.services.files.check_file import check_file
from portal.services.files.recognise_file import media_of
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.dispatch_line import same_name
from portal.services.notices.other_person import names_another
from portal.services.notices.outcome_notice import Written, core_title, number_mistake, write_core_notice
from portal.services.notices.read_paper import NOTHING, Printed, read_paper
from portal.services.shared.needs import Announcements, Basics, HasQuarantine
from portal.services.shared.receipt_number import named_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import results
from portal.store.cases.results import ResultRow
from portal.store.notices import notices

PDF = "application/pdf"
MOST_BYTES = 2_000_000
REFUSED: Mapping[str, str] = {
    "none": "PDFのファイルを1つ選んでください。",
    "large": "ファイルが大きすぎます（1つ2MBまで）。",
    "not_pdf": "PDFではないファイルです。",
    "unsafe": "このファイルは、検査を通りませんでした。業務システムから、もう一度PDFにしてください。",
    "unchecked": "ファイルの検査が、いまできません。少しあとで、もう一度つけてください。",
    "not_awaited": "業務システムの通知書を待っている申請ではありません。先に結果を出してください。",
    "another_number": "ほかの申請の受付番号があります。ほかの人の通知書かもしれないので、止めました。",
    "printed_number": "このPDFには、ほかの申請の受付番号が書いてあります。ほかの人の通知書かもしれないので、止めました。",
    "printed_name": (
        "このPDFには、ほかの申請の人の氏名が書いてあります。ほかの人の通知書かもしれないので、止めました。"
        "紙を開いて、だれの通知書かを確かめてください。"
    ),
    "name": "通知書の宛名が、申請の本人とちがいます。ほかの人の通知書かもしれないので、止めました。",
    "no_number": "通知書に書いてある文書番号を入れてください。",
    "too_long": "文書番号を、40字までで入れてください。",
    "taken": "この文書番号は、今年度にもう使われています。",
    "no_day": "決裁日を、届いた日から今日までの日付で入れてください。",
}


@dataclass(frozen=True)
class CorePaper:
    """`addressee` as printed."""

    name: str
    addressee: str
    number: str
    decided_on: str = ""  # ISO, "" = that of the result


@dataclass(frozen=True)
class CheckedPaper:
    """`content` without active content."""

    content: bytes
    printed: Printed = NOTHING  # what it says of whose it is
    media: str = PDF


def check_paper(
    installation: HasQuarantine, content: bytes | None, *, most: int = MOST_BYTES, kinds: Collection[str] = (PDF,)
) -> CheckedPaper | str:
    """Or a key of REFUSED. Outside a unit."""
    if not content:
        return "none" if content is not None else "large"
    if len(content) > most:
        return "large"
    media = media_of(content)
    if media not in kinds:
        return "not_pdf"
    checked = check_file(installation, content, media)
    if isinstance(checked, Remade):
        return CheckedPaper(checked.content, read_paper(installation.remaker, checked.content), checked.media)
    return "unchecked" if checked is None else "unsafe"


def awaited_title(installation: Basics, unit: Unit, case: Case) -> str:
    """Of the last result, or ""."""
    stored = results.of_application(unit, case.row.id)
    return _title(installation, case, stored[-1]) if stored else ""


def missing_title(installation: Basics, unit: Unit, case: Case) -> str:
    """ "" once attached; another decision awaits a new one."""
    title, stored = awaited_title(installation, unit, case), results.of_application(unit, case.row.id)
    written = notices.of_application(unit, case.row.id)
    return "" if any(row.title == title and row.made_at >= stored[-1].made_at for row in written) else title


def _title(installation: Basics, case: Case, row: ResultRow) -> str:
    on = date.fromisoformat(row.decided_on)
    return core_title(installation.city, case.procedure, case.row.kind, row.outcome, on)


def is_attached(unit: Unit, case: Case, number: str) -> bool:
    return any(row.number == number for row in notices.of_application(unit, case.row.id))


def why_refused(installation: Basics, unit: Unit, case: Case, paper: CorePaper) -> str:
    if not awaited_title(installation, unit, case):
        return "not_awaited"
    if named_in(paper.name) - {case.row.receipt_number}:
        return "another_number"
    if not same_name(paper.addressee, addressee_of(case).name):
        return "name"
    if not paper.number:
        return "no_number"
    if paper.decided_on and not _is_day(installation, case, paper.decided_on):
        return "no_day"
    return number_mistake(installation, unit, case, paper.number)


def _is_day(installation: Basics, case: Case, typed: str) -> bool:
    day = iso_day(typed)
    return day is not None and case.arrival_day <= day <= installation.clock.today()


def attach_notice(
    installation: Announcements, unit: Unit, member: Member, case: Case, paper: CorePaper, checked: CheckedPaper,
    explained: str = "",
) -> str:  # fmt: skip
    """A key of REFUSED, or "". `explained`: why another person's name may stand on it. Raises NotAllowed, OwnCase;
    Conflict if the number was taken meanwhile."""
    demand_review(installation, unit, member, case)
    others = checked.printed.numbers - {case.row.receipt_number}
    why = why_refused(installation, unit, case, paper) or ("printed_number" if others else "")
    named = not why and names_another(installation, unit, member, case, checked.printed.names)
    if named and not is_explained(explained):
        why = "printed_name"
    if why:
        write_audit(installation, unit, member.actor, "stop core notice", application_id=case.row.id, detail=why)
        return why
    stored = results.of_application(unit, case.row.id)
    if not stored:
        raise Conflict("result")
    row = stored[-1]
    on = date.fromisoformat(paper.decided_on or row.decided_on)
    label = outcome_words(case.procedure, case.row.kind, row.outcome)
    values = values_of(case, row)
    rows = tuple(rows_of_result(case, row.outcome, values))
    written = Written(row.outcome, "", "", paper.number, on, label, rows, values=values)
    title = _title(installation, case, row)
    write_core_notice(installation, unit, member.actor, case, title, written, b64encode(checked.content).decode())
    if named:
        now = to_micro(installation.clock.now())
        add_inside_event(unit, member.actor, case, "explain_paper", f"{explained.strip()}（{paper.number}）", now)
    if notices.declared_at(unit, case.row.id) is not None:
        notify_applicant(installation, unit, case, "decided", to_micro(installation.clock.now()))
    return ""
