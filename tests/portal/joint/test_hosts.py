"""Each host name is one city, and what one city issued opens nothing in another."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest
from starlette.testclient import TestClient
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from portal.app import make_app
from portal.cities import Cities
from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.web.shared.waiting_line import MOST_OF_ONE
from tests.examples import some
from tests.portal.machines import add_machine
from tests.portal.world import add_member, alice, file_application

TOKEN = "0123456789abcdef" * 2
ALL_RIGHTS = tuple((role, "*") for role in ("administrator", "clerk", "reviewer", "approver", "auditor", "author"))


def at(application: Cities, host: str) -> TestClient:
    return TestClient(application, base_url=f"http://{host}", follow_redirects=False)


def signed_in_at(installation: Installation) -> dict[str, str]:
    """The cookies of a resident and of a member of staff with all rights."""
    person = alice(installation).person_id
    member = add_member(installation, "zenbu", *ALL_RIGHTS)
    with installation.database.write() as unit:
        cookies = {
            "kakanai_resident": open_session(installation, unit, "resident", person_id=person),
            "kakanai_staff": open_session(installation, unit, "staff", staff_id=member.id),
            "kakanai_browser": "a browser",
        }
        unit.commit()
    return cookies


def answers(client: TestClient) -> dict[str, tuple[int, str]]:
    """Of forty pages whose address names nothing, in `make long` of all: what a stranger may open, and what not."""
    plain = {page.path for page in pages_of("single").pages if page.method == "GET" and "{" not in page.path}
    shown = {path: client.get(path, headers={"accept": "text/html"}) for path in some(sorted(plain), 40)}
    return {path: (answer.status_code, answer.headers.get("location", "")) for path, answer in shown.items()}


def test_each_host_shows_its_own_city_and_no_other_is_answered(application: Cities) -> None:
    assert at(application, "aoba.example").get("/").status_code == 200
    other = at(application, "mihon.example").get("/")
    assert (other.status_code, "ありません" in other.text) == (421, True)
    closed = at(application, "closed.example").get("/")
    assert (closed.status_code, closed.headers["retry-after"]) == (503, "60")


def test_a_prometheus_reads_every_city_by_the_address_of_the_machine_and_no_page_is_there(application: Cities) -> None:
    here = TestClient(application, base_url="http://127.0.0.1:8001", client=("127.0.0.1", 50000))
    text = here.get("/metrics").text
    assert 'kakanai_city_open{city="closed"} 0.0' in text
    for city in ("aoba", "kawabe"):
        assert f'kakanai_city_open{{city="{city}"}} 1.0' in text
        assert f'kakanai_database_ok{{city="{city}"}} 1.0' in text
    assert text.count("# TYPE kakanai_database_ok gauge") == text.count("# TYPE kakanai_requests_total counter") == 1
    assert here.get("/healthz").json() == {"status": "ok"}
    ready = here.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200, {"cities": {"aoba": "ok", "closed": "closed", "kawabe": "ok"}}
    )  # fmt: skip
    for path in ("/", "/admin", "/cities", "/metrics/"):
        assert here.get(path).status_code == 421, path
    assert here.post("/metrics").status_code == 421


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}), ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}), ("192.0.2.1", {"Authorization": "Bearer "}),
        ("192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}),
    ],
)  # fmt: skip
def test_a_stranger_reads_nothing_by_address(application: Cities, address: str, headers: dict[str, str]) -> None:
    stranger = TestClient(application, base_url="http://10.0.0.5:8001", client=(address, 50000))
    for path in ("/metrics", "/readyz", "/healthz"):
        assert stranger.get(path, headers=headers).status_code == 421


def test_the_secret_of_one_city_is_not_enough_for_the_figures_of_all(application: Cities) -> None:
    afar = TestClient(application, base_url="http://10.0.0.5:8001", client=("192.0.2.1", 50000))
    for city, status in (("aoba", 421), ("kawabe", 200)):
        state = application.apps[city].state
        state.installation = replace(state.installation, metrics_token=TOKEN)
        assert afar.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == status


def test_at_the_address_of_a_city_nothing_is_counted_of_the_others(application: Cities) -> None:
    here = TestClient(application, base_url="http://aoba.example", client=("127.0.0.1", 50000))
    text = here.get("/metrics").text
    assert "kakanai_database_ok 1.0" in text
    assert "kakanai_requests" not in text


def test_a_log_line_names_the_city(application: Cities) -> None:
    with capture_logs(processors=[merge_contextvars]) as lines:
        at(application, "kawabe.example").get("/")
    assert {line["city"] for line in lines if line["event"] == "request"} == {"kawabe"}


def test_a_sign_in_of_one_city_opens_no_page_of_another(
    cities: Mapping[str, Installation], application: Cities
) -> None:
    cookies = signed_in_at(cities["aoba"])
    stranger = answers(at(application, "kawabe.example"))
    for host, opens in (("aoba.example", True), ("kawabe.example", False)):
        client = at(application, host)
        client.cookies.update(cookies)
        assert (answers(client) != stranger) is opens, host


def test_the_same_person_has_nothing_in_the_other_city(cities: Mapping[str, Installation], application: Cities) -> None:
    number = file_application(cities["aoba"], alice(cities["aoba"]))
    for city, status in (("aoba", 200), ("kawabe", 404)):
        client = at(application, f"{city}.example")
        client.cookies.update(signed_in_at(cities[city]))
        assert client.get(f"/applications/{number}").status_code == status
        assert client.get(f"/desk/{number}").status_code in ((200, 303) if city == "aoba" else (404,))


def test_a_form_of_one_city_is_refused_by_another(cities: Mapping[str, Installation], application: Cities) -> None:
    own, other = at(application, "aoba.example"), at(application, "kawabe.example")
    token = re.search(r'name="csrf_token" value="([^"]+)"', own.get("/staff/sign-in").text)
    assert token is not None
    other.cookies.update(dict(own.cookies))
    form = {"csrf_token": token[1], "login": "zenbu", "password": "wrong", "code": "000000"}
    assert own.post("/staff/sign-in", data=form).status_code != 403
    assert other.post("/staff/sign-in", data=form).status_code == 403


def test_a_machine_of_one_city_is_unknown_to_another(cities: Mapping[str, Installation], application: Cities) -> None:
    caller = add_machine(cities["aoba"], app=at(application, "aoba.example"))
    form = {"grant_type": "client_credentials"}
    answer = caller.ask(caller.assertion(aud="http://aoba.example/oauth/token"), **form)
    assert answer.status_code == 200, answer.text
    caller.token = answer.json()["access_token"]
    assert caller.get("/api/v1/applications").status_code == 200
    caller.client = at(application, "kawabe.example")
    assert caller.get("/api/v1/applications").status_code == 401
    assert caller.ask(caller.assertion(aud="http://kawabe.example/oauth/token"), **form).status_code == 401


def test_keys_of_one_city_open_no_record_of_another(cities: Mapping[str, Installation]) -> None:
    aoba, kawabe = cities["aoba"], cities["kawabe"]
    assert aoba.keys.store.current() != kawabe.keys.store.current()
    for derived in ("form_key", "search_key", "look_up_key", "audit_key", "code_key"):
        assert getattr(aoba, derived) != getattr(kawabe, derived), derived


def test_residents_find_the_other_cities_and_each_is_a_page_of_its_own(application: Cities) -> None:
    client = at(application, "aoba.example")
    assert 'href="/cities"' in client.get("/").text
    page = client.get("/cities").text
    assert 'href="http://kawabe.example/"' in page
    assert 'href="http://aoba.example/"' not in page


def test_the_same_card_is_one_person_in_each_city_and_neither_knows_of_the_other(
    cities: Mapping[str, Installation], application: Cities
) -> None:
    numbers = {name: file_application(city, alice(city)) for name, city in cities.items()}
    for name, other in (("aoba", "kawabe"), ("kawabe", "aoba")):
        client = at(application, f"{name}.example")
        client.cookies.update(signed_in_at(cities[name]))
        page = client.get("/applications").text
        assert (numbers[name] in page, numbers[other] in page) == (True, False)


def test_where_one_city_is_served_no_page_leads_to_others(cities: Mapping[str, Installation]) -> None:
    alone = TestClient(make_app(cities["aoba"], with_worker=False), base_url="http://aoba.example")
    assert 'href="/cities"' not in alone.get("/").text


def test_the_residents_of_one_city_take_half_of_the_places_at_most(
    cities: Mapping[str, Installation], application: Cities
) -> None:
    alone = make_app(cities["aoba"], with_worker=False).state.waiting_line._free
    assert [app.state.waiting_line._free for app in application.apps.values()] == [alone // 2] * 2


def test_one_city_leaves_threads_to_the_others(
    cities: Mapping[str, Installation], application: Cities
) -> None:  # fmt: skip
    for app in application.apps.values():
        assert app.state.waiting_line._free + app.state.city_line._free < cities["aoba"].settings.threads
    assert make_app(cities["aoba"], with_worker=False).state.city_line is None


@pytest.mark.parametrize("path", ["/staff/sign-in", "/api/v1/applications", "/halls"])
def test_staff_machines_and_halls_of_a_city_whose_database_hangs_wait_for_one_another(
    application: Cities, path: str
) -> None:  # fmt: skip
    async def ask(city: str, page: str) -> int:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{city}.example") as client:
            return (await client.get(page)).status_code

    async def asked(city: str) -> int:
        return await ask(city, path)

    async def story() -> None:
        line = application.apps["aoba"].state.city_line
        taken = 0
        while not line.full:
            await line.enter("a thread that waits for the database")
            taken += 1
        waiting = [asyncio.create_task(asked("aoba")) for _ in range(MOST_OF_ONE)]
        for _ in range(10_000):
            if sum(map(len, line._waiting.values())) < MOST_OF_ONE:
                await asyncio.sleep(0)
        assert await asked("aoba") == 503, "the server takes only so many connections of all cities"
        assert await asked("kawabe") in (200, 401)
        for always in ("/healthz", "/readyz", "/furigana/on", "/.well-known/jwks.json"):
            assert await ask("aoba", always) in (200, 303), always
        assert not any(task.done() for task in waiting)
        for _ in range(taken):
            line.leave()
        assert {*await asyncio.gather(*waiting)} <= {200, 401, 429}

    asyncio.run(story())
