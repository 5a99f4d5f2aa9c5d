from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import MEND, may_do
from portal.services.cases.move_application import ways
from portal.services.desk.case.return_for_correction import (
    MOST_SIGNS,
    Asked,
    askable,
    default_due,
    read_return,
    reasons_for,
    return_for_correction,
)
from portal.services.filing.describe_papers import asked_titles
from portal.services.filing.papers_that_follow import paper_of, paper_question
from portal.services.procedures.check_sections import check_sections, shown
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, LatePaperRow
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk/{receipt:receipt_number}/return", access=staff("reviewer", "approver"))

_MESSAGES = {
    "none_chosen": "直してほしい質問か、出してほしい書類を、1つ以上選んでください。",
    "no_words": "「{label}」の理由を選ぶか、ことばを書いてください。",
    "too_long": f"「{{label}}」のことばを、{MOST_SIGNS}字までにしてください。",
    "no_day": "いつまでに直してもらうかを、日付で入れてください。例：2026-12-04",
    "too_early": "直してもらう期限は、明日よりあとの日にしてください。",
    "too_late": "直してもらう期限は、今日から1年のうちの日にしてください。",
}


_STATES = {OWED: "まだ届いていません", CAME: "届いています"}


@dataclass(frozen=True)
class Line:
    field: str
    paper: bool
    label: str
    section: str  # as on the case's page; of a paper ""
    brief: str  # the label below it
    answer: str  # of a paper: whether it came
    chosen: bool
    reason: str
    words: str
    error: str
    ready: dict[str, str]


@router.get("")
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        papers, unasked = late_papers.of_application(unit, case.row.id), not may_do(unit, case, MEND)
    if "returned" not in ways(case.row):
        raise Conflict("return")
    due = default_due(installation).isoformat()
    return _page(request, case, papers, {}, due, case.row.revision, unasked=unasked)


@router.post("")
def send(request: Request, receipt: str, posted: Post) -> Response:
    asked = {
        name: Asked(name, first(posted, f"reason.{name}"), first(posted, f"words.{name}"))
        for name in posted.get("field", [])
    }

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        wanted = read_return(installation.clock, case, tuple(asked.values()), first(posted, "due"))
        if wanted.mistakes:
            signed.demand("review", case.row.duty)
            papers = late_papers.of_application(unit, case.row.id)
            unasked = not may_do(unit, case, MEND)
            return _page(request, case, papers, asked, first(posted, "due"), revision, wanted.mistakes, unasked=unasked)
        return_for_correction(installation, unit, signed, case, revision, wanted)
        return None

    typed = [(name, asked_again.words) for name, asked_again in asked.items()]
    return act(request, receipt, posted, do, did="return", words=typed)


def _page(
    request: Request, case: Case, papers: list[LatePaperRow], asked: dict[str, Asked], due: str, revision: int,
    mistakes: tuple[tuple[str, str], ...] = (), *, unasked: bool,
) -> Response:  # fmt: skip
    """`unasked`: an agent filed, who was not asked to correct."""
    titles, states = asked_titles(case), {paper_question(row.paper): row.state for row in papers}
    wrong = {box: _MESSAGES[key].format(label=titles.get(box, "")) for box, key in mistakes}
    below = {
        row.field: (section.brief or section.title, row.label)
        for section in check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))
        for row in section.rows
    }
    lines = []
    for field in askable(case):
        asked_again, paper = asked.get(field.id, Asked(field.id, "", "")), bool(paper_of(field.id))
        lines.append(
            Line(
                field=field.id,
                paper=paper,
                label=titles[field.id],
                section=below.get(field.id, ("", ""))[0],
                brief=below.get(field.id, ("", titles[field.id]))[1],
                answer=_STATES.get(states.get(field.id, ""), "") if paper else _answer(case, field),
                chosen=field.id in asked,
                reason=asked_again.reason,
                words=asked_again.words,
                error=wrong.get(field.id, ""),
                ready=reasons_for(case, field),
            )
        )
    targets = {"fields": f"field-{lines[0].field}", "due": "due"}
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "lines": lines,
        "due": due,
        "revision": revision,
        "wrong": wrong,
        "unasked": unasked,
        "problems": [(sentence, targets.get(box, f"reason-{box}")) for box, sentence in wrong.items()],
    }
    return render(request, "pages/desk/return.html", context, wrong=mistakes)


def _answer(case: Case, field: Field) -> str:
    return shown(field, case.path, speech_of(case.procedure, "ja")) or "入力なし"
