from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from forms.city.city import City
from forms.text.japanese import unusable
from portal.services.machines.api_scopes import SCOPES
from portal.services.machines.propose_client import Wanted
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member

MOST_SIGNS = 60


@dataclass(frozen=True)
class ReadClient:
    wanted: Wanted
    wrong: tuple[str, ...]


def read_client(installation: Basics, member: Member, posted: Mapping[str, list[str]]) -> ReadClient:
    name = " ".join("".join(posted.get("name", [""])[:1]).split())
    asked = list(dict.fromkeys(posted.get("duty", [])))
    duties = [duty for duty in asked if duty in duties_of(installation.city, member)]
    procedures = _words(posted, "procedures")
    places = _words(posted, "places")
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
    wanted = Wanted(name, duties, procedures, scopes, places, posted.get("basic", [""])[:1] == ["yes"])
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
