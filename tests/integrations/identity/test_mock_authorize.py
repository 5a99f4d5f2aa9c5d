"""The mock's authorisation page."""

from html import unescape

import pytest

from integrations.identity.addresses import with_query
from integrations.identity.mock.faults import FAULTS
from integrations.identity.pkce import challenge
from tests.integrations.identity.world import CLIENT_ID, REDIRECT, World, attempt, callback

SOUND = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT,
    "scope": "openid name",
    "state": "s",
    "nonce": "n",
    "code_challenge": challenge("v" * 43),
    "code_challenge_method": "S256",
}


def address(world: World, changes: dict[str, str | None]) -> str:
    parameters = {name: value for name, value in (SOUND | changes).items() if value is not None}
    return with_query(world.endpoint("auth"), parameters)


def test_the_page_says_loudly_that_it_is_practice_and_shows_every_person(mocked: World) -> None:
    page = mocked.transport.get(address(mocked, {}))
    assert page.status == 200
    assert "これは練習用です。本物のカードは使いません" in page.text
    assert all(
        words in page.text
        for words in ("見本　花子", "ミホン　ハナコ", "小学生の子どもが二人います", "𠮷田　太郎", "やめる")
    )
    assert "一人暮らし &lt;学生&gt;" in page.text
    assert all(f'name="fault" value="{fault}"' in page.text for fault in FAULTS)


def test_the_page_runs_no_script_and_lets_its_form_lead_to_the_client(mocked: World) -> None:
    page = mocked.transport.get(address(mocked, {}))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert policy.endswith(" http://127.0.0.1:9")
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert mocked.transport.get(mocked.issuer.replace("/api/realms/main", "/mock.css")).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "RP00000002"},
        {"client_id": None},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?x=1"},
        {"redirect_uri": REDIRECT.upper()},
        {"redirect_uri": "http://127.0.0.1:8/sign-in/back"},
        {"redirect_uri": None},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_client_or_address_that_is_not_registered_sees_a_page_and_is_sent_nowhere(
    mocked: World, changes: dict[str, str | None], method: str
) -> None:
    target = address(mocked, changes)
    reply = mocked.transport.get(target) if method == "get" else mocked.transport.post_form(target, {"person": "alice"})
    assert reply.status == 400
    assert "location" not in reply.headers
    assert "この画面は開けません" in reply.text


def test_a_parameter_that_stands_twice_is_refused(mocked: World) -> None:
    reply = mocked.transport.get(address(mocked, {}) + "&state=another")
    assert (reply.status, "location" in reply.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"nonce": "x" * 256}, "invalid_request"),
        ({"nonce": "あ"}, "invalid_request"),
        ({"fault": "unheard_of"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "name"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
    ],
)
def test_a_weaker_request_is_sent_back_with_its_error(
    mocked: World, changes: dict[str, str | None], error: str
) -> None:
    reply = mocked.transport.get(address(mocked, changes))
    assert reply.status == 303
    returned = callback(reply)
    assert (returned.state, returned.code, returned.error) == ("s", "", error)


def test_a_request_without_a_state_is_sent_back(mocked: World) -> None:
    reply = mocked.transport.get(address(mocked, {"state": None}))
    assert reply.status == 303
    assert reply.headers["location"].startswith(f"{REDIRECT}?error=invalid_request")


@pytest.mark.parametrize("form", [{"person": ""}, {}, {"person": "nobody"}, {"person": "alice", "fault": "unheard_of"}])
def test_who_chooses_nobody_stops(mocked: World, form: dict[str, str]) -> None:
    returned = callback(mocked.transport.post_form(address(mocked, {}), form))
    assert (returned.state, returned.code, returned.error) == ("s", "", "access_denied")


def test_a_fault_in_the_address_is_shown_as_chosen(mocked: World) -> None:
    page = mocked.transport.get(address(mocked, {"fault": "slow"})).text
    assert 'value="slow" checked' in page
    assert "<details open>" in page
    page = mocked.transport.get(address(mocked, {})).text
    assert 'value="none" checked' in page
    assert "<details>" in page


def test_what_the_client_wrote_is_shown_as_text(mocked: World) -> None:
    state = '"><script>alert(1)</script>'
    page = mocked.transport.get(address(mocked, {"state": state})).text
    assert "<script" not in page
    assert "<script" not in unescape(page)
    assert mocked.choose(address(mocked, {"state": state}), "alice").state == state


def test_the_answer_carries_what_the_real_one_carries(mocked: World) -> None:
    reply = mocked.transport.post_form(mocked.das().begin(attempt()), {"person": "bob"})
    names = [pair.split("=")[0] for pair in reply.headers["location"].split("?")[1].split("&")]
    assert names == ["code", "session_state", "state"]
