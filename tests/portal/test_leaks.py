"""Marked answers never appear in logs, addresses, headers, error pages or files of the data folder."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from tests.draft_paths import draft_in
from tests.journeys.filing import answer_until, decide, file_application, send_back, sign_in
from tests.journeys.people import PROCEDURE, TARO, Answers
from tests.journeys.service import PASSWORDS, code_of
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg
from tests.servers import Server, running

# Each is typed into a box and occurs in no other file of the repository.
MARKS = (
    "漏れ印氏", "漏れ印名", "モレジルシ", "漏れ印町", "漏れ印番地", "漏れ印建物", "漏れ印の理由", "漏れ印の電話", "000-4711-0815",
    "moreshirushi@example.jp", "0000471108", "漏れ印の直し", "漏れ印のことば", "漏れ印の結果", "漏れ印の合言葉", "moreshirushi-login",
    "漏れ印の来た人", "漏れ印のメモ", "漏れ印の署名", "漏れ印の写し",
)  # fmt: skip
# The data of her card.
CARD = ("葛󠄀子", "1950-01-15", "葛󠄀城町9番地")
MARKED: Answers = {
    **TARO,
    "insured_person": {
        "name.family": "漏れ印氏",
        "name.given": "漏れ印名",
        "kana.family": "モレジルシ",
        "kana.given": "モレジルシ",
    },
    "insured_no": {"insured_no": "0000471108"},
    "address": {
        "address.postal": "0000001",
        "address.town": "漏れ印町",
        "address.street": "漏れ印番地",
        "address.building": "漏れ印建物",
    },
    "lost_how": {"lost_how": "other", "lost_how.tell": "漏れ印の理由"},
    "phone": {"phone": "000-4711-0815"},
    "email": {"email": "moreshirushi@example.jp"},
}


class Witness:
    def __init__(self, visitor: Visitor) -> None:
        self.addresses: list[str] = []
        self.headers: list[str] = []
        self.refusals: list[str] = []
        visitor.client.event_hooks = {"response": [self.see]}

    def see(self, response: httpx.Response) -> None:
        self.addresses.append(unquote(str(response.request.url)))
        self.headers.append(unquote(str(response.headers.raw)))
        if response.status_code >= 400 and response.status_code != 422:  # a 422 shows the person's own answers
            response.read()
            self.refusals.append(response.text)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Server]:
    with running("demo", folder=tmp_path / "service", KAKANAI_LOG_LEVEL="debug") as server:
        yield server


@pytest.fixture
def alice(service: Server) -> Iterator[Visitor]:
    with Visitor(service.url) as visitor:
        yield visitor


@pytest.fixture
def clerk(service: Server) -> Iterator[Visitor]:
    with Visitor(service.url) as visitor:
        yield visitor


def test_marked_answers_stay_with_whom_they_are_meant_for(service: Server, alice: Visitor, clerk: Visitor) -> None:
    witnesses = (Witness(alice), Witness(clerk))
    walk(service, alice, clerk)
    refuse(alice, clerk)
    meet_a_bug(service, alice)
    service.stop()

    log = service.log
    assert '"route": "/apply/{procedure}/{draft}/page/{page}"' in log, "the log is empty: the search is broken"
    assert '"event": "bug"' in log
    assert marks_in(log) == []
    for witness in witnesses:
        assert marks_in("\n".join(witness.addresses)) == []
        assert marks_in("\n".join(witness.headers)) == []
        assert len(witness.refusals) >= 2
        assert marks_in("\n".join(witness.refusals)) == []
    assert {path.name: marks for path in files(service) if (marks := marks_in_bytes(path.read_bytes()))} == {}


def walk(service: Server, alice: Visitor, clerk: Visitor) -> None:
    sign_in(alice, "yoshino-katsuko")
    number = file_application(alice, MARKED)
    assert "漏れ印の理由" in alice.text
    code = code_of(clerk.go("/mock/codes").text, "tanto")
    clerk.go("/staff/sign-in")
    clerk.press("サインイン", {"login": "tanto", "password": PASSWORDS["tanto"], "code": code})
    send_back(clerk, number, "lost_how", "漏れ印のことば")
    alice.go(f"/applications/{number}/correct/lost_how")
    alice.press("次へ進む", {"lost_how": "other", "lost_how.tell": "漏れ印の直し"})
    alice.press("直した内容を送る")
    assert "漏れ印の直し" in clerk.go(f"/desk/{number}").text
    decide(clerk, number, "refused", "要件に合わないため、漏れ印の結果")
    assert "漏れ印の結果" in alice.go(f"/applications/{number}").text
    assert "漏れ印氏" in clerk.go("/desk/book").text
    clerk.go("/counter")
    clerk.press("開く・さがす", {"asked": "A-1"})
    clerk.press("保存する", {"visit-name": "漏れ印の来た人", "visit-note": "漏れ印のメモ"})
    clerk.go(f"{clerk.path}/people/transfer")
    clerk.press("選んだものを加える", files={"scan-of-transfer.upload": [("漏れ印の写し.jpg", jpeg())]})
    assert "漏れ印の写し" in clerk.text
    assert "漏れ印の来た人" in clerk.go("/counter").text
    with Visitor(service.url) as tablet:
        confirm(clerk, tablet)
    answer_until(alice, MARKED, last="delivery")


def confirm(clerk: Visitor, tablet: Visitor) -> None:
    clerk.press("開く・さがす", {"asked": "A-1"})
    visit = clerk.path
    clerk.press("add", {"visit-add": PROCEDURE})
    clerk.press("画面を更新", {"filer_kind": "self"})
    clerk.press(
        "画面を更新",
        {"name.family": "漏れ印氏", "name.given": "漏れ印名", "lost_how": "other", "lost_how.tell": "漏れ印の理由"},
    )
    clerk.go(f"{visit}/screen")
    clerk.press("番号を出す")
    tablet.go("/counter/screen")
    tablet.press("つなぐ", {"code": clerk.text.partition('class="receipt-number number">')[2].partition("<")[0]})
    clerk.go(f"{visit}/screen")
    clerk.press("画面に出す")
    tablet.go("/counter/screen")
    seen = ""
    while "これで署名する" not in tablet.text:
        seen += tablet.text
        tablet.press("まちがいありません")
    tablet.press("これで署名する", {"sign.text": "漏れ印の署名"})
    assert "漏れ印名" in seen
    assert "漏れ印の署名" in clerk.go(f"{visit}/screen").text


def refuse(alice: Visitor, clerk: Visitor) -> None:
    draft = draft_in(alice.path)
    boxes = [("lost_how", "other"), ("lost_how.tell", "漏れ印の理由"), ("phone", "漏れ印の電話")]
    token = ("csrf_token", alice.token())
    assert alice.post(f"{draft}/page/phone", [token, *boxes]).status_code == 422
    assert alice.post(f"{draft}/page/phone", boxes).status_code == 403
    assert alice.post(f"{draft}/page/phone", [token, *boxes, ("more", "漏れ印氏" * 100_000)]).status_code == 413
    assert alice.post("/nowhere", [token, *boxes]).status_code == 404
    assert alice.post("/applications/26-000-000-000/correct/lost_how", [token, *boxes]).status_code == 404
    wrong = [
        ("csrf_token", clerk.token()),
        ("login", "moreshirushi-login"),
        ("password", "漏れ印の合言葉"),
        ("code", "1"),
    ]
    assert clerk.post("/staff/sign-in", wrong).status_code == 422
    assert (
        clerk.post("/desk/26-000-000-000/return", [wrong[0], ("words.lost_how", "漏れ印のことば")]).status_code == 404
    )
    assert clerk.post("/desk/26-000-000-000/return", [("words.lost_how", "漏れ印のことば")]).status_code == 403


def meet_a_bug(service: Server, alice: Visitor) -> None:
    """The same data served with a bug whose message contains the answers."""
    service.stop()
    service.module = "tests.portal.hostile.with_a_bug"
    service.start()
    alice.go(f"/apply/{PROCEDURE}")
    alice.go("/apply/" + alice.text.partition('class="button" href="/apply/')[2].partition('"')[0])
    broken = alice.press("次へ進む", {"delivery": "address", "phone": "000-4711-0815"})
    assert broken.status_code == 500
    assert "うまくいきませんでした" in broken.text


def marks_in(text: str) -> list[str]:
    return [mark for mark in (*MARKS, *CARD) if mark in text or repr(mark.encode())[2:-1] in text]


def marks_in_bytes(content: bytes) -> list[str]:
    """As UTF-8, UTF-16, and JSON escapes."""
    return [
        mark
        for mark in (*MARKS, *CARD)
        if any(form in content for form in (mark.encode(), mark.encode("utf-16-le"), mark.encode("unicode_escape")))
    ]


def files(service: Server) -> list[Path]:
    paths = [path for path in service.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in paths)
    return paths


def test_the_search_sees_a_mark_in_each_form_it_may_take() -> None:
    for form in ("utf-8", "utf-16-le", "unicode_escape"):
        assert marks_in_bytes(b"before" + "漏れ印氏".encode(form) + b"after") == ["漏れ印氏"]
    assert marks_in("a line with 000-4711-0815 in it") == ["000-4711-0815"]
