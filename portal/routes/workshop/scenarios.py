"""Scenarios of a draft: what became of each, and one's own walk as one more."""

from functools import partial

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, required
from portal.services.shared.official_words import DOORS
from portal.services.workshop import edit_questions
from portal.services.workshop.check_texts import MOST_SCENARIOS
from portal.services.workshop.fill_examples import NoExample
from portal.services.workshop.keep_example import keep_example
from portal.services.workshop.list_questions import QuestionList, list_questions
from portal.services.workshop.preview_draft import walk_draft
from portal.services.workshop.run_example import run_example
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of
from portal.web.workshop.draft_page import HERE, check_of, draft_context
from portal.web.workshop.questions_page import PROBLEMS, Page, page_of, save_edit

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/scenarios", access=staff("author", "publisher"))

_DID = {"kept": "例を足し、動かしました。", "removed": "例を消しました。", "ran": "全部を動かしました。"}
_MANY = f"例は{MOST_SCENARIOS}までです。使わない例を消してください。"
_NEWER = "ほかの人が先に保存したので、例は変えていません。もう一度押してください。"


@router.get("")
def show(request: Request, draft: int) -> Response:
    return _page(request, page_of(request, draft))


def _page(request: Request, page: Page, problem: str = "") -> Response:
    # `at`: the number of the one to look at.
    installation, at = installation_of(request), request.query_params.get("at", "")
    checked = check_of(installation, page.draft)
    procedure, own = checked.procedure, f"{page.draft.row.procedure}.yaml"
    listed = QuestionList((), (), ())
    if page.known is not None:
        about = [complaint for complaint in checked.complaints if complaint.file == own]
        listed = list_questions(page.known, about, procedure)
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else -1
    ran = procedure is not None and 0 <= number < min(len(procedure.scenarios), MOST_SCENARIOS)
    context = draft_context(installation, page.member, page.draft, checked, "/scenarios") | {
        "examples": listed.examples[:MOST_SCENARIOS],
        "procedure": procedure,
        "at": number if ran else -1,
        "run": run_example(procedure, installation.city, number) if ran and procedure is not None else None,
        "doors": DOORS,
        "problem": problem,
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    return render(request, "pages/workshop/scenarios.html", context, status=409 if problem else 200)


@router.post("")
def remove(request: Request, draft: int, posted: Post) -> Response:
    # `act`: the number of the one to remove.
    page = page_of(request, draft, "write procedures")
    which = required(whole(first(posted, "act"), 3), BadRequest("act"))
    change = partial(edit_questions.remove, path=("scenarios", which))
    problem = save_edit(request, page, posted, change)
    if problem:
        return _page(request, page_of(request, draft), PROBLEMS.get(problem, _NEWER))
    return see(request, f"{HERE}/drafts/{draft}/scenarios?did=removed")


@router.post("/keep")
def keep(request: Request, draft: int, posted: Post) -> Response:
    # Boxes of the preview; those of the page that is shown were not sent yet and do not count. `act`: the revision.
    page, installation = page_of(request, draft, "write procedures"), installation_of(request)
    procedure = check_of(installation, page.draft).procedure
    if procedure is None:
        return _page(request, page, PROBLEMS["unsound"])
    if len(procedure.scenarios) >= MOST_SCENARIOS:
        return _page(request, page, _MANY)
    walked = walk_draft(installation, procedure, posted, posted.get("seen", ()), "")
    try:
        today = installation.clock.today()
        example = keep_example(procedure, installation.city, walked.path, today, first(posted, "example-name"))
    except NoExample:
        return _page(request, page, "この答えは、例として書けませんでした。「文を書く」で書いてください。")
    read = {"read": [first(posted, "act")]}
    problem = save_edit(request, page, read, partial(edit_questions.add, into=("scenarios",), item=example))
    if problem:
        return _page(request, page_of(request, draft), PROBLEMS.get(problem, _NEWER))
    return see(
        request,
        f"{HERE}/drafts/{draft}/scenarios?did=kept&at={len(procedure.scenarios)}#example-{len(procedure.scenarios)}",
    )
