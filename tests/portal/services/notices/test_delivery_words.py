"""Japanese words of the delivery board."""

import pytest

from portal.services.notices.delivery_words import GAVE_UP, message, problem, state


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("GAVE_UP_phone", "電話で伝えた"),
        ("GAVE_UP_needless", "知らせる必要がなくなった"),
        ("MAIL_RETURNED", "送ったメールがもどってきました。"),
        ("GAVE_UP_by_hand", "職員が確かめた"),
        ("REGISTER_AWAY", "住民の一覧につながりません。自動でもう一度試します。"),
        ("RESENT", "送り直しました。"),
    ],
)
def test_a_reason_and_an_error_have_words(code: str, words: str) -> None:
    assert problem(code) == words


def test_what_has_no_words_is_shown_as_it_is_stored() -> None:
    assert (problem("NEW_CODE"), problem("GAVE_UP_later"), problem("")) == ("NEW_CODE", "GAVE_UP_later", "")
    assert (message("returned"), message("new_message")) == ("補正のお願い", "new_message")
    assert "later" not in GAVE_UP


def test_what_reaches_no_person_is_not_sent() -> None:
    assert (state("register", "sent"), state("mail", "sent")) == ("済んだ", "送った")
