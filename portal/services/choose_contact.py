"""What each way of hearing from the city is used for, and that one is wanted no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.actor import Actor
from portal.services.contact_book import address_of, keep_contact
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.services.write_notice import USES
from portal.store import contacts

CHANNELS = ("mail", "line", "letter")
# A letter takes days and paper: it is for what a person must not miss.
LETTER_USES = ("asks", "results")


@dataclass(frozen=True)
class Way:
    """One way as its person sees it. `address`: the mail address; "" where the way has none to show. `state`: "" where
    the person has none of it, proved, or bad."""

    channel: str
    state: str
    address: str
    uses: tuple[str, ...]
    offered: tuple[str, ...]


def ways_of(installation: Installation, unit: Unit, person_id: str) -> list[Way]:
    """Those that this service has, set up or not."""
    there = {"mail": installation.mailer, "line": installation.messenger, "letter": True}
    rows = {row.channel: row for row in contacts.of_person(unit, person_id)}
    found = []
    for channel in CHANNELS:
        row = rows.get(channel)
        if row is None and not there[channel]:
            continue
        address = address_of(installation, row) if row is not None and channel == "mail" else ""
        offered = LETTER_USES if channel == "letter" else USES
        uses = () if row is None else tuple(row.uses.split())
        found.append(Way(channel, "" if row is None else row.state, address, uses, offered))
    return found


def choose_uses(
    installation: Installation,
    unit: Unit,
    actor: Actor,
    person_id: str,
    channel: str,
    chosen: Sequence[str],
    language: str,
) -> None:
    """BadRequest for what is not offered. A letter needs no proof: it goes where the city's own papers say."""
    offered = LETTER_USES if channel == "letter" else USES
    if channel not in CHANNELS or not set(chosen) <= set(offered):
        raise BadRequest("uses")
    uses = [use for use in offered if use in chosen]
    if channel == "letter":
        if uses:
            keep_contact(installation, unit, person_id, "letter", "", uses, language)
        else:
            contacts.remove(unit, person_id, "letter")
    elif not contacts.choose(unit, person_id, channel, " ".join(uses), language, to_micro(installation.clock.now())):
        raise BadRequest("channel")
    write_audit(installation, unit, actor, "choose contact", detail=f"{channel} {' '.join(uses)}".strip())


def remove_contact(installation: Installation, unit: Unit, actor: Actor, person_id: str, channel: str) -> None:
    """Nothing that still waits goes there. Twice is the same as once."""
    if contacts.remove(unit, person_id, channel):
        write_audit(installation, unit, actor, "remove contact", detail=channel)
