"""A helper edits the steps of a draft that its owner chose, until revoked."""

import re

import pytest

from forms.definition.procedure import Procedure
from portal.jobs.sweep_ended import sweep_ended
from portal.services.residents.protect import STAFF, protect
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.draft_paths import draft_in
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.residents.companies import account, at_company, with_gbizid
from tests.portal.world import DUTY, add_member

MORE = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
  - step: 体のこと
    id: body
    ask:
      - together: 体
        id: body_page
        ask:
          - {id: walk, type: text, label: 歩けますか, max: 20}
          - {id: illness, type: text, label: 病気の名前, max: 20, protection: confidential}
  - step: 住まい
    id: home
    ask:
      - {id: house, type: text, label: 家のつくり, max: 20}
"""
WRONG = "コードか数字が違うか、もう使えません"
SECRET = "だれにも言わない病気"


def helped() -> Procedure:
    allowed = "{sign_in: card}\nhelper: true\nprincipal: {name: name, birth: birth}"
    return small(MORE, version="1", duty=DUTY, identity=allowed)


@pytest.fixture
def owners(installation: Installation) -> Page:
    offer(installation, helped())
    page = with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    return page.press("次へ進む", {"walk": "つえ", "illness": SECRET})


def draft_of(page: Page) -> str:
    return draft_in(page.path)


def invite(page: Page, *steps: str, name: str = "むすめ") -> tuple[str, str]:
    page_of_invitation = page.browser.open(f"{draft_of(page)}/with-helper")
    form = page_of_invitation.form("招くためのコードを作る")
    boxes: dict[str, object] = dict(form.values) | {"name": name, "steps": list(steps), "lasts": "d3"}
    response = page.browser.client.post(page_of_invitation.path, data=boxes)
    assert response.status_code == 200, response.text
    codes = re.findall(r"/helping/([0-9A-Y]{5}-[0-9A-Y]{5})</span>", response.text)
    figures = re.findall(r'<strong class="number">(\d{4})</strong>', response.text)
    return codes[-1], figures[-1]


def come(installation: Installation, code: str, word: str, browser: GuestBrowser | None = None) -> Page:
    return (browser or guest(installation)).open(f"/helping/{code}").press("手伝いはじめる", {"word": word})


def test_who_helps_fills_in_what_they_were_asked_to_and_its_owner_confirms(
    installation: Installation, owners: Page
) -> None:
    helper = come(installation, *invite(owners, "body", "home"))
    assert helper.path == f"{draft_of(owners)}/check"
    assert "つえ" in helper.text
    for secret in (SECRET, "髙見本", "病気の名前", "1949", "申請する"):
        assert secret not in helper.text
    page = helper.browser.open(f"{draft_of(owners)}/page/body_page")
    assert SECRET not in page.text
    page = page.press("次へ進む", {"walk": "ゆっくり"})
    assert page.path.endswith("/house")
    page = page.press("次へ進む", {"house": "2階"})
    assert "全部書いてあります" in page.text
    confirmed = owners.browser.open(f"{draft_of(owners)}/page/body_page")
    assert "手伝った人（むすめ）が入力" in confirmed.text
    assert SECRET in confirmed.text  # the hidden answer is unchanged
    check = owners.browser.open(f"{draft_of(owners)}/check")
    assert check.text.count("手伝った人（むすめ）が入力") == 2
    refused = check.press("申請する")
    assert (refused.status, "しるしをつけてください" in refused.text) == (422, True)
    sent = check.press("申請する", {"helped": "yes"})
    assert sent.path.startswith("/applications/"), sent.text
    number = sent.path.rpartition("/")[2]
    assert helper.browser.open(f"/applications/{number}").status == 404
    assert helper.browser.open(helper.path).status == 404
    case = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY))).get(f"/desk/{number}")
    assert "手伝った人が入力" in case
    assert "むすめ" in case
    with installation.database.read() as unit:
        actions = [row[0] for row in every(unit, sql("SELECT action FROM audit_record"))]
    assert {"share draft", "come to draft", "help with draft", "open draft by code"} <= set(actions)


def test_a_page_that_its_owner_sent_again_counts_as_read(installation: Installation, owners: Page) -> None:
    helper = come(installation, *invite(owners, "home"))
    helper.browser.open(f"{draft_of(owners)}/page/house").press("次へ進む", {"house": "2階"})
    check = owners.browser.open(f"{draft_of(owners)}/page/house").press("次へ進む", {"house": "2階"})
    assert "手伝った人" not in check.text
    assert check.press("申請する").path.startswith("/applications/")


def test_nothing_else_of_the_draft_opens_to_who_helps(installation: Installation, owners: Page) -> None:
    helper, draft = come(installation, *invite(owners, "home")).browser, draft_of(owners)
    for page in ("reason", "name", "birth", "body_page"):
        opened = helper.open(f"{draft}/page/{page}")
        assert opened.path == f"{draft}/check"
        assert "つえ" not in opened.text
    for page in ("other-device", "with-helper"):
        assert helper.open(f"{draft}/{page}").status == 404
    assert helper.open(f"{draft}/own-data").path == "/sign-in"
    token = dict(helper.open(f"{draft}/page/house").form("次へ進む").values)["csrf_token"]
    for address in ("submit", "discard", "other-device", "with-helper"):
        response = helper.client.post(f"{draft}/{address}", data={"csrf_token": token, "helped": "yes", "revoke": "1"})
        assert response.status_code == 404, address
    response = helper.client.post(f"{draft}/page/reason", data={"csrf_token": token, "reason": "torn"})
    sneaked = helper.client.post(f"{draft}/page/body_page", data={"csrf_token": token, "walk": "x", "illness": "x"})
    assert "つえ" not in response.text + sneaked.text
    assert "つえ" in owners.browser.open(f"{draft}/check").text + owners.browser.open(f"{draft}/page/body_page").text
    assert SECRET in owners.browser.open(f"{draft}/page/body_page").text
    assert "/apply/small" not in helper.open("/applications").text


def test_confidential_answers_cannot_be_overwritten_from_an_allowed_page(
    installation: Installation, owners: Page
) -> None:
    helper = come(installation, *invite(owners, "body")).browser
    page = helper.open(f"{draft_of(owners)}/page/body_page")
    boxes = dict(page.form("次へ進む").values) | {"walk": "ゆっくり", "illness": "うそ"}
    helper.client.post(page.path, data=boxes)
    reread = owners.browser.open(page.path)
    assert SECRET in reread.text
    assert "うそ" not in reread.text


def test_what_the_owner_is_typing_is_neither_read_nor_deleted_by_a_helper(
    installation: Installation, owners: Page
) -> None:
    page = owners.browser.open(f"{draft_of(owners)}/page/body_page")
    boxes = dict(page.form("次へ進む").values) | {"walk": "まだ送らない", "go-to": "here"}
    assert owners.browser.client.post(page.path, data=boxes).status_code == 200
    helpers = come(installation, *invite(owners, "body")).browser.open(page.path)
    assert "まだ送らない" not in helpers.text
    assert helpers.press("次へ進む", {"walk": "ゆっくり"}).path.endswith("/check")  # nothing to choose between
    back = owners.browser.open(page.path)
    assert ("walk", "まだ送らない") in back.form("次へ進む").values
    chooses = back.press("次へ進む")
    assert (chooses.status, "ゆっくり" in chooses.text) == (409, True)


def test_a_code_opens_once_for_one_and_its_owner_sees_when(installation: Installation, owners: Page) -> None:
    code, word = invite(owners, "home")
    assert come(installation, code, word, owners.browser).path.endswith(
        "/house"
    )  # opening it as the owner does not consume it
    first = come(installation, code, word)
    assert first.status == 200
    assert WRONG in come(installation, code, word).text
    page_of_owner = owners.browser.open(f"{draft_of(owners)}/with-helper")
    assert "に開きました" in page_of_owner.text
    assert "最後に使ったのは" in page_of_owner.text
    assert code not in page_of_owner.text
    page_of_owner.press("手伝ってもらうのをやめる")
    assert first.browser.open(f"{draft_of(owners)}/check").status == 404
    assert first.browser.open(f"{draft_of(owners)}/page/house").status == 404


def test_who_signed_in_for_a_company_helps_as_a_person(installation: Installation, owners: Page) -> None:
    # Else all accounts of the company, also without rights, would open what a private draft says.
    there = with_gbizid(installation, account(installation, "p"), account(installation, "m", "member"))
    prime, member = at_company(there, "p"), at_company(there, "m")
    first = come(there, *invite(owners, "home"), prime.browser)
    assert first.path.endswith("/check")
    assert prime.browser.open("/company").status == 404  # a guest now
    for other in (member, at_company(there, "p")):
        assert other.browser.open(first.path).status == 404


def test_wrong_unknown_used_ended_and_called_back_get_one_answer(
    installation: Installation, owners: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "DRAFT_CODE", Limit("draft code by code", 1000, 900))
    code, word = invite(owners, "home")
    other = f"{(int(word) + 1) % 10_000:04}"
    answers = [come(installation, code, other), come(installation, "22222-22222", word)]
    answers.append(come(later(installation, days=4), code, word))
    come(installation, code, word)
    answers.append(come(installation, code, word))
    texts = {
        re.sub(r'nonce="[^"]+"|value="[^"]*"|\d{8}</span>|data-[a-z-]+="[^"]*"', "", response.text)
        for response in answers
    }
    assert [response.status for response in answers] == [422] * 4
    assert len(texts) == 1
    second, _ = invite(owners, "home", name="むすこ")
    assert [come(installation, second, other).status for _ in range(11)][-1] == 422
    assert "もう一度招いてください" in owners.browser.open(f"{draft_of(owners)}/with-helper").text


def test_tries_are_counted(installation: Installation, owners: Page) -> None:
    code, word = invite(owners, "home")
    other = f"{(int(word) + 1) % 10_000:04}"
    assert [come(installation, code, other).status for _ in range(6)] == [422] * 5 + [429]
    assert come(installation, code, word).status == 429
    assert come(installation, code, "").status == 422


def test_access_ends_with_its_days_and_a_guests_with_their_session(installation: Installation, owners: Page) -> None:
    helper = come(installation, *invite(owners, "home"))
    late = guest(later(installation, days=4))
    late.client.cookies.update(helper.browser.client.cookies)
    assert "家のつくり" not in late.open(f"{draft_of(owners)}/check").text
    sweep_ended(later(installation, days=4))
    with installation.database.read() as unit:
        assert not every(unit, sql("SELECT * FROM draft_access"))


def test_two_who_write_at_once_are_asked_whose_answer_stands(installation: Installation, owners: Page) -> None:
    helper = come(installation, *invite(owners, "home"))
    page_of_helper = helper.browser.open(f"{draft_of(owners)}/page/house")
    page_of_owner = owners.browser.open(f"{draft_of(owners)}/page/house")
    page_of_owner.press("次へ進む", {"house": "平屋"})
    response = page_of_helper.press("次へ進む", {"house": "2階"})
    assert response.status == 409
    assert "平屋" in response.text
    assert "平屋" in owners.browser.open(f"{draft_of(owners)}/page/house").text


def test_helping_goes_on_where_somebody_is_protected(installation: Installation, owners: Page) -> None:
    """The owner may be the helper: a different page would reveal to them who is protected."""
    helper = come(installation, *invite(owners, "home"))
    before = helper.browser.open(helper.path)
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "tanto"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    after = helper.browser.open(helper.path)
    assert (after.status, "家のつくり" in before.text, "家のつくり" in after.text) == (200, True, True)
    invite(owners, "home", name="むすこ")


def test_where_the_procedure_says_nothing_of_helpers_nobody_is_invited(installation: Installation) -> None:
    offer(installation, small(MORE, version="1", duty=DUTY))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert "手伝ってもらう" not in page.text
    assert page.browser.open(f"{draft_of(page)}/with-helper").status == 404


def test_codes_names_and_figures_are_in_no_table_in_the_clear(installation: Installation, owners: Page) -> None:
    code, word = invite(owners, "home", name="ないしょのむすめ")
    come(installation, code, word)
    with installation.database.read() as unit:
        rows = "".join(
            repr([tuple(row) for row in every(unit, sql(f"SELECT * FROM {table}"))])
            for table in ("draft_code", "draft_access", "draft", "audit_record")
        )
    assert code.replace("-", "") not in rows
    assert "ないしょ" not in rows


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "9" * 5000, "²"])
def test_taking_back_what_was_never_given_out_is_no_fault(
    number: str, installation: Installation, owners: Page
) -> None:
    page = owners.browser.open(f"{draft_of(owners)}/with-helper")
    token = dict(page.form("招くためのコードを作る").values)["csrf_token"]
    response = page.browser.client.post(page.path, data={"csrf_token": token, "revoke": number})
    assert response.status_code in (303, 404)


def test_to_who_helps_a_page_promises_no_sum_on_the_next(installation: Installation) -> None:
    house = "      - {id: house, type: text, label: 家のつくり, max: 20}\n"
    counted = """\
      - together: 家
        id: house_page
        ask:
          - {id: rooms, type: integer, label: 部屋の数}
          - {id: cost, type: computed, of: money, label: 手数料, compute: "times(200, rooms)"}
"""
    assert house in MORE
    allowed = "{sign_in: card}\nhelper: true\nprincipal: {name: name, birth: birth}"
    offer(installation, small(MORE.replace(house, counted), version="1", duty=DUTY, identity=allowed))
    page = with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    page = page.press("次へ進む", {"walk": "つえ", "illness": SECRET})
    assert "次の画面に出ます</output>" in page.text
    helper = come(installation, *invite(page, "home"))
    assert ">まだ決まりません</output>" in helper.browser.open(page.path).text
