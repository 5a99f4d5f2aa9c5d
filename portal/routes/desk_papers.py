"""Papers that follow, for staff: came by post or over the counter, later day, not needed, once more; what came is seen."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.describe_papers import paper_title
from portal.services.installation import Installation
from portal.services.receive_paper import (
    WAYS,
    may_receive,
    next_due,
    paper_row,
    put_off_paper,
    read_put_off,
    read_received,
    read_waiver,
    receive_paper,
    see_papers,
    waive_paper,
)
from portal.services.return_for_correction import MOST_SIGNS
from portal.services.rights import Member
from portal.store.late_papers import OWED, LatePaperRow
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.state import installation_of

router = APIRouter(prefix="/desk/{receipt:receipt_number}/papers")

_SAID = {
    "no_way": "郵送か窓口かを選んでください。",
    "no_came_on": "届いた日（収受日）を、日付で入れてください。例：2026-11-20",
    "not_a_day_between": "届いた日（収受日）は、申請が届いた日から今日までの日にしてください。",
    "no_day": "新しい期限を、日付で入れてください。例：2026-12-18",
    "too_early": "新しい期限は、今日と今の期限よりあとの日にしてください。",
    "no_reason": "理由を書いてください。申請した人に見えます。",
    "too_long": f"{MOST_SIGNS}字までにしてください。",
}
_NOTHING: Mapping[str, str] = {}


@router.get("/{paper}")
def show(request: Request, receipt: str, paper: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        row = paper_row(unit, case, paper)
        unit.commit()
    return _page(request, signed, case, row, case.row.revision)


@router.post("/seen")
def seen(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        see_papers(installation, unit, signed, case)

    return act(request, receipt, posted, do, did="papers_seen")


@router.post("/{paper}/came")
def came(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    typed = {name: first(posted, name) for name in ("came_by", "came_on", "note")}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = paper_row(unit, case, paper)
        found = read_received(installation, case, **typed)
        if found.mistakes:
            return _page(request, signed, case, row, revision, found.mistakes, typed)
        receive_paper(installation, unit, signed, case, row, found)
        return None

    return act(request, receipt, posted, do, did="paper_came", words=[("控え", typed["note"])])


@router.post("/{paper}/later")
def later(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    """A later day, or the same paper once more."""
    due, reason = first(posted, "due"), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = paper_row(unit, case, paper)
        wanted = read_put_off(installation, row, due, reason)
        if wanted.mistakes:
            return _page(request, signed, case, row, revision, wanted.mistakes, {"due": due, "reason": reason})
        put_off_paper(installation, unit, signed, case, row, wanted)
        return None

    return act(request, receipt, posted, do, did="paper_later", words=[("理由", reason)])


@router.post("/{paper}/waive")
def waive(request: Request, receipt: str, paper: str, posted: Post) -> Response:
    reason = first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        row = paper_row(unit, case, paper)
        wrong = tuple((f"waive-{box}", key) for box, key in read_waiver(reason))
        if wrong:
            return _page(request, signed, case, row, revision, wrong, {"waive-reason": reason})
        waive_paper(installation, unit, signed, case, row, reason)
        return None

    return act(request, receipt, posted, do, did="paper_waived", words=[("理由", reason)])


def _page(
    request: Request, signed: Member, case: Case, row: LatePaperRow, revision: int,
    mistakes: tuple[tuple[str, str], ...] = (), typed: Mapping[str, str] = _NOTHING,
) -> Response:  # fmt: skip
    """`typed`: as it was posted, where something is to be mended."""
    installation = installation_of(request)
    wrong = {box: _SAID[key] for box, key in mistakes}
    offered = {"came_on": installation.clock.today().isoformat(), "due": next_due(installation, case, row).isoformat()}
    context: dict[str, Any] = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "paper": row,
        "title": paper_title(case, row.paper, installation.speech(case.procedure, "ja")),
        "owed": row.state == OWED,
        "open": case.row.decided_at is None,
        "ways": WAYS,
        "receives": may_receive(signed, case),
        "reviews": signed.may("review", case.row.duty),
        "typed": {**offered, **typed},
        "revision": revision,
        "wrong": wrong,
        "problems": [(sentence, box) for box, sentence in wrong.items()],
    }
    return render(request, "pages/desk/paper.html", context, status=422 if mistakes else 200)
