"""Sends one delivery outside any transaction."""

from collections.abc import Callable
from enum import Enum, auto

from integrations.sockets.interfaces import AdapterError, KeyStore
from integrations.sockets.notices import Mail, Push
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import bound_contextvars, log, log_bug
from portal.outbox import Claimed, claim, closed, failed, sent
from portal.services.notices.note_bounce import fall_back, note_bounce
from portal.services.residents.contact_book import address_of
from portal.services.shared.needs import Correspondence, Records
from portal.services.shared.write_notice import (
    BY_CONSENT,
    NEWS,
    VERIFY_TEXT,
    codes,
    write_alert,
    write_notice,
    write_push,
    write_text,
)
from portal.store.notices import deliveries
from portal.store.residents import contacts
from portal.traces import span

Send = Callable[[Correspondence, Claimed, str], None]

# The neighbour rejects the address itself: retrying does not help, its owner has to correct it.
BAD_ADDRESS = frozenset({"MAIL_NO_SUCH_ADDRESS", "LINE_REFUSED", "PUSH_REFUSED", "SMS_REFUSED"})


class Went(Enum):
    NONE = auto()  # nothing is due
    ON = auto()  # one was tried
    AWAY = auto()  # one was tried, and the neighbour is unavailable


def deliver_next(installation: Correspondence, kind: str, send: Send | None = None) -> Went:
    """Codes first: they expire in minutes. One worker claims a delivery; after a crash it is retried."""
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        if not deliveries.any_due(unit, kind, now):
            return Went.NONE
    with installation.database.change() as unit:
        claimed = claim(installation.keys, unit, kind, now, first=codes())
        address = "" if claimed is None else _address(installation.keys, unit, claimed)
        if claimed is not None and not address:
            _went_nowhere(installation, unit, claimed, now)
    if claimed is None:
        return Went.NONE
    with bound_contextvars(**claimed.cause), span("notice"):
        return _try(installation, claimed, address, send or _SENDERS[kind]) if address else Went.ON


def _address(keys: KeyStore, unit: Unit, claimed: Claimed) -> str:
    #  "" if removed or bounced since.
    given: str = claimed.payload["to"]
    row = None if claimed.row.contact_id is None else contacts.by_id(unit, claimed.row.contact_id)
    if claimed.row.message == NEWS and row is not None and not {*BY_CONSENT} & {*row.uses.split()}:
        return ""  # the consent was taken back since
    return given or (address_of(keys, row) if row is not None and row.state == "proved" else "")


def _went_nowhere(installation: Records, unit: Unit, claimed: Claimed, now: int) -> None:
    # Removal is the person's wish; after a bounce a letter goes.
    bad = claimed.row.contact_id is not None and claimed.row.message != NEWS
    closed(unit, claimed, "bounced" if bad else "given_up", "CONTACT_BAD" if bad else "CONTACT_GONE", now)
    if bad:
        fall_back(installation, unit, claimed.row)


def _try(installation: Correspondence, claimed: Claimed, address: str, send: Send) -> Went:
    code, permanent, went = "", False, Went.ON
    try:
        send(installation, claimed, address)
    except AdapterError as error:
        code, permanent = error.code, error.permanent
        went = Went.ON if permanent else Went.AWAY
    except Exception as error:  # noqa: BLE001  # one failing delivery must not block the others
        log_bug("deliver", error)
        code = "BUG"
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        if not code:
            sent(unit, claimed, now)
        elif code in BAD_ADDRESS:
            note_bounce(installation, unit, claimed.id, code)
        else:
            failed(unit, claimed, code, permanent=permanent, now=now)
    if code:
        log.warning("not delivered", kind=claimed.row.kind, code=code, attempt=claimed.row.attempts)
    else:
        log.info("delivered", kind=claimed.row.kind, attempt=claimed.row.attempts)
    return went


def _send_mail(installation: Correspondence, claimed: Claimed, address: str) -> None:
    if installation.mailer is None:
        raise AdapterError("MAIL_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    notice = write_notice(installation, claimed.row.message, payload["language"], payload["link"], payload["facts"])
    installation.mailer.send(Mail(claimed.id, address, notice.subject, notice.text))


def _push(installation: Correspondence, claimed: Claimed, address: str) -> None:
    if installation.messenger is None:
        raise AdapterError("LINE_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    choices = tuple((label, data) for label, data in payload.get("choices", ()))
    # Only an answer in a conversation names a case, by its number; a notice says that there is news.
    facts = payload["facts"] if "choices" in payload or claimed.row.message == NEWS else {}
    text = write_push(installation, claimed.row.message, payload["language"], payload["link"], facts)
    installation.messenger.push(Push(claimed.id, address, text, payload.get("reply", ""), choices))


def _alert(installation: Correspondence, claimed: Claimed, address: str) -> None:
    if installation.alerts is None:
        raise AdapterError("PUSH_UNAVAILABLE", permanent=False)
    installation.alerts.push(
        Push(claimed.id, address, write_alert(installation, claimed.payload["language"], _page(claimed)))
    )


def _text(installation: Correspondence, claimed: Claimed, address: str) -> None:
    if installation.texter is None:
        raise AdapterError("SMS_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    codes = payload["facts"] if claimed.row.message == VERIFY_TEXT else {}
    text = write_text(installation, claimed.row.message, payload["language"], codes, _page(claimed))
    installation.texter.push(Push(claimed.id, address, text))


def _page(claimed: Claimed) -> str:
    # Of other messages only my page: a locked screen shows it.
    return str(claimed.payload["link"]) if claimed.row.message == NEWS else ""


def _mail_as_written(installation: Correspondence, claimed: Claimed, address: str) -> None:
    if installation.mailer is None:
        raise AdapterError("MAIL_UNAVAILABLE", permanent=False)
    installation.mailer.send(Mail(claimed.id, address, claimed.payload["subject"], claimed.payload["text"]))


# `report`: to the people who run the service, with its text.
_SENDERS: dict[str, Send] = {
    "mail": _send_mail,
    "report": _mail_as_written,
    "line": _push,
    "push": _alert,
    "sms": _text,
}
