"""Attributes from マイナポータル, after consent."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from forms.path.path import AskedPage, Path
from integrations.sockets.interfaces import AdapterError, BasicFour
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound
from portal.services.filing.drafts import OWNER, Draft
from portal.services.filing.gather_sources import keep_source
from portal.services.residents.read_card import name_value
from portal.services.shared.known_sources import PORTAL, ZONES, Source
from portal.services.shared.needs import Basics, HasAttributes
from portal.services.shared.write_audit import Actor, write_audit

# attribute → stored form
ASKED: Mapping[str, Callable[[str], Any]] = {"kana": name_value, "phone": str, "email": str}


def may_fetch(installation: HasAttributes, draft: Draft, path: Path, asked: AskedPage) -> bool:
    if installation.attributes is None or installation.settings.zone not in ZONES[PORTAL] or draft.access != OWNER:
        return False
    if draft.known.source(PORTAL) is not None:
        return False
    wanted = {f"applicant.{name}" for name in ASKED}
    unknown = {field.id for field in asked.fields} - path.answers.keys() - path.known.keys()
    return any(field.known_from in wanted and field.id in unknown for field in asked.fields)


def fetch_attributes(installation: HasAttributes, card: dict[str, Any]) -> Source:
    """Outside a unit. Raises NotFound without a connection, NeighbourDown if it fails."""
    if installation.attributes is None or not card:
        raise NotFound("attributes")
    four = dict(card["attributes"])
    four["birth"] = date.fromisoformat(four["birth"]) if four["birth"] else None
    try:
        attributes = installation.attributes.fetch(BasicFour(**four))
    except AdapterError as error:
        raise NeighbourDown(error.code) from None
    return Source(PORTAL, applicant={name: ASKED[name](attributes[name]) for name in ASKED if attributes.get(name)})


def keep_attributes(installation: Basics, unit: Unit, draft: Draft, source: Source, actor: Actor) -> None:
    """Also an empty result: it is not offered again."""
    keep_source(installation, unit, draft, source)
    write_audit(installation, unit, actor, "fetch attributes", detail=" ".join(sorted(source.applicant)))
