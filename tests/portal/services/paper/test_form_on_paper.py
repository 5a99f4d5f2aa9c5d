"""What a sheet needs once it is alone: its number, and where it is sent."""

from dataclasses import replace

from portal.services.paper.print_form import form_content, print_form
from tests.portal.pdfs import page_texts
from tests.portal.services.paper.paper import CITY, MADE, ON, filled, procedure

RECEIPT = "26-000-000-017"


def test_each_sheet_of_what_was_filed_has_its_receipt_number() -> None:
    pages = page_texts(print_form(procedure(), CITY, ON, MADE, filled(RECEIPT)).pdf)
    assert len(pages) > 1
    assert all(f"受付番号{RECEIPT}" in page for page in pages)


def test_a_blank_form_that_may_be_posted_says_where() -> None:
    posted = replace(procedure(), who={**procedure().who, "post": ("self",)})
    text = page_texts(print_form(posted, CITY, ON, MADE).pdf)[-1]
    assert f"郵便の送り先：{''.join(CITY.post_to.split())}" in text
    counter = replace(posted, who={door: who for door, who in posted.who.items() if door != "post"})
    assert "郵便の送り先" not in "".join(page_texts(print_form(counter, CITY, ON, MADE).pdf))
    assert form_content(posted, CITY, ON, filled(RECEIPT))["post_to"] == ""
