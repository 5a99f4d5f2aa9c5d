"""Codes by which a draft is opened elsewhere: made, shown again to its owner, taken back."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.short_code import keyed_hash, read_code, short_code, written_code
from portal.services.write_audit import write_audit
from portal.store import draft_codes
from portal.store.draft_codes import EDIT, WHOLE, CodeRow

CODE = "draft code"
MOST_FAILURES = 10  # a birthday has some 36,000 possibilities, and a code found on paper is not to be tried on
MOST_HELPERS = 5
_DAY = 86_400_000_000


@dataclass(frozen=True)
class SharedCode:
    """`written`: the code as people read it. `name`: who helps; "" for the owner's own; `word`: the figures that are told to
    them beside the code, `allowed` the steps they may see, `used_at` when they came, `seen_at` when they were here last.
    `spent`: guessed at too often."""

    id: int
    rights: str
    written: str
    name: str
    spent: bool
    ends_at: datetime | None
    word: str = ""
    allowed: tuple[str, ...] = ()
    used_at: datetime | None = None
    seen_at: datetime | None = None


def share_draft(
    installation: Installation, unit: Unit, draft: Draft, actor: Actor, birth: str, *, rights: str = WHOLE,
    name: str = "", days: int = 0, allowed: Iterable[str] = (),
) -> None:  # fmt: skip
    """A new code. The owner's own takes the place of the one before. `birth`: ISO, asked beside the code; who helps is asked
    for figures of the code's own instead. `name`, `days`, `allowed`: who helps, how long, with which steps. Conflict beyond
    MOST_HELPERS."""
    seed, now = secrets.token_bytes(16), to_micro(installation.clock.now())
    if rights == WHOLE:
        draft_codes.remove_whole(unit, draft.id)
    elif rights != EDIT or len(helper_codes(installation, unit, draft)) >= MOST_HELPERS:
        raise Conflict("helpers")
    row = CodeRow(
        0, draft.id, rights, seed, keyed_hash(installation.code_key, CODE, short_code(installation.code_key, CODE, seed)),
        known_hash(installation, draft.id, birth or _word(installation, seed)), draft.sealer.seal("helper", name) if name else None, 0, now,
        now + days * _DAY if days else None, " ".join(allowed),
    )  # fmt: skip
    draft_codes.add(unit, row)
    write_audit(installation, unit, actor, "share draft", detail=f"{draft.id} {rights}")


def _word(installation: Installation, seed: bytes) -> str:
    """Four figures that go another way than the code, so that a letter or a mail that strays opens nothing."""
    return f"{int.from_bytes(keyed_hash(installation.code_key, 'helper word', seed.hex())) % 10_000:04}"


def living_code(installation: Installation, unit: Unit, typed: str) -> CodeRow | None:
    """The code as it was typed, unless it ended, was taken back or guessed at too often."""
    code_hash = keyed_hash(installation.code_key, CODE, read_code(typed))
    return draft_codes.by_hash(unit, code_hash, MOST_FAILURES, to_micro(installation.clock.now()))


def known_hash(installation: Installation, draft_id: str, birth: str) -> bytes:
    """Bound to the draft, so that equal birthdays look different."""
    return keyed_hash(installation.code_key, f"birth\0{draft_id}", birth)


def own_code(installation: Installation, unit: Unit, draft: Draft) -> SharedCode | None:
    """The code by which its owner goes on elsewhere."""
    rows = [row for row in draft_codes.of_draft(unit, draft.id) if row.rights == WHOLE]
    return _shared(installation, draft, rows[-1]) if rows else None


def helper_codes(installation: Installation, unit: Unit, draft: Draft) -> list[SharedCode]:
    """Those that have not ended."""
    now = to_micro(installation.clock.now())
    rows = [
        row for row in draft_codes.of_draft(unit, draft.id) if row.rights != WHOLE and (row.ends_at or now + 1) > now
    ]
    seen = {one.code_id: one.seen_at or one.made_at for one in draft_codes.who(unit, draft.id, now)}
    return [_shared(installation, draft, row, seen.get(row.id)) for row in rows]


def _shared(installation: Installation, draft: Draft, row: CodeRow, seen_at: int | None = None) -> SharedCode:
    return SharedCode(
        row.id,
        row.rights,
        written_code(short_code(installation.code_key, CODE, row.seed)),
        draft.sealer.open("helper", row.sealed_name) if row.sealed_name else "",
        row.failures >= MOST_FAILURES,
        from_micro(row.ends_at) if row.ends_at is not None else None,
        "" if row.rights == WHOLE else _word(installation, row.seed),
        tuple(row.allowed.split()),
        from_micro(row.used_at) if row.used_at is not None else None,
        from_micro(seen_at) if seen_at is not None else None,
    )


def unshare_draft(installation: Installation, unit: Unit, draft: Draft, actor: Actor, code_id: int) -> None:
    """Whoever came by this code is on the draft no more. NotFound if the draft has no such code."""
    if not draft_codes.remove(unit, draft.id, code_id):
        raise NotFound("code")
    write_audit(installation, unit, actor, "unshare draft", detail=draft.id)
