"""A principal confirms or revokes with their own card what a proxy filed for them."""

import re
import threading
from datetime import date

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.errors import Conflict, NotFound
from portal.services.residents.protect import protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import draw
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor
from portal.services.signing.answer_mandate import answer_mandate, mandate_code
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.statements import every, run, sql
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PLACE, add_member

MORE = """\
      - together: あなた
        id: person
        ask:
          - {id: name, type: person_name, label: 氏名}
          - {id: birth, type: date, label: 生年月日}
"""
BOTH = "{online: [self, agent, guardian, same_household], counter: [self, agent]}"
HANAKO = ("例示　花子", date(1980, 7, 7))
WRONG = "受付番号か番号が違うか"


def token(installation: Installation, subject: str, name: str, birth: date) -> str:
    card = BasicFour(name=name, birth=birth)
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        session_token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    return session_token


def holder(
    installation: Installation, subject: str = "hanako", name: str = HANAKO[0], birth: date = HANAKO[1]
) -> GuestBrowser:
    browser = guest(installation)
    browser.client.cookies.set("kakanai_resident", token(installation, subject, name, birth))
    return browser


@pytest.fixture
def begun(installation: Installation) -> Page:
    extra = "{sign_in: card}\nprincipal: {name: name, birth: birth}"
    offer(installation, small(MORE, version="1", duty=DUTY, who=BOTH, identity=extra))
    return with_card(installation, "bob").open("/apply/small")


def filed(begun: Page, role: str = "agent") -> Page:
    page = begun.press("次へ進む", {"role": role}).press("次へ進む", {"reason": "lost"})
    boxes = {"name.family": "例示", "name.given": "花子", "birth.era": "western", "birth.year": "1980", "birth.month": "7",
             "birth.day": "7"}  # fmt: skip
    receipt = page.press("次へ進む", boxes).press("申請する")
    assert receipt.path.startswith("/applications/"), receipt.text
    return receipt


def number_of(receipt: Page) -> str:
    return receipt.path.rpartition("/")[2]


def code_of(receipt: Page) -> str:
    matches: list[str] = re.findall(
        r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", receipt.text.partition("本人のための番号")[2]
    )
    return matches[0]


def come(browser: GuestBrowser, receipt: Page, code: str = "") -> Page:
    boxes = {"number": number_of(receipt), "code": code or code_of(receipt)}
    return browser.open("/mandates").press("申請を見る", boxes)


def desk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


def state_of(installation: Installation) -> tuple[str, str]:
    with installation.database.read() as unit:
        (row,) = every(unit, sql("SELECT state, told FROM delegation"))
    return row[0], row[1]


def test_the_principal_confirms_with_their_own_card_and_the_section_reads_how_it_was_shown(
    installation: Installation, begun: Page
) -> None:
    receipt = filed(begun)
    page = come(holder(installation), receipt)
    assert page.path == f"/mandates/{number_of(receipt)}"
    own = page.browser.open("/applications").text
    assert f'href="/mandates/{number_of(receipt)}"' in own, "no code is typed twice"
    assert "あなたのかわりに出された申請" in own
    assert "髙見本　太郎さん（頼まれた人）" in page.text
    confirmed = page.press("この人に頼みました")
    assert "頼んだことを、市に伝えました" in confirmed.text
    assert state_of(installation) == ("verified", "told")
    case = desk(installation).get(f"/desk/{number_of(receipt)}")
    assert "本人がマイナンバーカードでログインし、頼んだと確かめた" in case
    assert "担当の課が確かめました" in receipt.browser.open(receipt.path).text
    assert "本人のための番号" not in receipt.browser.open(receipt.path).text  # already confirmed


def test_what_was_taken_back_opens_nothing_to_the_proxy_any_more(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    principal = holder(installation)
    come(principal, receipt).press("この人に頼みました").press("この人に頼むのをやめる")
    assert state_of(installation) == ("revoked", "told")
    for path in ("", "/papers", "/correct", "/messages", "/stop", "/receipt.pdf", "/receipt/pages/1"):
        page = receipt.browser.open(f"{receipt.path}{path}")
        assert (page.status, "例示" in page.text) == (403, False), path
    assert number_of(receipt) not in receipt.browser.open("/applications").text
    section = desk(installation)
    assert number_of(receipt) in section.get("/desk?task=taken_back").partition("data-row")[2]
    assert "取りやめになりました" in section.get(f"/desk/{number_of(receipt)}")
    assert "取りやめになりました" in principal.open("/mandates").text
    boxes = {"state": "verified", "before": "revoked", "shown": "新しい委任状"}
    section.post(f"/desk/{number_of(receipt)}", f"/desk/{number_of(receipt)}/delegation", boxes)
    assert receipt.browser.open(receipt.path).status == 200  # a new document can restore it


@pytest.mark.parametrize(
    ("subject", "name", "birth"),
    [
        ("bob", "例示　花子", date(1980, 7, 7)),
        ("kin", "例示　一郎", date(1980, 7, 7)),
        ("other", "例示　花子", date(1980, 7, 8)),
    ],
)
def test_only_the_principals_own_card_comes_to_it(
    installation: Installation, begun: Page, subject: str, name: str, birth: date
) -> None:
    """Also bob himself under any name, and a namesake."""
    receipt = filed(begun)
    page = come(holder(installation, subject, name, birth), receipt)
    assert (page.status, WRONG in page.text, "small" in page.text) == (422, True, False)
    assert holder(installation, subject, name, birth).open(f"/mandates/{number_of(receipt)}").status == 404


def test_a_wrong_code_and_an_unknown_number_are_one_answer_and_are_counted(
    installation: Installation, begun: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, principal = filed(begun), holder(installation)
    wrong = come(principal, receipt, "ACDEF-GHJKP")
    unclear = principal.open("/mandates").press("申請を見る", {"number": "1", "code": "x"})
    assert (wrong.status, unclear.status) == (422, 422)
    assert WRONG in wrong.text
    unknown = principal.open("/mandates").press(
        "申請を見る", {"number": draw(date(2026, 11, 19)), "code": "22222-22222"}
    )
    assert (unknown.status, WRONG in unknown.text) == (422, True)
    monkeypatch.setattr(throttle, "MANDATE_NUMBER", Limit("mandate by number", 2, 900))
    assert [come(principal, receipt, "ACDEF-GHJKP").status for _ in range(2)] == [422, 429]
    assert come(principal, receipt).status == 429  # also with the correct code
    assert state_of(installation)[0] == "claimed"


def test_nobody_comes_without_a_card(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    assert guest(installation).open("/mandates").path == "/sign-in"
    assert guest(installation).open(f"/mandates/{number_of(receipt)}").path == "/sign-in"


def test_whom_the_law_made_guardian_is_not_taken_back_on_a_screen(installation: Installation, begun: Page) -> None:
    receipt = filed(begun, "guardian")
    assert "本人のための番号" not in receipt.text
    assert state_of(installation) == ("claimed", "")


def test_a_household_files_for_its_own_without_a_letter(installation: Installation, begun: Page) -> None:
    receipt = filed(begun, "same_household")
    assert state_of(installation) == ("claimed", "")
    assert come(holder(installation), receipt).press("この人に頼むのをやめる").status == 200
    assert state_of(installation) == ("revoked", "told")


OFFICE = "      - {id: office, type: office_number, label: 事業所番号}\n"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("0070100011", "見本居宅介護支援事業所（届いた日の一覧にあります）"),
        ("0070100029", "届いた日の事業所の一覧にありません"),  # the office closed in September
        ("0099900019", "届いた日の事業所の一覧にありません"),
    ],
)
def test_a_care_managers_office_is_looked_up_as_it_stood_on_the_day(
    installation: Installation, number: str, message: str
) -> None:
    extra = "{sign_in: card}\nprincipal: {name: name, birth: birth}"
    doors = "{online: [self, care_manager], counter: [self]}"
    offer(installation, small(OFFICE + MORE, version="1", duty=DUTY, who=doors, identity=extra))
    page = with_card(installation, "bob").open("/apply/small").press("次へ進む", {"role": "care_manager"})
    page = page.press("次へ進む", {"reason": "lost"}).press("次へ進む", {"office": number})
    boxes = {"name.family": "例示", "name.given": "花子", "birth.era": "western", "birth.year": "1980", "birth.month": "7",
             "birth.day": "7"}  # fmt: skip
    receipt = page.press("次へ進む", boxes).press("申請する")
    assert message in desk(installation).get(f"/desk/{number_of(receipt)}")
    assert state_of(installation) == ("claimed", "due")


def test_the_section_shows_the_principal_and_notes_how(installation: Installation, begun: Page) -> None:
    receipt, section = filed(begun), desk(installation)
    case = f"/desk/{number_of(receipt)}"
    assert number_of(receipt) in section.get("/desk?task=notify").partition("data-row")[2]
    assert code_of(receipt) in section.get(case)
    assert (
        section.post(case, f"{case}/delegation/told", {"way": "letter", "note": "11月20日に送った"}).status_code == 303
    )
    assert "手紙（住民票の住所へ）：11月20日に送った" in section.get(case)
    assert "まだ本人に知らせていない" not in section.get("/desk")
    assert section.post(case, f"{case}/delegation/told", {"way": "phone"}).status_code == 409
    assert section.post(case, f"{case}/delegation/told", {"way": "pigeon"}).status_code == 400


def test_nobody_is_shown_where_somebody_may_not_be_found(installation: Installation, begun: Page) -> None:
    with installation.database.write() as unit:
        people = [(HANAKO[0], HANAKO[1].isoformat())]
        protect(installation, unit, Actor("staff", "1"), people, "staff")
        unit.commit()
    receipt = filed(begun)
    assert state_of(installation) == ("claimed", "never")
    section = desk(installation)
    assert "まだ本人に知らせていない" not in section.get("/desk")
    assert code_of(receipt)  # a missing code would reveal the protection to the proxy
    page = come(holder(installation), receipt)
    assert "髙見本" in page.text.partition("<h1>")[2].partition("</main>")[0], "as on every page of a principal"


def test_who_is_protected_later_is_not_reported_whatever_was_pressed(installation: Installation, begun: Page) -> None:
    receipt, section = filed(begun), desk(installation)
    case = f"/desk/{number_of(receipt)}"
    section.get(case)
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "1"), [(HANAKO[0], HANAKO[1].isoformat())], "staff")
        unit.commit()
    section.post(case, f"{case}/delegation/told", {"way": "letter", "note": "封筒に入れて"})
    assert state_of(installation)[1] == "never"
    assert "封筒に入れて" not in section.get(case)


def test_staff_take_it_back_by_telephone_with_a_note(installation: Installation, begun: Page) -> None:
    receipt, section = filed(begun), desk(installation)
    case = f"/desk/{number_of(receipt)}"
    bare = section.post(case, f"{case}/delegation", {"state": "revoked", "before": "claimed", "shown": ""})
    assert bare.status_code == 422
    boxes = {"state": "revoked", "before": "claimed", "shown": "本人から電話（生年月日と住所で確かめた）"}
    assert section.post(case, f"{case}/delegation", boxes).status_code == 303
    assert receipt.browser.open(receipt.path).status == 403
    assert "本人から電話" in section.get(case)
    with installation.database.read() as unit:
        sealed = repr([tuple(row) for row in every(unit, sql("SELECT * FROM delegation"))])
        actions = {row[0] for row in every(unit, sql("SELECT action FROM audit_record"))}
    assert "電話" not in sealed
    assert "revoke delegation" in actions


def test_what_has_ended_is_reported_and_not_taken_back(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    come(holder(installation), receipt)
    with installation.database.write() as unit:
        run(unit, sql("UPDATE delegation SET state = 'verified', ends = '2026-11-21'"), {})
        unit.commit()
    after = later(installation, days=3)
    page = holder(after).open(f"/mandates/{number_of(receipt)}")
    assert "あなたのかわりにできる期間は、終わりました" in page.text
    assert "頼むのをやめる" not in page.text


def in_session(installation: Installation, subject: str) -> Session:
    with installation.database.read() as unit:
        session = find_session(installation, unit, "resident", token(installation, subject, *HANAKO))
    assert session is not None
    return session


def test_of_two_answers_at_once_one_counts(installation: Installation, begun: Page) -> None:
    """The principal revokes in one window while the section verifies in another."""
    receipt = filed(begun)
    come(holder(installation), receipt)
    session, start = in_session(installation, "hanako"), threading.Barrier(2)
    outcomes: list[str] = []

    def answer(state: str) -> None:
        start.wait()
        try:
            with installation.database.write() as unit:
                answer_mandate(
                    installation, unit, session, Actor("resident", "x"), number_of(receipt), "claimed", state
                )
                unit.commit()
            outcomes.append(state)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=answer, args=(state,)) for state in ("verified", "revoked")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "conflict"
    assert state_of(installation)[0] in outcomes


def test_nobody_answers_for_somebody_else(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    come(holder(installation), receipt)
    stranger = in_session(installation, "a namesake")
    with installation.database.write() as unit, pytest.raises(NotFound):
        answer_mandate(installation, unit, stranger, Actor("resident", "x"), number_of(receipt), "claimed", "revoked")
    with installation.database.read() as unit:
        assert delegations.of_principal(unit, stranger.person_id or "") == []


@pytest.mark.parametrize("state", ["verified", "revoked", "claimed"])
def test_what_the_law_gave_is_not_answered_by_a_forged_post(
    installation: Installation, begun: Page, state: str
) -> None:
    receipt = filed(begun, "guardian")
    with installation.database.read() as unit:
        row = applications.by_number(unit, number_of(receipt))
    assert row is not None
    come(holder(installation), receipt, mandate_code(installation.code_key, row))
    session = in_session(installation, "hanako")
    with installation.database.write() as unit, pytest.raises(Conflict):
        answer_mandate(installation, unit, session, Actor("resident", "x"), number_of(receipt), "claimed", state)
    assert state_of(installation)[0] == "claimed"
