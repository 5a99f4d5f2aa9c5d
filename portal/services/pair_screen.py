"""The visitor's screen: a second device, without anybody signed in, comes to one visit by a short code and has it until the visit ends,
is put aside or given on, or a clerk takes it back. Its token opens nothing else."""

import hmac
import unicodedata
from dataclasses import replace
from hashlib import sha256

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, TooMany
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.short_code import keyed_hash
from portal.services.tokens import new_token, token_hash
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import visitor_screens, visits
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow

FIGURES = 8
LIFE = 300_000_000  # microseconds in which a code can be used: it is read from one screen and typed at the next
_WHAT = "visitor's screen"


def code_of(installation: Installation, row: ScreenRow) -> str:
    """Of this row, as it is shown to the clerk; "" where it is used or over."""
    live = row.code_hash is not None and row.code_until > to_micro(installation.clock.now())
    return _code(installation, row.visit_id, row.code_number) if live else ""


def _code(installation: Installation, visit_id: str, number: int) -> str:
    made = hmac.digest(installation.code_key, f"{_WHAT}\0{visit_id}\0{number}".encode(), sha256)
    return f"{int.from_bytes(made) % 10**FIGURES:0{FIGURES}}"


def _hash(installation: Installation, code: str) -> bytes:
    return keyed_hash(installation.code_key, _WHAT, code)


def written(code: str) -> str:
    return f"{code[:4]} {code[4:]}" if code else ""


def offer_code(installation: Installation, unit: Unit, member: Member, visit: Visit) -> None:
    """A new code; the device that there was is let go. Conflict where the visit is put aside or over. The caller commits."""
    if visit.row.ended_at is not None or visit.row.parked_at is not None:
        raise Conflict("visit")
    now = to_micro(installation.clock.now())
    row = visitor_screens.of_visit(unit, visit.id) or _begun(unit, visit.id)
    number = row.code_number + 1
    row = replace(row, code_number=number, code_until=now + LIFE, token_hash=None, session_hash=None)
    row = replace(row, code_hash=_hash(installation, _code(installation, visit.id, number)))
    if not visitor_screens.save(unit, row):
        raise Conflict("screen")
    write_audit(installation, unit, member.actor, "offer screen", detail=visit.id)


def _begun(unit: Unit, visit_id: str) -> ScreenRow:
    row = ScreenRow(visit_id, 0, None, 0, None, None, None, 0, 0)
    visitor_screens.add(unit, row)
    return visitor_screens.of_visit(unit, visit_id) or row


def pair(installation: Installation, unit: Unit, place: str, typed: str) -> str:
    """The device's token; "" for a code that is wrong, used or over: one answer for all. Commit either way. TooMany where this place, or
    all devices of the city together, guessed too often; right codes are not counted: a whole hall may stand behind one address."""
    limits = ((throttle.SCREEN_PLACE, place), (throttle.SCREEN_OF_ALL, ""))
    for limit, who in limits:
        if throttle.is_used_up(installation, unit, limit, who):
            raise TooMany(limit.what)
    code = "".join(sign for sign in unicodedata.normalize("NFKC", typed[:40]) if sign.isascii() and sign.isdigit())
    token, now = new_token(), to_micro(installation.clock.now())
    hashed = _hash(installation, code) if len(code) == FIGURES else b""
    visit_id = visitor_screens.claim(unit, hashed, token_hash(token), now) if hashed else ""
    if not visit_id:
        for limit, who in limits:
            throttle.count(installation, unit, limit, who)
        return ""
    write_audit(installation, unit, visitor(visit_id, place), "pair screen", detail=visit_id)
    return token


def visitor(visit_id: str, place: str) -> Actor:
    """Whoever sits before the screen of this visit."""
    return Actor("visitor", visit_id, place=place)


def screen_of(installation: Installation, unit: Unit, token: str) -> tuple[ScreenRow, VisitRow] | None:
    """None for a token that is worth nothing, or not any more."""
    row = visitor_screens.of_token(unit, token_hash(token)) if token else None
    visit = visits.by_id(unit, row.visit_id) if row is not None else None
    if row is None or visit is None or visit.ended_at is not None or visit.parked_at is not None:
        return None
    return row, visit


def let_go(installation: Installation, unit: Unit, member: Member, visit: Visit) -> None:
    """The clerk takes the screen back."""
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "let go of screen", detail=visit.id)
