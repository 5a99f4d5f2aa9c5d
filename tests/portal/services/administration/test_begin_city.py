"""Each of two administrators has a code of their own; it is used once, within a day, until both are registered."""

from dataclasses import replace

import pytest

from portal.config.settings import BLANK
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.administration.begin_city import FILES, HOURS, begin_city, is_not_open, is_unnamed, print_codes
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from tests.portal.later import later
from tests.portal.services.administration.editing import administrator
from tests.portal.world import PLACE


def printed(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return print_codes(installation, unit)


def begun(installation: Installation, unit: Unit, code: str, login: str = "kanri") -> str:
    return begin_city(installation, unit, code, login, "管理 花子", PLACE).login


def test_each_makes_one_administrator_once(installation: Installation) -> None:
    former, (code, other) = printed(installation), printed(installation)
    kept = "".join((installation.settings.data / name).read_text("utf-8") for name in FILES)
    assert code not in kept
    assert other not in kept
    with installation.database.write() as unit:
        for wrong in ("", *former):
            with pytest.raises(NotAllowed):
                begun(installation, unit, wrong)
        assert begun(installation, unit, f" {other} ") == "kanri"
        unit.commit()
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            begun(installation, unit, other, "jinji")
        with pytest.raises(Conflict):
            begun(installation, unit, code)  # the login is another's
        assert begun(installation, unit, code, "jinji") == "jinji"
        unit.commit()
    with installation.database.write() as unit:
        rights = [
            staff_members.rights(unit, row.id, installation.clock.today().isoformat())
            for row in staff_members.everyone(unit)
        ]
        assert [(right.role, right.duty) for row in rights for right in row] == [("administrator", "*")] * 2
        assert [row.action for row in audit_records.after(unit, 0)].count("add staff") == 2
        with pytest.raises(Conflict):
            begun(installation, unit, code)


def test_it_is_void_after_it_was_used_after_a_day_and_where_both_are(installation: Installation) -> None:
    code, _ = printed(installation)
    with later(installation, hours=HOURS, minutes=1).database.write() as unit, pytest.raises(NotAllowed):
        begun(later(installation, hours=HOURS, minutes=1), unit, code)
    with later(installation, hours=HOURS - 1).database.write() as unit:
        begun(later(installation, hours=HOURS - 1), unit, code)
    with installation.database.write() as unit, pytest.raises(NotAllowed):  # the first was not committed
        begun(installation, unit, code)
    administrator(installation)
    (last,) = printed(installation)  # for the one who is lacking
    administrator(installation, "kanri2")
    with installation.database.write() as unit, pytest.raises(Conflict):
        begun(installation, unit, last, "jinji")
    with pytest.raises(Conflict):
        printed(installation)


def test_only_what_began_without_files_is_closed_until_it_has_a_name_and_signs(installation: Installation) -> None:
    assert is_unnamed(installation.city)
    assert not is_not_open(installation)
    blank = replace(installation, settings=installation.settings.model_copy(update={"city": BLANK}))
    assert is_not_open(blank)
    named = replace(blank, city=blank.city.model_copy(update={"code": "131016"}))
    assert not is_not_open(named)
    assert is_not_open(replace(named, documents=None))
    inner = replace(named, documents=None, settings=named.settings.model_copy(update={"zone": "inner"}))
    assert not is_not_open(inner)
