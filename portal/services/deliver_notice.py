"""Lets one delivery leave: claimed, sent without holding a transaction, and what came of it written down."""

from collections.abc import Callable
from enum import Enum, auto

from integrations.interfaces import AdapterError
from integrations.notices import Mail, Push
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log, log_bug
from portal.outbox import Claimed, claim, closed, failed, sent
from portal.services.contact_book import address_of
from portal.services.installation import Installation
from portal.services.note_bounce import fall_back, note_bounce
from portal.services.write_notice import codes, write_notice, write_push
from portal.store import contacts, deliveries

Send = Callable[[Installation, Claimed, str], None]

# What a neighbour says of the address itself: whoever has it has to mend it, trying again cannot.
BAD_ADDRESS = frozenset({"MAIL_NO_SUCH_ADDRESS", "LINE_REFUSED"})


class Went(Enum):
    """What came of looking for one more."""

    NONE = auto()  # nothing is due
    ON = auto()  # one was taken in hand
    AWAY = auto()  # one was, and its neighbour takes nothing now


def deliver_next(installation: Installation, kind: str) -> Went:
    """Codes go before all else: they end in minutes. Two workers never have the same one in hand; after a crash it is tried
    again."""
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        if not deliveries.any_due(unit, kind, now):
            return Went.NONE
    with installation.database.write() as unit:
        claimed = claim(installation.keys, unit, kind, now, first=codes())
        address = "" if claimed is None else _address(installation, unit, claimed)
        if claimed is not None and not address:
            _went_nowhere(installation, unit, claimed, now)
        unit.commit()
    if claimed is None:
        return Went.NONE
    return _try(installation, claimed, address) if address else Went.ON


def _address(installation: Installation, unit: Unit, claimed: Claimed) -> str:
    """Where it goes; "" if the person has removed the address since, or a notice came back from it."""
    given: str = claimed.payload["to"]
    row = None if claimed.row.contact_id is None else contacts.by_id(unit, claimed.row.contact_id)
    return given or (address_of(installation, row) if row is not None and row.state == "proved" else "")


def _went_nowhere(installation: Installation, unit: Unit, claimed: Claimed, now: int) -> None:
    """Removed by the person: that is their wish. Found bad meanwhile: a letter goes."""
    bad = claimed.row.contact_id is not None
    closed(unit, claimed, "bounced" if bad else "given_up", "CONTACT_BAD" if bad else "CONTACT_GONE", now)
    if bad:
        fall_back(installation, unit, claimed.row)


def _try(installation: Installation, claimed: Claimed, address: str) -> Went:
    code, permanent, went = "", False, Went.ON
    try:
        _SENDERS[claimed.row.kind](installation, claimed, address)
    except AdapterError as error:
        code, permanent = error.code, error.permanent
        went = Went.ON if permanent else Went.AWAY
    except Exception as error:  # noqa: BLE001  # one delivery that breaks must not stand before all others for ever
        log_bug("deliver", error)
        code = "BUG"
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        if not code:
            sent(unit, claimed, now)
        elif code in BAD_ADDRESS:
            note_bounce(installation, unit, claimed.id, code)
        else:
            failed(unit, claimed, code, permanent=permanent, now=now)
        unit.commit()
    if code:
        log.warning("not delivered", kind=claimed.row.kind, code=code, attempt=claimed.row.attempts)
    return went


def _send_mail(installation: Installation, claimed: Claimed, address: str) -> None:
    if installation.mailer is None:
        raise AdapterError("MAIL_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    notice = write_notice(installation, claimed.row.message, payload["language"], payload["link"], payload["facts"])
    installation.mailer.send(Mail(claimed.id, address, notice.subject, notice.text))


def _push(installation: Installation, claimed: Claimed, address: str) -> None:
    if installation.messenger is None:
        raise AdapterError("LINE_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    text = write_push(installation, claimed.row.message, payload["language"], payload["link"])
    installation.messenger.push(Push(claimed.id, address, text))


_SENDERS: dict[str, Send] = {"mail": _send_mail, "line": _push}
