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


def test_the_empty_page_between_two_papers_has_the_size_of_the_page_before_it() -> None:
    cut, written = pikepdf.open(BytesIO(pdf_of("a"))), BytesIO()
    cut.pages[0].mediabox = pikepdf.Rectangle(10, 20, 852, 615)
    cut.save(written)
    with pikepdf.open(BytesIO(join_papers([written.getvalue(), pdf_of("b")]))) as document:
        assert [[float(side) for side in page.mediabox] for page in document.pages] == [
            [10, 20, 852, 615], [0, 0, 842, 595], [0, 0, 595, 842],
        ]  # fmt: skip
