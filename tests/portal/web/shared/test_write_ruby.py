"""Readings as ruby: only our own, and in no place that holds no elements."""

import pytest

from portal.web.shared.write_ruby import readings_of, write_ruby

KNOWN = readings_of(["手紙（てがみ）を 受け取りました（うけとりました）", "人（ひと）"])
LETTER = '<ruby>手紙<rp>（</rp><rt aria-hidden="true">てがみ</rt><rp>）</rp></ruby>'


def test_a_reading_stands_over_its_word_and_kana_have_none() -> None:
    page = write_ruby("<p>手紙（てがみ）を 受け取りました（うけとりました）。</p>", KNOWN)
    assert (
        page
        == f'<p><span>{LETTER}を <ruby>受け取<rp>（</rp><rt aria-hidden="true">うけと</rt><rp>）</rp></ruby>りました。</span></p>'
    )


def test_what_somebody_typed_in_brackets_is_no_reading() -> None:
    typed = "<dd>手伝った人（むすめ）、花子（はなこ）</dd>"
    assert write_ruby(typed, KNOWN) == typed


@pytest.mark.parametrize(
    "text",
    [
        "<title>手紙（てがみ）</title>", "<option>手紙（てがみ）</option>", "<textarea>手紙（てがみ）</textarea>",
        "<script>'手紙（てがみ）'</script>", '<img alt="手紙（てがみ）">', "<svg><text>手紙（てがみ）</text></svg>",
    ],
)  # fmt: skip
def test_where_no_elements_may_be_the_brackets_stay(text: str) -> None:
    assert write_ruby(f"{text}<p>手紙（てがみ）</p>", KNOWN) == f"{text}<p><span>{LETTER}</span></p>"


def test_who_reads_without_them_has_the_words_alone() -> None:
    assert write_ruby("<p>手紙（てがみ）と 花（はな）</p>", KNOWN, shown=False) == "<p>手紙と 花（はな）</p>"
