"""Keeps what a member of staff sent when their session had ended, sealed, until they are back. For pages of the desk and the counter: notes,
reasons, words to applicants, a visit, a whole screen. Whose it is tells the session that ended; who never had one keeps nothing here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.japanese import bare
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.installation import Installation
from portal.services.keep_post import HOURS, Boxes
from portal.services.rights import Member
from portal.services.tokens import token_hash
from portal.store import kept_desk_posts, sessions
from portal.store.kept_desk_posts import KeptDeskRow

_HOUR = 3_600_000_000
_MOST, _MOST_PATH = 100_000, 200
# A 個人番号 is typed again: nothing keeps one beside its own table.
_SCREEN = "/counter/drafts/"  # a whole application, of any procedure
_PLACES, _NUMBERS = ("/desk/", "/counter/visits/", _SCREEN), "/numbers"
_FIGURES = 12  # of a 個人番号
_PRESSED = frozenset({"confirmed"})  # whoever comes back reads what it does once more
_REGISTERS = "screen-act"  # what is sent again is saved, and registered by a press of its own


@dataclass(frozen=True)
class KeptDesk:
    """`boxes` as they were sent, to be sent to `path` again; `words` are those that somebody wrote."""

    path: str
    boxes: Boxes
    words: tuple[str, ...]
    at: datetime


def keep_desk_post(installation: Installation, unit: Unit, token: str, path: str, boxes: Boxes) -> bool:
    """Whether it is kept: of a session that ended by its time, of a bounded size, where somebody wrote something."""
    ended = sessions.find(unit, token_hash(token), "staff", 0, 0) if token else None
    staff_id = ended.staff_id if ended else None
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


def kept_desk_posts_of(installation: Installation, unit: Unit, member: Member) -> tuple[KeptDesk, ...]:
    """What this member sent too late, the first one first."""
    after = to_micro(installation.clock.now()) - HOURS * _HOUR
    found = []
    for row in kept_desk_posts.of(unit, member.id, after):
        box = sealer(installation.keys, _row(member.id, row.path), WrappedKey(row.key_id, row.wrapped_key))
        boxes: Boxes = box.open("boxes", row.sealed_boxes)
        found.append(KeptDesk(row.path, boxes, _written(boxes), from_micro(row.made_at)))
    return tuple(found)


def _written(boxes: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Words, and no keys, marks or numbers of a form."""
    return tuple(text for values in boxes.values() for text in values if not text.isascii() or " " in text.strip())


def _unnumbered(values: list[str]) -> list[str]:
    """Without what may be a 個人番号: the clerk types it again."""
    return [one for one in values if not (len(figures := bare(one)) == _FIGURES and figures.isdigit())]


def _row(staff_id: int, path: str) -> str:
    return f"kept desk:{staff_id}:{path}"
