"""Failures on the way to the card provider and back."""

from collections.abc import Iterator
from typing import Any

import pytest

from integrations.identity.fake_signing import FakeSigning
from integrations.sockets.certificate_sockets import SignRequest
from portal.services.shared.installation import Installation
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import PASSWORD
from tests.portal.signers import Signing, signing_in


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def returning(signing: Signing, visitor: Visitor) -> str:
    ask_for_a_copy(visitor)
    callback = signing.cards.signing.approve(signing.cards.leave(visitor), "taro", PASSWORD)
    return f"/signatures/callback?state={callback.state}&code={callback.code}"


def test_a_silent_provider_is_reported_as_such(signing: Signing) -> None:
    with signing.resident() as visitor:
        ask_for_a_copy(visitor)
        draft = visitor.path.removesuffix("/check")
        signing.cards.signing.down = True
        visitor.go(way_to_sign(visitor))
        assert visitor.path == f"{draft}/sign"
        assert "いま、署名のサービスにつながりません" in visitor.text
        assert visitor.client.get("/readyz").json()["signing"] == "missing"
        signing.cards.signing.down = False
        signing.cards.sign(visitor, "taro")
        assert visitor.path.startswith("/applications/")


def test_who_comes_back_too_late_signs_again(signing: Signing) -> None:
    with signing.resident() as visitor:
        back = returning(signing, visitor)
        app = signing.client.app
        app.state.installation = later(signing.installation, minutes=11)  # type: ignore[attr-defined]
        visitor.go(back)
        assert visitor.path.endswith("/sign"), visitor.text
        assert "時間がたったため、署名を受け取れませんでした" in visitor.text
        app.state.installation = signing.installation  # type: ignore[attr-defined]
        assert "この署名は、もう受け取っています" in visitor.go(back).text, "a state is used once, late or not"


def test_another_browser_gets_nothing_of_a_return(signing: Signing) -> None:
    with signing.resident() as visitor, signing.visitor(browser="a browser of somebody else") as thief:
        back = returning(signing, visitor)
        assert thief.go(back).status_code == 400
        visitor.go(back)
        assert visitor.path.endswith("/sign"), "a state used in another browser is consumed"
        signing.cards.sign(visitor, "taro")
        assert visitor.path.startswith("/applications/")


def test_whose_session_has_ended_signs_in_and_finds_the_draft(signing: Signing) -> None:
    with signing.resident() as visitor, signing.visitor(browser="a browser of taro") as later_on:
        back = returning(signing, visitor)
        later_on.client.follow_redirects = False
        response = later_on.go(back)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in?next=/apply/juminhyo-utsushi/")
    with signing.resident() as again:
        assert "署名して申請する" in again.go(response.headers["location"].partition("next=")[2]).text.replace(
            "署名の画面へ進む", "署名して申請する"
        )


def test_a_word_in_the_address_is_no_reason(signing: Signing) -> None:
    with signing.resident() as visitor:
        ask_for_a_copy(visitor)
        draft = visitor.path.removesuffix("/check")
        visitor.go(f"{draft}/sign?refused=<script>alert(1)</script>")
        assert "署名を確かめられませんでした" in visitor.text
        assert "<script>alert" not in visitor.text


def test_nobody_signs_what_was_not_read(signing: Signing) -> None:
    with signing.resident() as visitor:
        ask_for_a_copy(visitor)
        way = way_to_sign(visitor)
        response = visitor.client.get(way[:-8] + "00000000", follow_redirects=False)
        assert response.status_code == 409


def test_without_anybody_to_sign_with_the_check_page_says_so(installation: Installation) -> None:
    with signing_in(installation) as without_provider, without_provider.resident() as visitor:
        ask_for_a_copy(visitor)
        without_provider.client.app.state.installation = installation  # type: ignore[attr-defined]
        page = visitor.go(visitor.path).text
        assert "いまはこの画面から署名できません" in page
        assert way_to_sign(visitor) == ""


def test_provider_and_answer_are_given_one_address_to_come_back_to(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registered at the gateway character by character (docs/card-gateway.md)."""
    addresses: list[str] = []

    def ready_for(name: str) -> None:
        real = getattr(FakeSigning, name)

        def noting(self: FakeSigning, *arguments: Any) -> Any:
            addresses.extend(
                argument.attempt.redirect_uri for argument in arguments if isinstance(argument, SignRequest)
            )
            return real(self, *arguments)

        monkeypatch.setattr(FakeSigning, name, noting)

    ready_for("begin_signature")
    ready_for("complete_signature")
    with signing.resident() as visitor:
        signing.filed(visitor)
    assert addresses == ["http://127.0.0.1:8000/signatures/callback"] * 2
