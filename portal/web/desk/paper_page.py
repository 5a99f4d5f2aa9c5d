from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field
from forms.mistakes import Mistake
from portal.db import Unit
from portal.services.cases.cases import Case, case_of_member
from portal.services.desk.case.receive_paper import WAYS, may_receive, next_due
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.desk.case.scan_paper import is_on_paper, keep_scans, may_scan
from portal.services.filing.describe_papers import paper_title
from portal.services.filing.papers_that_follow import named_paper, scan_field
from portal.services.shared.catalogue import speech_of
from portal.services.shared.rights import Member
from portal.store.my_cases.late_papers import OWED, LatePaperRow
from portal.web.desk.case_act import number_of
from portal.web.desk.hand_in_files import shelf_view
from portal.web.files.take_files import Place, arrange, leaving, take_files
from portal.web.filing.question_page import problems
from portal.web.shared.field_view import FieldView
from portal.web.shared.file_posting import FilesPosted
from portal.web.shared.page import render
from portal.web.shared.state import installation_of, member

_MESSAGES = {
    "no_way": "郵送か窓口かを選んでください。",
    "no_came_on": "届いた日（収受日）を、日付で入れてください。例：2026-11-20",
    "not_a_day_between": "届いた日（収受日）は、申請が届いた日から今日までの日にしてください。",
    "no_day": "新しい期限を、日付で入れてください。例：2026-12-18",
    "too_early": "新しい期限は、今日と今の期限よりあとの日にしてください。",
    "no_reason": "理由を書いてください。申請した人に見えます。",
    "too_long": f"{MOST_SIGNS}字までにしてください。",
}
_NOTHING: Mapping[str, str] = {}


def show_desk_paper(
    request: Request, signed: Member, case: Case, row: LatePaperRow, revision: int,
    mistakes: tuple[tuple[str, str], ...] = (), typed: Mapping[str, str] = _NOTHING, scans: Sequence[Mistake] = (),
) -> Response:  # fmt: skip
    installation = installation_of(request)
    wrong = {box: _MESSAGES[key] for box, key in mistakes}
    offered = {"came_on": installation.clock.today().isoformat(), "due": next_due(installation, case, row).isoformat()}
    context: dict[str, Any] = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "paper": row,
        "title": paper_title(case, row.paper, speech_of(case.procedure, "ja")),
        "owed": row.state == OWED,
        "open": case.row.decided_at is None,
        "ways": WAYS,
        "receives": may_receive(signed, case),
        "reviews": signed.may("review", case.row.duty),
        "typed": {**offered, **typed},
        "revision": revision,
        "wrong": wrong,
        "problems": [(sentence, box) for box, sentence in wrong.items()],
        "view": None,
    }
    if is_on_paper(row) and may_scan(signed, case) and case.row.decided_at is None:
        view = _scans(case, row.paper, scans)
        context |= {"view": view, "here": f"/desk/{case.row.receipt_number}"}
        context["problems"] += problems([view])
    return render(request, "pages/desk/paper.html", context, wrong=mistakes or scans)


def _scans(case: Case, key: str, mistakes: Sequence[Mistake]) -> FieldView:
    paper = named_paper(case.procedure, key)
    if paper is None:  # rows name papers of their own version: a bug
        raise KeyError(key)
    question, speech = scan_field(paper, key), speech_of(case.procedure, "ja")
    return shelf_view(
        case.shelf, question, speech, case.environment, label="スキャン", required=False, mistakes=mistakes
    )


QuestionOf = Callable[[Unit, Member, Case], Field]


def scan_place(request: Request, unit: Unit, receipt: str, question_of: QuestionOf) -> Place:
    signed = member(request, unit)
    case = case_of_member(installation_of(request), unit, signed, number_of(receipt))
    return Place(case.shelf, signed.actor, [question_of(unit, signed, case)])


def take_scans(
    request: Request, receipt: str, sent: FilesPosted, question_of: QuestionOf, key: str
) -> Sequence[Mistake]:  # fmt: skip
    """Returns rejections. `key`: for the audit. Commits."""
    installation = installation_of(request)
    taken = take_files(installation, lambda unit: scan_place(request, unit, receipt, question_of), sent)
    with installation.database.change() as unit:
        signed = member(request, unit)
        case = case_of_member(installation, unit, signed, number_of(receipt))
        question = question_of(unit, signed, case)
        arranged = arrange(sent, taken, [question])
        keep_scans(installation, unit, signed, case, key, question, leaving(sent, taken, question.id))
    return arranged.mistakes.get(question.id, ())
