"""What the reader typed before on this page of a draft and has not saved: offered, or shown in the boxes (`typed` in the address)."""

from dataclasses import dataclass

from fastapi import Request

from portal.db import Unit
from portal.services.shared.rights import Member
from portal.services.workshop.open_draft import OpenedDraft
from portal.services.workshop.save_text import Boxes, find_unfinished
from portal.store.workshop import unfinished_forms
from portal.web.shared.posting import Posted, first
from portal.web.shared.state import reading


@dataclass(frozen=True)
class OfPage:
    # `typed`: when what the boxes hold was kept, or 0; `offered`: when what they do not hold was.
    page: str
    typed: int = 0
    offered: int = 0
    boxes: Boxes | None = None


def unfinished_of(
    request: Request, member: Member, draft: OpenedDraft, page: str, posted: Posted | None = None
) -> OfPage:
    if posted is not None:
        return OfPage(page, typed_of(posted))
    with reading(request) as (installation, unit):
        unfinished = find_unfinished(installation, unit, member, draft, page)
    if unfinished is None:
        return OfPage(page)
    if "typed" not in request.query_params:
        return OfPage(page, offered=unfinished.typed_at)
    return OfPage(page, typed=unfinished.typed_at, boxes=unfinished.boxes)


def saved_for_good(unit: Unit, member: Member, draft_id: int, posted: Posted) -> None:
    # Erases what the saved page had kept, and nothing that it did not show.
    unfinished_forms.remove(unit, draft_id, member.id, first(posted, "page"), typed_of(posted))


def typed_of(posted: Posted) -> int:
    typed = first(posted, "typed")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
