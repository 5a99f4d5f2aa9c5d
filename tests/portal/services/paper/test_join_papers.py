"""Papers joined for duplex printing."""

from io import BytesIO

import pikepdf

from portal.services.paper.join_papers import join_papers
from tests.portal.pdfs import pdf_of


def test_each_paper_begins_on_an_odd_page() -> None:
    joined = join_papers([pdf_of("a", 1), pdf_of("b", 2), pdf_of("c", 1)])
    with pikepdf.open(BytesIO(joined)) as document:
        assert len(document.pages) == 5
    assert joined == join_papers([pdf_of("a", 1), pdf_of("b", 2), pdf_of("c", 1)])
