"""What an author types and has not saved yet, sealed: offered to that author alone, in any browser (D314)."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, TooLarge
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.workshop.check_texts import MOST
from portal.services.workshop.open_draft import OpenedDraft
from portal.store.workshop import unfinished_forms
from portal.store.workshop.unfinished_forms import UnfinishedRow

DAYS = 30
_DAY = 24 * 3_600_000_000
_MOST_BESIDE, _MOST_PAGE = 1000, 200  # characters: of the other boxes, and of an address

Boxes = Mapping[str, list[str]]


@dataclass(frozen=True)
class Unfinished:
    boxes: Boxes
    typed_at: int


def keep_unfinished(
    installation: Records, unit: Unit, member: Member, draft: OpenedDraft, page: str, boxes: Boxes, last: int
) -> int:
    """When it was kept. `last`: when what the page has was kept, or 0. Raises Conflict (typed since in another window, or the
    draft is closed), TooLarge, TooMany."""
    throttle.count(installation, unit, throttle.UNFINISHED_MEMBER, str(member.id))
    if sum(len(text) for texts in boxes.values() for text in texts) > MOST + _MOST_BESIDE or len(page) > _MOST_PAGE:
        raise TooLarge("unfinished")
    row = unfinished_forms.find(unit, draft.row.id, member.id, page)
    if not draft.open or (row is not None and row.typed_at != last):
        raise Conflict("unfinished")
    now = max(to_micro(installation.clock.now()), last + 1)
    box, key = new_sealer(installation.keys, _row(draft, member, page))
    sealed = box.seal("boxes", dict(boxes))
    unfinished_forms.put(unit, UnfinishedRow(draft.row.id, member.id, page, key.key_id, key.wrapped, sealed, now))
    return now


def find_unfinished(
    installation: Records, unit: Unit, member: Member, draft: OpenedDraft, page: str
) -> Unfinished | None:
    row = unfinished_forms.find(unit, draft.row.id, member.id, page) if draft.open else None
    if row is None:
        return None
    box = sealer(installation.keys, _row(draft, member, page), WrappedKey(row.key_id, row.wrapped_key))
    boxes: Boxes = box.open("boxes", row.sealed_boxes)
    return Unfinished(boxes, row.typed_at)


def sweep_unfinished(installation: Basics, unit: Unit) -> None:
    unfinished_forms.sweep(unit, to_micro(installation.clock.now()) - DAYS * _DAY)


def _row(draft: OpenedDraft, member: Member, page: str) -> str:
    return f"unfinished:{draft.row.id}:{member.id}:{page}"
