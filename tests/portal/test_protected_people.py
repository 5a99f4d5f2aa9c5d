"""Protected people (支援措置) as applicant, spouse, child and former spouse."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from integrations.certificates.mock.holder import Holder
from integrations.sockets.interfaces import BasicFour
from portal.jobs.send_notices import send_notices
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.handover.hand_over import hand_over, listed_files
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.store.cases import applications
from portal.store.residents import people
from tests.definitions.filing import Filing
from tests.journeys.family import ALLOWANCE, FOUR, Counting, served
from tests.journeys.in_process import InProcess
from tests.journeys.visitor import Visitor
from tests.portal.contacts import mails, proved
from tests.portal.world import add_member

DUTY = "child-allowance"
_COUNT = count()
CHUO, MINATO = "見本県見本市中央", "見本県見本市港町"
SUMIRE = BasicFour("伏見本　菫", f"{CHUO}伏ノ巻77番7号", date(1988, 5, 5), sex_raw="2")
GO = BasicFour("伏見本　剛", f"{MINATO}9丁目8番7号", date(1985, 8, 8), sex_raw="1")
HIROSHI = BasicFour("仮井　浩", f"{MINATO}仮ノ巻5番", date(1983, 3, 3), sex_raw="1")
KEI = BasicFour("録田　圭", "見本県見本市緑が丘録ノ巻3番", date(1986, 6, 16), sex_raw="3")
LATER = BasicFour("後野　守", f"{MINATO}後ノ巻1番", date(1985, 8, 9), sex_raw="1")
NOBODY = BasicFour("誰野　某", f"{MINATO}9丁目9番9号", date(1985, 8, 8), sex_raw="1")
CARDS = [
    Holder(name, card.name, card.address, card.birth, card.sex_raw)
    for name, card in (("sumire", SUMIRE), ("later", LATER), ("nobody", NOBODY))
    if card.birth
]
# Values that must not be shown in each role: names, readings, dates and addresses.
MARKS = {
    "applicant": (SUMIRE, ("伏ノ巻", "湊", "ミナト", "フセミホン", 'value="2019"')),
    "former spouse": (GO, ("菫", "スミレ", "湊", "ミナト", "伏ノ巻")),
    "spouse": (HIROSHI, ("恵実", "メグミ", "翼", "ツバサ", 'value="1984"')),
    "child": (KEI, ("蓮", "レン", "乃愛", "ノア", 'value="2014"', 'value="2018"')),
}
# She lives with her child, has no spouse and no work.
HERS: dict[str, Any] = {
    "name": "守られている人",
    "answers": {
        **{name: FOUR["answers"][name] for name in ("public_servant", "receiving", "capacity", "older_count", "reason")},
        "has_spouse": False, "event_date": "2026-10-28",
        "claimant.name": {"family": "伏見本", "given": "菫"}, "claimant.kana": {"family": "フセミホン", "given": "スミレ"},
        "claimant.birth": "1988-05-05", "claimant.sex": "female",
        "claimant.address": {"postal": "0000011", "town": CHUO, "street": "伏ノ巻77番7号"},
        "claimant.phone": "09000000077", "claimant.january": "here", "claimant.work": "none", "claimant.pension": "national",
        "children": [{"name": {"family": "伏見本", "given": "湊"}, "kana": {"family": "フセミホン", "given": "ミナト"},
                      "birth": "2019-02-02", "relation": "child", "living": "together", "cares": True, "support": "shared"}],
        "account.to": {"way": "public"}, "consent_records": True, "consent_true": True,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    with served(tmp_path_factory.mktemp("protected"), CARDS, resident_register="people") as service:
        yield service


@contextmanager
def at_the_desk(city: InProcess, member: Member) -> Iterator[Visitor]:
    with city.installation.database.write() as unit:
        token = open_session(city.installation, unit, "staff", staff_id=member.id)
        unit.commit()
    with city.visitor(staff=token, browser="a browser of staff") as visitor:
        yield visitor


class Looking(Counting):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.pages: list[str] = []

    def look(self) -> None:
        self.pages.append(self.visitor.text)

    def list_page(self, key: str) -> None:
        self.pages.append(self.visitor.text)
        super().list_page(key)


def fresh_pages(city: InProcess, card: BasicFour) -> list[str]:
    """Every question as this person first sees it, with answers of a fictional person."""
    procedure = city.installation.catalogue.current(ALLOWANCE)
    answers = {
        **FOUR["answers"], "claimant.name": {"family": "仮", "given": "一"}, "claimant.kana": {"family": "カリ", "given": "イチ"},
        "children": [{"name": {"family": "仮", "given": "二"}, "kana": {"family": "カリ", "given": "ニ"}, "birth": "2020-02-03"}],
    }  # fmt: skip
    scenario = {**FOUR, "offers": "", "answers": answers}
    with city.resident(card, subject=f"fresh {next(_COUNT)}") as visitor:
        filing = Looking(visitor, procedure, scenario)
        filing.until_check()
        return filing.pages


@pytest.mark.parametrize("role", MARKS)
def test_nothing_is_filled_in_about_anybody_of_the_household(city: InProcess, role: str) -> None:
    card, marks = MARKS[role]
    pages = fresh_pages(city, card)
    assert len(pages) > 8
    assert [(mark, number) for number, page in enumerate(pages) for mark in marks if mark in page] == []
    assert not any('name="offer"' in page for page in pages)


def test_the_pages_are_those_of_somebody_of_whom_nothing_is_known(city: InProcess) -> None:
    """Equal except for the person's own values: no sentence, source or box reveals the mark."""
    hiroshi, nobody = fresh_pages(city, HIROSHI), fresh_pages(city, NOBODY)
    assert [plain(page, HIROSHI) for page in hiroshi] == [plain(page, NOBODY) for page in nobody]


def plain(page: str, card: BasicFour) -> str:
    """Without values that differ on each page: tokens, draft ids, support codes, the card's values."""
    page = re.sub(r'(name="(?:csrf_token|read)" value=")[^"]*', r"\1", page)
    page = re.sub(r'data-(?:session-ends|token)="[^"]*"', "", page)
    page = re.sub(rf"/apply/{ALLOWANCE}/[A-Za-z0-9_-]+", "/draft", page)
    page = re.sub(r'nonce="[^"]*"|<span class="number">[0-9-]+</span>|[0-9]+時[0-9]+分', "", page)
    for part in (*card.name.split("\u3000"), *re.split(r"(?<=港町)", card.address)):
        page = page.replace(part, "")
    return re.sub(r'(name="claimant\.[a-z.]+"[^>]*value=")[^"]*|(value=")[^"]*("[^>]*name="claimant\.)', r"\1", page)


@pytest.fixture(scope="module")
def filed(city: InProcess) -> str:
    with city.resident(SUMIRE, subject="files") as visitor:
        Plain(visitor, city.installation.catalogue.current(ALLOWANCE), HERS).until_check()
        assert "伏ノ巻" in visitor.text, "she reads what she typed before it is sent"
        city.cards.send(visitor, "sumire")
        return visitor.path.rpartition("/")[2]


class Plain(Filing):
    def make_mistake(self, page: str) -> None:
        pass


def test_once_sent_her_own_pages_show_what_she_typed(city: InProcess, filed: str) -> None:
    """Hidden answers would reveal her mark to anybody who files in her name."""
    with city.resident(SUMIRE, subject="files") as visitor:
        for address in (f"/applications/{filed}", f"/applications/{filed}/receipt.pdf"):
            words = words_of(visitor.go(address).content)
            assert "伏ノ巻" in words, address
            assert "ここには出ません" not in words, address


def words_of(content: bytes) -> str:
    if not content.startswith(b"%PDF"):
        return content.decode()
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_at_the_desk_only_who_is_named_sees_where_she_lives(city: InProcess, filed: str) -> None:
    section = add_member(city.installation, "anybody", ("reviewer", DUTY), ("exporter", DUTY), ("clerk", DUTY))
    named = add_member(city.installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    pages = (
        f"/desk/{filed}",
        "/desk",
        "/desk/book",
        "/desk/book.csv",
        f"/desk/{filed}/form.pdf",
    )
    with at_the_desk(city, section) as visitor:
        for address in pages:
            response = visitor.go(address)
            assert response.status_code == 200, address
            assert "伏ノ巻" not in words_of(response.content), address
            assert "保護" not in words_of(response.content).replace("保護者", ""), address
        assert visitor.post(f"/desk/{filed}/unprotect", [("csrf_token", visitor.token())]).status_code in (400, 403)
    with at_the_desk(city, named) as visitor:
        assert "伏ノ巻" in visitor.go(f"/desk/{filed}").text
        assert "伏ノ巻" in words_of(visitor.go(f"/desk/{filed}/form.pdf").content)


def test_the_hand_over_holds_her_back(city: InProcess, filed: str) -> None:
    clerk = add_member(city.installation, "moves", ("reviewer", DUTY))
    with at_the_desk(city, clerk) as visitor:
        visitor.go(f"/desk/{filed}")
        visitor.press("実質審査に進める")
    with city.installation.database.read() as unit:
        row = applications.by_number(unit, filed)
    assert row is not None
    for layout in city.installation.layouts.values():
        if layout.fits(ALLOWANCE, 1):
            check = check_hand_over(city.installation, layout, DUTY)
            # Other tests leave other cases in this city.
            assert row.id not in {application for application, *_ in check.ready}
            assert {finding.event for finding in check.findings if finding.receipt_number == filed} == {"protected"}


def test_staff_mark_somebody_whom_the_register_does_not_and_lift_it(city: InProcess) -> None:
    procedure = city.installation.catalogue.current(ALLOWANCE)
    answers = {**HERS["answers"], "claimant.name": {"family": "誰野", "given": "某"},
               "claimant.address": {"postal": "0000012", "town": MINATO, "street": "9丁目9番9号"}, "claimant.birth": "1985-08-08",
               "children": [{**HERS["answers"]["children"][0], "name": {"family": "誰野", "given": "子"}, "birth": "2020-02-02"}]}  # fmt: skip
    with city.resident(NOBODY, subject="marked") as visitor:
        Plain(visitor, procedure, {**HERS, "answers": answers}).until_check()
        city.cards.send(visitor, "nobody")
        number = visitor.path.rpartition("/")[2]
        assert "9丁目9番9号" in visitor.text
    named = add_member(city.installation, "marks", ("reviewer", DUTY), ("protected", DUTY))
    with at_the_desk(city, named) as visitor, city.resident(NOBODY, subject="marked") as owner:
        visitor.go(f"/desk/{number}")
        visitor.press("見せない扱いにする", {"person": ["0", "1"], "reason": "相談があった"})
        assert "見せない扱いにしました" in visitor.text
        assert "9丁目9番9号" in owner.go(f"/applications/{number}").text, "its sender reads what they typed"
        fresh = fresh_pages(city, NOBODY)
        assert not any("9丁目9番9号" in page for page in fresh), "the card's address is no longer prefilled"
        visitor.press("見せない扱いをやめる")
        visitor.press("見せない扱いをやめる", {"reason": "本人の申出"})
        assert "見せない扱いをやめました" in visitor.text
        assert "9丁目9番9号" in owner.go(f"/applications/{number}").text
        assert any("9丁目9番9号" in page for page in fresh_pages(city, NOBODY)), "and is again"


def test_nothing_that_marks_them_is_in_the_database_in_plain(city: InProcess, filed: str) -> None:
    stored = b"".join(path.read_bytes() for path in Path(city.installation.settings.data).rglob("*") if path.is_file())
    # A name of one character is three bytes, which some megabytes of sealed bytes hold by chance: it is looked for as a value.
    marks = ("伏ノ巻", '"菫"', "伏見本　菫", '"湊"', "スミレ", "相談があった", "09000000077")
    assert [mark for mark in marks if mark.encode() in stored or mark.encode("unicode_escape") in stored] == []


def test_in_no_mail_letter_or_board_of_the_section(city: InProcess) -> None:
    """Another application of hers is returned for correction and asked about by letter."""
    section = add_member(city.installation, "writes", ("reviewer", DUTY), ("exporter", DUTY), ("clerk", DUTY))
    with city.resident(SUMIRE, subject="is written to") as visitor:
        Plain(visitor, city.installation.catalogue.current(ALLOWANCE), HERS).until_check()
        with city.installation.database.read() as unit:
            person = people.by_subject(unit, "https://card.example", "is written to")
        proved(city.installation, person.id if person else None)
        city.cards.send(visitor, "sumire")
        number = visitor.path.rpartition("/")[2]
    with at_the_desk(city, section) as visitor:
        visitor.go(f"/desk/{number}/return")
        visitor.press(
            "補正を求める", {"field": "reason", "words.reason": "もう少し教えてください。", "due": "2026-12-04"}
        )
        visitor.go(f"/desk/{number}/letter")
        letter = visitor.post(
            f"/desk/{number}/letter",
            [
                ("csrf_token", visitor.token()),
                ("name", "x"),
                ("postal", "0000001"),
                ("address", "x"),
                ("revision", "1"),
            ],
        )
        assert not letter.content.startswith(b"%PDF"), "staff without the right send no letter to protected people"
        looked = [letter.content] + [
            visitor.go(address).content
            for address in (
                f"/desk/{number}", f"/desk/{number}/return", f"/desk/{number}/letter", f"/desk/{number}/messages",
                f"/desk/{number}/correct", "/desk/deliveries", "/desk/support?code=12345678", "/desk", "/desk/found",
                "/desk/exports", f"/counter/done/{number}", f"/counter/print/{number}",
            )
        ]  # fmt: skip
    assert [index for index, content in enumerate(looked) if "伏ノ巻" in words_of(content)] == []
    send_notices(city.installation)
    sent = [f"{mail.subject}\n{mail.text}" for mail in mails(city.installation)]
    assert len(sent) >= 2, "notices of receipt and return"
    assert [mark for mark in ("伏", "菫", "湊", "スミレ", "ミナト", CHUO) if any(mark in mail for mail in sent)] == []


def test_what_was_handed_over_is_given_to_nobody_again_once_somebody_of_it_is_protected(city: InProcess) -> None:
    procedure = city.installation.catalogue.current(ALLOWANCE)
    answers = {
        **HERS["answers"], "claimant.name": {"family": "後野", "given": "守"}, "claimant.birth": "1985-08-09",
        "claimant.address": {"postal": "0000012", "town": MINATO, "street": "後ノ巻1番"},
        "children": [{**HERS["answers"]["children"][0], "name": {"family": "後野", "given": "子"}, "birth": "2020-02-02"}],
    }  # fmt: skip
    with city.resident(LATER, subject="later") as visitor:
        Plain(visitor, procedure, {**HERS, "answers": answers}).until_check()
        city.cards.send(visitor, "later")
        number = visitor.path.rpartition("/")[2]
    exporter = add_member(city.installation, "sends", ("reviewer", DUTY), ("exporter", DUTY))
    named = add_member(city.installation, "marks later", ("reviewer", DUTY), ("protected", DUTY))
    with at_the_desk(city, exporter) as sends, at_the_desk(city, named) as marks:
        sends.go(f"/desk/{number}")
        sends.press("実質審査に進める")
        batch = hand_over(city.installation, "generic.application", DUTY, exporter.actor).batch
        assert batch is not None
        assert sends.go(f"/desk/exports/batches/{batch.number}/zip").content.startswith(b"PK")
        marks.go(f"/desk/{number}")
        marks.press("見せない扱いにする", {"person": ["0", "1"], "reason": "あとから"})
        for file in ("zip", *(f"files/{listed['name']}" for listed in listed_files(batch))):
            again = sends.go(f"/desk/exports/batches/{batch.number}/{file}")
            assert (again.status_code, "後ノ巻" in again.text) == (409, False), file
        sends.go(f"/desk/exports/batches/{batch.number}")
        sends.press("再発行する", {"reason": "なくした"})
        assert (sends.seen.status_code, "後ノ巻" in sends.text) == (409, False)
