"""By source, once per sign-in."""

from dataclasses import replace
from typing import Any

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.filing.drafts import Draft
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.recall_answers import recall_answers
from portal.services.residents.household_key import household_key
from portal.services.residents.match_resident import Match, match_resident
from portal.services.residents.protect import REGISTER as BY_REGISTER
from portal.services.residents.protect import People, protect, protected_among
from portal.services.residents.read_card import read_card
from portal.services.residents.read_register import nothing_known, read_register
from portal.services.residents.sign_in_company import known_of_company
from portal.services.shared.known_sources import CARD, EARLIER, REGISTER, ZONES, Source
from portal.services.shared.needs import Basics, Records
from portal.services.shared.sessions import is_stale
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import draft_sources, people
from portal.store.residents.draft_sources import SourceRow


def sources_stale(unit: Unit, draft_id: str, person_id: str | None) -> bool:
    """Also if a person became protected."""
    person = people.by_id(unit, person_id or "")
    asked_at = draft_sources.obtained_at(unit, draft_id, CARD)
    return is_stale(asked_at, None if person is None else person.signed_in_at)


def knows_more(procedure: Procedure) -> bool:
    known = any(field.may_be_known for field in procedure.fields)
    household = procedure.duplicate is not None and procedure.duplicate.household
    return known or household or procedure.invited or any(repeat.rows_from for repeat in procedure.repeats)


def ask_register(installation: FilingNeeds, card: dict[str, Any], linked: str = "") -> Match | None:
    """None in a zone without one. `linked`: resident number. Outside a unit."""
    register, zone = installation.register, installation.settings.zone
    if register is None or zone not in ZONES[REGISTER] or not card:
        return None
    return match_resident(register, card["attributes"], linked=linked, links=installation.links)


def gather_sources(
    installation: Records, unit: Unit, draft: Draft, card: dict[str, Any], match: Match | None, actor: Actor,
    account: str = "",
) -> None:  # fmt: skip
    """`account`: of a company, by which this person signed in."""
    for source in ask_sources(installation, unit, card, match, actor):
        keep_source(installation, unit, draft, source)
    recall = card and not protected_among(installation.protection_key, unit, _own(card))
    person_id = draft.row.person_id or ""
    keep_source(installation, unit, draft, known_of_company(installation, unit, person_id, account))
    keep_source(installation, unit, draft, recall_answers(installation, unit, person_id) if recall else Source(EARLIER))


def ask_sources(
    installation: Records, unit: Unit, card: dict[str, Any], match: Match | None, actor: Actor
) -> tuple[Source, ...]:
    # Nothing for protected people and their households, nor which it is: pages, and whether they may send, look as if the
    # register did not know them.
    household = _household(match)
    if any(protected for *_, protected in household):
        protect(
            installation, unit, actor, [(name, birth) for name, birth, protected in household if protected], BY_REGISTER
        )
    own = _own(card)
    own_protected = protected_among(installation.protection_key, unit, own)
    others = protected_among(installation.protection_key, unit, [(name, birth) for name, birth, _ in household])
    known = read_card(card, installation.city) if card else {}
    known |= {"sender": known["name"]} if "name" in known else {}
    if own_protected:
        known.pop("address", None)
    if match is None:
        return (Source(CARD, applicant=known),)
    today = installation.clock.today()
    resident_source, held_source = nothing_known()
    if not own_protected and not others:
        resident_source, held_source = read_register(match, installation.city, today)
        if match.resident is not None:
            resident_source = replace(resident_source, household_key=household_key(installation.keys, match.resident))
    write_audit(installation, unit, actor, "ask register", detail=resident_source.certainty)
    return Source(CARD, applicant=known), resident_source, held_source


def keep_source(installation: Basics, unit: Unit, draft: Draft, source: Source) -> None:
    if installation.settings.zone not in ZONES[source.name]:
        raise ValueError(f"{source.name} in zone {installation.settings.zone}")
    now = to_micro(installation.clock.now())
    sealed = draft.sealer.seal(f"told:{source.name}", source.stored)
    draft_sources.keep(unit, SourceRow(draft.id, source.name, sealed, now))


def _household(match: Match | None) -> list[tuple[str, str, bool]]:
    if match is None or match.resident is None:
        return []
    return [
        (resident.name, resident.birth.isoformat(), resident.protected) for resident in (match.resident, *match.others)
    ]


def _own(card: dict[str, Any]) -> People:
    attributes = card.get("attributes", {"name": "", "birth": ""})
    return [(attributes["name"], attributes["birth"])] if attributes["name"] and attributes["birth"] else []
