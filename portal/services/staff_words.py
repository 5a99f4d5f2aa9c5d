"""The roles in the words of the administrators' pages and files."""

from collections.abc import Mapping

from portal.services.installation import Installation

ROLE_WORDS: Mapping[str, str] = {
    "clerk": "窓口", "reviewer": "審査", "approver": "決裁", "exporter": "引渡し", "inviter": "案内", "protected": "支援措置",
    "my_number": "個人番号", "administrator": "管理者", "auditor": "監査",
}  # fmt: skip
EVERY = "すべて"


def duty_words(installation: Installation) -> dict[str, str]:
    """Each duty with the section that holds it today, and `*`."""
    today = installation.clock.today()
    held = {
        duty: next((row.office for row in rows if row.holds(today)), duty)
        for duty, rows in installation.city.duties.items()
    }
    return {"*": EVERY, **{duty: f"{office}（{duty}）" for duty, office in held.items()}}


def sections(installation: Installation) -> list[str]:
    """The city's sections of today, each once."""
    today = installation.clock.today()
    return list(
        dict.fromkeys(row.office for rows in installation.city.duties.values() for row in rows if row.holds(today))
    )
