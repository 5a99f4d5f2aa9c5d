"""Names as people write them, from the page on which they are typed to the file that leaves the city: four words, a name that
fills its box, and 通称."""

import csv
import io
from collections.abc import Iterator

import pytest

from integrations.sockets.interfaces import BasicFour
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from tests.journeys.family import Counting, served
from tests.journeys.in_process import InProcess
from tests.journeys.visitor import Visitor
from tests.portal.pdfs import page_texts
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, content
from tests.portal.world import add_member

PENSION, DUTY = "kokumin-nenkin", "pension"
FOUR_WORDS = "NGUYỄN THỊ MINH KHAI"
LONG = "RODRIGUES DA SILVA MAGALHÃES DE ALBUQUERQUE E VASCONCELOS MARIA FERNANDA DA CONCEIÇÃO D'ÁVILA-PEÇANH"
ALIASES = {FOUR_WORDS: "見本　ミン", LONG: "見本　マリア・フェルナンダ"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    with served(tmp_path_factory.mktemp("names")) as made:
        yield made


def filed(visitor: Visitor, installation: Installation, name: str) -> str:
    """The check page on the way shows the name whole."""
    answers = {
        "reason": "left_work", "way": "here", "happened_on": "2026-11-09", "claimant.name": {"full": name},
        "claimant.kana": {"full": "グエン ティ ミン カイ"}, "claimant.birth": "1990-02-11", "claimant.sex": "female",
        "claimant.address": {"postal": "0000003", "town": "見本県見本市標本町", "street": "三丁目7番8号"}, "claimant.phone": "08000000021",
        "claimant.foreign": True, "claimant.country": "ベトナム", "claimant.katakana": "グエン ティ ミン カイ", "claimant.alias": ALIASES[name],
        "employer": "架空商事", "dependant": False, "additional": False, "exempt": "none", "consent_send": True, "consent_true": True,
    }  # fmt: skip
    Counting(visitor, installation.catalogue.current(PENSION), {"name": "名前", "answers": answers}).until_check()
    assert name in visitor.text.replace("&#39;", "'")
    assert ALIASES[name] in visitor.text
    visitor.press("申請する" if "申請する" in visitor.text else "届け出る")
    return visitor.path.rpartition("/")[2]


@pytest.mark.parametrize("name", [FOUR_WORDS, LONG], ids=["four words", "as long as its box"])
def test_a_name_and_its_alias_stay_whole_from_page_to_file(service: InProcess, name: str) -> None:
    assert len(LONG) == 100
    installation = service.installation
    with service.resident(BasicFour(name, "見本県見本市標本町三丁目7番8号"), subject=f"resident{len(name)}") as visitor:
        number = filed(visitor, installation, name)
        receipt = visitor.client.get(f"/applications/{number}/receipt.pdf").content
    squeezed = "".join(name.split())
    assert squeezed in "".join(page_texts(receipt)).replace("\u200b", "")
    member = add_member(installation, f"member{len(name)}", ("reviewer", "*"), ("clerk", "*"))
    desk = at_desk(installation, member)
    assert name in desk.get(f"/desk/{number}")
    assert ALIASES[name] in desk.get(f"/desk/{number}")
    assert name in desk.get(f"/desk?q={number}")
    form = desk.client.get(f"/desk/{number}/form.pdf").content
    assert squeezed in "".join(page_texts(form)).replace("\u200b", "")
    book = desk.client.get("/desk/book.csv").content.decode("utf-8-sig")
    assert name in [cell for row in csv.reader(io.StringIO(book, newline="")) for cell in row]
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    files = content(installation, batch_in(hand_over(installation, GENERIC, DUTY, CLERK)))
    cells = [
        cell for file in files.values() for row in csv.reader(io.StringIO(file.decode("utf-8-sig"))) for cell in row
    ]
    assert {name, ALIASES[name]} <= set(cells)
