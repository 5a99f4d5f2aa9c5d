"""A resident's contact channels."""

import json
import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from httpx2 import Response
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from integrations.line.fake import FakeMessenger
from integrations.line.webhook import sign
from integrations.web_push.push_service import WebPush
from portal.app import make_app
from portal.jobs.send_notices import send_notices
from portal.jobs.sweep_ended import sweep_ended
from portal.services.residents.choose_contact import ways_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.services.shared.throttle import CODES_OF_ACCOUNT, CODES_OF_PERSON
from portal.store.shared import audit_records
from portal.wiring.practice import MOCK_LINE_SECRET
from tests.integrations.web_push.browser import HOST, PushBrowser
from tests.portal.contacts import ALICE_MAIL, mailed_code, mails, proved
from tests.portal.later import later
from tests.portal.routes.residents.contact_browser import HERE, Browser, seen_from, signed_in, states
from tests.portal.world import alice, file_application

ACCOUNT = "U" + "a" * 32
KEY = generate_private_key(SECP256R1())


@pytest.fixture
def browser(installation: Installation) -> Browser:
    return signed_in(installation, alice(installation).person_id or "")


# Mail


def test_an_address_counts_once_its_code_came_back(installation: Installation, browser: Browser) -> None:
    assert browser.post("mail", {"mail": ALICE_MAIL}).headers["location"] == f"{HERE}/mail"
    assert states(installation, browser.person) == {}
    code = mailed_code(installation)
    assert mails(installation)[-1].to == ALICE_MAIL
    assert ALICE_MAIL in browser.get(f"{HERE}/mail").text
    # Typed with full-width digits and spaces.
    wide = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert browser.post("mail/code", {"code": wide}).headers["location"] == f"{HERE}?did=proved"
    assert states(installation, browser.person) == {"mail": "proved"}
    assert ALICE_MAIL in browser.get().text
    # A code is valid once.
    assert browser.post("mail/code", {"code": code}).status_code == 422


def with_address(installation: Installation, browser: Browser, **time: float) -> Browser:
    """The same person with an address, in a session opened this long after its verification."""
    proved(installation, browser.person)
    return signed_in(later(installation, **time), browser.person)


def test_anyone_who_has_an_address_shows_the_card_again_before_it_is_changed(
    installation: Installation, browser: Browser
) -> None:
    fresh = with_address(installation, browser, minutes=1)
    assert ALICE_MAIL in fresh.get().text
    form = fresh.get().text
    token = fresh.client.cookies["kakanai_resident"]
    carded = replace(later(installation, minutes=12), provider=FakeProvider({}))
    stale = seen_from(carded, token, browser.person)
    response = stale.get()
    assert (response.status_code, response.headers["location"]) == (303, f"/sign-in?again=yes&next={HERE}")
    page = stale.get(response.headers["location"])
    assert page.status_code == 200
    assert "本人確認をもう一度" in page.text
    assert f"/sign-in/card?again=yes&amp;next={HERE}" in page.text
    # A form opened in time is accepted; later nothing changes.
    csrf = re.search(r'name="csrf_token" value="([^"]*)"', form)
    assert csrf
    boxes = {"csrf_token": csrf[1]}
    late = seen_from(later(installation, minutes=32), token, browser.person)
    assert late.client.post(f"{HERE}/mail/remove", data=boxes).headers["location"].startswith("/sign-in?again=yes")
    assert states(installation, browser.person) == {"mail": "proved"}
    assert stale.client.post(f"{HERE}/mail/remove", data=boxes).headers["location"] == f"{HERE}?did=removed"
    assert states(installation, browser.person) == {}


def test_a_first_address_asks_for_no_card_again_however_long_one_writes(
    installation: Installation, browser: Browser
) -> None:
    later_on = later(installation, minutes=50)
    late = seen_from(later_on, browser.client.cookies["kakanai_resident"], browser.person)
    late.post("mail", {"mail": ALICE_MAIL})
    code = mailed_code(later_on)
    assert late.post("mail/code", {"code": code}).headers["location"] == f"{HERE}?did=proved"
    assert ALICE_MAIL in late.get(f"{HERE}?did=proved").text


def test_each_page_shows_until_when_the_session_lasts(installation: Installation, browser: Browser) -> None:
    assert "ログインは11時01分までです。" in with_address(installation, browser, minutes=1).get().text
    signed_out = TestClient(make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000")
    assert "ログインは" not in signed_out.get("/help").text.partition("<footer")[2]


def test_guessing_ends_after_five_tries_and_time(installation: Installation, browser: Browser) -> None:
    browser.post("mail", {"mail": ALICE_MAIL})
    code = mailed_code(installation)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert browser.post("mail/code", {"code": wrong}).status_code == 422
    # Changing the language on that page requests it by GET.
    assert browser.get(f"{HERE}/mail/code").headers["location"] == f"{HERE}/mail"
    assert browser.get(f"{HERE}/line").headers["location"] == HERE
    assert "もう一度、確認の番号を送ってください" in browser.post("mail/code", {"code": code}).text
    assert states(installation, browser.person) == {}


def test_a_code_ends_with_its_minutes_and_goes(installation: Installation, browser: Browser) -> None:
    from portal.services.residents.prove_contact import asked_address, prove_mail
    from portal.services.shared.write_audit import Actor

    browser.post("mail", {"mail": ALICE_MAIL})
    code, late = mailed_code(installation), later(installation, minutes=11)
    with late.database.write() as unit:
        assert prove_mail(late, unit, Actor("resident", browser.person), browser.person, code) == "ended"
    sweep_ended(late)
    with late.database.read() as unit:
        assert asked_address(installation, unit, browser.person) == ""


def test_nobody_is_sent_codes_without_end(installation: Installation, browser: Browser) -> None:
    answers = [browser.post("mail", {"mail": ALICE_MAIL}).status_code for _ in range(CODES_OF_PERSON.tries + 1)]
    assert answers == [303] * CODES_OF_PERSON.tries + [429]
    send_notices(installation)
    assert len(mails(installation)) == CODES_OF_PERSON.tries


def test_what_is_no_address_is_reported_beside_its_box_and_nothing_is_sent(
    installation: Installation, browser: Browser
) -> None:
    for typed in ("", "alice", "alice@", "a b@example.jp", "x" * 250 + "@example.jp", "a@b.jp\r\nBcc: c@d.jp"):
        response = browser.post("mail", {"mail": typed})
        assert response.status_code == 422
        assert 'id="mail--error"' in response.text
    assert send_notices(installation) == 0


def test_the_code_and_the_address_are_in_no_table_in_the_clear(installation: Installation, browser: Browser) -> None:
    browser.post("mail", {"mail": ALICE_MAIL})
    code = mailed_code(installation)
    with installation.database.read() as unit:
        tables = ("contact_proof", "outbox", "audit_record", "throttle")
        rows = [str(row) for table in tables for row in unit.connection.exec_driver_sql(f"SELECT * FROM {table}")]
    assert rows
    assert not any(ALICE_MAIL in row or code in row for row in rows)


def test_uses_and_removal_are_the_persons_own(installation: Installation, browser: Browser) -> None:
    proved(installation, browser.person)
    assert browser.post("mail/uses", {"uses": ["asks"]}).status_code == 303
    session = alice(installation)
    file_application(installation, session)
    assert send_notices(installation) == 0, "she opted out of these notices"
    assert browser.post("mail/uses", {"uses": ["everything"]}).status_code == 400
    assert browser.post("letter/uses", {"uses": ["received"]}).status_code == 400, "no letter for that"
    assert browser.post("letter/uses", {"uses": ["results"]}).status_code == 303
    assert states(installation, browser.person) == {"letter": "proved", "mail": "proved"}
    assert browser.post("pigeon/uses", {}).status_code == 404
    for channel in ("mail", "mail", "letter"):
        assert browser.post(f"{channel}/remove").status_code == 303
    assert states(installation, browser.person) == {}
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert {"choose contact", "remove contact"} <= set(actions)
    assert actions.count("remove contact") == 2


def test_without_a_sign_in_there_is_no_such_page(installation: Installation, browser: Browser) -> None:
    browser.client.cookies.delete("kakanai_resident")
    assert browser.get().status_code == 303
    assert browser.get(f"{HERE}/mail").status_code == 303


# LINE


def webhook(browser: Browser, *events: dict[str, object], secret: str = MOCK_LINE_SECRET) -> Response:
    body = json.dumps({"destination": "U", "events": events}).encode()
    return browser.client.post("/line/webhook", content=body, headers={"X-Line-Signature": sign(secret, body)})


def happened(
    installation: Installation, kind: str, text: str = "", name: str = "e1", seconds: float = 0
) -> dict[str, object]:
    timestamp = installation.clock.now().timestamp() + seconds
    event: dict[str, object] = {
        "type": kind, "webhookEventId": name, "timestamp": int(timestamp * 1000), "source": {"type": "user", "userId": ACCOUNT},
    }  # fmt: skip
    return event | ({"message": {"type": "text", "text": text}} if kind == "message" else {})


def shown_code(browser: Browser) -> str:
    match = re.search(r"\d{4} \d{4}", browser.post("line").text)
    assert match is not None
    return match[0]


def pushed(installation: Installation) -> list[tuple[str, str]]:
    assert isinstance(installation.messenger, FakeMessenger)
    send_notices(installation)
    return [(push.to, push.text) for push in installation.messenger.sent]


def test_line_is_linked_by_the_code_and_says_only_that_there_is_something(
    installation: Installation, browser: Browser
) -> None:
    code = shown_code(browser)
    assert webhook(browser, happened(installation, "message", code)).status_code == 200
    assert states(installation, browser.person) == {"line": "proved"}
    assert pushed(installation)[0][1].startswith("つながりました")
    browser.post("line/uses", {"uses": ["received"]})
    number = file_application(installation, alice(installation))
    to, text = pushed(installation)[-1]
    assert to == ACCOUNT
    assert text == (
        "見本市からお知らせがあります。\n次のページで見られます。見るときはログインします。\n"
        f"http://127.0.0.1:8000/applications/{number}"
    )
    # A repeated event does not link the account again.
    browser.post("line/remove")
    webhook(browser, happened(installation, "message", code, "e2"))
    assert states(installation, browser.person) == {}


def test_an_account_that_guesses_is_shut_out(installation: Installation, browser: Browser) -> None:
    code = shown_code(browser)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 100_000_000:08}"
    for number in range(CODES_OF_ACCOUNT.tries):
        webhook(browser, happened(installation, "message", wrong, f"w{number}"))
    assert webhook(browser, happened(installation, "message", code, "right")).status_code == 200
    assert states(installation, browser.person) == {}
    assert len(pushed(installation)) == CODES_OF_ACCOUNT.tries


def test_who_blocks_the_account_is_not_written_to_until_they_come_back(
    installation: Installation, browser: Browser
) -> None:
    proved(installation, browser.person, "line", ACCOUNT)
    webhook(browser, happened(installation, "unfollow", seconds=-60))
    assert states(installation, browser.person) == {"line": "proved"}, "the event is older than the link"
    webhook(browser, happened(installation, "unfollow", seconds=10))
    assert states(installation, browser.person) == {"line": "bad"}
    assert "つなぎ直す" in browser.get().text
    file_application(installation, alice(installation))
    assert pushed(installation) == []
    webhook(browser, happened(installation, "follow", seconds=5))
    assert states(installation, browser.person) == {"line": "bad"}, "the event is older than the block"
    webhook(browser, happened(installation, "follow", seconds=20))
    assert states(installation, browser.person) == {"line": "proved"}
    with installation.database.read() as unit:
        heard = [record.detail for record in audit_records.after(unit, 0) if "hear_line" in record.actor]
    assert heard == ["LINE_UNFOLLOWED", "LINE_FOLLOWED"]


def test_only_line_may_tell_us_anything(installation: Installation, browser: Browser) -> None:
    proved(installation, browser.person, "line", ACCOUNT)
    event = happened(installation, "unfollow", seconds=10)
    assert webhook(browser, event, secret="another").status_code == 403
    signed = sign(MOCK_LINE_SECRET, b"not json").encode()
    posts: tuple[tuple[bytes, bytes, int], ...] = (
        (b"{}", b"", 403), (b"not json", signed, 400), (b"not json", b"\xe7\xbd\xb2", 403),
        (b"x" * 300_000, signed, 413),
    )  # fmt: skip
    for content, signature, status in posts:
        response = browser.client.post("/line/webhook", content=content, headers={b"X-Line-Signature": signature})
        assert response.status_code == status
    assert states(installation, browser.person) == {"line": "proved"}


def test_the_account_talks_only_where_the_city_turned_it_on(installation: Installation, browser: Browser) -> None:
    webhook(browser, happened(installation, "message", "使い方", "talk"))
    assert pushed(installation) == []
    talking = replace(installation, settings=installation.settings.model_copy(update={"line_talk": "on"}))
    client = TestClient(make_app(talking, with_worker=False), base_url="http://127.0.0.1:8000", follow_redirects=False)
    webhook(Browser(client, browser.person), happened(installation, "message", "使い方", "talk"))
    assert ["「予約」" in text for _, text in pushed(talking)] == [True]


def test_a_way_that_this_service_does_not_have_is_not_offered(installation: Installation, browser: Browser) -> None:
    bare = replace(installation, mailer=None, messenger=None, webhooks=None)
    with bare.database.read() as unit:
        assert [way.channel for way in ways_of(bare, unit, browser.person)] == ["letter"]


# Browsers


@pytest.fixture
def pushing(installation: Installation) -> Installation:
    sender = WebPush(PushBrowser(), KEY, "https://shinsei.example.jp", [HOST], installation.clock.now)
    return replace(installation, alerts=sender)


def subscriber(installation: Installation) -> Browser:
    person = alice(installation).person_id or ""
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=person)
        unit.commit()
    return seen_from(installation, token, person)


def test_a_browser_is_offered_with_the_key_of_the_city_and_taken(pushing: Installation) -> None:
    browser = subscriber(pushing)
    person = browser.person
    text = browser.get().text
    assert pushing.alerts is not None
    assert f'data-push-key="{pushing.alerts.public_key}"' in text
    # Without scripts the page explains that a browser cannot be registered, and the form is not seen.
    assert "このブラウザでは、通知を登録できません" in text
    assert re.search(r'<form [^>]*data-push-key="[^"]+" hidden>', text)
    given = PushBrowser().subscription()
    assert browser.post("push", {"subscription": given}).headers["location"] == f"{HERE}?did=subscribed"
    assert states(pushing, person) == {"push": "proved"}
    with pushing.database.read() as unit:
        way = next(way for way in ways_of(pushing, unit, person) if way.channel == "push")
    assert (way.uses, way.address) == (("asks", "results"), "")
    assert given not in browser.get().text
    browser.post("push/uses", {"uses": ["results"]})
    assert browser.post("push/remove").headers["location"] == f"{HERE}?did=removed"
    assert states(pushing, person) == {}


@pytest.mark.parametrize("given", ["", "{}", PushBrowser().subscription("https://127.0.0.1/admin")])
def test_what_we_could_not_send_to_is_not_taken(given: str, pushing: Installation) -> None:
    browser = subscriber(pushing)
    person = browser.person
    assert browser.post("push", {"subscription": given}).status_code == 400
    assert states(pushing, person) == {}


def test_browsers_are_not_offered_where_the_city_did_not_turn_it_on(browser: Browser) -> None:
    assert "ブラウザの通知" not in browser.get().text
    assert browser.post("push", {"subscription": PushBrowser().subscription()}).status_code == 404
