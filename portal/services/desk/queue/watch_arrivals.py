# One thread per process polls for all, by the database each time: late commits are included.

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from forms.city.city import City
from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member, member_of
from portal.services.shared.sessions import Session, find_session
from portal.store.desk import queues

MOST = 200  # pages per process; the others poll
COUNTED = 100  # more are shown as 100 and more
_READ = 1000
_EVERY = 5  # looks between checks of the session


@dataclass(eq=False)
class Listener:
    token: str
    place: str
    since: int
    duties: frozenset[str]
    count: int
    ended: bool = False


class Arrivals:
    """Streams read only their listener."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._turn = 0

    def enter(self, listener: Listener) -> bool:
        with self._lock:
            if len(self._listeners) >= MOST:
                return False
            self._listeners.add(listener)
            return True

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def look(self, installation: Basics) -> int:
        with self._lock:
            listeners = tuple(self._listeners)
        if not listeners:
            return 0
        self._turn += 1
        with installation.database.read() as unit:
            if self._turn % _EVERY == 0:
                for listener in listeners:
                    _ask_again(installation, unit, listener)
            rows = queues.since(unit, min(listener.since for listener in listeners), _READ)
        for listener in listeners:
            listener.count = _counted(rows, listener.since, listener.duties)
        return len(listeners)


def arrived(unit: Unit, since: int, duties: frozenset[str]) -> int:
    return _counted(queues.since(unit, since, _READ), since, duties)


def duties_seen(city: City, member: Member) -> frozenset[str]:
    return frozenset(member.duties("see", tuple(city.duties)))


def _counted(rows: Iterable[tuple[int, str]], since: int, duties: frozenset[str]) -> int:
    return min(COUNTED, sum(number > since and duty in duties for number, duty in rows))


def _ask_again(installation: Basics, unit: Unit, listener: Listener) -> None:
    # An expired session or lost right ends or narrows the stream.
    session: Session | None = find_session(installation, unit, "staff", listener.token)
    try:
        if session is None:
            raise SignInNeeded("staff")
        listener.duties = duties_seen(installation.city, member_of(installation.clock, unit, session, listener.place))
    except SignInNeeded:
        listener.duties = frozenset()
    listener.ended = not listener.duties
