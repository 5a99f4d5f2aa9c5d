"""Roles, sections and members in the words of the pages and files of staff."""

from collections.abc import Mapping

from portal.db import Unit
from portal.services.installation import Installation
from portal.store import staff_members

ROLE_WORDS: Mapping[str, str] = {
    "clerk": "窓口", "reviewer": "審査", "approver": "決裁", "exporter": "引渡し", "inviter": "案内", "protected": "支援措置",
    "my_number": "個人番号", "administrator": "管理者", "auditor": "監査",
}  # fmt: skip
EVERY = "すべて"


def staff_name(unit: Unit, login: str | None) -> str:
    """The login itself where nobody has it: whoever runs the service has none. "" for nobody."""
    row = staff_members.by_login(unit, login) if login else None
    return row.name if row else login or ""


def office_words(installation: Installation) -> dict[str, str]:
    """Each duty as the section that holds it today, and `*`."""
    today = installation.clock.today()
    held = {
        duty: next((row.office for row in rows if row.holds(today)), duty)
        for duty, rows in installation.city.duties.items()
    }
    return {"*": EVERY, **held}


def duty_words(installation: Installation) -> dict[str, str]:
    """With the duty's own name, which lists are written with; a section may hold several."""
    words = office_words(installation)
    return {duty: office if duty == "*" else f"{office}（{duty}）" for duty, office in words.items()}


def sections(installation: Installation) -> list[str]:
    """The city's sections of today, each once."""
    return list(dict.fromkeys(office for duty, office in office_words(installation).items() if duty != "*"))
