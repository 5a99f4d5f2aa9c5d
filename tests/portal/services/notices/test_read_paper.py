"""The receipt numbers that a paper prints."""

import pytest

from integrations.remaking.apart import Apart
from integrations.sockets.interfaces import AdapterError, Remaker, Unusable
from portal.services.notices.read_paper import MOST_NAMES, NOTHING, names_like, read_paper
from portal.services.shared.fold_names import name_key
from tests.integrations.remaking.test_qr import page
from tests.integrations.remaking.test_text import sheet
from tests.pictures import written
from tests.portal.pdfs import pdf_of


class Failing(Apart):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, content: bytes, media: str) -> str:
        raise self.error


@pytest.fixture
def remaker() -> Remaker:
    return Apart()


def test_numbers_are_read_from_a_pdf_and_from_the_code_on_a_picture(remaker: Remaker) -> None:
    assert read_paper(remaker, sheet()).numbers == {"26-000-000-015"}
    scan = written(page("26-000-000-015").convert("RGB"), "JPEG")
    assert read_paper(remaker, scan).numbers == {"26-000-000-015"}
    for content in (None, b"", b"26-000-000-015", pdf_of("26-000-000-015")):
        assert read_paper(remaker, content) == NOTHING


@pytest.mark.parametrize("error", [Unusable("locked"), AdapterError("AWAY", "the process ended", permanent=False)])
def test_what_cannot_be_read_prints_nothing(error: Exception) -> None:
    assert read_paper(Failing(error), sheet()) == NOTHING


def test_names_are_read_as_a_paper_writes_them_and_half_a_name_is_none() -> None:
    text = "髙見本　太郎　様\n氏名：例示花子\nスミス・ジョン・ポール 殿\n見 本 次 郎\n佐藤様、株式会社例示の案内です。"
    names = names_like(text)
    for name in ("高見本太郎", "例示花子", "スミスジョンポール", "見本次郎"):
        assert name_key(name) in names, name
    assert not {"高見本", "佐藤", "太郎"} & names


def test_a_paper_of_a_thousand_pages_asks_the_index_for_so_many_names_and_no_more() -> None:
    text = "\n".join(f"例示{chr(0x4E00 + number)} 一郎" for number in range(2 * MOST_NAMES))
    assert len(names_like(text)) == MOST_NAMES
