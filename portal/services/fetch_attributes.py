"""Fetches what a person's own マイナポータル tells of them, once they said yes: for this draft alone, and never of others."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from forms.path import AskedPage, Path
from integrations.interfaces import AdapterError, BasicFour
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound
from portal.services.actor import Actor
from portal.services.drafts import OWNER, Draft
from portal.services.gather_sources import keep_source
from portal.services.installation import Installation
from portal.services.read_card import name_value
from portal.services.told import PORTAL, ZONES, Source
from portal.services.write_audit import write_audit

# What it is asked for, and how each is stored.
ASKED: Mapping[str, Callable[[str], Any]] = {"kana": name_value, "phone": str, "email": str}


def may_fetch(installation: Installation, draft: Draft, path: Path, asked: AskedPage) -> bool:
    """Whether it is worth offering on this page: something is asked there that it may know and nobody else told."""
    if installation.attributes is None or installation.settings.zone not in ZONES[PORTAL] or draft.access != OWNER:
        return False
    if draft.told.source(PORTAL) is not None:
        return False
    wanted = {f"applicant.{name}" for name in ASKED}
    unknown = {field.id for field in asked.fields} - path.answers.keys() - path.known.keys()
    return any(field.known_from in wanted and field.id in unknown for field in asked.fields)


def fetch_attributes(installation: Installation, card: dict[str, Any]) -> Source:
    """Asks a neighbour: no unit may be open. NotFound without one, NeighbourDown while it does not answer."""
    if installation.attributes is None or not card:
        raise NotFound("attributes")
    four = dict(card["attributes"])
    four["birth"] = date.fromisoformat(four["birth"]) if four["birth"] else None
    try:
        told = installation.attributes.fetch(BasicFour(**four))
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from None
    return Source(PORTAL, applicant={name: ASKED[name](told[name]) for name in ASKED if told.get(name)})


def keep_attributes(installation: Installation, unit: Unit, draft: Draft, source: Source, actor: Actor) -> None:
    """Also that nothing came: it is not offered again. The caller commits."""
    keep_source(installation, unit, draft, source)
    write_audit(installation, unit, actor, "fetch attributes", detail=" ".join(sorted(source.applicant)))
