"""Gathers what is known for a draft, source by source, before its pages are shown: once a sign-in, kept sealed with it."""

from typing import Any

from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.match_resident import Match, match_resident
from portal.services.protect import REGISTER as BY_REGISTER
from portal.services.protect import People, protect, protected_among
from portal.services.read_card import read_card
from portal.services.read_register import nothing_known, read_register
from portal.services.recall_answers import recall_answers
from portal.services.told import CARD, EARLIER, REGISTER, ZONES, Source
from portal.services.write_audit import write_audit
from portal.store import draft_sources, people
from portal.store.draft_sources import ToldRow


def sources_stale(unit: Unit, draft_id: str, person_id: str | None) -> bool:
    """Whether nothing was gathered since this person signed in last, or somebody was marked as protected meanwhile."""
    person = people.by_id(unit, person_id or "")
    told_at = draft_sources.told_at(unit, draft_id, CARD)
    return person is not None and (told_at is None or told_at < person.signed_in_at)


def knows_more(procedure: Procedure) -> bool:
    """Whether anything of it can be known before it is typed."""
    known = any(field.known_from or field.known_by for field in procedure.fields)
    return known or procedure.invited or any(repeat.rows_from for repeat in procedure.repeats)


def ask_register(installation: Installation, card: dict[str, Any], linked: str = "") -> Match | None:
    """None in a zone without one. `linked`: the number they were found to have. May ask a neighbour: no unit may be open."""
    register, zone = installation.register, installation.settings.zone
    if register is None or zone not in ZONES[REGISTER] or not card:
        return None
    return match_resident(register, card["attributes"], linked=linked, links=installation.links)


def gather_sources(
    installation: Installation, unit: Unit, draft: Draft, card: dict[str, Any], match: Match | None, actor: Actor
) -> None:
    """Keeps what each source tells, and what was written before. The caller commits."""
    for told in told_by(installation, unit, card, match, actor):
        keep_source(installation, unit, draft, told)
    recall = card and not protected_among(installation, unit, _own(card))
    person_id = draft.row.person_id or ""
    keep_source(installation, unit, draft, recall_answers(installation, unit, person_id) if recall else Source(EARLIER))


def told_by(
    installation: Installation, unit: Unit, card: dict[str, Any], match: Match | None, actor: Actor
) -> tuple[Source, ...]:
    """What card and register tell. Of somebody who is protected, and for whoever lives with them, it is as if nothing were
    known: no page may look otherwise. The caller commits: who is found to be protected is marked, and the look is recorded."""
    household = _household(match)
    if any(protected for *_, protected in household):
        protect(
            installation, unit, actor, [(name, birth) for name, birth, protected in household if protected], BY_REGISTER
        )
    own = _own(card)
    own_protected = protected_among(installation, unit, own)
    others = protected_among(installation, unit, [(name, birth) for name, birth, _ in household])
    told = read_card(card, installation.city) if card else {}
    if own_protected:
        told.pop("address", None)
    if match is None:
        return (Source(CARD, applicant=told),)
    today = installation.clock.today()
    found, held = nothing_known() if own_protected or others else read_register(match, installation.city, today)
    write_audit(installation, unit, actor, "ask register", detail=found.certainty)
    return Source(CARD, applicant=told), found, held


def keep_source(installation: Installation, unit: Unit, draft: Draft, source: Source) -> None:
    """In the place of what it told before."""
    if installation.settings.zone not in ZONES[source.name]:
        raise ValueError(f"{source.name} in zone {installation.settings.zone}")
    now = to_micro(installation.clock.now())
    sealed = draft.sealer.seal(f"told:{source.name}", source.stored)
    draft_sources.keep(unit, ToldRow(draft.id, source.name, sealed, now))


def _household(match: Match | None) -> list[tuple[str, str, bool]]:
    if match is None or match.resident is None:
        return []
    return [(one.name, one.birth.isoformat(), one.protected) for one in (match.resident, *match.others)]


def _own(card: dict[str, Any]) -> People:
    attributes = card.get("attributes", {"name": "", "birth": ""})
    return [(attributes["name"], attributes["birth"])] if attributes["name"] and attributes["birth"] else []
