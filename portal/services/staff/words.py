from collections import Counter
from collections.abc import Mapping

from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.store.staff import staff_members

ROLE_WORDS: Mapping[str, str] = {
    "clerk": "窓口", "reviewer": "審査", "approver": "決裁", "exporter": "引渡し", "inviter": "案内", "protected": "支援措置",
    "author": "手続を作る", "publisher": "手続の公開", "translator": "翻訳",
    "my_number": "個人番号", "administrator": "管理者", "auditor": "監査",
}  # fmt: skip
EVERY = "すべて"


def staff_name(unit: Unit, login: str | None) -> str:
    row = staff_members.by_login(unit, login) if login else None
    return row.name if row else login or ""


def name_of_staff(unit: Unit, staff_id: int | None) -> str:
    row = staff_members.by_id(unit, staff_id) if staff_id is not None else None
    return row.name if row else ""


def office_words(installation: Basics) -> dict[str, str]:
    today = installation.clock.today()
    offices = {
        duty: next((row.office for row in rows if row.holds(today)), duty)
        for duty, rows in installation.city.duties.items()
    }
    return {"*": EVERY, **offices}


def distinct_offices(offices: Mapping[str, str]) -> dict[str, str]:
    # By duty. The duty follows where an office has several.
    duties = Counter(offices.values())
    return {duty: f"{office}（{duty}）" if duties[office] > 1 else office for duty, office in offices.items()}


def duty_words(installation: Basics) -> dict[str, str]:
    words = office_words(installation)
    return {duty: office if duty == "*" else f"{office}（{duty}）" for duty, office in words.items()}


def sections(installation: Basics) -> list[str]:
    return list(dict.fromkeys(office for duty, office in office_words(installation).items() if duty != "*"))
