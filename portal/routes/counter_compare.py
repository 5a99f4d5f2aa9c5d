"""A paper form that two keyed without seeing each other: what differs, line by line, and whose it is to be."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft
from portal.services.enter_at_counter import open_entry
from portal.services.key_blind import FIRST, SECOND, Difference, differences
from portal.services.second_look import choose, may_choose
from portal.web.counter_visit import seen_draft
from portal.web.form_scan import scanned
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/counter/drafts/{draft}/compare")
REVISION = "screen-revision"


@router.get("")
def show(request: Request, draft: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = seen_draft(request, unit, signed, draft)
        if isinstance(found, Response):
            return found
        row = may_choose(unit, signed, found)
        if row is None:
            return see(request, f"/counter/drafts/{draft}")
        lines = differences(installation, open_entry(installation, found, ""), row)
        unit.commit()
    return _page(request, found, lines, {})


@router.post("")
def chosen(request: Request, draft: str, posted: Post) -> Response:
    """Every line is chosen, by its name. Back to the screen, where it is registered."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = seen_draft(request, unit, signed, draft)
        if isinstance(found, Response):
            return found
        row, entry = may_choose(unit, signed, found), open_entry(installation, found, "")
        if row is None:
            return see(request, f"/counter/drafts/{draft}")
        lines = differences(installation, entry, row)
        picked = {one.name: first(posted, f"pick.{one.name}") for one in lines}
        overtaken = first(posted, REVISION) != str(found.row.revision)
        if overtaken or not set(picked.values()) <= {FIRST, SECOND}:
            return _page(request, found, lines, picked, wrong=not overtaken, overtaken=overtaken)
        choose(installation, unit, signed, entry, picked)
        unit.commit()
    return see(request, f"/counter/drafts/{draft}?chosen=yes")


def _page(
    request: Request, found: Draft, lines: Sequence[Difference], picked: Mapping[str, str], *, wrong: bool = False,
    overtaken: bool = False,
) -> Response:  # fmt: skip
    open_ = [one for one in lines if picked.get(one.name) not in (FIRST, SECOND)] if wrong else []
    context = {
        "facts": describe_procedure(installation_of(request), found.procedure, "ja"), "here": f"/counter/drafts/{found.id}",
        "scan": scanned(found), "lines": lines, "picked": picked, "revision": found.row.revision, "overtaken": overtaken,
        "open": {one.name for one in open_},
        "problems": [(f"「{one.label}」を、どちらか選んでください。", f"{one.name}-{FIRST}") for one in open_],
    }  # fmt: skip
    return render(request, "pages/counter/compare.html", context, status=409 if overtaken else 422 if wrong else 200)
