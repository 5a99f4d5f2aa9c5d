"""Whose account it is, is proposed from the name that the form compares it with."""

from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import Page, guest, offer, version

QUESTIONS = """\
      - {id: kana, type: kana, label: フリガナ}
      - id: whose
        type: choice
        label: だれの口座に振り込みますか
        options: {own: 本人の口座, other: ほかの人の口座}
      - id: pay
        type: bank_account
        label: 口座
        required: false
        warn:
          - {that: "whose == other or same_holder(kana, pay.holder)", say: 名義が、本人の名前とちがうようです。}
"""
ACCOUNT = {"pay.way": "bank", "pay.bank": "9999 みほん銀行", "pay.branch": "本店", "pay.kind": "ordinary", "pay.number": "1234567"}  # fmt: skip


def account_page(installation: Installation, whose: str) -> Page:
    offer(installation, version(1, QUESTIONS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"kana.family": "みほん", "kana.given": "はなこ"})
    return page.press("次へ進む", {"whose": whose})


def test_ones_own_account_begins_with_ones_own_name_and_may_be_anothers(installation: Installation) -> None:
    page = account_page(installation, "own")
    filled = dict(page.form("次へ進む").values)
    assert (filled["pay.holder"], filled["pay.post_holder"]) == ("ミホン　ハナコ", "ミホン　ハナコ")
    assert "書いたフリガナから入れました。違うときは直してください。" in page.text
    checked = page.press("次へ進む", ACCOUNT)
    assert "ミホン　ハナコ" in checked.text
    assert "名義が、本人の名前とちがうようです。" not in checked.text


def test_of_another_persons_account_nothing_is_proposed(installation: Installation) -> None:
    page = account_page(installation, "other")
    assert dict(page.form("次へ進む").values)["pay.holder"] == ""
    assert "書いたフリガナから入れました" not in page.text


def test_a_proposed_name_alone_is_no_account(installation: Installation) -> None:
    page = account_page(installation, "own").press("次へ進む", {})
    assert page.path != "/apply/small/pay"
    assert "エラー" not in page.text
