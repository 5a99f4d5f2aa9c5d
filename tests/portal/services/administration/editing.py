"""Administrators of the whole city, and an edition on its way."""

from portal.services.administration.edit_city import (
    Judged,
    ask_for_edition,
    begin_edition,
    bring_into_force,
    decide_edition,
    is_due,
    judge,
    open_edition,
    save_edition,
)
from portal.services.administration.follow_city import follow_city
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow
from tests.portal.world import add_member

HOURS = "# 代表\ntelephone: 000-000-9999\nhours: 平日の午前9時から午後5時まで\ncontact: 市役所に聞いてください。\n"


def administrator(installation: Installation, login: str = "kanri") -> Member:
    return add_member(installation, login, ("administrator", "*"))


def written(installation: Installation, member: Member, part: str, text: str) -> EditionRow:
    with installation.database.write() as unit:
        begin_edition(installation, unit, member, part)
        save_edition(installation, unit, member, part, 1, text)
        row = open_edition(unit, member, part)
        unit.commit()
    return row


def asked(installation: Installation, member: Member, row: EditionRow, from_day: str = "") -> EditionRow:
    day = from_day or installation.clock.today().isoformat()
    judged = judge(installation, row)
    with installation.database.write() as unit:
        row = ask_for_edition(installation, unit, member, row.part, row.revision, judged, "電話が変わった", day)
        unit.commit()
    return settled(installation, member, row)


def approved(installation: Installation, member: Member, row: EditionRow) -> EditionRow:
    with installation.database.write() as unit:
        row = decide_edition(installation, unit, member, row.id, "approve")
        unit.commit()
    return settled(installation, member, row)


def settled(installation: Installation, member: Member, row: EditionRow, judged: Judged | None = None) -> EditionRow:
    """As the page does: in force at once if it is due."""
    if is_due(installation, row):
        judged = judged or judge(installation, row)
        with installation.database.write() as unit:
            bring_into_force(installation, unit, member.actor, row, judged)
            unit.commit()
        follow_city(installation)
    with installation.database.read() as unit:
        after = city_editions.by_id(unit, row.id)
    assert after is not None
    return after
