"""Lets one delivery leave: claimed, sent without holding a transaction, and what came of it written down."""

from collections.abc import Callable

from integrations.interfaces import AdapterError, Mail
from portal.clock import to_micro
from portal.logs import log, log_bug
from portal.outbox import Claimed, claim, closed, failed, sent
from portal.services.contact_book import address_of
from portal.services.installation import Installation
from portal.services.write_notice import write_notice
from portal.store import contacts, deliveries

# The neighbour took it, (code, permanent) if not, or the state it ends in without leaving.
Send = Callable[[Installation, Claimed, str], None]


def deliver_next(installation: Installation, kind: str) -> bool:
    """Whether there was one. Two workers never have the same one in hand; after a crash it is tried again."""
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        if not deliveries.any_due(unit, kind, now):
            return False
    with installation.database.write() as unit:
        claimed = claim(installation.keys, unit, kind, now)
        unit.commit()
    if claimed is None:
        return False
    address = _address(installation, claimed)
    if address:
        _try(installation, claimed, address)
    else:
        with installation.database.write() as unit:
            closed(unit, claimed, "given_up", "CONTACT_GONE", to_micro(installation.clock.now()))
            unit.commit()
    return True


def _address(installation: Installation, claimed: Claimed) -> str:
    """Where it goes; "" if the person has removed the address since, or a notice came back from it."""
    given: str = claimed.payload["to"]
    if given:
        return given
    with installation.database.read() as unit:
        row = None if claimed.row.contact_id is None else contacts.by_id(unit, claimed.row.contact_id)
    return address_of(installation, row) if row is not None and row.state == "proved" else ""


def _try(installation: Installation, claimed: Claimed, address: str) -> None:
    code, permanent = "", False
    try:
        _SENDERS[claimed.row.kind](installation, claimed, address)
    except AdapterError as error:
        code, permanent = error.code, error.permanent
    except Exception as error:  # noqa: BLE001  # one delivery that breaks must not stand before all others for ever
        log_bug("deliver", error)
        code = "BUG"
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        if code:
            failed(unit, claimed, code, permanent=permanent, now=now)
        else:
            sent(unit, claimed, now)
        unit.commit()
    if code:
        log.warning("not delivered", kind=claimed.row.kind, code=code, attempt=claimed.row.attempts)


def _send_mail(installation: Installation, claimed: Claimed, address: str) -> None:
    if installation.mailer is None:
        raise AdapterError("MAIL_UNAVAILABLE", permanent=False)
    payload = claimed.payload
    notice = write_notice(installation, claimed.row.message, payload["language"], payload["link"], payload["facts"])
    installation.mailer.send(Mail(claimed.id, address, notice.subject, notice.text))


_SENDERS: dict[str, Send] = {"mail": _send_mail}
