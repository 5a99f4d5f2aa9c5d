"""A printed batch: list and letters."""

from dataclasses import replace
from functools import cache

from portal.services.notices.print_dispatch import CoverLine, Printed, print_dispatch
from tests.portal.pdfs import page_texts, pdf_of
from tests.portal.services.notices.test_print_letter import LETTER
from tests.portal.services.paper.paper import CITY, ON

LINES = (
    CoverLine(
        1, "髙見本 𠮷乃", "現況届のご案内", "見介資第1号", "26-000-000-017", registered=True, checked_by="窓口さん"
    ),
    CoverLine(2, "見本 花子", "現況届のご案内", "", "26-000-000-025", registered=False, checked_by=""),
)
LONG = replace(LETTER, name="見本　花子", code="", link="", paragraphs=("長い文です。" * 40,) * 9)
BATCH = Printed(3, ON, "介護保険課", LINES, (LONG, LETTER))


@cache
def printed() -> bytes:
    return print_dispatch(CITY, BATCH).pdf


def test_the_list_names_each_letter_and_shows_no_address() -> None:
    cover = page_texts(printed())[0].replace("\u2011", "-")
    for words in (
        "発送簿",
        "3-1",
        "3-2",
        "𠮷乃",
        "見介資第1号",
        "26-000-000-025",
        "簡易書留",
        "普通",
        "窓口さん",
        "介護保険課",
    ):
        assert words in cover, words
    assert "例示ハイツ" not in cover
    assert "000-0001" not in cover


def test_each_letter_begins_on_an_odd_page_after_a_letter_of_any_length() -> None:
    texts = page_texts(printed())
    begins = [number for number, page in enumerate(texts, 1) if "〒000-0001" in page.replace("\u2011", "-")]
    assert len(begins) == 2
    assert [number % 2 for number in begins] == [1, 1]


def test_the_same_batch_is_the_same_bytes() -> None:
    assert print_dispatch(CITY, BATCH).pdf == printed()


def test_a_paper_of_the_core_system_goes_in_its_place_on_a_sheet_of_its_own() -> None:
    core = replace(LETTER, name="例示　次郎", pdf=pdf_of("業務システムの通知書", pages=1))
    alone = print_dispatch(CITY, replace(BATCH, letters=(core,))).pdf
    assert len(page_texts(alone)) == 3  # the list, its blank back, the paper
    between = page_texts(print_dispatch(CITY, replace(BATCH, letters=(LETTER, core, LETTER))).pdf)
    begins = [number for number, page in enumerate(between, 1) if "〒000-0001" in page.replace("\u2011", "-")]
    assert ([number % 2 for number in begins], begins[1] - begins[0]) == ([1, 1], 4)
    assert not any("例示　次郎" in page for page in between)
