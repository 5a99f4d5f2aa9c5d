"""Readings as ruby: only our own, and in no place that holds no elements."""

from typing import Any

import pytest

from portal.web.shared.furigana import Words
from portal.web.shared.write_ruby import readings_of, write_ruby

KNOWN = readings_of(["手紙（てがみ）を 受け取りました（うけとりました）", "人（ひと）"])
LETTER = '<ruby>手紙<rp>（</rp><rt aria-hidden="true">てがみ</rt><rp>）</rp></ruby>'


def test_a_reading_stands_over_its_word_and_kana_have_none() -> None:
    page = write_ruby("<p>手紙（てがみ）を 受け取りました（うけとりました）。</p>", KNOWN)
    assert (
        page
        == f'<p><span>{LETTER}を <ruby>受け取<rp>（</rp><rt aria-hidden="true">うけと</rt><rp>）</rp></ruby>りました。</span></p>'
    )


def test_a_number_that_a_wide_space_parts_is_not_read_with_the_word() -> None:
    assert write_ruby("<p>2／13　手紙（てがみ）</p>", KNOWN) == f"<p><span>2／13　{LETTER}</span></p>"
    assert write_ruby("<p>2 人（ひと）</p>", KNOWN) == "<p>2 人（ひと）</p>"


def test_what_somebody_typed_in_brackets_is_no_reading() -> None:
    typed = "<dd>手伝った人（むすめ）、花子（はなこ）</dd>"
    assert write_ruby(typed, KNOWN) == typed


@pytest.mark.parametrize("shown", [True, False])
def test_what_was_searched_for_stays_as_it_was_typed(shown: bool) -> None:
    page = write_ruby("<h2>「手紙（てがみ）」：手紙（てがみ）</h2>", KNOWN, shown=shown, typed="手紙（てがみ）")
    assert page == "<h2>「手紙（てがみ）」：手紙（てがみ）</h2>"
    page = write_ruby(
        "<h2>「&lt;b&gt;手紙（てがみ）」の 手紙（てがみ）</h2>", KNOWN, shown=shown, typed="&lt;b&gt;手紙（てがみ）"
    )
    assert page.startswith("<h2>")
    assert "「&lt;b&gt;手紙（てがみ）」の " in page
    assert (LETTER in page) is shown
    assert LETTER in write_ruby("<p>手紙（てがみ）</p>", KNOWN, typed="手")  # a sign of the page's own words


@pytest.mark.parametrize(
    "text",
    [
        "<title>手紙（てがみ）</title>", "<option>手紙（てがみ）</option>", "<textarea>手紙（てがみ）</textarea>",
        "<script>'手紙（てがみ）'</script>", '<img alt="手紙（てがみ）">', "<svg><text>手紙（てがみ）</text></svg>",
    ],
)  # fmt: skip
def test_where_no_elements_may_be_the_brackets_stay(text: str) -> None:
    assert write_ruby(f"{text}<p>手紙（てがみ）</p>", KNOWN) == f"{text}<p><span>{LETTER}</span></p>"


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize(
    "typed",
    [
        '<dd class="row-value">わたしの手紙（てがみ）です</dd>', '<dd class="row-value soft">1<br>手紙（てがみ）</dd>',
        '<p class="said-text">手紙（てがみ）</p>', '<p class="timeline-words">手紙（てがみ）</p>', '<input value="手紙（てがみ）">',
        "<textarea>手紙（てがみ）</textarea>",
    ],
)  # fmt: skip
def test_answers_and_messages_stay_as_typed_though_our_texts_have_the_words(typed: str, shown: bool) -> None:
    assert write_ruby(f"<main>{typed}</main>", KNOWN, shown=shown) == f"<main>{typed}</main>"


def test_who_reads_without_them_has_the_words_alone() -> None:
    assert write_ruby("<p>手紙（てがみ）と 花（はな）</p>", KNOWN, shown=False) == "<p>手紙と 花（はな）</p>"


@pytest.mark.parametrize("text", ["18歳（さい）", "大人（ひと）", "人（むすめ）", "（ひと）"])
def test_a_word_is_read_only_as_our_texts_have_it(text: str) -> None:
    known = readings_of(["歳（さい）", "人（ひと）"])
    assert write_ruby(f"<p>{text}</p>", known) == f"<p>{text}</p>"
    assert "<ruby>" in write_ruby("<p>もう一度 人（ひと）</p>", known)


def test_an_honorific_o_is_not_part_of_the_word() -> None:
    assert write_ruby("<p>お金（おかね）</p>", readings_of(["お金（おかね）"]), shown=False) == "<p>お金</p>"


class Counted(dict[str, list[tuple[str, Words]]]):
    """How often a reading is looked up, and how many of its words are tried."""

    steps = 0

    def get(self, key: str, default: Any = None) -> Any:
        words = super().get(key, default)
        self.steps += 1 + len(words)
        return words


@pytest.mark.parametrize(
    "typed",
    [
        "亜あ" * 16_000 + "（" + "あ" * 1_000 + "い）",
        "亜あ（ああい）" * 5_000,
        "人（ひと" * 8_000,
        "人（ひと）" * 8_000,
    ],
)
def test_what_a_stranger_types_costs_no_more_than_its_brackets(typed: str) -> None:
    known = Counted({inside: list(words) for inside, words in KNOWN.items()})
    write_ruby(f"<p>{typed}</p>", known)
    assert known.steps <= 2 * typed.count("）")
