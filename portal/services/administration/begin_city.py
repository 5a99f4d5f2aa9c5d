"""The first administrators of an installation without anything, each by a code of their own that a command prints (D309)."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from forms.city.city import City
from portal.clock import from_micro, to_micro
from portal.config.settings import BLANK
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.shared.city_rules import NAMELESS
from portal.services.shared.needs import HasDocuments, Records
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import Credentials, add_staff
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow

FILES = ("setup-1.json", "setup-2.json")  # one for each of those who are to be registered
HOURS = 24
_LAST_PREFECTURE = 47  # JIS X 0401
_UNWRITTEN = "まだ書いていません。"
_PLACEHOLDERS = ('"000000"', "（都道府県）", NAMELESS, "000-000-0000", "（開いている時間）", _UNWRITTEN)


def left_blank(text: str) -> list[str]:
    # In a part of the city's files.
    return [blank for blank in _PLACEHOLDERS if blank in text]


def is_unnamed(city: City) -> bool:
    """Its code is of no prefecture."""
    return not 1 <= int(city.code[:2]) <= _LAST_PREFECTURE


def has_no_telephone(city: City) -> bool:
    return not city.telephone.strip("0-")


def is_unwritten(city: City) -> bool:
    # A folder begins as a copy of the blank one, whose leaflets promise nothing.
    parts = (*city.leaflets.terms, *city.leaflets.privacy)
    return any(sentence.ja == _UNWRITTEN for part in parts for sentence in part.text)


def is_not_open(installation: HasDocuments) -> bool:
    """Begun without files, and without a name yet, or without the key that signs receipts: residents are asked to come
    later."""
    settings = installation.settings
    lacking = is_unnamed(installation.city) or (installation.documents is None and settings.zone != "inner")
    return settings.city == BLANK and lacking


def is_begun(unit: Unit) -> bool:
    """Both are registered."""
    return len(staff_members.everyone(unit)) >= len(FILES)


def print_codes(installation: Records, unit: Unit) -> list[str]:
    """One for each who is not registered yet; the former ones are void. Raises Conflict if both are."""
    if is_begun(unit):
        raise Conflict("staff")
    codes, until = list[str](), to_micro(installation.clock.now() + timedelta(hours=HOURS))
    for name in FILES:
        (installation.settings.data / name).unlink(missing_ok=True)
    for name in FILES[len(staff_members.everyone(unit)) :]:
        codes.append("-".join(secrets.token_hex(2) for _ in range(6)))
        text = json.dumps({"sha256": _hash(codes[-1]), "until": until})
        (installation.settings.data / name).write_text(text, "utf-8")
    return codes


def begin_city(installation: Records, unit: Unit, code: str, login: str, name: str, place: str) -> Credentials:
    """Uses the code up. Raises NotAllowed, Conflict."""
    if is_begun(unit):
        raise Conflict("staff")
    path = _file_of(installation.settings.data, code, installation.clock.now())
    right = RightRow("administrator", "*", installation.clock.today().isoformat(), None)
    actor = Actor("system", "setup", place=place)
    added = add_staff(installation, unit, actor, login, name, secrets.token_urlsafe(15), [right])
    try:
        path.unlink()  # of two at one moment the second fails here
    except FileNotFoundError:
        raise NotAllowed("setup") from None
    return added


def _file_of(folder: Path, code: str, now: datetime) -> Path:
    for path in (folder / name for name in FILES):
        kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"sha256": "", "until": 0}
        if hmac.compare_digest(kept["sha256"], _hash(code)) and now < from_micro(kept["until"]):
            return path
    raise NotAllowed("setup")


def _hash(code: str) -> str:
    return sha256(code.strip().encode()).hexdigest()
