"""A city's own words of a notice."""

from pathlib import Path

import pytest

from forms.city.city import load_city
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


def test_what_it_names_and_what_is_left_without_a_value() -> None:
    text = read_text(FILE, PATH, NoticesFile).notices["received"].ja
    assert text.places == {"receipt", "until", "link"}
    assert text.left({"receipt"})
    assert not text.left({"code"})


@pytest.mark.parametrize("end", [r"\n", r"\r", r"\u2028", r"\x85"])
def test_a_subject_of_two_lines_is_refused(end: str) -> None:
    """Such a mail never leaves."""
    with pytest.raises(Refused) as refused:
        read_text(FILE.replace("受け付けました（{receipt}）", f'"受け付け{end}ました"'), PATH, NoticesFile)
    assert [each.line for each in refused.value.complaints] == [5]


def test_a_name_of_two_lines_is_refused_too() -> None:
    """It is in the subject of every mail."""
    folder = Path("forms/cities/mihon")
    text = (folder / "city.yaml").read_text("utf-8").replace("name: 見本市\n", 'name: "見本\\n市"\n', 1)
    with pytest.raises(Refused):
        load_city(folder, {"city.yaml": text})
