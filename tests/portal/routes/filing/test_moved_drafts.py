"""A draft of one version continues in the next if that carries it over."""

from portal.services.shared.installation import Installation
from tests.draft_paths import draft_in
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version

WORD = "      - {id: word, type: text, label: ひとこと, max: 20}\n"
COLOUR = "      - {id: colour, type: text, label: すきな色, max: 20}\n"
SAY = "carry_over: {drop: [word], say: きまりが変わりました。}\n"


def with_word(installation: Installation) -> GuestBrowser:
    offer(installation, version(1, WORD))
    browser = guest(installation)
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert page.press("次へ進む", {"word": "はい"}).path.endswith("/check")
    return browser


def resumed(browser: GuestBrowser) -> Page:
    return browser.open("/apply/small")


def onward(page: Page) -> Page:
    """Follows 「続きから書く」; without open questions the first page is shown at once."""
    href = page.text.partition('class="button" href="')[2].partition('"')[0]
    return page.browser.open(href) if href else page


def test_the_owner_sees_once_what_changed_and_answers_what_is_new(installation: Installation) -> None:
    browser = with_word(installation)
    offer(installation, version(2, COLOUR + SAY))
    page = resumed(browser)
    for words in ("この手続の質問が変わりました", "きまりが変わりました。", "すきな色", "なくなった質問", "ひとこと"):
        assert words in page.text
    following = onward(page)
    assert following.path.endswith("/colour")
    check = following.press("次へ進む", {"colour": "青"})
    assert check.path.endswith("/check")
    assert ("なくした" in check.text, "青" in check.text, "この手続の質問が変わりました" in check.text) == (
        True,
        True,
        False,
    )
    sent = check.press("申請する")
    assert sent.path.startswith("/applications/")
    assert ("すきな色" in sent.text, "ひとこと" in sent.text) == (True, False)


def test_a_page_that_is_asked_for_again_moves_the_draft(installation: Installation) -> None:
    browser = with_word(installation)
    check = onward(resumed(browser))
    offer(installation, version(2, WORD.replace("ひとこと", "お知らせ") + "carry_over: {say: 聞き方を変えました。}\n"))
    for address in (check.path, check.path.replace("/check", "/page/word")):
        page = browser.open(address)
        assert page.path == address
        assert "聞き方を変えました。" in page.text
        assert "お知らせ" in page.text


def test_an_answer_in_doubt_is_asked_again_with_the_old_one_beside_it(installation: Installation) -> None:
    browser = with_word(installation)
    changed = version(2, WORD + "carry_over: {review: [reason, word]}\n")
    offer(installation, changed)
    page = onward(resumed(browser))
    assert page.path.endswith("/reason")
    assert "前の答えは「なくした」です。もう一度答えてください。" in page.text
    assert "前の答えから入れました。" in page.text
    word = page.press("次へ進む", {"reason": "torn"})
    assert word.path.endswith("/word")
    assert ("前の答えは「はい」です" in word.text, "この手続の質問が変わりました" in word.text) == (True, False)
    assert word.press("次へ進む", {"word": "いいえ"}).path.endswith("/check")
    assert "前の答え" not in browser.open(word.path).text


def test_an_answer_that_is_offered_no_more_is_reported_and_not_filled_in(installation: Installation) -> None:
    kinds = "      - {id: kind, type: choice, label: 種類, options: {dog: 犬, cat: 猫}}\n"
    offer(installation, version(1, kinds))
    browser = guest(installation)
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("次へ進む", {"kind": "dog"})
    assert page.path.endswith("/check")
    offer(installation, version(2, kinds.replace("dog: 犬, ", "") + "carry_over: {review: [kind]}\n"))
    again = onward(resumed(browser))
    assert again.path.endswith("/kind")
    assert "前の答えは「犬」です。" in again.text
    assert "checked" not in again.text


def test_without_carry_over_a_draft_goes_on_as_it_was_begun(installation: Installation) -> None:
    browser = with_word(installation)
    offer(installation, version(2, COLOUR))
    check = onward(resumed(browser))
    assert check.path.endswith("/check")
    assert ("ひとこと" in check.text, "すきな色" in check.text) == (True, False)


def test_a_draft_goes_through_every_version_on_the_way(installation: Installation) -> None:
    browser = with_word(installation)
    offer(installation, version(2, WORD.replace("id: word", "id: phrase") + "carry_over: {rename: {word: phrase}}\n"))
    third = WORD.replace("id: word", "id: sentence") + COLOUR + "carry_over: {rename: {phrase: sentence}}\n"
    offer(installation, version(3, third))
    colour = onward(resumed(browser))
    assert "はい" in browser.open(draft_in(colour.path) + "/page/sentence").text


def test_one_version_on_the_way_that_takes_nothing_over_keeps_the_draft(installation: Installation) -> None:
    browser = with_word(installation)
    offer(installation, version(2, WORD))
    offer(installation, version(3, WORD + COLOUR + "carry_over: {say: 新しい。}\n"))
    assert "新しい。" not in resumed(browser).text


def test_a_version_that_its_author_tries_out_takes_drafts_along(installation: Installation) -> None:
    browser = with_word(installation)
    offer(installation, version(1, WORD + COLOUR))
    assert "すきな色" in resumed(browser).text


def test_what_was_sent_of_an_open_page_of_the_old_version_is_not_lost(installation: Installation) -> None:
    browser = with_word(installation)
    page = onward(resumed(browser))
    word = browser.open(page.path.replace("/check", "/page/word"))
    offer(installation, version(2, COLOUR + SAY))
    resumed(browser)
    refused = word.press("次へ進む", {"word": "まだ書いていた"})
    assert (refused.status, "まだ書いていた" in refused.text) == (409, True)
