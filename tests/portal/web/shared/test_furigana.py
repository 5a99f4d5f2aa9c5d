"""Readings in brackets become ruby text; other text is unchanged."""

import pytest

from portal.web.shared.furigana import Words, readings


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("国（くに）の 保険（ほけん）", (("国", "くに"), ("の ", ""), ("保険", "ほけん"))),
        ("選んで（えらんで） ください", (("選", "えら"), ("んで", ""), (" ください", ""))),
        ("引っ越して（ひっこして）", (("引っ越", "ひっこ"), ("して", ""))),
        ("市の人（ひと）に", (("市の", ""), ("人", "ひと"), ("に", ""))),
        ("更新（4月から）", (("更新（4月から）", ""),)),
        ("はい（いいえ）", (("はい（いいえ）", ""),)),
        ("", ()),
    ],
)
def test_a_reading_stands_above_what_it_reads(text: str, pieces: Words) -> None:
    assert readings(text) == pieces
