"""Printed papers, photographed badly, as Tesseract reads them. The figures of docs/counter.md come from here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import pypdfium2
import pytest
from PIL import Image

from integrations.reading.tesseract import Tesseract
from integrations.remaking.apart import Apart
from integrations.sockets.interfaces import AdapterError, Remaker
from integrations.sockets.reading_socket import PageRead, Word
from portal.services.counter.reading_papers.read_scan import AWAY, UNKNOWN, BoxRead, ScanRead, read_scan
from tests.examples import IS_LONG
from tests.papers_drawn import drawn, photographed, printed
from tests.pictures import jpeg
from tests.portal.services.counter.reading_papers.test_printed_papers import filled_form

NAMES = ("name", "kana", "birth", "sex", "relation")
FAMILY = [
    dict(zip(NAMES, person, strict=True))
    for person in (
        ("例示　健", "レイジ　ケン", "昭和63年4月2日", "男", "世帯主"),
        ("例示　花子", "レイジ　ハナコ", "平成2年12月11日", "女", "妻"),
        ("例示　陽翔", "レイジ　ハルト", "令和2年1月23日", "男", "子"),
        ("髙橋　葵", "タカハシ　アオイ", "平成30年10月8日", "女", "子"),
        ("見本　太郎", "ミホン　タロウ", "昭和7年5月15日", "男", "父"),
        ("斎藤　さくら", "サイトウ　サクラ", "令和元年6月30日", "女", "母"),
    )
]
WHOLE = {"left": "令和8年10月31日", "address": "見本県見本市見本町五丁目6番7号　みほんハイツ201"}
CARD = {
    "stay_number": "AB12345678CD", "name": "TURNER ELIZABETH", "birth": "1985年12月31日", "sex": "女 F.", "nationality": "米国",
    "stay_status": "留学 Student", "stay_until": "4年3月（2027年07月01日）",
}  # fmt: skip
# (degrees, noise), and degrees of cards; in `make test` the first of each
PHOTOGRAPHS = ((-3.0, 0.1), (2.5, 0.15))[: 2 if IS_LONG else 1]
CARDS = (2.0, -2.0)[: 2 if IS_LONG else 1]
UNSURE = 80


@pytest.fixture(scope="module")
def remaker() -> Iterator[Remaker]:
    process = Apart()
    yield process
    process.close()


def read(remaker: Remaker, picture: bytes, *papers: str) -> ScanRead:
    result = read_scan(Tesseract(), remaker, picture, [printed(paper) for paper in papers])
    assert isinstance(result, ScanRead), result
    return result


@cache
def family() -> Image.Image:
    return drawn("transfer", WHOLE, FAMILY)


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign not in " \u3000()（）")


def wrong(expected: Mapping[str, str], boxes: Mapping[str, BoxRead]) -> list[tuple[str, BoxRead]]:
    return [(name, boxes[name]) for name, text in expected.items() if bare(boxes[name].text) != bare(text)]


def test_a_transfer_certificate_is_read_and_what_is_wrong_is_unsure(remaker: Remaker) -> None:
    mistaken: Counter[str] = Counter()
    for seed, (degrees, noise) in enumerate(PHOTOGRAPHS):
        scan = read(remaker, photographed(family(), degrees, seed=seed, noise=noise), "residence_card", "transfer")
        assert len(scan.people) == len(FAMILY)
        faults = [fault for person, boxes in zip(FAMILY, scan.people, strict=True) for fault in wrong(person, boxes)]
        faults += wrong(WHOLE, scan.boxes)
        # What is no 続柄 leaves its box empty.
        assert [name for name, box in faults if box.sure >= UNSURE and name != "relation"] == []
        mistaken.update(name for name, _ in faults)
    # Of 32 boxes in each. 髙 is not among the characters that this engine knows.
    assert mistaken.total() <= (5 if IS_LONG else 3), mistaken
    assert mistaken["birth"] == 0


def test_a_residence_card_is_read(remaker: Remaker) -> None:
    for seed, degrees in enumerate(CARDS):
        photograph = photographed(drawn("residence_card", {}, [CARD], size=6, dots=500), degrees, seed=seed)
        (person,) = read(remaker, photograph, "transfer", "residence_card").people
        assert wrong(CARD, person) == []


def test_our_own_form_is_read_from_paper(remaker: Remaker) -> None:
    page = pypdfium2.PdfDocument(filled_form())[0].render(scale=200 / 72).to_pil().convert("RGB")
    scan = read(remaker, photographed(page, 1.0), "move_form")
    assert [bare(person["kana"].text) for person in scan.people] == ["サキミジロウ", "サキミアオイ", "サキミヒナ"]
    assert bare(scan.boxes["address"].text) == "〒000-0002見本県見本市例示台二丁目5番地例示ハイツ202"
    assert ["3月3日" in bare(scan.people[0]["birth"].text), "11月10日" in bare(scan.boxes["day"].text)] == [True, True]


@pytest.mark.parametrize(
    "picture", [jpeg(), jpeg("wide", 3000, 20), photographed(Image.new("RGB", (600, 800), "black"))]
)
def test_a_picture_of_something_else_is_not_read(remaker: Remaker, picture: bytes) -> None:
    assert read_scan(Tesseract(), remaker, picture, [printed("transfer")]) == UNKNOWN


def test_another_paper_is_not_read(remaker: Remaker) -> None:
    assert read_scan(Tesseract(), remaker, photographed(family()), [printed("residence_card")]) == UNKNOWN


class Away:
    name = "away"

    def read(self, picture: bytes, *, lines: bool = False) -> tuple[PageRead, ...]:
        raise AdapterError("READER_TIMEOUT", permanent=False)

    def ready(self) -> bool:
        return True


def test_a_reader_that_does_not_answer_is_away(remaker: Remaker) -> None:
    assert read_scan(Away(), remaker, jpeg(), [printed("transfer")]) == AWAY


class Short(Away):
    """Answers about fewer pictures than it was given."""

    def read(self, picture: bytes, *, lines: bool = False) -> tuple[PageRead, ...]:
        labels = printed("transfer").labels
        words = (
            Word(label, (round(x * 5) - 8, round(y * 5) - 8, round(x * 5) + 8, round(y * 5) + 8), 90, line)
            for line, (label, (x, y)) in enumerate(labels.items())
        )
        return () if lines else (PageRead((1100, 1500), tuple(words)),)


def test_an_answer_about_too_few_lines_is_none(remaker: Remaker) -> None:
    assert read_scan(Short(), remaker, jpeg("paper", 1100, 1500), [printed("transfer")]) == AWAY
