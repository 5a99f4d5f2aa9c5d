"""How often something may be tried. Counted in windows, kept in the database, so that every process counts the same."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from portal.db import Unit
from portal.errors import TooMany
from portal.services.installation import Installation
from portal.store import throttles

T = TypeVar("T")


@dataclass(frozen=True)
class Limit:
    """At most `tries` of `what` in `seconds`."""

    what: str
    tries: int
    seconds: int


STAFF_NAME = Limit("staff sign-in by name", 5, 900)
STAFF_PLACE = Limit("staff sign-in by address", 30, 900)
# A hall or a carrier puts hundreds of people behind one address; each trip also ends at the card's own counter.
CARD_PLACE = Limit("card sign-in by address", 300, 600)

# A scanned code of a lamp post starts one; each leaves a person and a draft until it ends.
GUEST_PLACE = Limit("guest by address", 300, 600)

# A code sent by mail: nobody's box is filled from here, and six digits are not found by asking for ever new ones.
CODES_OF_PERSON = Limit("codes by person", 5, 3600)
CODES_TO_ADDRESS = Limit("codes by address", 5, 86_400)
CODES_OF_ACCOUNT = Limit("codes by account", 5, 900)
CODES_OF_ALL_ACCOUNTS = Limit("wrong codes of all accounts", 300, 900)
# Signing in by mail: five tries a code, so at most fifty of a million a day. Whoever asks for a stranger's address bothers them
# ten times a day at most, with whatever they write behind a plus sign.
MAIL_CODES_PLACE = Limit("mail sign-in by address", 60, 900)
MAIL_CODES_HOUR = Limit("mail sign-in codes by mail address, an hour", 5, 3600)
MAIL_CODES_DAY = Limit("mail sign-in codes by mail address, a day", 10, 86_400)
# Behind one address stands a whole hall; a code itself ends after ten wrong tries (services/share_draft).
DRAFT_CODE_PLACE = Limit("draft code by address", 60, 900)
DRAFT_CODE = Limit("draft code by code", 5, 900)

TRACK_PLACE = Limit("track by address", 60, 900)
TRACK_NUMBER = Limit("track by number", 5, 900)
# Who holds a code of a mandate is signed in with a card beside.
MANDATE_PLACE = Limit("mandate by address", 60, 900)
MANDATE_NUMBER = Limit("mandate by number", 5, 900)
SIGNER_PLACE = Limit("signer by address", 60, 900)
SIGNER_NUMBER = Limit("signer by number", 5, 900)
# A code of eight figures lives for five minutes; of all guesses of all places together one in three hundred thousand may hit.
SCREEN_PLACE = Limit("wrong codes of visitors' screens by address", 20, 900)
SCREEN_OF_ALL = Limit("wrong codes of all visitors' screens", 300, 900)
# Posts that came after a session had ended; nobody is signed in.
KEPT_PLACE = Limit("kept post by address", 60, 900)


def _key(installation: Installation, limit: Limit, who: str) -> bytes:
    return hmac.digest(installation.throttle_key, f"{limit.what}\0{who}".encode(), hashlib.sha256)


def _window(installation: Installation, limit: Limit) -> int:
    now = int(installation.clock.now().timestamp())
    return now - now % limit.seconds


def count(installation: Installation, unit: Unit, limit: Limit, who: str) -> None:
    """Counts one try. TooMany once there were more than the limit in this window."""
    if throttles.count(unit, _key(installation, limit, who), _window(installation, limit)) > limit.tries:
        raise TooMany(limit.what)


@dataclass(frozen=True)
class Share:
    """`left` of the limit in this window, negative beyond it; the window ends in `seconds`."""

    limit: int
    left: int
    seconds: int


def tally(installation: Installation, unit: Unit, limit: Limit, who: str) -> Share:
    """Counts one, and says what is left: the caller refuses."""
    window = _window(installation, limit)
    counted = throttles.count(unit, _key(installation, limit, who), window)
    ends = window + limit.seconds - int(installation.clock.now().timestamp())
    return Share(limit.tries, limit.tries - counted, max(1, ends))


def is_used_up(installation: Installation, unit: Unit, limit: Limit, who: str) -> bool:
    """Whether one more would be too many; counts nothing."""
    return throttles.look(unit, _key(installation, limit, who), _window(installation, limit)) >= limit.tries


def count_apart(installation: Installation, count: Callable[[Unit], T]) -> T:
    """What `count` answers, in a unit of its own that is committed even for the try that was one too many (TooMany)."""
    with installation.database.write() as unit:
        try:
            return count(unit)
        finally:
            unit.commit()


def forget(installation: Installation, unit: Unit, limit: Limit, who: str) -> None:
    """A success clears what was counted against this name."""
    throttles.clear(unit, _key(installation, limit, who))
