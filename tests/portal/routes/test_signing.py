"""The way to the card provider and back where something is not as it should be: a calm page, and the draft stays."""

from collections.abc import Iterator
from typing import Any

import pytest

from integrations.certificate_sockets import SignRequest
from integrations.identity.fake_signing import FakeSigning
from portal.services.installation import Installation
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import PASSWORD
from tests.portal.signers import Signing, signing_in


@pytest.fixture
def there(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def returning(there: Signing, visitor: Visitor) -> str:
    """The address that the provider sends the browser to."""
    ask_for_a_copy(visitor)
    callback = there.cards.signing.approve(there.cards.leave(visitor), "taro", PASSWORD)
    return f"/signatures/callback?state={callback.state}&code={callback.code}"


def test_a_silent_provider_is_told_as_such(there: Signing) -> None:
    with there.resident() as visitor:
        ask_for_a_copy(visitor)
        draft = visitor.path.removesuffix("/check")
        there.cards.signing.down = True
        visitor.go(way_to_sign(visitor))
        assert visitor.path == f"{draft}/sign"
        assert "いま、署名のサービスにつながりません" in visitor.text
        assert visitor.client.get("/readyz").json()["signing"] == "missing"
        there.cards.signing.down = False
        there.cards.sign(visitor, "taro")
        assert visitor.path.startswith("/applications/")


def test_who_comes_back_too_late_signs_again(there: Signing) -> None:
    with there.resident() as visitor:
        back = returning(there, visitor)
        app = there.client.app
        app.state.installation = later(there.installation, minutes=11)  # type: ignore[attr-defined]
        visitor.go(back)
        assert visitor.path.endswith("/sign"), visitor.text
        assert "時間がたったため、署名を受け取れませんでした" in visitor.text
        app.state.installation = there.installation  # type: ignore[attr-defined]
        assert "この署名は、もう受け取っています" in visitor.go(back).text, "a state is used once, late or not"


def test_another_browser_gets_nothing_of_a_return(there: Signing) -> None:
    with there.resident() as visitor, there.visitor(browser="a browser of somebody else") as thief:
        back = returning(there, visitor)
        assert thief.go(back).status_code == 400
        visitor.go(back)
        assert visitor.path.endswith("/sign"), "what somebody else has used up is used up"
        there.cards.sign(visitor, "taro")
        assert visitor.path.startswith("/applications/")


def test_whose_session_has_ended_signs_in_and_finds_the_draft(there: Signing) -> None:
    with there.resident() as visitor, there.visitor(browser="a browser of taro") as later_on:
        back = returning(there, visitor)
        later_on.client.follow_redirects = False
        answer = later_on.go(back)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=/apply/juminhyo-utsushi/")
    with there.resident() as again:
        assert "署名して申請する" in again.go(answer.headers["location"].partition("next=")[2]).text.replace(
            "署名の画面へ進む", "署名して申請する"
        )


def test_a_word_in_the_address_is_no_reason(there: Signing) -> None:
    with there.resident() as visitor:
        ask_for_a_copy(visitor)
        draft = visitor.path.removesuffix("/check")
        visitor.go(f"{draft}/sign?refused=<script>alert(1)</script>")
        assert "署名を確かめられませんでした" in visitor.text
        assert "<script>alert" not in visitor.text


def test_nobody_signs_what_was_not_read(there: Signing) -> None:
    with there.resident() as visitor:
        ask_for_a_copy(visitor)
        way = way_to_sign(visitor)
        answer = visitor.client.get(way[:-8] + "00000000", follow_redirects=False)
        assert answer.status_code == 409


def test_without_anybody_to_sign_with_the_check_page_says_so(installation: Installation) -> None:
    with signing_in(installation) as there, there.resident() as visitor:
        ask_for_a_copy(visitor)
        there.client.app.state.installation = installation  # type: ignore[attr-defined]
        page = visitor.go(visitor.path).text
        assert "いまはこの画面から署名できません" in page
        assert way_to_sign(visitor) == ""


def test_provider_and_answer_are_told_one_address_to_come_back_to(
    there: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registered at the gateway character by character (docs/card-gateway.md)."""
    told: list[str] = []

    def told_to(name: str) -> None:
        real = getattr(FakeSigning, name)

        def noting(self: FakeSigning, *asked: Any) -> Any:
            told.extend(one.attempt.redirect_uri for one in asked if isinstance(one, SignRequest))
            return real(self, *asked)

        monkeypatch.setattr(FakeSigning, name, noting)

    told_to("begin_signature")
    told_to("complete_signature")
    with there.resident() as visitor:
        there.filed(visitor)
    assert told == ["http://127.0.0.1:8000/signatures/callback"] * 2
