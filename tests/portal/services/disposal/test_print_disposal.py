"""The printed disposal record is reproducible."""

from pypdfium2 import PdfDocument

from portal.services.disposal.disposal_record import record_lines
from portal.services.disposal.print_disposal import print_disposal
from portal.services.paper.typeset import Paper
from portal.services.shared.installation import Installation
from portal.store.disposal import disposals
from tests.portal.later import at
from tests.portal.services.disposal.disposing import disposed, lines
from tests.portal.services.paper.paper import text_of


def printed(installation: Installation) -> Paper:
    with installation.database.read() as unit:
        row = disposals.by_id(unit, 1)
        assert row is not None
        return print_disposal(
            installation.city, row, list(record_lines(installation.catalogue, unit, lines(installation, 1)))
        )


def test_a_print_years_later_is_the_same_and_says_who_decided_about_what(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    paper = printed(on_the_day)
    assert printed(at(installation, "2040-01-01T10:00:00+09:00")).pdf == paper.pdf
    assert paper.missing == ()
    words = text_of(paper.pdf).replace("\u200b", "")  # a number may be broken across lines
    for expected in (*numbers, "廃棄の一覧1", "廃棄済み", "reviewer", "approver", "2032-04-08", installation.city.name):
        assert expected in words
    assert "髙見本" not in words
    assert "受付経路" not in words, "only the CSV has every column"
    # A column that is squeezed to a character a line makes a page of each case.
    lines = PdfDocument(paper.pdf)[0].get_textpage().get_text_bounded().splitlines()
    assert sum("介護保険 被保険者証などの再交付申請" in line for line in lines) == len(numbers)
