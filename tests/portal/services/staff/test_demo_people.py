"""Demo staff, never in production."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import disable_staff, reset_staff
from portal.services.staff.demo_people import DEMO_STAFF, add_demo_staff, public_logins
from portal.store.staff import staff_members
from tests.portal.services.staff.staff import KANRI, PASSWORD


def test_demo_staff_are_added_once(installation: Installation) -> None:
    add_demo_staff(installation)
    with installation.database.read() as unit:
        before = staff_members.everyone(unit)
    assert {row.login for row in before} == {person.login for person in DEMO_STAFF}
    add_demo_staff(installation)
    with installation.database.read() as unit:
        assert staff_members.everyone(unit) == before


def test_every_duty_has_a_member_of_its_own_and_an_approver_where_it_needs_one(installation: Installation) -> None:
    rights = {right for person in DEMO_STAFF for right in person.rights}
    today = installation.clock.today()
    for duty in {procedure.duty for procedure in installation.catalogue.all()}:
        assert ("reviewer", duty) in rights, duty
        if installation.city.office(duty, today).approval:
            assert rights & {("approver", duty), ("approver", "*")}, duty


def test_production_has_no_demo_staff(installation: Installation) -> None:
    production = replace(installation, settings=installation.settings.model_copy(update={"env": "production"}))
    with pytest.raises(Conflict):
        add_demo_staff(production)
    with installation.database.read() as unit:
        assert staff_members.everyone(unit) == []


def test_a_login_is_public_until_it_gets_a_secret_of_its_own_or_is_disabled(installation: Installation) -> None:
    add_demo_staff(installation)
    logins = [person.login for person in DEMO_STAFF]
    with installation.database.write() as unit:
        assert public_logins(installation.keys, unit) == logins
        reset_staff(installation, unit, KANRI, "tanto", PASSWORD)
        disable_staff(installation, unit, KANRI, "kansa")
        private = {"tanto", "kansa"}
        assert public_logins(installation.keys, unit) == [login for login in logins if login not in private]
