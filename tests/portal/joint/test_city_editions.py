"""What one city's administrators put in force is that city's alone."""

from collections.abc import Mapping

from portal.cities import Cities
from portal.services.administration.follow_city import follow_city
from portal.services.shared.installation import Installation
from tests.portal.joint.test_hosts import at
from tests.portal.services.administration.editing import HOURS, administrator, asked, written


def test_the_other_city_keeps_its_own_files(cities: Mapping[str, Installation], application: Cities) -> None:
    aoba, kawabe = cities["aoba"], cities["kawabe"]
    before = kawabe.city.telephone
    member = administrator(aoba)
    asked(aoba, member, written(aoba, member, "hours", HOURS))
    assert follow_city(kawabe) == 0
    assert kawabe.city.telephone == before
    assert "000-000-9999" in at(application, "aoba.example").get("/").text
    assert "000-000-9999" not in at(application, "kawabe.example").get("/").text
