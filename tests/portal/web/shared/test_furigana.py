"""Readings in brackets become ruby text; other text is unchanged."""

import pytest

from portal.web.shared.furigana import Words, readings


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("国（くに）の 保険（ほけん）", (("国", "くに"), ("の ", ""), ("保険", "ほけん"))),
        ("選んで（えらんで） ください", (("選", "えら"), ("んで", ""), (" ください", ""))),
        ("引っ越して（ひっこして）", (("引っ越", "ひっこ"), ("して", ""))),
        ("お金（おかね）", (("お", ""), ("金", "かね"))),
        ("18歳（じゅうはっさい）", (("18歳（じゅうはっさい）", ""),)),
        ("なおし方（なおしかた）", (("なおし方（なおしかた）", ""),)),
        ("3か月（かげつ）", (("3か月（かげつ）", ""),)),
        ("日（わかるとき）", (("日（わかるとき）", ""),)),
        ("試験市（し）", (("試験市（し）", ""),)),
        ("市の人（ひと）に", (("市の", ""), ("人", "ひと"), ("に", ""))),
        ("更新（4月から）", (("更新（4月から）", ""),)),
        ("はい（いいえ）", (("はい（いいえ）", ""),)),
        ("", ()),
    ],
)
def test_a_reading_is_above_what_it_reads(text: str, pieces: Words) -> None:
    assert readings(text) == pieces


def test_kana_that_fit_in_many_places_are_tried_once() -> None:
    """Names that people typed are on the visitor's screen, too. A regular expression of these would not end."""
    assert readings("亜あ" * 40 + "（" + "あ" * 80 + "い）")[-1][1] == ""
