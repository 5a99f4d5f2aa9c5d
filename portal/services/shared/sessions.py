"""A fresh token at sign-in; end by idleness, age or sign-out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.clock import Clock, from_micro, to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import NoCompanyRight, SignInNeeded
from portal.services.shared.codes import new_token, token_hash
from portal.services.shared.needs import Basics
from portal.store.residents import sessions
from portal.store.residents.sessions import SessionRow

_MINUTE = 60_000_000
GUEST = "guest"
MAIL = "mail"
COMPANY = "company"
LINE = "line"
RESIDENTS = ("resident", MAIL, LINE, GUEST, COMPANY)  # realms of one cookie
READ, WRITE, SEND, PAY = "read", "write", "send", "pay"
ACTS = (READ, WRITE, SEND, PAY)
_INCLUDED = {READ: ACTS, WRITE: (WRITE, SEND), SEND: (SEND,), PAY: (PAY,)}


@dataclass(frozen=True)
class Seat:
    """Of an account in its company. `rights`: (procedure, act), procedure "" for all; `whole`: all of them."""

    member_id: int
    whole: bool
    rights: frozenset[tuple[str, str]] = frozenset()
    changes: bool = False  # this request does

    def may(self, act: str, procedure: str) -> bool:
        """Who sends also writes, and who has a right reads."""
        return self.whole or any(
            (held, act_held) in self.rights for held in ("", procedure) for act_held in _INCLUDED[act]
        )


@dataclass(frozen=True)
class Session:
    """`person_id` in realms resident, mail, line, guest and company, else `staff_id`."""

    token_hash: bytes
    realm: str
    person_id: str | None
    staff_id: int | None
    seen_at: int = 0
    ends_at: int = 0
    made_at: int = 0
    proved_at: int = 0  # authentication time, possibly remembered by the provider
    identity: tuple[str, str] | None = None  # issuer and subject, of staff at the city's provider and of companies
    shows_only: bool = False  # this request changes nothing that a number and a code opened
    seat: Seat | None = None  # in realm company; a person has all rights over what is theirs
    looks: frozenset[str] | None = None  # by LINE, of somebody with a card: it only reads cases of these procedures

    def may(self, act: str, procedure: str) -> bool:
        if self.looks is not None:
            return act == READ and procedure in self.looks
        return self.seat is None or self.seat.may(act, procedure)

    def demand(self, act: str, procedure: str) -> None:
        """Raises NoCompanyRight, SignInNeeded."""
        if not self.may(act, procedure):
            raise NoCompanyRight(act) if self.looks is None else SignInNeeded("resident")

    @property
    def guest(self) -> bool:
        return self.realm in (GUEST, MAIL, LINE)

    @property
    def takes_codes(self) -> bool:
        """A code opens no more than it does already."""
        return self.guest and self.looks is None

    @property
    def returns(self) -> bool:
        """Without a card, but from any device."""
        return self.realm in (MAIL, LINE)


def _idle(settings: Settings, realm: str) -> int:
    minutes = settings.staff_idle_minutes if realm == "staff" else settings.resident_idle_minutes
    return minutes * _MINUTE


def idle_since(installation: Basics, realm: str) -> int:
    """A session last seen at or before this moment has ended."""
    return to_micro(installation.clock.now()) - _idle(installation.settings, realm)


def open_session(
    installation: Basics,
    unit: Unit,
    realm: str,
    *,
    person_id: str | None = None,
    staff_id: int | None = None,
    proved_at: datetime | None = None,
    identity: tuple[str, str] = ("", ""),
) -> str:
    """The token, new at each sign-in: prevents session fixation."""
    token = new_token()
    now = to_micro(installation.clock.now())
    sessions.add(
        unit,
        SessionRow(
            token_hash(token), realm, person_id, staff_id, now, min(now, to_micro(proved_at)) if proved_at else now,
            now, now + installation.settings.session_hours * 60 * _MINUTE, *(part or None for part in identity),
        ),
    )  # fmt: skip
    return token


def find_session(installation: Basics, unit: Unit, realm: str, token: str) -> Session | None:
    """In a writing unit it extends the session; a read does not."""
    return find_session_of(installation, unit, (realm,), token)


def find_session_of(installation: Basics, unit: Unit, realms: Sequence[str], token: str) -> Session | None:
    """These realms share their idle time."""
    row = _living(installation, unit, realms, token_hash(token)) if token else None
    if row is None:
        return None
    session = Session(
        row.token_hash, row.realm, row.person_id, row.staff_id, row.seen_at, row.ends_at, row.made_at, row.proved_at,
        (row.issuer, row.subject) if row.issuer and row.subject else None,
    )  # fmt: skip
    if unit.writes:
        touch_session(installation.clock, unit, session)
    return session


def is_living(installation: Basics, unit: Unit, token_hash: bytes) -> bool:
    return _living(installation, unit, ("staff",), token_hash) is not None


def _living(installation: Basics, unit: Unit, realms: Sequence[str], token_hash: bytes) -> SessionRow | None:
    now = to_micro(installation.clock.now())
    row = sessions.find(unit, token_hash, now, now - _idle(installation.settings, realms[0]))
    return row if row is not None and row.realm in realms else None


def touch_session(clock: Clock, unit: Unit, session: Session) -> None:
    """To the minute, which saves most writes. Only for a session of an earlier unit."""
    now = to_micro(clock.now())
    if now - session.seen_at >= _MINUTE:
        sessions.touch(unit, session.token_hash, now)


def end_of(installation: Basics, session: Session) -> datetime:
    return from_micro(min(session.seen_at + _idle(installation.settings, session.realm), session.ends_at))


def seconds_left(installation: Basics, session: Session) -> int:
    return max(0, int((end_of(installation, session) - installation.clock.now()).total_seconds()))


def is_last(installation: Basics, session: Session) -> bool:
    """Ends by age: activity no longer extends it."""
    return session.ends_at <= to_micro(installation.clock.now()) + _idle(installation.settings, session.realm)


def sessions_of(installation: Basics, unit: Unit, staff_id: int) -> list[SessionRow]:
    now = to_micro(installation.clock.now())
    return sessions.of_staff(unit, staff_id, now, now - _idle(installation.settings, "staff"))


def end_session(unit: Unit, token: str) -> None:
    sessions.end(unit, token_hash(token))


def is_stale(asked_at: int | None, signed_in_at: int | None) -> bool:
    # Of the card's answer, None before it was asked. `signed_in_at` is None without a person.
    return signed_in_at is not None and (asked_at is None or asked_at < signed_in_at)
