"""A request sees one city from its beginning to its end, whatever comes into force meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import date
from threading import Event

import pytest
from starlette.testclient import TestClient

from forms.city.city import City, load_city
from portal.app import make_app
from portal.routes.finding import front
from portal.services.shared.city_rules import CityInForce, number_of, one_city, put
from portal.services.shared.installation import Installation


def called(city: City, name: str) -> City:
    offices = {
        duty: tuple(row.model_copy(update={"office": name}) for row in rows) for duty, rows in city.duties.items()
    }
    return city.model_copy(update={"name": name, "duties": offices})


def test_what_began_before_an_exchange_sees_the_former_city_to_its_end(installation: Installation) -> None:
    first = load_city(installation.city.folder)
    city, other = CityInForce(first), CityInForce(first)
    with one_city():
        assert (city.name, number_of(city)) == ("見本市", 0)
        put(city, called(first, "新市"))
        assert (city.name, number_of(city), city.calendar) == ("見本市", 0, first.calendar)
        with ThreadPoolExecutor() as threads:  # routes run on threads
            assert threads.submit(copy_context().run, lambda: city.name).result() == "見本市"
            assert threads.submit(lambda: city.name).result() == "新市"
        put(other, called(first, "別市"))
        assert other.name == "別市"
    assert (city.name, number_of(city), city.office("roads", date(2026, 11, 20)).office) == ("新市", 1, "新市")
    with pytest.raises(TypeError):
        put(first, first)
    assert number_of(first) == 0


def test_words_of_procedures_are_of_the_city_that_the_request_sees(installation: Installation) -> None:
    catalogue, first = installation.catalogue, load_city(installation.city.folder)
    before = catalogue.current("inkan-shomei").next
    with one_city():
        assert catalogue.current("inkan-shomei").next == before
        put(installation.city, called(first, "新市民課"))
        assert catalogue.current("inkan-shomei").next == before
        assert [each.next for each in catalogue.all() if each.id == "inkan-shomei"] == [before]
        with ThreadPoolExecutor() as threads:
            words = threads.submit(lambda: catalogue.current("inkan-shomei").next).result()
        assert "新市民課" in words[0].say
        assert catalogue.current("inkan-shomei").next == before
    assert catalogue.current("inkan-shomei").next == words


def test_a_page_that_is_being_made_keeps_its_city(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    first, seen, began, changed = load_city(installation.city.folder), list[str](), Event(), Event()
    render = vars(front)["render"]

    def slowly(*arguments: object, **more: object) -> object:
        seen.append(installation.city.name)
        began.set()
        changed.wait(20)
        seen.append(installation.city.name)
        return render(*arguments, **more)

    monkeypatch.setattr(front, "render", slowly)
    client = TestClient(make_app(replace(installation), with_worker=False))
    with ThreadPoolExecutor() as threads:
        page = threads.submit(client.get, "/")
        assert began.wait(20)
        put(installation.city, called(first, "新市"))
        changed.set()
        text = page.result().text
    assert seen == ["見本市", "見本市"]
    assert "新市" not in text
    assert "新市" in client.get("/").text
