"""What an administrator writes of a machine, read: which boxes are wrong, or what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from forms.japanese import unusable
from portal.services.api_scopes import SCOPES
from portal.services.installation import Installation
from portal.services.propose_client import Wanted
from portal.services.rights import Member

MOST_SIGNS = 60


@dataclass(frozen=True)
class ReadClient:
    """`wanted` has what could be read; `wrong` the boxes that could not."""

    wanted: Wanted
    wrong: tuple[str, ...]


def read_client(installation: Installation, member: Member, posted: Mapping[str, list[str]]) -> ReadClient:
    """Duties that are theirs to administer; procedures that are of these; networks as CIDR."""
    name = " ".join("".join(posted.get("name", [""])[:1]).split())
    asked = list(dict.fromkeys(posted.get("duty", [])))
    duties = [one for one in asked if one in duties_of(installation, member)]
    procedures = _words(posted, "procedures")
    places = _words(posted, "places")
    scopes = [one for one in SCOPES if one in posted.get("scope", [])]
    wrong = []
    if not name or len(name) > MOST_SIGNS or unusable(name):
        wrong.append("name")
    if not duties or duties != asked:
        wrong.append("duty")
    if not all(one in _offered(installation, duties) for one in procedures):
        wrong.append("procedures")
    if not scopes:
        wrong.append("scope")
    if not all(_is_network(one) for one in places) or len(places) > 20:
        wrong.append("places")
    wanted = Wanted(name, duties, procedures, scopes, places, posted.get("basic", [""])[:1] == ["yes"])
    return ReadClient(wanted, tuple(wrong))


def duties_of(installation: Installation, member: Member) -> tuple[str, ...]:
    return member.duties("administer", tuple(installation.city.duties))


def _words(posted: Mapping[str, list[str]], name: str) -> list[str]:
    return list(dict.fromkeys("".join(posted.get(name, [""])[:1]).split()))


def _offered(installation: Installation, duties: Sequence[str]) -> frozenset[str]:
    return frozenset(one.id for one in installation.catalogue.all() if one.duty in duties)


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
