"""API clients on the pages."""

import re
from dataclasses import replace

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.machines import api_clients, api_secrets
from portal.store.shared import audit_records
from tests.portal.machines import Caller, add_machine
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

NEW = "/admin/clients/new"
BOXES: dict[str, str | list[str]] = {
    "name": "介護保険システム", "duty": DUTY, "procedures": PROCEDURE, "scope": ["applications:read", "results:write"],
    "places": "10.1.0.0/16 2001:db8::/32",
}  # fmt: skip


@pytest.fixture
def kanri(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*")))


@pytest.fixture
def joho(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "joho", ("administrator", "*")))


def secret_on(page: str) -> str:
    match = re.search(r"[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", page.partition("秘密</dt>")[2])
    assert match, page
    return match[0]


def acts(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0) if "machine" in record.action]


def test_a_machine_is_asked_for_by_one_and_confirmed_by_another_who_sees_its_secret_once(
    installation: Installation, kanri: StaffBrowser, joho: StaffBrowser
) -> None:
    page = kanri.post(NEW, NEW, BOXES).headers["location"]
    assert "確かめて、使えるようにする" not in kanri.get(page)
    assert kanri.post(page, f"{page}/confirm", {}).status_code == 403
    assert "10.1.0.0/16 2001:db8::/32" in joho.get(page)
    shown = joho.post(page, f"{page}/confirm", {})
    secret = secret_on(shown.text)
    assert shown.headers["cache-control"] == "no-store"
    assert secret not in joho.get(page)
    assert joho.post(page, f"{page}/confirm", {}).status_code == 409
    caller = Caller(installation, page.rpartition("/")[2], secret, joho.client)
    caller.client._transport.client = ("10.1.2.3", 50000)  # type: ignore[attr-defined]
    caller.sign_in()
    assert caller.get("/api/v1/procedures").json()["procedures"][0]["procedure"] == PROCEDURE
    assert "使えます" in kanri.get("/admin/clients")
    assert acts(installation) == ["ask for machine client", "confirm machine client", "give machine secret"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "あ" * 61), ("duty", []), ("duty", "no-such-duty"), ("procedures", "jido-teate-nintei"),
        ("scope", []), ("scope", "all"), ("places", "10.1.2.3/16"), ("places", "anywhere"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_at_its_box(kanri: StaffBrowser, name: str, value: str | list[str]) -> None:
    response = kanri.post(NEW, NEW, BOXES | {name: value})
    assert response.status_code == 422
    assert f'id="{name}--error"' in response.text
    assert "介護保険システム" in response.text or name == "name"


def test_a_machine_known_to_the_token_server_says_its_id_there(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"token_server": "https://auth.example/city"})
    served = replace(installation, settings=settings)
    asks = at_desk(served, add_member(served, "kanri", ("administrator", "*")))
    assert "認可サーバー（https://auth.example/city）でのクライアントID" in asks.get(NEW)
    page = asks.post(NEW, NEW, BOXES | {"known_as": "kaigo-1"}).headers["location"]
    assert "kaigo-1" in asks.get(page)
    for wrong, words in (("介護", "空白のない英数字"), ("kaigo-1", "ほかのシステムが使っています")):
        again = asks.post(NEW, NEW, BOXES | {"known_as": wrong})
        assert again.status_code == 422
        assert words in again.text.partition('id="known_as--error"')[2]
        assert 'href="#known_as"' in again.text


def test_who_comes_a_moment_later_reads_that_the_id_is_taken(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were read before either was stored."""
    settings = installation.settings.model_copy(update={"token_server": "https://auth.example/city"})
    served = replace(installation, settings=settings)
    asks = at_desk(served, add_member(served, "kanri", ("administrator", "*")))
    assert asks.post(NEW, NEW, BOXES | {"known_as": "kaigo-1"}).status_code == 303
    monkeypatch.setattr(api_clients, "known_as", lambda _unit, _known_as: None)
    late = asks.post(NEW, NEW, BOXES | {"known_as": "kaigo-1"})
    assert late.status_code == 422
    assert "ほかのシステムが使っています" in late.text.partition('id="known_as--error"')[2]
    with served.database.read() as unit:
        assert [row.known_as for row in api_clients.everyone(unit)] == ["kaigo-1"]
        assert len([row for row in api_clients.everyone(unit) if api_secrets.of(unit, row.id)]) == 1
    assert asks.post(NEW, NEW, BOXES | {"known_as": "kaigo-2"}).status_code == 303


def test_without_a_token_server_the_form_asks_for_no_id_there(kanri: StaffBrowser) -> None:
    assert "known_as" not in kanri.get(NEW)
    assert "認可サーバー" not in kanri.get(kanri.post(NEW, NEW, BOXES | {"known_as": "kaigo-1"}).headers["location"])


def test_a_second_secret_follows_the_first_and_each_is_ended_by_one_alone(
    installation: Installation, kanri: StaffBrowser, joho: StaffBrowser
) -> None:
    caller = add_machine(installation, app=kanri.client)
    page = f"/admin/clients/{caller.client_id}"
    assert kanri.post(page, f"{page}/secrets", {}).status_code == 303
    assert "新しい秘密を申し出る" not in kanri.get(page)
    assert kanri.post(page, f"{page}/secrets/confirm", {}).status_code == 403
    second = secret_on(joho.post(page, f"{page}/secrets/confirm", {}).text)
    assert second != caller.secret
    first = re.findall(r"/secrets/([0-9]+)/end", kanri.get(page))[0]
    assert kanri.post(page, f"{page}/secrets/{first}/end", {}).status_code == 303
    assert kanri.post(page, f"{page}/secrets/{first}/end", {}).status_code == 409
    assert kanri.post(page, f"{page}/secrets/999/end", {}).status_code == 404
    grant = {"grant_type": "client_credentials"}
    assert caller.ask(caller.assertion(), **grant).status_code == 401
    assert caller.ask(caller.assertion(second), **grant).status_code == 200
    assert re.search(r"最後に使った日時\">[^－<]", kanri.get(page))


def test_an_end_is_at_once_and_for_good(installation: Installation, kanri: StaffBrowser) -> None:
    caller = add_machine(installation, app=kanri.client).sign_in()
    page = f"/admin/clients/{caller.client_id}"
    assert caller.get("/api/v1/procedures").status_code == 200
    assert kanri.post(page, f"{page}/end", {}).status_code == 303
    assert caller.get("/api/v1/procedures").status_code == 401
    assert kanri.post(page, f"{page}/end", {}).status_code == 409
    assert kanri.post(page, f"{page}/secrets", {}).status_code == 409


def test_what_nobody_wants_after_all_is_taken_off_the_list(kanri: StaffBrowser, joho: StaffBrowser) -> None:
    page = kanri.post(NEW, NEW, BOXES).headers["location"]
    assert "介護保険システム" in kanri.get("/admin/clients")
    kanri.post(page, f"{page}/withdraw", {})
    assert "介護保険システム" not in kanri.get("/admin/clients")
    assert joho.post(page, f"{page}/confirm", {}).status_code == 409


def test_an_administrator_of_another_duty_has_no_say(installation: Installation, kanri: StaffBrowser) -> None:
    page = kanri.post(NEW, NEW, BOXES).headers["location"]
    other: Member = add_member(installation, "kodomo", ("administrator", "childcare"))
    browser = at_desk(installation, other)
    browser.get(page, 403)
    assert "介護保険システム" not in browser.get("/admin/clients")
    assert browser.post("/admin/clients", f"{page}/confirm", {}).status_code == 403
    assert browser.post(NEW, NEW, BOXES).status_code == 422
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", "*")))
    clerk.get("/admin/clients", 403)
    kanri.get("/admin/clients/c-nobody", 404)
