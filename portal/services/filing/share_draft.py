import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.filing.drafts import Draft
from portal.services.shared.codes import keyed_hash, read_code, short_code, written_code
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import draft_codes
from portal.store.filing.draft_codes import EDIT, WHOLE, CodeRow

CODE = "draft code"
MOST_FAILURES = 10  # birthdays have some 36,000 values: no brute force with a found code
MOST_HELPERS = 5
_DAY = 86_400_000_000


@dataclass(frozen=True)
class SharedCode:
    id: int
    rights: str
    written: str
    name: str  # of the helper
    spent: bool  # too many failures
    ends_at: datetime | None
    word: str = ""  # digits given separately
    allowed: tuple[str, ...] = ()
    used_at: datetime | None = None
    seen_at: datetime | None = None


def share_draft(
    installation: HasCodeKey, unit: Unit, draft: Draft, actor: Actor, birth: str, *, rights: str = WHOLE,
    name: str = "", days: int = 0, allowed: Iterable[str] = (),
) -> None:  # fmt: skip
    """The owner's code replaces the previous one. Raises Conflict beyond MOST_HELPERS."""
    seed, now = secrets.token_bytes(16), to_micro(installation.clock.now())
    if rights == WHOLE:
        draft_codes.remove_whole(unit, draft.id)
    elif rights != EDIT or len(helper_codes(installation, unit, draft)) >= MOST_HELPERS:
        raise Conflict("helpers")
    row = CodeRow(
        0, draft.id, rights, seed, keyed_hash(installation.code_key, CODE, short_code(installation.code_key, CODE, seed)),
        known_hash(installation.code_key, draft.id, birth or _word(installation.code_key, seed)), draft.sealer.seal("helper", name) if name else None, 0, now,
        now + days * _DAY if days else None, " ".join(allowed),
    )  # fmt: skip
    draft_codes.add(unit, row)
    write_audit(installation, unit, actor, "share draft", detail=f"{draft.id} {rights}")


def _word(code_key: bytes, seed: bytes) -> str:
    # Sent separately: an intercepted letter opens nothing.
    return f"{int.from_bytes(keyed_hash(code_key, 'helper word', seed.hex())) % 10_000:04}"


def living_code(installation: HasCodeKey, unit: Unit, typed: str) -> CodeRow | None:
    """Not ended, revoked or locked after failures."""
    code_hash = keyed_hash(installation.code_key, CODE, read_code(typed))
    return draft_codes.by_hash(unit, code_hash, MOST_FAILURES, to_micro(installation.clock.now()))


def known_hash(code_key: bytes, draft_id: str, birth: str) -> bytes:
    """Bound to the draft: equal birthdays differ."""
    return keyed_hash(code_key, f"birth\0{draft_id}", birth)


def own_code(code_key: bytes, unit: Unit, draft: Draft) -> SharedCode | None:
    rows = [row for row in draft_codes.of_draft(unit, draft.id) if row.rights == WHOLE]
    return _shared(code_key, draft, rows[-1]) if rows else None


def helper_codes(installation: HasCodeKey, unit: Unit, draft: Draft) -> list[SharedCode]:
    now = to_micro(installation.clock.now())
    rows = [
        row for row in draft_codes.of_draft(unit, draft.id) if row.rights != WHOLE and (row.ends_at or now + 1) > now
    ]
    seen = {visit.code_id: visit.seen_at or visit.made_at for visit in draft_codes.who(unit, draft.id, now)}
    return [_shared(installation.code_key, draft, row, seen.get(row.id)) for row in rows]


def _shared(code_key: bytes, draft: Draft, row: CodeRow, seen_at: int | None = None) -> SharedCode:
    return SharedCode(
        row.id,
        row.rights,
        written_code(short_code(code_key, CODE, row.seed)),
        draft.sealer.open("helper", row.sealed_name) if row.sealed_name else "",
        row.failures >= MOST_FAILURES,
        from_micro(row.ends_at) if row.ends_at is not None else None,
        "" if row.rights == WHOLE else _word(code_key, row.seed),
        tuple(row.allowed.split()),
        from_micro(row.used_at) if row.used_at is not None else None,
        from_micro(seen_at) if seen_at is not None else None,
    )


def unshare_draft(installation: Basics, unit: Unit, draft: Draft, actor: Actor, code_id: int) -> None:
    if not draft_codes.remove(unit, draft.id, code_id):
        raise NotFound("code")
    write_audit(installation, unit, actor, "unshare draft", detail=draft.id)
