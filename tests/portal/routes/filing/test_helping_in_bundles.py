"""A helper edits the chosen steps of several procedures in one bundle by one code."""

import re

import pytest

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.filing.test_helping import come
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

# Both ask for the same telephone number: it is asked in the first and reused in the second.
# It waits for the reason, so that not all pages are joined.
WHO = """\
  - step: 本人
    id: who
    role: principal
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
  - step: 連絡先
    id: contact
    role: principal
    ask:
      - {id: phone, type: phone, label: 電話, concept: person.phone, required: "reason in [torn, lost]"}
  - step: %s
    id: home
    ask:
      - {id: %s, type: text, label: %s, max: 20}
"""
ALLOWED = "{sign_in: card}\nhelper: true\nprincipal: {name: name, birth: birth}"


@pytest.fixture
def owners(installation: Installation) -> Page:
    """alice's bundle of two, answered except for the last step of each."""
    for procedure, title, word in (("small", "住まい", "house"), ("second", "庭", "garden")):
        more = WHO % (title, word, title)
        part = small(more, procedure=procedure, title=f"見本の{title}", version="1", duty=DUTY, identity=ALLOWED)
        offer(installation, part)
    page = with_card(installation, "alice").open("/bundles/start/small,second")
    boxes = {"reason": "lost", "name.family": "髙見本", "name.given": "太郎"}
    birth = {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"}
    page = page.browser.open(_first(page)).press("次へ進む", boxes | birth)
    assert page.path.endswith("/phone"), page.path
    return page


def _first(page: Page) -> str:
    match = re.search(r'class="button" href="([^"]+)"', page.text)
    assert match
    return match[1]


def bundle_of(page: Page) -> str:
    match = re.search(r'href="(/bundles/[\w-]{22})"', page.text)
    assert match
    return match[1]


def invite(page: Page, *steps: str) -> tuple[str, str]:
    bundle = page.browser.open(bundle_of(page))
    link = re.search(r'href="(/apply/[^"]+/with-helper)"', bundle.text)
    assert link
    page_of_invitation = page.browser.open(link[1])
    form = page_of_invitation.form("招くためのコードを作る")
    boxes: dict[str, object] = dict(form.values) | {"name": "むすめ", "steps": list(steps), "lasts": "d3"}
    response = page.browser.client.post(page_of_invitation.path, data=boxes)
    assert response.status_code == 200, response.text
    assert "見本の住まい：連絡先" in response.text
    codes = re.findall(r"/helping/([0-9A-Y]{5}-[0-9A-Y]{5})</span>", response.text)
    return codes[-1], re.findall(r'<strong class="number">(\d{4})</strong>', response.text)[-1]


def test_who_helps_goes_from_part_to_part_and_its_owner_confirms_all(installation: Installation, owners: Page) -> None:
    helper = come(installation, *invite(owners, "p0_contact", "p1_home"))
    assert helper.path.startswith("/apply/small/")
    for secret in ("髙見本", "1949", "住まい</h2>", "/bundles/"):
        assert secret not in helper.text
    page = helper.browser.open(_first(helper)).press("次へ進む", {"phone": "000-0000-0001"})
    assert "全部書いてあります" not in page.text
    other = re.search(r'class="button" href="(/apply/second/[^"]+/check)"', page.text)
    assert other
    page = helper.browser.open(other[1])
    page = helper.browser.open(_first(page)).press("次へ進む", {"garden": "ひろい"})
    assert "頼まれたところは、全部書いてあります" in page.text
    assert [helper.browser.open(f"{bundle_of(owners)}{more}").status for more in ("", "/check")] == [404, 404]
    assert "髙見本" not in helper.browser.open(owners.path.replace("/phone", "/name")).text
    bundle = owners.browser.open(bundle_of(owners))
    page = owners.browser.open(_first(bundle)).press("次へ進む", {"house": "2階"}).press("次へ進む", {"reason": "torn"})
    assert page.path.endswith("/check"), page.path
    assert page.text.count("手伝った人（むすめ）が入力") == 3  # the telephone number is part of both
    refused = page.press("2件をまとめて申請する")
    assert (refused.status, "しるしをつけてください" in refused.text) == (422, True)
    sent = refused.press("2件をまとめて申請する", {"helped": "yes"})
    assert "2件の手続を、まとめて申請しました" in sent.text
    assert helper.browser.open(helper.path).status == 404
    desk = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    with installation.database.read() as unit:
        numbers = [row[0] for row in every(unit, sql("SELECT receipt_number FROM application"))]
    assert len(numbers) == 2
    assert all("むすめ" in desk.get(f"/desk/{number}") for number in numbers)


def test_a_code_opens_no_part_of_which_no_step_was_chosen(installation: Installation, owners: Page) -> None:
    helper = come(installation, *invite(owners, "p1_home"))
    assert helper.path.startswith("/apply/second/")
    assert "/apply/small/" not in helper.text
    assert helper.browser.open(owners.path).status == 404
    assert helper.browser.open(f"{bundle_of(owners)}").status == 404


def test_a_page_that_its_owner_sent_again_counts_as_read_in_every_part(
    installation: Installation, owners: Page
) -> None:
    helper = come(installation, *invite(owners, "p0_contact"))
    helper.browser.open(_first(helper)).press("次へ進む", {"phone": "000-0000-0001"})
    page = owners.browser.open(owners.path).press("次へ進む", {})
    page = (
        page.press("次へ進む", {"house": "2階"})
        .press("次へ進む", {"reason": "torn"})
        .press("次へ進む", {"garden": "ない"})
    )
    assert "手伝った人" not in page.text
    assert "まとめて申請しました" in page.press("2件をまとめて申請する").text


def test_a_part_that_is_left_out_is_out_of_reach_and_taken_back_means_out(
    installation: Installation, owners: Page
) -> None:
    helper = come(installation, *invite(owners, "p0_contact", "p1_home"))
    second = re.search(r'href="(/apply/second/([^"/]+)/check)"', helper.text)
    assert second
    assert helper.browser.open(second[1]).status == 200
    bundle = owners.browser.open(bundle_of(owners))
    link = re.search(r'href="(/apply/[^"]+/with-helper)"', bundle.text)
    assert link
    bundle.press("見本の庭", {"part": second[2]})
    assert (helper.browser.open(helper.path).status, helper.browser.open(second[1]).status) == (200, 404)
    owners.browser.open(link[1]).press("手伝ってもらうのをやめる")
    assert helper.browser.open(helper.path).status == 404


def test_who_helps_goes_on_where_another_part_names_somebody_protected(
    installation: Installation, owners: Page
) -> None:
    helper = come(installation, *invite(owners, "p1_home"))
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "tanto"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert helper.browser.open(helper.path).status == 200
