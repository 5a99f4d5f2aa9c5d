"""Name and place of a corporation by its number, filled in as known facts and marked with their source."""

from forms.path.path import AskedPage, Path
from integrations.sockets.corporation_socket import Corporation
from integrations.sockets.interfaces import AdapterError
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound
from portal.services.filing.drafts import Draft
from portal.services.filing.gather_sources import keep_source
from portal.services.residents.read_card import address_value
from portal.services.shared.known_sources import COMPANY, CORPORATIONS, ZONES, Source
from portal.services.shared.needs import Basics, HasCorporations
from portal.services.shared.write_audit import Actor, write_audit

_GIVEN = frozenset({"applicant.company.name", "applicant.company.address"})


def may_look_up(installation: HasCorporations, draft: Draft, path: Path, asked: AskedPage) -> bool:
    """Not for a company that signed in with GビズID for itself: its account brings more."""
    if installation.corporations is None or installation.settings.zone not in ZONES[CORPORATIONS] or draft.helping:
        return False
    company = draft.known.source(COMPANY)
    if company is not None and any(name.startswith("company.") for name in company.applicant):
        return False
    return any(field.known_from in _GIVEN and field.id not in path.answers for field in asked.fields)


def look_up_company(installation: HasCorporations, number: str) -> Corporation | None:
    """Outside a unit. Raises NotFound without a register, NeighbourDown if it fails."""
    if installation.corporations is None:
        raise NotFound("corporations")
    try:
        return installation.corporations.look_up(number)
    except AdapterError as error:
        raise NeighbourDown(error.code) from None


def keep_company(installation: Basics, unit: Unit, draft: Draft, corporation: Corporation, actor: Actor) -> None:
    known = {
        "company.number": corporation.number,
        "company.name": corporation.name,
        "company.address": address_value(corporation.address, installation.city),
    }
    keep_source(installation, unit, draft, Source(CORPORATIONS, applicant=known))
    write_audit(installation, unit, actor, "look up corporation", detail=draft.procedure.id)
