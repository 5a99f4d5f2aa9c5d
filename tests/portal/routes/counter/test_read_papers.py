"""The print of a visitor's paper, read at a clerk's press, looked at, taken in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import pytest
from structlog.testing import capture_logs

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.reading_socket import PageRead, Word
from portal.errors import NotFound
from portal.services.desk.case.show_pages import open_form_page
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.web.counter import take_reading
from portal.web.counter.take_reading import MOST
from tests.papers_drawn import printed
from tests.pictures import jpeg, pdf
from tests.portal.routes.counter.test_visits import Desk, begin
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.residents.test_unwritten import CARD
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

DOTS = 5  # a millimetre
SCAN = jpeg("paper", 1100, 1500)
KEN = {"name": "例示 健", "kana": "レイジ ケン", "birth": "昭和63年4月2日", "sex": "男", "relation": "世帯主"}
WHOLE = {"left": "令和8年10月31日", "address": "見本県見本市見本町五丁目6番7号"}


@dataclass
class Printed:
    """Reads what is given, where the paper's file says it is printed."""

    paper: str = "transfer"
    boxes: Mapping[str, str] = field(default_factory=lambda: WHOLE)
    people: Sequence[Mapping[str, str]] = (KEN,)
    unsure: frozenset[str] = frozenset()
    fails: bool = False
    there: bool = True
    name: str = "printed"

    def ready(self) -> bool:
        return self.there

    def read(self, picture: bytes, *, lines: bool = False) -> tuple[PageRead, ...]:
        if self.fails:
            raise AdapterError("READER_TIMEOUT", permanent=False)
        sheet = printed(self.paper)
        if not lines:
            words = (
                _word(label, x * DOTS, y * DOTS, line) for line, (label, (x, y)) in enumerate(sheet.labels.items())
            )
            return (PageRead((1100, 1500), tuple(words)),)
        texts = [(name, self.boxes.get(name, "")) for name in sheet.boxes]
        for row in range(sheet.people.most):
            person = self.people[row] if row < len(self.people) else {}
            texts += [(name, person.get(name, "")) for name in sheet.people.boxes]
        return tuple(PageRead((300, 40), self._words(name, text)) for name, text in texts)

    def _words(self, name: str, text: str) -> tuple[Word, ...]:
        sure = 30 if name in self.unsure else 95
        return tuple(Word(part, (100 * at, 0, 100 * at + 50, 30), sure, 1) for at, part in enumerate(text.split()))


def _word(text: str, x: float, y: float, line: int) -> Word:
    half = 8 * len(text)
    return Word(text, (round(x) - half, round(y) - 8, round(x) + half, round(y) + 8), 90, line)


def reading(installation: Installation, reader: Printed | None) -> Clerk:
    world = replace(installation, reader=reader)
    return serve(world, add_member(world, "clerk", ("clerk", "child-allowance")), "A-1", CARD)


def send(
    clerk: Clerk, paper: str = "transfer", act: str = "read", sent: Mapping[str, list[str]] = {}, scan: bytes = SCAN
) -> str:
    """The page after it."""
    address = f"{clerk.desk.address}/people/{paper}"
    data = {"csrf_token": boxes(clerk.browser.get(address))["csrf_token"], **sent, "screen-act": [act]}
    files = {f"scan-of-{paper}.upload": ("p.jpg", scan)} if scan else {"none": ("", b"")}
    response = clerk.browser.client.post(address, data=data, files=files)
    if response.status_code != 303:
        return str(response.text)
    return str(clerk.browser.get(response.headers["location"].partition("#")[0]))


def take(clerk: Clerk, paper: str = "transfer", **corrected: str) -> None:
    typed = boxes(clerk.browser.get(f"{clerk.desk.address}/people/{paper}"))
    sent = typed | {name: [value] for name, value in corrected.items()} | {"screen-act": ["take"]}
    response = clerk.key_paper(paper, sent)
    assert response.status_code == 303, response.text


def actions(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.action, record.detail) for record in audit_records.after(unit, 0)]


def test_it_is_shown_beside_its_picture_and_counts_once_it_was_looked_at(equipped: Installation) -> None:
    clerk = reading(equipped, Printed(unsure=frozenset({"kana"})))
    page = send(clerk)
    shown = boxes(page)
    assert (shown["p1-name.given"], shown["p1-birth.year"], shown["paper-address.street"]) == (
        ["健"],
        ["S63.4.2"],
        ["五丁目6番7号"],
    )
    assert len(re.findall(r'<svg class="read-part[ "]', page)) == 7
    assert len(re.findall(r"<image ", page)) == 1
    assert (page.count("よく見てください"), "見くらべたので、入れる" in page, "よく見てほしい欄が1か所" in page) == (
        1,
        True,
        True,
    )
    assert clerk.current().facts.people == ()
    take(clerk, **{"paper-day.year": "R8.11.1", "p1-kana.given": "たけし"})
    facts = clerk.current().facts
    (ken,) = facts.people
    assert {name: ken.facts[name] for name in ("name", "kana", "birth", "sex", "relation")} == {
        "name": ({"family": "例示", "given": "健"}, "paper_read"), "kana": ({"family": "レイジ", "given": "タケシ"}, "transfer"),
        "birth": ("1988-04-02", "paper_read"), "sex": ("male", "paper_read"), "relation": ("世帯主", "paper_read"),
    }  # fmt: skip
    assert facts.events == {"moved_in": ("2026-11-01", "transfer"), "leaving": ("2026-10-31", "paper_read")}
    assert facts.by_concept["move.proof"] == ("certificate", "shown")
    assert facts.typed == {}
    assert "書類の読み取り" in clerk.page("people").page


def test_a_correction_another_day_goes_before_what_was_read(equipped: Installation) -> None:
    clerk = reading(equipped, Printed())
    send(clerk)
    take(clerk, **{"paper-day.year": "R8.11.1"})
    take(clerk, **{"p1-kana.given": "たけし"})
    (ken,) = clerk.current().facts.people
    assert ken.facts["kana"] == ({"family": "レイジ", "given": "タケシ"}, "transfer")


def test_what_was_typed_stays(equipped: Installation) -> None:
    page = boxes(send(reading(equipped, Printed()), sent={"p1-name.family": ["打った"], "p1-name.given": ["人"]}))
    assert (page["p1-name.family"], page["p1-kana.family"]) == (["打った"], ["レイジ"])


def test_neither_the_log_nor_the_audit_names_anybody(equipped: Installation) -> None:
    with capture_logs() as logged:
        clerk = reading(equipped, Printed())
        send(clerk)
        take(clerk, **{"paper-day.year": "R8.11.1"})
    written = f"{logged} {actions(equipped)}"
    assert [name for name in ("例示", "レイジ", "1988", "昭和") if name in written] == []
    assert [act for act, _ in actions(equipped) if "pr" in act or act.endswith(" paper")] == [
        "read print",
        "read paper",
    ]


def test_a_residence_card_fills_who_it_is_and_its_last_day_is_looked_at(equipped: Installation) -> None:
    card = {
        "stay_number": "AB12345678CD", "name": "TURNER ELIZABETH", "birth": "1985年12月31日", "sex": "女 F.", "nationality": "<b>米国</b>",
        "stay_status": "留学 Student", "stay_until": "4年3月(2026年07月01日)",
    }  # fmt: skip
    clerk = reading(equipped, Printed("residence_card", {}, (card,)))
    send(clerk, "residence_card")
    page = clerk.browser.client.get(f"{clerk.desk.address}/people/residence_card").text
    assert ("&lt;b&gt;米国" in page, "<b>米国" in page, "すぎています" in page) == (True, False, True)
    take(clerk, "residence_card", **{"p1-nationality": "米国"})
    (turner,) = clerk.current().facts.people
    assert {name: turner.fact(name) for name in ("foreign", "nationality", "stay_status", "stay_until", "stay_number")} == {
        "foreign": True, "nationality": "米国", "stay_status": "留学", "stay_until": "2026-07-01", "stay_number": "AB12345678CD",
    }  # fmt: skip
    assert turner.facts["nationality"][1] == "residence_card"


def test_a_number_of_another_shape_is_a_mistake(equipped: Installation) -> None:
    clerk = reading(
        equipped, Printed("residence_card", {}, ({"name": "TURNER ELIZABETH", "stay_number": "A812345678CD"},))
    )
    send(clerk, "residence_card")
    typed = boxes(clerk.browser.get(f"{clerk.desk.address}/people/residence_card"))
    assert clerk.key_paper("residence_card", {**typed, "screen-act": ["take"]}).status_code == 422


def test_our_own_form_gives_the_moved_day_and_the_new_address(equipped: Installation) -> None:
    form = {"day": "令和8年(2026年11月10日", "address": "〒000-0001 見本県見本市見本町五丁目6番7号"}
    person = {name: KEN[name] for name in ("name", "kana", "birth")}
    clerk = reading(equipped, Printed("move_form", form, (person,)))
    send(clerk, "move_form")
    take(clerk, "move_form", **{"p1-sex": "male", "p1-relation": "head"})
    facts = clerk.current().facts
    assert facts.events == {"moved_in": ("2026-11-10", "paper_read")}
    assert (facts.people[0].facts["sex"], facts.people[0].facts["new_address"][1]) == (
        ("male", "move_form"),
        "paper_read",
    )


@pytest.mark.parametrize(
    ("reader", "scan", "words"),
    [
        (Printed(), b"", "読み取る写しがありません"),
        (Printed("residence_card"), SCAN, "この書類だとわかりませんでした"),
        (Printed(fails=True), SCAN, "いま読み取れません"),
    ],
)
def test_why_nothing_was_read(equipped: Installation, reader: Printed, scan: bytes, words: str) -> None:
    assert words in send(reading(equipped, reader), scan=scan)


def test_a_hostile_picture_is_refused_before_anybody_reads_it(equipped: Installation) -> None:
    page = send(reading(equipped, Printed(fails=True)), scan=b"\xff\xd8\xff" + b"rubbish" * 100)
    assert ("いま読み取れません" in page, "写しから" in page) == (False, False)


def test_without_the_program_the_page_says_so_and_without_the_setting_nothing(equipped: Installation) -> None:
    missing = send(reading(equipped, Printed(there=False)), act="refresh")
    assert ("tesseract-ocr-jpn が入っていません" in missing, 'value="read"' in missing) == (True, False)
    off = serve(equipped, add_member(equipped, "other", ("clerk", "child-allowance")), "A-2", CARD)
    page = off.browser.get(f"{off.desk.address}/people/transfer")
    assert ("tesseract" in page, 'value="read"' in page) == (False, False)
    assert "読み取る写しがありません" in send(off)


def test_strangers_cannot_have_it_read(installation: Installation) -> None:
    world = replace(installation, reader=Printed())
    desk: Desk = begin(at_desk(world, add_member(world, "clerk", ("clerk", DUTY))), "A-7")
    charlie = at_desk(world, add_member(world, "charlie", ("clerk", "childcare")))
    data = {"csrf_token": boxes(begin(charlie, "B-1").page)["csrf_token"], "screen-act": ["read"]}
    address = f"{desk.address}/people/transfer"
    assert (
        charlie.client.post(address, data=data, files={"scan-of-transfer.upload": ("p.jpg", SCAN)}).status_code == 404
    )


def test_what_was_read_and_not_taken_in_goes_with_the_visit(equipped: Installation) -> None:
    clerk = reading(equipped, Printed())
    send(clerk)
    assert clerk.current().facts.typed.keys() == {"transfer", "read transfer"}
    clerk.desk.press("end")
    assert clerk.current().facts.typed == {}


@pytest.mark.parametrize("rows", ["many", "-1", "9" * 5000])
def test_rows_that_are_no_number_are_no_rows(equipped: Installation, rows: str) -> None:
    page = send(reading(equipped, Printed()), sent={"paper-rows": [rows]})
    assert boxes(page)["p1-name.given"] == ["健"]


def test_of_a_long_paper_only_its_first_pages_are_opened(
    equipped: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    def note(*given: Any) -> Any:
        opened.append(given[-1])
        return open_form_page(*given)

    monkeypatch.setattr(take_reading, "open_form_page", note)
    assert "写しから" in send(reading(equipped, Printed()), scan=pdf(MOST + 3))
    assert opened == list(range(1, MOST + 1))


def test_a_page_that_cannot_be_drawn_now_is_no_missing_page(
    equipped: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> NoReturn:
        raise NotFound("page")

    monkeypatch.setattr(take_reading, "draw_form_page", away)
    assert "いま読み取れません" in send(reading(equipped, Printed()), scan=pdf())
