"""An answer typed in by staff."""

from collections.abc import Mapping, Set
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.path.path import Path
from portal.clock import TOKYO
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.enter_correction import CAME_BY, MOST_WHO, enter_correction, read_correction, read_note
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.filing.describe_papers import asked_words
from portal.services.my_cases.correct_application import Mending, open_mending
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.filing.question_page import problems, views
from portal.web.shared.access import staff
from portal.web.shared.field_view import FieldView
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/correct", access=staff("reviewer", "approver"))

_MESSAGES = {
    "came_by": "どのように返事が来たかを選んでください。",
    "who": f"電話した人を{MOST_WHO}字までで入れてください。例：本人、長女の見本花子さん",
    "at": "電話した日時を入れてください。今より前の日時です。",
    "said": f"聞いたこと、または書類のことを、{MOST_SIGNS}字までで書いてください。",
}
_BOXES = ("came_by", "who", "at", "said")
_UNTYPED = dict.fromkeys(_BOXES, "")


@router.get("")
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (_, unit):
        signed, case = look_at(request, unit, receipt, "review")
        mending = open_mending(unit, case)
        _demand_sight(signed, case, mending)
    return _page(request, case, mending, _views(case, mending.path, _asked(mending)), case.row.revision)


@router.post("")
def send(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        mending, search = open_mending(unit, case), search_of(posted)
        _demand_sight(signed, case, mending)
        typed = {box: first(posted, box) for box in _BOXES}
        note, wrong = read_note(installation.clock, typed["came_by"], typed["who"], typed["at"], typed["said"])
        shown = _asked(mending) | frozenset(posted.get("shown", ()))
        if search:
            shown_views = _views(case, mending.path, shown, posted, search)
            return _page(request, case, mending, shown_views, revision, typed)
        entered = read_correction(installation, unit, case, posted, shown)
        if not entered.complete or wrong:
            shown_views = _views(case, entered.path, shown, posted)
            return _page(request, case, mending, shown_views, revision, typed, wrong, bad=bool(entered.path.mistakes))
        taken = enter_correction(installation, unit, signed, case, revision, entered, note)
        if taken:
            path = replace(entered.path, mistakes={**entered.path.mistakes, **taken})
            return _page(request, case, mending, _views(case, path, shown, posted), revision, typed, bad=True)
        return None

    return act(request, receipt, posted, do, right="review", did="correct")


def _demand_sight(signed: Member, case: Case, mending: Mending) -> None:
    # Raises NotAllowed if it asks for an answer that this member may not see.
    if _asked(mending) & mending.path.hidden:
        signed.demand("see protected", case.row.duty)


def _asked(mending: Mending) -> frozenset[str]:
    return frozenset(field.id for asked in mending.pages for field in asked.fields)


def _views(case: Case, path: Path, shown: Set[str], posted: Posted | None = None, search: str = "") -> list[FieldView]:
    speech = speech_of(case.procedure, "ja")
    shown_views = []
    for asked in path.pages:
        asked_before = any(field.id in shown for field in asked.fields)
        if asked_before or asked.open:
            typed = posted if asked_before else None
            shown_views += views(asked, path, speech, case.environment, posted=typed, search=search, own=True)
    return [replace(view, heading=False) for view in shown_views]


def _page(
    request: Request, case: Case, mending: Mending, fields: list[FieldView], revision: int,
    typed: Mapping[str, str] = _UNTYPED, wrong: tuple[str, ...] = (), *, bad: bool = False,
) -> Response:  # fmt: skip
    installation = installation_of(request)
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "asked": asked_words(case, mending.words),
        "fields": fields,
        "typed": typed,
        "now_at": installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%d %H:%M"),
        "ways": CAME_BY,
        "wrong": {box: _MESSAGES[box] for box in wrong},
        "problems": [
            *problems(fields),
            *((_MESSAGES[box], "came-by-telephone" if box == "came_by" else box) for box in wrong),
        ],
        "revision": revision,
    }
    return render(request, "pages/desk/correct.html", context, wrong=wrong or bad)
