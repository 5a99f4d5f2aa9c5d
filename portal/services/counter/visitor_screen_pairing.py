"""Pairs a device without an account with one visit by a short code."""

# Its token opens nothing else.

import hmac
import re
import unicodedata
from dataclasses import replace
from hashlib import sha256

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, TooMany
from portal.services.counter.visitor_screen_state import open_state, sealed_state
from portal.services.counter.visits import Visit
from portal.services.shared import throttle
from portal.services.shared.codes import keyed_hash, new_token, token_hash
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.counter import visitor_screens, visits
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow

FIGURES = 8
LIFE = 300_000_000  # microseconds: a code is read from one screen and typed at the next
_WHAT = "visitor's screen"


def code_of(installation: HasCodeKey, row: ScreenRow) -> str:
    """ "" if used or expired."""
    live = row.code_hash is not None and row.code_until > to_micro(installation.clock.now())
    return _code(installation.code_key, row.visit_id, row.code_number) if live else ""


def _code(code_key: bytes, visit_id: str, number: int) -> str:
    made = hmac.digest(code_key, f"{_WHAT}\0{visit_id}\0{number}".encode(), sha256)
    return f"{int.from_bytes(made) % 10**FIGURES:0{FIGURES}}"


def _hash(code_key: bytes, code: str) -> bytes:
    return keyed_hash(code_key, _WHAT, code)


def written(code: str) -> str:
    return f"{code[:4]} {code[4:]}" if code else ""


def offer_code(installation: HasCodeKey, unit: Unit, member: Member, visit: Visit) -> None:
    """Releases the paired device. Raises Conflict if the visit is parked or ended."""
    if visit.row.ended_at is not None or visit.row.parked_at is not None:
        raise Conflict("visit")
    now = to_micro(installation.clock.now())
    row = visitor_screens.of_visit(unit, visit.id) or _begun(unit, visit.id)
    number = row.code_number + 1
    row = replace(row, code_number=number, code_until=now + LIFE, token_hash=None, session_hash=None)
    row = replace(row, code_hash=_hash(installation.code_key, _code(installation.code_key, visit.id, number)))
    if not visitor_screens.save(unit, row):
        raise Conflict("screen")
    write_audit(installation, unit, member.actor, "offer screen", detail=visit.id)


def _begun(unit: Unit, visit_id: str) -> ScreenRow:
    created = ScreenRow(visit_id, 0, None, 0, None, None, None, 0, 0)
    visitor_screens.add(unit, created)
    return visitor_screens.of_visit(unit, visit_id) or created


def pair(installation: HasCodeKey, unit: Unit, place: str, typed: str) -> str:
    """A token, or "" for every wrong code alike. Commit in both cases. Raises TooMany."""
    limits = ((throttle.SCREEN_PLACE, place), (throttle.SCREEN_OF_ALL, ""))
    for limit, subject in limits:
        if throttle.is_used_up(installation, unit, limit, subject):
            raise TooMany(limit.what)
    code = "".join(char for char in unicodedata.normalize("NFKC", typed[:40]) if char.isascii() and char.isdigit())
    token, now = new_token(), to_micro(installation.clock.now())
    hashed = _hash(installation.code_key, code) if len(code) == FIGURES else b""
    visit_id = visitor_screens.claim(unit, hashed, token_hash(token), now) if hashed else ""
    if not visit_id:
        for limit, subject in limits:
            throttle.count(installation, unit, limit, subject)
        write_audit(
            installation, unit, Actor("visitor", "unknown", place=place), "fail to pair screen", detail="WRONG_CODE"
        )
        return ""
    write_audit(installation, unit, visitor(visit_id, place), "pair screen", detail=visit_id)
    return token


def visitor(visit_id: str, place: str) -> Actor:
    return Actor("visitor", visit_id, place=place)


def is_resting(unit: Unit, token: str) -> bool:
    """The device is a window's, and its last visit has ended."""
    row = visitor_screens.of_token(unit, token_hash(token)) if token else None
    return row is not None and screen_of(unit, token) is None


def screen_of(unit: Unit, token: str) -> tuple[ScreenRow, VisitRow] | None:
    """None for an invalid token."""
    row = visitor_screens.of_token(unit, token_hash(token)) if token else None
    visit = visits.by_id(unit, row.visit_id) if row is not None else None
    if row is None or visit is None or visit.ended_at is not None or visit.parked_at is not None:
        return None
    return row, visit


def keep_for_window(installation: Records, unit: Unit, member: Member, visit: Visit) -> str:
    """What the window's browser presents to `take_over`; "" without a device. Raises Conflict."""
    row = visitor_screens.of_visit(unit, visit.id)
    if row is None or row.token_hash is None:
        return ""
    state = replace(open_state(installation, visit.row, row), kept=True)
    if not visitor_screens.save(unit, replace(row, sealed_state=sealed_state(installation, visit.row, state))):
        raise Conflict("screen")
    write_audit(installation, unit, member.actor, "keep screen", detail=visit.id)
    return row.token_hash.hex()


def take_over(installation: Records, unit: Unit, member: Member, visit: Visit, named: str) -> bool:
    """Moves a kept device to `visit`, unless either still serves another. Raises Conflict."""
    if not re.fullmatch("[0-9a-f]{64}", named) or visit.row.ended_at is not None or visit.row.parked_at is not None:
        return False
    before = visitor_screens.of_token(unit, bytes.fromhex(named))
    former = visits.by_id(unit, before.visit_id) if before is not None else None
    row = visitor_screens.of_visit(unit, visit.id) or _begun(unit, visit.id)
    if before is None or former is None or former.ended_at is None or row.token_hash is not None:
        return False
    visitor_screens.let_go(unit, before.visit_id)
    state = replace(open_state(installation, visit.row, row), kept=True)
    row = replace(row, code_hash=None, token_hash=before.token_hash, session_hash=None)
    if not visitor_screens.save(unit, replace(row, sealed_state=sealed_state(installation, visit.row, state))):
        raise Conflict("screen")
    write_audit(installation, unit, member.actor, "take over screen", detail=f"{before.visit_id} {visit.id}")
    return True


def visit_with_device(unit: Unit, visit: Visit, named: str) -> VisitRow | None:
    row = visitor_screens.of_token(unit, bytes.fromhex(named)) if re.fullmatch("[0-9a-f]{64}", named) else None
    other = visits.by_id(unit, row.visit_id) if row is not None and row.visit_id != visit.id else None
    return other if other is not None and other.ended_at is None else None


def rest_or_let_go(installation: Records, unit: Unit, visit: Visit) -> None:
    """A kept device stays paired and shows nothing; any other is released."""
    row = visitor_screens.of_visit(unit, visit.id)
    kept = row is not None and row.token_hash is not None and open_state(installation, visit.row, row).kept
    (visitor_screens.rest if kept else visitor_screens.let_go)(unit, visit.id)


def let_go(installation: Basics, unit: Unit, member: Member, visit: Visit) -> None:
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "let go of screen", detail=visit.id)
