"""Fixed windows, shared through the database."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import TypeVar

from portal.clock import Clock
from portal.db import Database, Unit
from portal.errors import TooMany
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.shared import throttles

T = TypeVar("T")


@dataclass(frozen=True)
class Limit:
    what: str
    tries: int
    seconds: int


STAFF_NAME = Limit("staff sign-in by name", 5, 900)
STAFF_PLACE = Limit("staff sign-in by address", 30, 900)
# By a device that has signed in before (services/staff/known_device), in place of the two above.
STAFF_DEVICE = Limit("staff sign-in by known device", 5, 900)
# A hall or a mobile carrier puts hundreds of people behind one address; each sign-in also ends at the card's own
# counter.
CARD_PLACE = Limit("card sign-in by address", 300, 600)

# A QR code on a poster starts a draft; each creates a person and a draft until it expires.
GUEST_PLACE = Limit("guest by address", 300, 600)

# A code sent by mail: bounds mails per mailbox, and guessing by requesting new codes.
CODES_OF_PERSON = Limit("codes by person", 5, 3600)
CODES_TO_ADDRESS = Limit("codes by address", 5, 86_400)
CODES_OF_ACCOUNT = Limit("codes by account", 5, 900)
CODES_OF_ALL_ACCOUNTS = Limit("wrong codes of all accounts", 300, 900)
# Signing in by mail: five tries per code, so at most fifty guesses in a million a day, and at most ten mails a day to
# a stranger's mailbox, including plus addresses.
MAIL_CODES_PLACE = Limit("mail sign-in by address", 60, 900)
MAIL_CODES_HOUR = Limit("mail sign-in codes by mail address, an hour", 5, 3600)
MAIL_CODES_DAY = Limit("mail sign-in codes by mail address, a day", 10, 86_400)
# A whole hall may share one address; a code itself ends after ten wrong tries (services/filing/share_draft).
DRAFT_CODE_PLACE = Limit("draft code by address", 60, 900)
DRAFT_CODE = Limit("draft code by code", 5, 900)

# Applications refused because of somebody else's.
ONCE_PERSON = Limit("refused as filed before, by person", 5, 86_400)

# A hall may share one address, as its visitors may by its wireless network.
TICKETS_PLACE = Limit("ticket by address", 120, 600)
TICKETS_PHONE = Limit("ticket by telephone by address", 20, 600)
# The register of corporations limits its clients; a company's network is one address.
CORPORATIONS_PLACE = Limit("look-ups of corporations by address", 60, 900)
# Wrong codes at a shop of 利用券: of 44 bits thirty an hour come near none.
COUPON_SHOP = Limit("coupon code by shop", 30, 3600)
COUPON_PLACE = Limit("coupon code by address", 60, 3600)
TRACK_PLACE = Limit("track by address", 60, 900)
TRACK_NUMBER = Limit("track by number", 5, 900)
# The holder of a mandate code is also signed in with a card.
MANDATE_PLACE = Limit("mandate by address", 60, 900)
MANDATE_NUMBER = Limit("mandate by number", 5, 900)
SIGNER_PLACE = Limit("signer by address", 60, 900)
SIGNER_NUMBER = Limit("signer by number", 5, 900)
# An eight-digit code lives for five minutes; all guesses from all addresses together hit with a chance of one in
# three hundred thousand.
SCREEN_PLACE = Limit("wrong codes of visitors' screens by address", 20, 900)
SCREEN_OF_ALL = Limit("wrong codes of all visitors' screens", 300, 900)
# Searches without a match are counted, not refused, up to here.
MISSES_PLACE = Limit("counted searches without a match by address", 20, 900)
MISSES_OF_ALL = Limit("counted searches without a match", 500, 3600)
# Posts after a session expired, without sign-in.
KEPT_PLACE = Limit("kept post by address", 60, 900)
# What a script posts by itself uses up none of the presses.
KEPT_TYPING_PLACE = Limit("kept typing by address", 60, 900)
UNFINISHED_MEMBER = Limit("unfinished forms by member", 300, 900)


_NAT64 = IPv6Network("64:ff9b::/96")


def network(address: str) -> str:
    """A host with IPv6 has every address of its /64."""
    try:
        of_host = IPv6Address(address)
    except ValueError:
        return address
    # Behind NAT64 (RFC 6052) all hosts with IPv4 have the same /64.
    translated = IPv4Address(int(of_host) & 0xFFFF_FFFF) if of_host in _NAT64 else None
    return str(of_host.ipv4_mapped or translated or IPv6Address(int(of_host) >> 64 << 64))


def _key(throttle_key: bytes, limit: Limit, subject: str) -> bytes:
    # A try from each address of one network would never reach a limit.
    return hmac.digest(throttle_key, f"{limit.what}\0{network(subject)}".encode(), hashlib.sha256)


def _window(clock: Clock, limit: Limit) -> int:
    now = int(clock.now().timestamp())
    return now - now % limit.seconds


def count(installation: Basics, unit: Unit, limit: Limit, subject: str) -> None:
    """Raises TooMany. Only the first try beyond the limit is audited."""
    counted = throttles.count(unit, _key(installation.throttle_key, limit, subject), _window(installation.clock, limit))
    if counted == limit.tries + 1:
        write_audit(installation, unit, Actor("system", "throttle"), "throttle", detail=limit.what)
    if counted > limit.tries:
        raise TooMany(limit.what)


def give_back(installation: Basics, unit: Unit, limit: Limit, subject: str) -> None:
    """After a success: only failures count by address, which a whole hall may share."""
    throttles.give_back(unit, _key(installation.throttle_key, limit, subject), _window(installation.clock, limit))


@dataclass(frozen=True)
class Share:
    """`left` is negative beyond the limit."""

    limit: int
    left: int
    seconds: int


def tally(installation: Basics, unit: Unit, limit: Limit, subject: str) -> Share:
    window = _window(installation.clock, limit)
    counted = throttles.count(unit, _key(installation.throttle_key, limit, subject), window)
    ends = window + limit.seconds - int(installation.clock.now().timestamp())
    return Share(limit.tries, limit.tries - counted, max(1, ends))


def is_used_up(installation: Basics, unit: Unit, limit: Limit, subject: str) -> bool:
    """Counts nothing."""
    return (
        throttles.look(unit, _key(installation.throttle_key, limit, subject), _window(installation.clock, limit))
        >= limit.tries
    )


def count_apart(database: Database, count: Callable[[Unit], T]) -> T:
    """In its own unit, committed also if it raises TooMany."""
    with database.write() as unit:
        try:
            return count(unit)
        finally:
            unit.commit()


def forget(throttle_key: bytes, unit: Unit, limit: Limit, subject: str) -> None:
    throttles.clear(unit, _key(throttle_key, limit, subject))
