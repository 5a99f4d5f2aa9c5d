"""Not sent yet, or after the session expired: sealed, for the owner of the draft or the same browser."""

import json
from collections.abc import Mapping

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.files.keep_numbers import numbers_in
from portal.services.shared import throttle
from portal.services.shared.codes import token_hash
from portal.services.shared.needs import Records
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow
from portal.store.residents import kept_posts
from portal.store.residents.kept_posts import OWNED, KeptRow

HOURS = 24
_HOUR = 3_600_000_000
MOST = 100_000  # per page; forms with files are not kept
_MOST_NAME = 200

Boxes = Mapping[str, list[str]]


def keep_post(
    installation: Records, unit: Unit, draft_id: str, page: str, browser: str, boxes: Boxes, place: str,
    limit: throttle.Limit,
) -> bool:  # fmt: skip
    """Without a session: bounded forms of existing drafts, without 個人番号. Raises TooMany."""
    throttle.count(installation, unit, limit, place)
    return _keep(installation, unit, drafts.by_id(unit, draft_id), page, boxes, token_hash(browser))


def keep_own(installation: Records, unit: Unit, read: DraftRow, page: str, boxes: Boxes) -> bool:
    # By the draft's owner, for any browser of theirs. False if it was saved since it was read: what was typed before would cover the newer
    # answer.
    drafts.lock(unit, read.id)
    draft = drafts.by_id(unit, read.id)
    return (
        draft is not None and draft.revision == read.revision and _keep(installation, unit, draft, page, boxes, OWNED)
    )


def _keep(installation: Records, unit: Unit, draft: DraftRow | None, page: str, boxes: Boxes, whose: bytes) -> bool:
    if draft is None or len(page) > _MOST_NAME or len(json.dumps(boxes)) > MOST:
        return False
    procedure = installation.catalogue.version(unit, draft.meaning)
    boxes = {name: texts for name, texts in boxes.items() if name not in numbers_in(procedure, boxes)}
    box, stored = new_sealer(installation.keys, _row(draft.id, page))
    now = to_micro(installation.clock.now())
    row = KeptRow(draft.id, page, whose, stored.key_id, stored.wrapped, box.seal("boxes", dict(boxes)), now)
    kept_posts.put(unit, row)
    return True


def kept_post(installation: Records, unit: Unit, draft_id: str, page: str, browser: str, *, own: bool) -> Boxes | None:
    """Of this browser; for the draft's owner (`own`) also of any other."""
    after = to_micro(installation.clock.now()) - HOURS * _HOUR
    row = kept_posts.find(unit, draft_id, page, token_hash(browser), after, own=own)
    if row is None:
        return None
    box = sealer(installation.keys, _row(draft_id, page), WrappedKey(row.key_id, row.wrapped_key))
    boxes: Boxes = box.open("boxes", row.sealed_boxes)
    return boxes


def _row(draft_id: str, page: str) -> str:
    return f"kept:{draft_id}:{page}"
