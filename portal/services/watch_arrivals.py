"""How many applications arrived since a page of the desk was read, for the pages that are open now. One look for all of them: the
database is asked every other second by one thread of the process, however many pages there are, and not at all without one.

The database is the truth: each look counts anew, so that it does not matter which process an application came to, and a
number that was given out earlier and committed later is not missed."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.installation import Installation
from portal.services.rights import Member, member_of
from portal.services.sessions import Session, find_session
from portal.store import queues

MOST = 200  # pages of a process that may listen at once; the others ask by themselves now and then
COUNTED = 100  # more are told as so many and more
_READ = 1000
_EVERY = 5  # looks: so often it is asked whether who listens may still


@dataclass(eq=False)
class Listener:
    """One open page: whose, for which duties, and behind which application it counts. `ended`: nobody may listen any more."""

    token: str
    place: str
    since: int
    duties: frozenset[str]
    count: int
    ended: bool = False


class Arrivals:
    """One a process. Streams read their own listener and touch no database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._turn = 0

    def enter(self, listener: Listener) -> bool:
        """False if there are too many already."""
        with self._lock:
            if len(self._listeners) >= MOST:
                return False
            self._listeners.add(listener)
            return True

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def look(self, installation: Installation) -> int:
        """How many pages were told."""
        with self._lock:
            listeners = tuple(self._listeners)
        if not listeners:
            return 0
        self._turn += 1
        with installation.database.read() as unit:
            if self._turn % _EVERY == 0:
                for one in listeners:
                    _ask_again(installation, unit, one)
            rows = queues.since(unit, min(one.since for one in listeners), _READ)
        for one in listeners:
            one.count = _counted(rows, one.since, one.duties)
        return len(listeners)


def arrived(unit: Unit, since: int, duties: frozenset[str]) -> int:
    """No further than COUNTED."""
    return _counted(queues.since(unit, since, _READ), since, duties)


def duties_seen(installation: Installation, member: Member) -> frozenset[str]:
    return frozenset(member.duties("see", tuple(installation.city.duties)))


def _counted(rows: Iterable[tuple[int, str]], since: int, duties: frozenset[str]) -> int:
    return min(COUNTED, sum(number > since and duty in duties for number, duty in rows))


def _ask_again(installation: Installation, unit: Unit, one: Listener) -> None:
    """A session that ended, a member who was disabled and a right that was taken end the stream, or make it smaller."""
    session: Session | None = find_session(installation, unit, "staff", one.token)
    try:
        if session is None:
            raise SignInNeeded("staff")
        one.duties = duties_seen(installation, member_of(installation, unit, session, one.place))
    except SignInNeeded:
        one.duties = frozenset()
    one.ended = not one.duties
