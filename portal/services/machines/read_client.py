import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from forms.city.city import City
from forms.text.japanese import unusable
from portal.db import Unit
from portal.services.machines.api_scopes import SCOPES
from portal.services.machines.propose_client import Wanted
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.machines import api_clients

MOST_SIGNS = 60
_KNOWN_AS = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True)
class ReadClient:
    wanted: Wanted
    wrong: tuple[str, ...]


def read_client(
    installation: Basics, unit: Unit, member: Member, posted: Mapping[str, list[str]]
) -> ReadClient:  # fmt: skip
    name = " ".join("".join(posted.get("name", [""])[:1]).split())
    asked = list(dict.fromkeys(posted.get("duty", [])))
    duties = [duty for duty in asked if duty in duties_of(installation.city, member)]
    procedures = _words(posted, "procedures")
    places = _words(posted, "places")
    known_as = "".join(posted.get("known_as", [""])[:1]).strip() if installation.settings.token_server else ""
    scopes = [scope for scope in SCOPES if scope in posted.get("scope", [])]
    wrong = []
    if not name or len(name) > MOST_SIGNS or unusable(name):
        wrong.append("name")
    if not duties or duties != asked:
        wrong.append("duty")
    if not all(procedure in _offered(installation.catalogue, duties) for procedure in procedures):
        wrong.append("procedures")
    if not scopes:
        wrong.append("scope")
    if not all(_is_network(place) for place in places) or len(places) > 20:
        wrong.append("places")
    if known_as and not _KNOWN_AS.fullmatch(known_as):
        wrong.append("known_as")
    elif known_as and api_clients.known_as(unit, known_as) is not None:
        wrong.append("known_as_taken")
    wanted = Wanted(name, duties, procedures, scopes, places, posted.get("basic", [""])[:1] == ["yes"], known_as)
    return ReadClient(wanted, tuple(wrong))


def duties_of(city: City, member: Member) -> tuple[str, ...]:
    return member.duties("administer", tuple(city.duties))


def _words(posted: Mapping[str, list[str]], name: str) -> list[str]:
    return list(dict.fromkeys("".join(posted.get(name, [""])[:1]).split()))


def _offered(catalogue: Catalogue, duties: Sequence[str]) -> frozenset[str]:
    return frozenset(procedure.id for procedure in catalogue.all() if procedure.duty in duties)


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
