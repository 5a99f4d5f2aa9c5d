"""Posts of staff after their session expired, sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.text.japanese import bare
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.residents.keep_post import HOURS, Boxes
from portal.services.shared.codes import token_hash
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.desk import kept_desk_posts
from portal.store.desk.kept_desk_posts import KeptDeskRow
from portal.store.residents import sessions

_HOUR = 3_600_000_000
_MOST, _MOST_PATH = 100_000, 200
# A 個人番号 has to be typed again: it is stored in its own table only.
_SCREEN = "/counter/drafts/"  # a complete application of any procedure
_PLACES, _NUMBERS = ("/desk/", "/counter/visits/", _SCREEN), "/numbers"
_FIGURES = 12  # digits of a 個人番号
_PRESSED = frozenset({"confirmed"})  # the member reads and confirms it again
_REGISTERS = "screen-act"  # the repeated post saves only; registering is a separate act


@dataclass(frozen=True)
class KeptDesk:
    path: str
    boxes: Boxes
    words: tuple[str, ...]  # the free text among `boxes`
    at: datetime


def keep_desk_post(installation: Records, unit: Unit, token: str, path: str, boxes: Boxes) -> bool:
    """Keeps posts with free text only."""
    expired = sessions.find(unit, token_hash(token), 0, 0) if token else None
    staff_id = expired.staff_id if expired else None
    sent = {name: list(values) for name, values in boxes.items() if name not in _PRESSED}
    if path.startswith(_SCREEN):
        sent = {name: _unnumbered(values) for name, values in sent.items() if name != _REGISTERS}
    wrong_place = not path.startswith(_PLACES) or _NUMBERS in path or len(path) > _MOST_PATH
    if staff_id is None or wrong_place or not _written(sent) or len(json.dumps(sent)) > _MOST:
        return False
    box, stored = new_sealer(installation.keys, _row(staff_id, path))
    now = to_micro(installation.clock.now())
    row = KeptDeskRow(staff_id, path, stored.key_id, stored.wrapped, box.seal("boxes", sent), now)
    kept_desk_posts.put(unit, row)
    return True


def kept_desk_posts_of(installation: Records, unit: Unit, member: Member) -> tuple[KeptDesk, ...]:
    """Oldest first."""
    after = to_micro(installation.clock.now()) - HOURS * _HOUR
    posts = []
    for row in kept_desk_posts.of(unit, member.id, after):
        box = sealer(installation.keys, _row(member.id, row.path), WrappedKey(row.key_id, row.wrapped_key))
        boxes: Boxes = box.open("boxes", row.sealed_boxes)
        posts.append(KeptDesk(row.path, boxes, _written(boxes), from_micro(row.made_at)))
    return tuple(posts)


def _written(boxes: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(text for values in boxes.values() for text in values if not text.isascii() or " " in text.strip())


def _unnumbered(values: list[str]) -> list[str]:
    # Removes possible 個人番号.
    return [value for value in values if not (len(figures := bare(value)) == _FIGURES and figures.isdigit())]


def _row(staff_id: int, path: str) -> str:
    return f"kept desk:{staff_id}:{path}"
