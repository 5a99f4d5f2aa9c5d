from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from tests.journeys.everywhere import fingerprints, pictured
from tests.journeys.everywhere.fingerprints import HIGHEST, PIXELS, differences, read, taken


def page(height: int = 1600, button: str = "#0017c1", left: int = 20, words: int = 40) -> Image.Image:
    picture = Image.new("RGB", (390, height), "#ffffff")
    pen = ImageDraw.Draw(picture)
    for line in range(words):
        pen.rectangle((20, 200 + line * 30, 360, 212 + line * 30), fill="#1a1a1a")
    pen.rectangle((left, 80, left + 300, 136), fill=button)
    return picture


@pytest.fixture
def kept() -> fingerprints.Fingerprint:
    return taken(page())


def test_a_line_of_text_gives_the_fingerprint_back(kept: fingerprints.Fingerprint, tmp_path: Path) -> None:
    assert read(str(kept)) == kept
    fingerprints.written({"390|dark|/": kept}, tmp_path / "kept.txt")
    assert fingerprints.read_all(tmp_path / "kept.txt") == {"390|dark|/": kept}


def test_the_same_page_does_not_differ(kept: fingerprints.Fingerprint) -> None:
    assert differences(kept, page()) == []


def test_a_page_a_little_higher_or_a_level_lighter_does_not_differ(kept: fingerprints.Fingerprint) -> None:
    assert differences(kept, page(height=1600 + PIXELS)) == []
    assert (
        taken(Image.new("RGB", (390, 800), "#808080")).blocks != taken(Image.new("RGB", (390, 800), "#7f7f7f")).blocks
    )
    assert not fingerprints.changed(
        taken(Image.new("RGB", (390, 800), "#808080")), taken(Image.new("RGB", (390, 800), "#7f7f7f"))
    )


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        (page(left=80), ["% of the blocks differ"]),
        (page(words=39), ["% of the blocks differ"]),
        (page(height=1700), ["1700 px high, was 1600", "% of the blocks differ"]),
        # As dark as the blue: no block of grey differs.
        (page(button="#353300"), ["#0017c1 is gone", "#353300 is new"]),
    ],
    ids=["moved", "a line less", "higher", "another hue"],
)
def test_a_page_that_changed_is_found(
    kept: fingerprints.Fingerprint, changed: Image.Image, sentences: list[str]
) -> None:
    changes = differences(kept, changed)
    assert len(changes) == len(sentences)
    assert all(end in line for line, end in zip(changes, sentences, strict=True)), changes


def test_of_a_long_page_only_the_height_counts_below_the_top() -> None:
    long = page(height=HIGHEST + 1000)
    below = long.copy()
    ImageDraw.Draw(below).rectangle((0, HIGHEST, 390, HIGHEST + 500), fill="#ce0000")
    assert differences(taken(long), below) == []


def test_both_are_drawn_side_by_side_and_the_sentence_says_where(
    kept: fingerprints.Fingerprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictured, "SIDE_BY_SIDE", tmp_path)
    (line,) = pictured.compared({"/help|390|dark": kept}, "/help|390|dark", page(left=80))
    assert line.startswith("/help|390|dark: ")
    both = Image.open(tmp_path / "help-390-dark.png")
    assert both.width > 2 * 390
    assert (255, 0, 0) in {colour for _, colour in both.getcolors(1_000_000) or []}
    assert pictured.compared({}, "/help|390|dark", page()) == ["/help|390|dark: not kept; make visual-take"]


def test_sixty_pages_are_kept_at_three_widths_light_and_dark() -> None:
    wanted = {
        f"{route}|{width}|{scheme}"
        for route in pictured.MANY
        for width in pictured.WIDTHS
        for scheme in pictured.SCHEMES
    }
    assert len(wanted) == 60 * 3 * 2
    assert set(fingerprints.read_all(pictured.KEPT)) == wanted


def test_a_shipped_page_with_a_planted_change_is_found(phone: Page) -> None:
    phone.goto("/help")
    shown = dict(pictured.pictures(phone, "/help", (390,)))
    kept = {name: taken(picture) for name, picture in shown.items()}
    again = dict(pictured.pictures(phone, "/help", (390,)))
    assert [line for name in kept for line in differences(kept[name], again[name])] == []
    phone.evaluate("document.querySelector('main').style.paddingInlineStart = '2rem'")
    changed = dict(pictured.pictures(phone, "/help", (390,)))
    assert all(differences(kept[name], changed[name]) for name in kept)
