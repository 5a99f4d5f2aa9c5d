"""始める前の確かめ: what is known without scripts, and how to look by hand."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from forms.definition.procedure import Procedure
from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import DUTY, guest, offer

PAGE = "/device-check"


def asking(number: int, identity: str) -> Procedure:
    return small(version=str(number), duty=DUTY, identity=identity)


class Gateway:
    def __init__(self, *, answers: bool) -> None:
        self.answers = answers

    def ready(self) -> bool:
        return self.answers


def beside(installation: Installation, gateway: Gateway | None) -> Installation:
    return replace(installation, provider=gateway, signing=gateway)  # type: ignore[arg-type]


def shown(text: str) -> dict[str, str]:
    """The state of each check, and its words."""
    lines = {}
    for name, check in re.findall(r'<li data-check="(\w+)">(.*?)</li>', text, re.DOTALL):
        state, words = re.findall(r'data-state="(\w+)">(.*?)</div>', check, re.DOTALL)[0]
        lines[name] = f"{state}: {re.sub('<[^>]*>', ' ', words)}"
    return lines


def states(text: str) -> dict[str, str]:
    return {name: state.partition(":")[0] for name, state in shown(text).items()}


def test_without_scripts_each_check_says_how_to_look_by_hand(installation: Installation) -> None:
    checks = shown(guest(beside(installation, Gateway(answers=True))).open(PAGE).text)
    assert {name: state.partition(":")[0] for name, state in checks.items()} == {
        "scripts": "unknown",
        "cookies": "unknown",
        "line": "bad",
        "clock": "unknown",
        "storage": "unknown",
        "files": "unknown",
        "reading": "unknown",
        "identity": "ok",
        "signing": "ok",
    }
    assert re.search(r"市の時計は、いま\d+時\d\d分です", checks["clock"])
    assert "https://" in checks["line"]
    assert "選べるか試してください" in checks["files"]


def test_a_browser_that_brings_its_cookie_back_keeps_them(installation: Installation) -> None:
    browser = guest(installation)
    browser.open(PAGE)
    assert states(browser.open(f"{PAGE}?again=yes").text)["cookies"] == "ok"
    browser.client.cookies.clear()
    assert "設定で" in shown(browser.open(f"{PAGE}?again=yes").text)["cookies"]


def test_over_https_the_line_is_encrypted(installation: Installation) -> None:
    client = TestClient(make_app(installation, with_worker=False), base_url="https://127.0.0.1:8000")
    assert states(client.get(PAGE).text)["line"] == "ok"


@pytest.mark.parametrize(("gateway", "words"), [(Gateway(answers=False), "つながりません"), (None, "使っていません")])
def test_a_gateway_that_does_not_answer_is_named(
    installation: Installation, gateway: Gateway | None, words: str
) -> None:
    checks = shown(guest(beside(installation, gateway)).open(PAGE).text)
    assert all(checks[name].startswith("bad:") and words in checks[name] for name in ("identity", "signing"))


def test_a_procedure_without_a_card_asks_for_none(installation: Installation) -> None:
    offer(installation, asking(1, "{sign_in: none}"))
    text = guest(installation).open("/procedures/small/device-check").text
    assert "カードは必要ありません" in text
    assert set(states(text)) == {"scripts", "cookies", "line", "clock", "storage", "files"}
    assert "device-check" not in guest(installation).open("/procedures/small").text


def test_the_page_of_a_procedure_leads_there_and_only_a_signature_needs_its_password(
    installation: Installation,
) -> None:
    installation = beside(installation, Gateway(answers=True))
    offer(installation, asking(1, "{sign_in: card}"))
    address = "/procedures/small"
    assert f'href="{address}/device-check"' in guest(installation).open(address).text
    without = guest(installation).open(f"{address}/device-check").text
    assert ("4けたの暗証番号" in without, "署名用のパスワード" in without) == (True, False)
    signed = "{sign_in: card, signature: {need: required, because: 見本条例, certainty: std}}"
    offer(installation, asking(2, signed))
    assert "署名用のパスワード" in guest(installation).open(f"{address}/device-check").text


def test_help_and_sign_in_lead_there_and_an_unknown_procedure_has_no_page(installation: Installation) -> None:
    browser = guest(beside(installation, Gateway(answers=True)))
    assert all(f'href="{PAGE}"' in browser.open(page).text for page in ("/help", "/sign-in"))
    assert browser.open("/procedures/nowhere/device-check").status == 404


def test_nothing_is_stored(installation: Installation) -> None:
    browser = guest(installation)
    with installation.database.write() as unit:
        before = unit.connection.exec_driver_sql("SELECT count(*) FROM session").scalar()
    browser.open(PAGE)
    assert [cookie.name for cookie in browser.client.cookies.jar] == ["kakanai_browser"]
    with installation.database.write() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM session").scalar() == before
