"""A city's own words of a notice."""

from pathlib import Path

import pytest

from forms.city.notices import NoticesFile
from forms.complaints import Refused
from forms.text.reading import read_text

FILE = """
notices:
  received:
    ja:
      subject: 受け付けました（{receipt}）
      say: |
        番号は {receipt} です。
        {until}までに出してください。
        {link}
  decided:
    ja: {subject: 決まりました, say: 見てください。}
    easy: {subject: きまりました, say: 見て（みて）ください。}
"""
PATH = Path("notices.yaml")


def test_a_line_without_its_value_is_left_out() -> None:
    notices = read_text(FILE, PATH, NoticesFile)
    text = notices.of("received", "easy")
    assert text is not None
    assert text.filled({"receipt": "12", "link": "https://x"}) == (
        "受け付けました（12）",
        "番号は 12 です。\nhttps://x",
    )
    easy = notices.of("decided", "easy")
    assert easy is not None
    assert easy.subject == "きまりました"
    assert notices.of("drawn", "ja") is None


def test_an_unknown_placeholder_is_refused_where_it_stands() -> None:
    with pytest.raises(Refused, match="no placeholder") as refused:
        read_text(FILE.replace("{until}", "{name}"), PATH, NoticesFile)
    assert [each.line for each in refused.value.complaints] == [5]
