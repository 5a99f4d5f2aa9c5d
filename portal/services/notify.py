"""Tells somebody something: one delivery for each way in which they want to hear of it, in the caller's transaction."""

from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.outbox import About, enqueue
from portal.services.installation import Installation
from portal.services.write_notice import FACTS, use_of
from portal.store import applications, contacts, delegations


@dataclass(frozen=True)
class Addressee:
    """Who is told. `person_id`: wherever that person has proved an address and wants this. `mail`: this address and no
    other, whoever's it is; the caller has proved it, or is about to by what it sends. `language` where the person
    chose none. `application_id` and `draft_id` say what it is about; with the draft its notices go."""

    person_id: str | None = None
    application_id: int | None = None
    mail: str = ""
    language: str = "ja"
    draft_id: str | None = None


def notify(
    installation: Installation, unit: Unit, to: Addressee, message: str, *, link: str = "", once: str = "", **facts: str
) -> int:
    """By how many ways it goes, also where it was asked for before. Enqueues; nothing leaves before the caller commits. `message` names templates/mail/<message>.<language>.txt,
    `facts` what it says (`write_notice.FACTS`), `link` an address of ours from the root. `once`: asked for again with
    the same key, it is not sent again. A fact `until` is an ISO day or minute. Whoever has given no address is told nothing: my page has it all."""
    if set(facts) - FACTS or (link and not link.startswith("/")):
        raise ValueError(message)
    ways = _ways(installation, unit, to, use_of(message))
    row = applications.by_id(unit, to.application_id) if ways and to.application_id is not None else None
    duty, now = "" if row is None else row.duty, to_micro(installation.clock.now())
    for channel, address, language, contact_id in ways:
        about = About(duty, to.person_id, to.application_id, to.draft_id, contact_id)
        payload = {"to": address, "language": language, "link": link, "facts": facts}
        key = f"{once}:{channel}" if once else ""
        enqueue(installation.keys, unit, channel, message, payload, once=key, about=about, now=now)
    return len(ways)


def _ways(installation: Installation, unit: Unit, to: Addressee, use: str) -> list[tuple[str, str, str, str | None]]:
    """(channel, address, language, contact). An address of a contact is read when the notice leaves: it may have been
    removed by then."""
    if to.mail:
        return [("mail", to.mail, to.language, None)] if installation.mailer else []
    today = installation.clock.today().isoformat()
    if to.person_id is None or (to.application_id is not None and delegations.is_over(unit, to.application_id, today)):
        return []  # who was asked to, until a day that has passed, hears of it no more than they see
    there = {"mail": installation.mailer, "line": installation.messenger, "letter": True}
    return [
        (row.channel, "", row.language, row.id)
        for row in contacts.of_person(unit, to.person_id)
        if row.state == "proved" and use in row.uses.split() and there.get(row.channel)
    ]
