"""A resident's channels for notices."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest
from portal.services.residents.contact_book import address_of, keep_contact
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.notify import enabled_ways
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.shared.write_notice import BY_CONSENT, USES
from portal.store.residents import contacts

CHANNELS = ("mail", "line", "sms", "push", "letter")
# Letters cost days and paper, so they are only for notices that must not be missed.
LETTER_USES = ("asks", "results")


@dataclass(frozen=True)
class Way:
    channel: str
    state: str  # "" (not set up), proved, or bad
    address: str
    uses: tuple[str, ...]
    offered: tuple[str, ...]


def ways_of(installation: Correspondence, unit: Unit, person_id: str) -> list[Way]:
    enabled = enabled_ways(installation)
    rows = {row.channel: row for row in contacts.of_person(unit, person_id)}
    ways = []
    for channel in CHANNELS:
        row = rows.get(channel)
        if row is None and not enabled[channel]:
            continue
        address = address_of(installation.keys, row) if row is not None and channel in ("mail", "sms") else ""
        offered = _offered(channel)
        uses = () if row is None else tuple(row.uses.split())
        ways.append(Way(channel, "" if row is None else row.state, address, uses, offered))
    return ways


def _offered(channel: str) -> tuple[str, ...]:
    return LETTER_USES if channel == "letter" else (*USES, *BY_CONSENT)


def choose_uses(
    installation: Records,
    unit: Unit,
    actor: Actor,
    person_id: str,
    channel: str,
    chosen: Sequence[str],
    language: str,
) -> None:
    """Raises BadRequest. Letters need no proof: they go to the address on record."""
    offered = _offered(channel)
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


def remove_contact(installation: Basics, unit: Unit, actor: Actor, person_id: str, channel: str) -> None:
    """Removing twice is not an error."""
    if contacts.remove(unit, person_id, channel):
        write_audit(installation, unit, actor, "remove contact", detail=channel)
