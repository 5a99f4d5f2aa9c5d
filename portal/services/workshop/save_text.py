"""Saves; no text is lost."""

# What an author types and has not saved is kept, sealed, for that author alone (D314).

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, TooLarge, required
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.store.workshop import definition_drafts, unfinished_forms
from portal.store.workshop.definition_drafts import DISCARDED, DraftTextRow
from portal.store.workshop.unfinished_forms import UnfinishedRow

MOST = 200_000  # characters of one part; the longest shipped definition has 40,000
MOST_REVISIONS = 2000
LANGUAGES = ("easy", "en")
_MOST_COMPARED = 300  # lines: the time grows with their cube
DAYS = 30
_DAY = 24 * 3_600_000_000
_MOST_BESIDE, _MOST_PAGE = 1000, 200  # characters: of the other boxes, and of an address

Boxes = Mapping[str, list[str]]


@dataclass(frozen=True)
class Saved:
    # `newer`: what somebody else saved meanwhile; then nothing was stored.
    revision: int
    newer: DraftTextRow | None = None


@dataclass(frozen=True)
class Unfinished:
    boxes: Boxes
    typed_at: int


def save_text(
    installation: Basics, unit: Unit, member: Member, draft_id: int, part: str, text: str, read: int, back_to: int = 0
) -> Saved:
    # `read`: the revision that the author began with. Raises Conflict for a draft that waits or is settled, TooLarge.
    draft = _writable(unit, member, draft_id)
    if part and part not in LANGUAGES:
        raise BadRequest("part")
    text = text.replace("\r\n", "\n")
    if len(text) > MOST:
        raise TooLarge("definition")
    stored = draft.parts.get(part)
    if stored is not None and stored.text == text:
        return Saved(draft.row.revision)
    # Another part that was saved meanwhile is no conflict.
    if stored is not None and stored.revision > read:
        return Saved(draft.row.revision, stored)
    revision, now = draft.row.revision + 1, to_micro(installation.clock.now())
    if revision > MOST_REVISIONS:
        raise Conflict("too many revisions")
    if not definition_drafts.advance(unit, draft_id, read=draft.row.revision, revision=revision, now=now):
        raise Conflict("definition draft")
    definition_drafts.add_text(unit, DraftTextRow(draft_id, revision, part, text, back_to, member.id, now))
    write_audit(
        installation, unit, member.actor, "save definition", detail=f"{draft.row.procedure} draft {draft_id} {revision}"
    )
    return Saved(revision)


def differing(theirs: str, mine: str) -> list[tuple[int, str, str]]:
    # Per place: number of my line, their lines there, mine.
    old, new = theirs.split("\n"), mine.split("\n")
    first = next(
        (at for at, (their_line, my_line) in enumerate(zip(old, new, strict=False)) if their_line != my_line),
        min(len(old), len(new)),
    )
    both = min(len(old), len(new)) - first
    last = next((at for at in range(both) if old[-1 - at] != new[-1 - at]), both)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    steps: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if max(len(old), len(new)) <= _MOST_COMPARED:
        steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        (first + to + 1, "\n".join(old[start:stop]), "\n".join(new[to:until]))
        for step, start, stop, to, until in steps
        if step != "equal" and (old or new)
    ]


def take_back(installation: Basics, unit: Unit, member: Member, draft_id: int, revision: int, read: int) -> Saved:
    # The text of an earlier revision becomes the newest.
    earlier = required(definition_drafts.text_at(unit, draft_id, revision), NotFound("revision"))
    return save_text(installation, unit, member, draft_id, earlier.part, earlier.text, read, back_to=revision)


def discard_draft(installation: Basics, unit: Unit, member: Member, draft_id: int) -> None:
    # Its texts stay for the audit.
    draft = _writable(unit, member, draft_id)
    definition_drafts.settle(unit, draft_id, DISCARDED)
    unfinished_forms.remove_of(unit, draft_id)
    detail = f"{draft.row.procedure} draft {draft_id}"
    write_audit(installation, unit, member.actor, "discard definition", detail=detail)


def keep_unfinished(
    installation: Records, unit: Unit, member: Member, draft: OpenedDraft, page: str, boxes: Boxes, last: int
) -> int:
    """When it was kept. `last`: when what the page has was kept, or 0. Raises Conflict, TooLarge, TooMany."""
    throttle.count(installation, unit, throttle.UNFINISHED_MEMBER, str(member.id))
    if sum(len(text) for texts in boxes.values() for text in texts) > MOST + _MOST_BESIDE or len(page) > _MOST_PAGE:
        raise TooLarge("unfinished")
    row = unfinished_forms.find(unit, draft.row.id, member.id, page)
    if not draft.open or (row is not None and row.typed_at != last):
        raise Conflict("unfinished")
    now = max(to_micro(installation.clock.now()), last + 1)
    box, key = new_sealer(installation.keys, _record_of(draft, member, page))
    sealed = box.seal("boxes", dict(boxes))
    unfinished_forms.put(unit, UnfinishedRow(draft.row.id, member.id, page, key.key_id, key.wrapped, sealed, now))
    return now


def find_unfinished(
    installation: Records, unit: Unit, member: Member, draft: OpenedDraft, page: str
) -> Unfinished | None:
    row = unfinished_forms.find(unit, draft.row.id, member.id, page) if draft.open else None
    if row is None:
        return None
    box = sealer(installation.keys, _record_of(draft, member, page), WrappedKey(row.key_id, row.wrapped_key))
    boxes: Boxes = box.open("boxes", row.sealed_boxes)
    return Unfinished(boxes, row.typed_at)


def sweep_unfinished(installation: Basics, unit: Unit) -> None:
    unfinished_forms.sweep(unit, to_micro(installation.clock.now()) - DAYS * _DAY)


def _record_of(draft: OpenedDraft, member: Member, page: str) -> str:
    return f"unfinished:{draft.row.id}:{member.id}:{page}"


def _writable(unit: Unit, member: Member, draft_id: int) -> OpenedDraft:
    draft = open_draft(unit, member, draft_id, "write procedures")
    if not draft.open:
        raise Conflict("definition draft")
    return draft
