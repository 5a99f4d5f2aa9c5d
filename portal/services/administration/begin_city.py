"""The first administrators of an installation without anything, by a code that a command prints once (D309)."""

import hmac
import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from forms.city.city import City
from portal.clock import from_micro, to_micro
from portal.config.settings import BLANK
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.shared.needs import HasDocuments, Records
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import Credentials, add_staff
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow

FILE = "setup.json"
HOURS = 24
_LAST_PREFECTURE = 47  # JIS X 0401


def is_unnamed(city: City) -> bool:
    """Its code is of no prefecture."""
    return not 1 <= int(city.code[:2]) <= _LAST_PREFECTURE


def is_not_open(installation: HasDocuments) -> bool:
    """Begun without files, and without a name yet, or without the key that signs receipts: residents are told to come
    later."""
    settings = installation.settings
    lacking = is_unnamed(installation.city) or (installation.documents is None and settings.zone != "inner")
    return settings.city == BLANK and lacking


def print_code(installation: Records, unit: Unit) -> str:
    """Replaces the former one. Raises Conflict if there are members of staff."""
    _demand_none(unit)
    code = "-".join(secrets.token_hex(2) for _ in range(6))
    until = to_micro(installation.clock.now() + timedelta(hours=HOURS))
    (installation.settings.data / FILE).write_text(json.dumps({"sha256": _hash(code), "until": until}), "utf-8")
    return code


def begin_city(
    installation: Records, unit: Unit, code: str, people: Sequence[tuple[str, str]], place: str
) -> list[Credentials]:
    """`people`: (login, name). The code is used up, whatever comes of it. Raises NotAllowed for a wrong or old code;
    Conflict if there are members of staff."""
    _demand_none(unit)
    _use(installation.settings.data / FILE, code, installation.clock.now())
    right = RightRow("administrator", "*", installation.clock.today().isoformat(), None)
    actor = Actor("system", "setup", place=place)
    return [
        add_staff(installation, unit, actor, login, name, secrets.token_urlsafe(15), [right]) for login, name in people
    ]


def _demand_none(unit: Unit) -> None:
    if staff_members.everyone(unit):
        raise Conflict("staff")


def _use(path: Path, code: str, now: datetime) -> None:
    with suppress(FileNotFoundError):
        kept = json.loads(path.read_text("utf-8"))
        if hmac.compare_digest(kept["sha256"], _hash(code)) and now < from_micro(kept["until"]):
            path.unlink()  # of two at one moment the second fails here
            return
    raise NotAllowed("setup")


def _hash(code: str) -> str:
    return sha256(code.strip().encode()).hexdigest()
