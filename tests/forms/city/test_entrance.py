"""What a city puts at its entrance."""

from pathlib import Path

import pytest

from forms.city.entrance import EntranceFile
from forms.complaints import Refused
from forms.text.reading import read_sheet


def complaints(folder: Path, text: str) -> list[str]:
    path = folder / "entrance.yaml"
    path.write_text(text)
    try:
        read_sheet(path, EntranceFile)
    except Refused as refused:
        return [f"{complaint.line}: {complaint.text}" for complaint in refused.complaints]
    return []


GOOD = """tiles:
  - {icon: baby, event: birth}
  - {icon: bin, words: ごみ, title: {ja: ごみ}}
first:
  birth: [one, two]
families:
  - {id: water, icon: drop, title: {ja: 水道}, duties: [water]}
elsewhere:
  - {id: passport, title: {ja: 旅券}, words: [旅券], text: {ja: 県で}, link: "https://example.com/"}
"""


def test_a_good_file_is_taken(tmp_path: Path) -> None:
    assert complaints(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("event: birth}", "event: birth, guide: birth}", 2, "write exactly one of event, guide, procedure and words"),
        ("event: birth}", "event: party}", 2, "party is no life event"),
        (", title: {ja: ごみ}}", "}", 3, "a tile that searches has no name of its own: write title"),
        ("  birth: [one, two]", "  party: [one]", 5, "party is no life event"),
        ("[one, two]", "[one, two, one]", 5, "one is named twice"),
        ("elsewhere:", "  - {id: more, icon: drop, title: {ja: 水}, duties: [water]}\nelsewhere:", 8, "water is in water too"),
        (', link: "https://example.com/"', "", 9, "write the duty whose office helps, or a link"),
        ("icon: baby", "icon: babe", 2, ""),
        ("https://example.com/", "javascript:alert(1)", 9, ""),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_line(tmp_path: Path, old: str, new: str, line: int, text: str) -> None:
    assert complaints(tmp_path, GOOD) == []
    (complaint,) = complaints(tmp_path, GOOD.replace(old, new))
    assert complaint.startswith(f"{line}: ")
    assert text in complaint


def test_it_says_where_it_names_procedures_and_duties(tmp_path: Path) -> None:
    path = tmp_path / "entrance.yaml"
    path.write_text(
        GOOD.replace("tiles:\n", "tiles:\n  - {icon: dog, procedure: dog}\n")
        + "  - {id: tax, title: {ja: 税}, words: [税], text: {ja: 窓口で}, duty: tax}\n"
    )
    entrance = read_sheet(path, EntranceFile)
    assert list(entrance.procedures_named()) == [
        (("tiles", 0, "procedure"), "dog"), (("first", "birth", 0), "one"), (("first", "birth", 1), "two"),
    ]  # fmt: skip
    assert list(entrance.duties_named()) == [
        (("families", 0, "duties", 0), "water"), (("elsewhere", 1, "duty"), "tax"),
    ]  # fmt: skip
