"""Browsers of residents, guests and staff: opened at sign-in with a fresh token, ended by idleness, age or sign-out."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.tokens import new_token, token_hash
from portal.store import sessions
from portal.store.sessions import SessionRow

_MINUTE = 60_000_000
GUEST = "guest"
MAIL = "mail"


@dataclass(frozen=True)
class Session:
    """Who is signed in here. `person_id` in realms resident, mail and guest, `staff_id` in realm staff. `proved_at`: when
    they showed who they are, which a provider may have remembered from before."""

    token_hash: bytes
    realm: str
    person_id: str | None
    staff_id: int | None
    seen_at: int = 0
    ends_at: int = 0
    made_at: int = 0
    proved_at: int = 0

    @property
    def guest(self) -> bool:
        """Files without a card: nobody knows who it is."""
        return self.realm in (GUEST, MAIL)

    @property
    def by_mail(self) -> bool:
        """Proved to read a mail address, and can come back by it."""
        return self.realm == MAIL


def _idle(installation: Installation, realm: str) -> int:
    minutes = (
        installation.settings.staff_idle_minutes if realm == "staff" else installation.settings.resident_idle_minutes
    )
    return minutes * _MINUTE


def open_session(
    installation: Installation,
    unit: Unit,
    realm: str,
    *,
    person_id: str | None = None,
    staff_id: int | None = None,
    proved_at: datetime | None = None,
) -> str:
    """A new session; its token, which goes into the cookie and nowhere else. Made anew at each sign-in, so that a
    token planted before it is worth nothing (session fixation)."""
    token = new_token()
    now = to_micro(installation.clock.now())
    sessions.add(
        unit,
        SessionRow(
            token_hash(token), realm, person_id, staff_id, now, min(now, to_micro(proved_at)) if proved_at else now,
            now, now + installation.settings.session_hours * 60 * _MINUTE,
        ),
    )  # fmt: skip
    return token


def find_session(installation: Installation, unit: Unit, realm: str, token: str) -> Session | None:
    """The living session of this token, or None. Found by who writes, it counts as seen now (`touch_session`): what only
    looks needs no write, and keeps nobody signed in."""
    if not token:
        return None
    now = to_micro(installation.clock.now())
    row = sessions.find(unit, token_hash(token), realm, now, now - _idle(installation, realm))
    if row is None:
        return None
    session = Session(
        row.token_hash, row.realm, row.person_id, row.staff_id, row.seen_at, row.ends_at, row.made_at, row.proved_at
    )  # fmt: skip
    if unit.writes:
        touch_session(installation, unit, session)
    return session


def is_living(installation: Installation, unit: Unit, token_hash: bytes) -> bool:
    """Whether a member of staff is still signed in in this browser: neither signed out, nor locked, nor idle. Counts for nothing."""
    now = to_micro(installation.clock.now())
    return sessions.find(unit, token_hash, "staff", now, now - _idle(installation, "staff")) is not None


def touch_session(installation: Installation, unit: Unit, session: Session) -> None:
    """Counts as seen now, to the minute: one statement less in most posts, and idleness may end a session a minute
    early. Only for a session that was found in an earlier unit: `find_session` does it otherwise."""
    now = to_micro(installation.clock.now())
    if now - session.seen_at >= _MINUTE:
        sessions.touch(unit, session.token_hash, now)


def seconds_left(installation: Installation, session: Session) -> int:
    """Until it ends by idleness or age, whichever comes first."""
    ends = min(session.seen_at + _idle(installation, session.realm), session.ends_at)
    return max(0, (ends - to_micro(installation.clock.now())) // 1_000_000)


def is_last(installation: Installation, session: Session) -> bool:
    """Whether it ends by age, so that no press makes it longer."""
    return session.ends_at <= to_micro(installation.clock.now()) + _idle(installation, session.realm)


def sessions_of(installation: Installation, unit: Unit, staff_id: int) -> list[SessionRow]:
    """Where a member of staff is signed in, newest first."""
    now = to_micro(installation.clock.now())
    return sessions.of_staff(unit, staff_id, now, now - _idle(installation, "staff"))


def end_session(unit: Unit, token: str) -> None:
    sessions.end(unit, token_hash(token))
