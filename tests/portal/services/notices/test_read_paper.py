"""The receipt numbers that a PDF prints."""

import pytest

from integrations.remaking.apart import Apart
from integrations.sockets.interfaces import AdapterError, Remaker, Unusable
from portal.services.notices.read_paper import read_paper
from tests.integrations.remaking.test_text import PAPER
from tests.portal.pdfs import pdf_of


class Failing(Apart):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, content: bytes) -> str:
        raise self.error


@pytest.fixture
def remaker() -> Remaker:
    return Apart()


def test_numbers_are_read_from_a_pdf_alone(remaker: Remaker) -> None:
    assert read_paper(remaker, PAPER) == {"26-000-000-015"}
    for content in (None, b"", b"26-000-000-015", pdf_of("26-000-000-015")):
        assert read_paper(remaker, content) == frozenset()


@pytest.mark.parametrize("error", [Unusable("locked"), AdapterError("AWAY", "the process ended", permanent=False)])
def test_what_cannot_be_read_prints_nothing(error: Exception) -> None:
    assert read_paper(Failing(error), PAPER) == frozenset()
