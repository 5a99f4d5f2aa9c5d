"""Enqueues a notice per chosen channel, in the caller's transaction."""

from dataclasses import dataclass

from forms.city.notices import FACTS
from portal.clock import to_micro
from portal.db import Unit
from portal.outbox import About, enqueue
from portal.services.shared.needs import Correspondence
from portal.services.shared.write_notice import use_of
from portal.store.cases import applications
from portal.store.residents import contacts
from portal.store.signing import delegations


@dataclass(frozen=True)
class Addressee:
    """`person_id`: every proved address that wants this notice. `mail`: only this address, which the caller has proved.
    Notices of `draft_id` go with the draft. `duty`: who sees those of no application."""

    person_id: str | None = None
    application_id: int | None = None
    mail: str = ""
    language: str = "ja"
    draft_id: str | None = None
    duty: str = ""


def notify(
    installation: Correspondence,
    unit: Unit,
    to: Addressee,
    message: str,
    *,
    link: str = "",
    once: str = "",
    **facts: str,
) -> int:
    """The number of channels, also if `once` suppresses a repeat. `message`: of templates/mail/<message>.<language>.txt; `facts`:
    its values (`until`: ISO day or minute); `link`: a path. Raises ValueError."""
    if set(facts) - FACTS or (link and not link.startswith("/")):
        raise ValueError(message)
    ways = _ways(installation, unit, to, message)
    row = applications.by_id(unit, to.application_id) if ways and to.application_id is not None else None
    duty, now = to.duty if row is None else row.duty, to_micro(installation.clock.now())
    for channel, address, language, contact_id in ways:
        about = About(duty, to.person_id, to.application_id, to.draft_id, contact_id)
        payload = {"to": address, "language": language, "link": link, "facts": facts}
        key = f"{once}:{channel}" if once else ""
        enqueue(installation.keys, unit, channel, message, payload, once=key, about=about, now=now)
    return len(ways)


def enabled_ways(installation: Correspondence) -> dict[str, object]:
    return {
        "mail": installation.mailer, "line": installation.messenger, "push": installation.alerts,
        "sms": installation.texter, "letter": True,
    }  # fmt: skip


def _ways(
    installation: Correspondence, unit: Unit, to: Addressee, message: str
) -> list[tuple[str, str, str, str | None]]:
    # (channel, address, language, contact). A contact's address is read at delivery.
    if to.mail:
        return [("mail", to.mail, to.language, None)] if installation.mailer else []
    if to.person_id is None:
        return []
    today = installation.clock.today().isoformat()
    enabled = enabled_ways(installation)
    ways: list[tuple[str, str, str, str | None]] = [
        (row.channel, "", row.language, row.id)
        for row in contacts.of_person(unit, to.person_id)
        if row.state == "proved" and enabled.get(row.channel) and use_of(message) in row.uses.split()
    ]
    if ways and to.application_id is not None and delegations.is_over(unit, to.application_id, today):
        return []  # a delegate whose mandate has expired gets no more notices than they can see
    return ways
