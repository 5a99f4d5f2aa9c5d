"""庁外の働き方: fewer rights, no files."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

from portal.config import Settings
from portal.services.shared.rights import Member

# 個人番号, protected people, and hand-over to other systems.
INSIDE_ONLY = frozenset({"my_number", "protected", "exporter"})
# What a browser shows within a page; anything else would be a file.
_SHOWN = ("text/html", "application/json", "text/event-stream", "image/", "text/javascript")


def is_outside(settings: Settings, place: str) -> bool:
    # An address that cannot be read is outside.
    if not settings.staff_networks:
        return False
    try:
        address = ip_address(place)
    except ValueError:
        return True
    return not any(address in ip_network(network) for network in settings.staff_networks.split())


def narrowed(member: Member) -> Member:
    return replace(member, rights=frozenset(right for right in member.rights if right[0] not in INSIDE_ONLY))


def is_file(kind: str, disposition: str) -> bool:
    # Of an answer's headers. Without a kind there is no body.
    return disposition.lower().startswith("attachment") or bool(kind and not kind.lower().startswith(_SHOWN))
