"""Differences of two keyings, and the choice."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.double_entry import FIRST, SECOND, Difference, differences
from portal.services.counter.enter_at_counter import open_entry
from portal.services.counter.second_person import choose, may_choose
from portal.services.filing.drafts import Draft
from portal.services.finding.describe_procedure import describe_procedure
from portal.web.counter.form_scan import scanned
from portal.web.counter.visit import seen_draft
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, writing

router = Router("staff", prefix="/counter/drafts/{draft}/compare", access=staff("clerk", "reviewer"))
REVISION = "screen-revision"


@router.get("")
def show(request: Request, draft: str) -> Response:
    with writing(request, member) as (installation, unit, signed):
        saved_draft = seen_draft(request, unit, signed, draft)
        if isinstance(saved_draft, Response):
            return saved_draft
        row = may_choose(unit, signed, saved_draft)
        if row is None:
            return see(request, f"/counter/drafts/{draft}")
        lines = differences(open_entry(installation, saved_draft, ""), row)
        unit.commit()
    return _page(request, saved_draft, lines, {})


@router.post("")
def chosen(request: Request, draft: str, posted: Post) -> Response:
    with writing(request, member) as (installation, unit, signed):
        saved_draft = seen_draft(request, unit, signed, draft)
        if isinstance(saved_draft, Response):
            return saved_draft
        row, entry = may_choose(unit, signed, saved_draft), open_entry(installation, saved_draft, "")
        if row is None:
            return see(request, f"/counter/drafts/{draft}")
        lines = differences(entry, row)
        picked = {line.name: first(posted, f"pick.{line.name}") for line in lines}
        overtaken = first(posted, REVISION) != str(saved_draft.row.revision)
        if overtaken or not set(picked.values()) <= {FIRST, SECOND}:
            return _page(request, saved_draft, lines, picked, wrong=not overtaken, overtaken=overtaken)
        choose(installation, unit, signed, entry, picked)
        unit.commit()
    return see(request, f"/counter/drafts/{draft}?chosen=yes")


def _page(
    request: Request, draft: Draft, lines: Sequence[Difference], picked: Mapping[str, str], *, wrong: bool = False,
    overtaken: bool = False,
) -> Response:  # fmt: skip
    open_ = [line for line in lines if picked.get(line.name) not in (FIRST, SECOND)] if wrong else []
    context = {
        "facts": describe_procedure(installation_of(request), draft.procedure, "ja"), "here": f"/counter/drafts/{draft.id}",
        "scan": scanned(draft), "lines": lines, "picked": picked, "revision": draft.row.revision, "overtaken": overtaken,
        "open": {line.name for line in open_},
        "problems": [(f"「{line.label}」を、どちらか選んでください。", f"{line.name}-{FIRST}") for line in open_],
    }  # fmt: skip
    return render(request, "pages/counter/compare.html", context, status=409 if overtaken else 422 if wrong else 200)
