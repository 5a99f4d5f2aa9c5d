"""A page of a PDF as a picture, or None."""

from integrations.remaking.apart import Apart
from portal.services.files.draw_page import draw_page
from tests.portal.pdfs import pdf_of


def test_a_page_is_drawn_and_what_cannot_be_drawn_is_none() -> None:
    remaker, paper = Apart(), pdf_of("認定結果通知書")
    drawn = draw_page(remaker, paper, 1)
    assert drawn is not None
    assert (drawn.media, drawn.pages) == ("image/jpeg", 1)
    assert draw_page(remaker, paper, 2) is None
    assert draw_page(remaker, b"%PDF-1.7 broken", 1) is None
