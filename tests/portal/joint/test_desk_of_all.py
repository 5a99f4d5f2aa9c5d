"""Staff of several cities have one list, as who their provider says they are; no city's account opens another's cases."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.cities import Cities
from portal.db import Database
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.store.cases import applications
from portal.store.staff import staff_identities
from tests.portal.audited import audited
from tests.portal.joint.conftest import HOSTS
from tests.portal.joint.test_hosts import at
from tests.portal.world import add_member, alice, file_application

PERSON = ("https://sso.example", "centre-7")
PAGE = {"accept": "text/html"}


@pytest.fixture
def numbers(cities: Mapping[str, Installation]) -> dict[str, str]:
    return {
        name: file_application(city, alice(city), days_ago=days)
        for (name, city), days in zip(cities.items(), (0, 9), strict=True)
    }


def employ(
    installation: Installation, subject: str = PERSON[1], role: str = "reviewer", *, signed_in: bool = True
) -> int:
    member = add_member(installation, f"kyodo-{subject}", (role, "*"))
    with installation.database.write() as unit:
        assert staff_identities.add(unit, PERSON[0], subject, member.id, 1)
        if signed_in:
            open_session(installation, unit, "staff", staff_id=member.id, identity=(PERSON[0], subject))
        unit.commit()
    return member.id


def browser(
    cities: Mapping[str, Installation], application: Cities, staff_id: int, identity: tuple[str, str] = PERSON
) -> TestClient:
    with cities["aoba"].database.write() as unit:
        token = open_session(cities["aoba"], unit, "staff", staff_id=staff_id, identity=identity)
        unit.commit()
    client = at(application, "aoba.example")
    client.cookies.update({"kakanai_staff": token, "kakanai_browser": "a browser"})
    return client


def test_one_list_has_the_cases_of_all_cities_nearest_deadline_first_and_no_name(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    own, _ = employ(cities["aoba"]), employ(cities["kawabe"])
    client = browser(cities, application, own)
    assert "/desk/cities" in client.get("/desk", headers=PAGE).text
    page = client.get("/desk/cities").text
    assert 0 < page.index(numbers["kawabe"]) < page.index(numbers["aoba"])
    assert f'href="http://kawabe.example/staff/sign-in/city?next=/desk/{numbers["kawabe"]}"' in page
    assert "髙見本" not in page
    assert "まだ1回もサインインしていない市町村は、ここに出ません。" in page
    for city in cities.values():
        assert audited(city, "see queue")[-1] == ("staff:kyodo-centre-7", "1 applications, from 見本市")


def test_where_nothing_waits_the_way_to_a_city_that_is_not_in_the_list_is_there_too(
    cities: Mapping[str, Installation], application: Cities
) -> None:
    page = browser(cities, application, employ(cities["aoba"])).get("/desk/cities").text
    assert "審査する申請はありません。" in page
    assert "まだ1回もサインインしていない市町村は、ここに出ません。" in page


def test_a_number_of_another_city_among_many_is_one_that_does_not_exist_and_stays_as_it_is(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    employ(cities["kawabe"])
    client = browser(cities, application, employ(cities["aoba"]))
    sent = {
        "csrf_token": re.findall('name="csrf_token" value="([^"]+)"', client.get("/desk/bulk").text)[0],
        "act": "pass", "confirmed": "1", "case": [f"{number}:0" for number in (*numbers.values(), "26-000-000-000")],
    }  # fmt: skip
    client.post("/desk/bulk", data=sent, headers={"origin": "http://aoba.example"})
    moved = {}
    for name, number in numbers.items():
        with cities[name].database.read() as unit:
            row = applications.by_number(unit, number)
        moved[name] = row is not None and row.revision > 0
    assert moved == {"aoba": True, "kawabe": False}
    assert audited(cities["kawabe"], "pass screening") == []


def test_another_person_with_the_same_login_there_sees_nothing_of_it(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    """An administrator here may name an account as they like."""
    own = employ(cities["aoba"], "another")
    employ(cities["kawabe"])
    page = browser(cities, application, own, (PERSON[0], "another")).get("/desk/cities").text
    assert numbers["aoba"] in page
    assert numbers["kawabe"] not in page


def test_who_signed_in_by_password_is_asked_for_the_provider_even_where_the_account_is_linked(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    own = employ(cities["aoba"])
    employ(cities["kawabe"])
    page = browser(cities, application, own, ("", "")).get("/desk/cities").text
    assert "サインインが必要です" in page
    assert not any(number in page for number in numbers.values())


def test_a_city_where_the_person_is_not_signed_in_shows_nothing_but_the_way_in(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    """Rights come with the groups of a sign-in: those of an earlier one may be gone."""
    own = employ(cities["aoba"])
    employ(cities["kawabe"], signed_in=False)
    page = browser(cities, application, own).get("/desk/cities").text
    assert numbers["kawabe"] not in page
    assert "サインインすると出ます" in page


@pytest.mark.parametrize("role", ["inviter", "author"])
def test_without_a_right_to_see_cases_there_the_city_is_not_in_the_list(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str], role: str
) -> None:
    own = employ(cities["aoba"])
    employ(cities["kawabe"], role=role)
    page = browser(cities, application, own).get("/desk/cities").text
    assert (numbers["aoba"] in page, numbers["kawabe"] in page) == (True, False)


def test_an_account_that_was_disabled_there_shows_nothing(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    own, other = employ(cities["aoba"]), employ(cities["kawabe"])
    with cities["kawabe"].database.write() as unit:
        unit.connection.exec_driver_sql(f"UPDATE staff SET disabled_at = 1 WHERE id = {other}")
        unit.commit()
    assert numbers["kawabe"] not in browser(cities, application, own).get("/desk/cities").text


def test_outside_of_that_citys_network_the_rights_there_are_those_of_its_own_pages(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    own = employ(cities["aoba"])
    employ(cities["kawabe"], role="exporter")
    client = browser(cities, application, own)
    assert numbers["kawabe"] in client.get("/desk/cities").text
    state = application.apps["kawabe"].state
    inside = state.installation.settings.model_copy(update={"staff_networks": "10.0.0.0/8"})
    state.installation = replace(state.installation, settings=inside)
    assert numbers["kawabe"] not in client.get("/desk/cities").text


def test_a_city_whose_database_is_away_is_named_and_the_others_are_shown(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    client = browser(cities, application, employ(cities["aoba"]))
    nowhere = Database("postgresql://kakanai@127.0.0.1:1/none")
    application.apps["aoba"].state.other_cities = [
        SimpleNamespace(installation=replace(cities["kawabe"], database=nowhere), city_line=None)
    ]
    page = client.get("/desk/cities").text
    assert numbers["aoba"] in page
    assert "いまつながりません" in page


def test_a_service_for_one_city_does_not_lead_there(cities: Mapping[str, Installation]) -> None:
    client = browser(
        cities, Cities({"aoba": make_app(cities["aoba"], with_worker=False)}, HOSTS), employ(cities["aoba"])
    )
    assert "/desk/cities" not in client.get("/desk", headers=PAGE).text


def test_a_city_whose_requests_all_wait_is_named_and_its_database_not_asked(
    cities: Mapping[str, Installation], application: Cities, numbers: dict[str, str]
) -> None:
    own, _ = employ(cities["aoba"]), employ(cities["kawabe"])
    client = browser(cities, application, own)
    application.apps["kawabe"].state.city_line._free = 0
    page = client.get("/desk/cities").text
    assert (numbers["aoba"] in page, numbers["kawabe"] in page) == (True, False)
    assert "いまつながりません" in page
