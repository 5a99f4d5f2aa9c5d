"""A card on the counter's reader fills the screen of one visit in one session, once."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from httpx2 import Response
from joserfc.jwk import ECKey

from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import read_question
from integrations.identity.signed import VerificationKeys
from integrations.sockets.card_protocol import PROTOCOL
from integrations.sockets.card_socket import CardAsk, CardUse
from integrations.sockets.interfaces import AdapterError, Assertion, BasicFour, Callback, SignInRequest
from integrations.sockets.register_socket import Resident
from portal.services.cases.cases import case_of_member
from portal.services.filing.drafts import start_draft
from portal.services.filing.gather_sources import keep_source
from portal.services.procedures.assurance import assurance
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, Source
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from portal.web.counter.reader_words import READER_WORDS
from tests.portal.later import later
from tests.portal.routes.counter_form import VISIT, Screen, begin, boxes, receipt, typed
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, PROCEDURE, add_member

ADDRESS = "http://127.0.0.1:8001/card-agent"
WHO = Resident("2", "H", "見本　花子", "ミホン　ハナコ", date(1985, 3, 15), "female", "世帯主", {})
HANAKO = {"name": "見本　花子", "address": "見本県見本市中央１丁目２番３号", "birth": "19850315", "sex": "2"}


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    agent = LoopbackAgent(ADDRESS, BASE, ECKey.generate_key("P-256"), fake=True)
    return replace(installation, card_agent=agent)


@pytest.fixture
def clerk(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", ("clerk", DUTY))


@pytest.fixture
def browser(equipped: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(equipped, clerk)


@pytest.fixture
def screen(browser: StaffBrowser) -> Screen:
    screen = begin(browser)
    screen.press("refresh", {**VISIT, "filer_kind": ["self"]})
    return screen


def post(screen: Screen, path: str, sent: dict[str, str]) -> Response:
    token = boxes(screen.page)["csrf_token"][0]
    return screen.browser.client.post(f"{screen.address}{path}", data={"csrf_token": token, **sent})


def new_question(screen: Screen) -> str:
    response = post(screen, "/card/ask", {})
    assert response.status_code == 200, response.text
    number: str = response.json()["number"]
    return number


def reply(number: str, **changes: object) -> str:
    message = {"protocol": PROTOCOL, "practice": True, "number": number, "attributes": HANAKO, **changes}
    return json.dumps(message)


def take(screen: Screen, number: str, answer: str = "") -> str:
    """The error code; "" if the answer was taken."""
    taken = post(screen, "/card", {"number": number, "answer": answer or reply(number)})
    if taken.status_code == 204:
        return ""
    assert taken.status_code == 422, taken.text
    code: str = taken.json()["error"]
    return code


def test_what_the_card_says_is_in_the_boxes_and_says_where_it_is_from(screen: Screen) -> None:
    assert take(screen, new_question(screen)) == ""
    page = screen.browser.get(screen.address)
    values = boxes(page)
    assert (values["name.family"], values["name.given"]) == (["見本"], ["花子"])
    assert values["sex"] == ["female"]
    assert values["address.town"] == ["見本県見本市中央"]
    assert "マイナンバーカード" in page.partition('id="name--source"')[2][:60]
    screen.page = page
    screen.press("refresh")
    assert "name--source" in screen.page  # saving proves nothing
    assert boxes(screen.page)["name.family"] == ["見本"]


def test_what_the_clerk_typed_before_stays(screen: Screen) -> None:
    screen.press("refresh", {"name.family": ["例示"], "name.given": ["太郎"]})
    assert take(screen, new_question(screen)) == ""
    assert boxes(screen.browser.get(screen.address))["name.family"] == ["例示"]


def test_of_one_who_files_for_another_nothing_is_put_into_that_persons_boxes(screen: Screen) -> None:
    assert take(screen, new_question(screen)) == ""
    screen.press("refresh", {"filer_kind": ["household"]})
    assert boxes(screen.browser.get(screen.address)).get("birth.year") != ["1985"]


def test_a_question_is_signed_for_this_agent_and_names_no_person(equipped: Installation, screen: Screen) -> None:
    body = post(screen, "/card/ask", {}).json()
    to, _, token = body["address"].partition("#")
    assert to == f"{ADDRESS}/v1/use"
    agent = equipped.card_agent
    assert isinstance(agent, LoopbackAgent)
    ask = read_question(token, VerificationKeys(agent.public_jwks), BASE, equipped.clock.now())
    assert ask == CardAsk(CardUse.ATTRIBUTES, body["number"])


def test_an_answer_is_taken_once_and_a_refusal_is_recorded(equipped: Installation, screen: Screen) -> None:
    number = new_question(screen)
    assert [take(screen, number), take(screen, number)] == ["", "NONCE_REPLAYED"]
    with equipped.database.read() as unit:
        last = audit_records.after(unit, 0)[-1]
    assert (last.actor, last.action, last.detail) == ("staff:clerk", "fail to read card", "NONCE_REPLAYED")


def test_an_answer_that_cannot_be_read_uses_the_question_up(screen: Screen) -> None:
    number = new_question(screen)
    assert take(screen, number, "rubbish") == "PROVIDER_UNAVAILABLE"
    assert take(screen, number) == "NONCE_REPLAYED"


def test_an_answer_to_another_question_is_none(screen: Screen) -> None:
    first, second = new_question(screen), new_question(screen)
    assert take(screen, first, reply(second)) == "NONCE_REPLAYED"
    assert take(screen, "made up") == "STATE_MISMATCH"


def test_a_question_is_for_one_visit_and_one_session(equipped: Installation, clerk: Member, screen: Screen) -> None:
    other = begin(screen.browser)
    other.press("refresh", VISIT)
    third = begin(screen.browser)
    assert third.address != other.address
    assert take(third, new_question(other)) == "STATE_MISMATCH"
    elsewhere = Screen(at_desk(equipped, clerk), screen.address)
    assert take(elsewhere, new_question(screen)) == "STATE_MISMATCH"


def test_a_question_ends_after_three_minutes(equipped: Installation, clerk: Member, screen: Screen) -> None:
    number = new_question(screen)
    token = screen.browser.client.cookies["kakanai_staff"]
    browser = at_desk(later(equipped, minutes=4), clerk)
    browser.client.cookies.set("kakanai_staff", token)
    assert take(Screen(browser, screen.address), number) == "NONCE_EXPIRED"


def test_of_somebody_protected_no_address_is_shown(equipped: Installation, screen: Screen) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, Actor("staff", "hogo"), [("見本　花子", "1985-03-15")], STAFF)
        unit.commit()
    assert take(screen, new_question(screen)) == ""
    page = screen.browser.get(screen.address)
    assert boxes(page)["name.family"] == ["見本"]
    assert "見本市中央" not in page


def test_reading_is_in_the_audit_without_the_person(equipped: Installation, screen: Screen) -> None:
    assert take(screen, new_question(screen)) == ""
    with equipped.database.read() as unit:
        records = [
            (record.action, record.detail) for record in audit_records.after(unit, 0) if record.action == "read card"
        ]
    assert records == [("read card", f"{PROCEDURE} address birth name sex")]


def test_a_practice_card_is_refused_where_cards_are_real(installation: Installation, clerk: Member) -> None:
    real = LoopbackAgent("http://127.0.0.1:8700", BASE, ECKey.generate_key("P-256"), fake=False)
    screen = begin(at_desk(replace(installation, card_agent=real), clerk))
    number = new_question(screen)
    assert take(screen, number) == "CERT_TEST_IN_PROD"
    number = new_question(screen)
    assert take(screen, number, reply(number, practice=False)) == ""


def test_who_may_not_enter_reads_no_card(equipped: Installation, screen: Screen) -> None:
    stranger = at_desk(equipped, add_member(equipped, "stranger", ("clerk", "child-allowance")))
    token = boxes(screen.page)["csrf_token"][0]
    for path in ("/card/ask", "/card"):
        assert stranger.client.post(f"{screen.address}{path}", data={"csrf_token": token}).status_code == 403
    home = Screen(stranger, "/counter/resume")
    sent = {"csrf_token": home.page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    assert stranger.client.post(f"{screen.address}/card/ask", data=sent).status_code == 404


def test_what_was_answered_at_home_is_hidden_from_the_clerk(equipped: Installation, browser: StaffBrowser) -> None:
    with equipped.database.write() as unit:
        procedure = equipped.catalogue.current(PROCEDURE)
        from portal.services.filing.drafts import open_draft
        from portal.store.filing import drafts
        from portal.store.staff import staff_members

        clerk = staff_members.by_login(unit, "clerk")
        assert clerk
        draft_id = start_draft(equipped, unit, procedure, "counter", staff_id=clerk.id)
        row = drafts.by_id(unit, draft_id)
        assert row
        keep_source(equipped, unit, open_draft(equipped, unit, row), Source(CARD, applicant={"birth": "1985-03-15"}))
        unit.commit()
    assert "1985" not in browser.get(f"/counter/drafts/{draft_id}")


# Proof that the card is valid and its holder is present


@dataclass
class Judge:
    """The counter's IdentityProvider: accepts the answer `good` and raises AdapterError with `code` for every other."""

    name = "card-agent"
    code: str = "CERT_EXPIRED"

    def begin(self, request: SignInRequest) -> str:
        return f"{ADDRESS}/v1/use#{request.state}.{request.nonce}"

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        assert callback.state == request.state
        assert request.nonce
        if callback.code != f"good {request.redirect_uri}":
            raise AdapterError(self.code, permanent=True)
        methods = ("card-agent", "jpki-auth", "pin4", "ocsp")
        return Assertion(self.name, "jpki:aa", "12", methods, "", now, BasicFour(), "12")

    def ready(self) -> bool:
        return True


@pytest.fixture
def judged(equipped: Installation, clerk: Member) -> Screen:
    screen = begin(at_desk(replace(equipped, card_sign_in=Judge()), clerk))
    answers = typed(equipped.catalogue.current(PROCEDURE))
    screen.press("refresh", {**VISIT, **answers})
    screen.press("refresh", answers)
    return screen


def prove(screen: Screen, answer: str = "") -> str:
    number = post(screen, "/card/ask", {"use": "prove"}).json()["number"]
    sent = {"use": "prove", "number": number, "answer": answer or f"good {BASE}{screen.address}"}
    taken = post(screen, "/card", sent)
    return "" if taken.status_code == 204 else taken.json()["error"]


def test_a_card_that_was_proved_is_in_the_evidence(equipped: Installation, clerk: Member, judged: Screen) -> None:
    assert prove(judged) == ""
    judged.press("refresh")
    assert "確かめました。" in judged.page
    number = receipt(judged.press("register"))
    with equipped.database.read() as unit:
        evidence = case_of_member(equipped, unit, clerk, number).evidence
    assert (evidence["provider"], evidence["methods"]) == ("card-agent", ["jpki-auth", "pin4", "ocsp"])
    assert evidence["shown"] == ["my_number_card"]
    assert assurance(evidence, equipped.clock.today()).startswith("身元確認3・当人認証3")
    with equipped.database.read() as unit:
        records = [
            (record.action, record.detail) for record in audit_records.after(unit, 0) if record.action == "prove card"
        ]
    assert records == [("prove card", f"{PROCEDURE} card-agent jpki-auth pin4 ocsp")]


def test_a_card_that_is_refused_is_reported_and_proves_nothing(
    equipped: Installation, clerk: Member, judged: Screen
) -> None:
    assert prove(judged, "bad") == "CERT_EXPIRED"
    assert "確かめました。" not in judged.browser.get(judged.address)
    number = receipt(judged.press("register"))
    with equipped.database.read() as unit:
        evidence = case_of_member(equipped, unit, clerk, number).evidence
    assert "methods" not in evidence
    assert assurance(evidence, equipped.clock.today()).startswith("身元確認3（")


def test_reading_and_proving_take_nothing_from_each_other(equipped: Installation, judged: Screen) -> None:
    judged.press("refresh", {"name.family": [], "name.given": []})
    assert prove(judged) == ""
    assert take(judged, new_question(judged)) == ""
    page = judged.browser.get(judged.address)
    assert "確かめました。" in page
    assert boxes(page)["name.family"] == ["見本"]
    assert prove(judged) == ""
    assert boxes(judged.browser.get(judged.address))["name.family"] == ["見本"]


class Links:
    """The certificate of the judged card belongs to hanako."""

    name = "links"

    def __init__(self, *, away: bool = False) -> None:
        self.away = away

    def addressee(self, serial: str) -> str:
        if self.away:
            raise AdapterError("LINKS_UNREADABLE", permanent=False)
        return {"12": "2"}.get(serial, "")


def test_the_holder_of_the_card_is_in_the_evidence_where_the_city_has_a_list(
    equipped: Installation, clerk: Member, judged: Screen
) -> None:
    known = replace(equipped, card_sign_in=Judge(), register=FakeRegister(WHO), links=Links())
    screen = Screen(at_desk(known, clerk), judged.address)
    screen.page = screen.browser.get(judged.address)
    assert take(screen, new_question(screen)) == ""
    assert prove(screen) == ""
    screen.press("refresh")
    number = receipt(screen.press("register"))
    with equipped.database.read() as unit:
        assert case_of_member(equipped, unit, clerk, number).evidence["register"] == "linked"
    assert "番号紐付情報で、住民票の人と結び付いている" in screen.browser.get(f"/desk/{number}")


def test_two_cards_of_two_people_are_noticed(equipped: Installation, clerk: Member) -> None:
    known = replace(
        equipped, card_sign_in=Judge(), register=FakeRegister(replace(WHO, birth=date(1970, 1, 1))), links=Links()
    )
    screen = begin(at_desk(known, clerk))
    screen.press("refresh", {**VISIT, "filer_kind": ["self"]})
    assert prove(screen) == ""  # no other card was read that it could differ from
    assert take(screen, new_question(screen)) == ""
    assert prove(screen) == "ATTRIBUTE_MISMATCH"
    assert "別の人のもの" in READER_WORDS["ATTRIBUTE_MISMATCH"]


@pytest.mark.parametrize("away", [False, True])
def test_a_card_that_the_list_does_not_know_is_proved_all_the_same(
    equipped: Installation, clerk: Member, away: bool
) -> None:
    known = replace(equipped, card_sign_in=Judge(), register=FakeRegister(), links=Links(away=away))
    screen = begin(at_desk(known, clerk))
    screen.press("refresh", {**VISIT, "filer_kind": ["self"]})
    assert prove(screen) == ""


def test_where_nobody_judges_cards_only_their_face_is_read(equipped: Installation, clerk: Member) -> None:
    screen = begin(at_desk(replace(equipped, card_sign_in=None), clerk))
    assert "本人のカードか確かめる" not in screen.page
    assert post(screen, "/card/ask", {"use": "prove"}).status_code == 404


# The page


def policy(browser: StaffBrowser, address: str) -> str:
    header: str = browser.client.get(address).headers["content-security-policy"]
    return header.partition("connect-src ")[2].partition(";")[0]


def test_only_the_screen_may_talk_to_the_agent_and_only_there(browser: StaffBrowser, screen: Screen) -> None:
    assert policy(browser, screen.address) == f"'self' {ADDRESS}/"
    assert policy(browser, "/counter") == "'self'"
    assert policy(browser, "/desk/book") == "'self'"


def test_where_there_is_no_agent_nothing_is_stated_of_one(installation: Installation, clerk: Member) -> None:
    browser = at_desk(replace(installation, card_agent=None), clerk)
    screen = begin(browser)
    assert "data-card-reader" not in screen.page
    assert policy(browser, screen.address) == "'self'"
    assert post(screen, "/card/ask", {}).status_code == 404
    assert post(screen, "/card", {"number": "x"}).status_code == 404


def test_every_end_has_a_sentence_with_what_to_do_next(screen: Screen) -> None:
    page = screen.browser.get(screen.address)
    agent = ("PIN_WRONG", "PIN_LOCKED", "CARD_REMOVED", "CARD_UNSUPPORTED", "USER_CANCELLED", "NONCE_EXPIRED", "NONCE_REPLAYED",
             "PROVIDER_UNAVAILABLE", "ISSUER_MISMATCH")  # fmt: skip
    for code in (
        *agent,
        "STATE_MISMATCH",
        "CERT_TEST_IN_PROD",
        "CERT_EXPIRED",
        "CERT_REVOKED",
        "CERT_UNTRUSTED",
        "away",
        "other",
    ):
        words = READER_WORDS[code]
        assert f'data-said="{code}">{words}<' in page
        assert any(
            next_step in words
            for next_step in ("押し", "入力してください", "使ってください", "押すか", "確かめてください")
        )
    assert "これまでどおり入力できます" in page
