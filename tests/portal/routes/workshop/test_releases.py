"""A second person approves; a publisher stops, returns, and hands back: over HTTP."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member, member_by_id
from portal.store.staff import staff_members
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import NAME, TEXT, ask, author, begin, in_force, publisher, save, sign
from tests.portal.world import add_member

HERE = "/desk/workshop"
PROCEDURE = f"{HERE}/procedures/{NAME}"


def release_of(page: str) -> str:
    return str(re.findall(r'action="(/desk/workshop/releases/\d+)/', page)[0])


@pytest.fixture
def published(installation: Installation) -> tuple[StaffBrowser, StaffBrowser]:
    """(author, publisher)"""
    member = author(installation)
    draft_id = begin(installation, member)
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id) == ""
    base, first, second = (
        f"{HERE}/drafts/{draft_id}",
        at_desk(installation, member),
        at_desk(installation, publisher(installation)),
    )
    release = release_of(second.get(base))
    assert "/approve" not in first.get(base)
    assert first.post(base, f"{release}/approve", {}).status_code == 403
    answer = second.post(base, f"{release}/approve", {})
    assert answer.headers["location"] == f"{base}?did=published"
    assert second.post(base, f"{release}/approve", {}).status_code == 409
    return first, second


def test_what_was_approved_is_on_the_residents_page_and_kept_by_the_workshop(
    installation: Installation, published: tuple[StaffBrowser, StaffBrowser]
) -> None:
    first, second = published
    assert in_force(installation) == (1, "workshop")
    assert "ガードレールの通報" in first.get(f"/procedures/{NAME}")
    page = second.get(PROCEDURE)
    assert "この画面で公開した版が使われています" in page
    assert "すぐに止める" in page
    assert "すぐに止める" not in first.get(PROCEDURE)


def test_a_stop_is_read_by_residents_until_it_is_lifted(published: tuple[StaffBrowser, StaffBrowser]) -> None:
    first, second = published
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "stopped", "words": " "}).status_code == 422
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "burnt", "words": "x"}).status_code == 400
    second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "stopped", "words": "いま<b>確かめて</b>います。"})
    page = first.client.get(f"/procedures/{NAME}").text
    assert "いま&lt;b&gt;確かめて&lt;/b&gt;います。" in page
    assert "いま" in first.client.get(f"/apply/{NAME}").text
    assert "受付を止めています" in second.get(PROCEDURE)
    another = {"kind": "lifted", "row": "7"}  # it was read; since then it was lifted, and this one set
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", another).status_code == 409
    second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "lifted"})
    assert "<b>確かめて</b>" not in first.get(f"/procedures/{NAME}")
    assert first.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "ended", "words": "x"}).status_code == 403


def test_the_next_version_is_begun_published_and_the_former_returns(
    installation: Installation, published: tuple[StaffBrowser, StaffBrowser]
) -> None:
    first, second = published
    base = first.post(PROCEDURE, f"{PROCEDURE}/draft", {}).headers["location"]
    member = author_of(installation)
    text = TEXT.replace("version: 1", "version: 2").replace("目じるし", "近くの目じるし")
    text = text.replace(
        "scenarios:", "      - {id: more, type: text, label: ほかに, max: 40, required: false}\nscenarios:"
    )
    assert "\nversion: 2\n" in first.client.get(f"{base}/file.yaml").text
    draft_id = int(base.rpartition("/")[2])
    save(installation, member, draft_id, text)
    shown = re.sub("<[^>]+>", "", first.get(f"{base}/difference"))
    for words in (
        "近くの目じるし",
        "書きかけは第1版のまま続きます",
        "増える列：ほかに",
        "この手続の書きかけは、いま0件（いまの版で0件）",
    ):
        assert words in shown
    sign(installation, member, draft_id)
    first.post(base, f"{base}/ask", {"read": "2"})
    second.post(base, f"{release_of(second.get(base))}/approve", {})
    assert in_force(installation) == (2, "workshop")
    page = second.get(PROCEDURE)
    former, seen = (re.findall(f'name="{name}" value="([0-9a-f]+)"', page)[0] for name in ("meaning", "seen"))
    assert first.post(PROCEDURE, f"{PROCEDURE}/return", {"meaning": former, "seen": seen}).status_code == 403
    second.post(PROCEDURE, f"{PROCEDURE}/return", {"meaning": former, "seen": seen})
    assert in_force(installation) == (1, "workshop")
    assert second.post(PROCEDURE, f"{PROCEDURE}/return", {"meaning": former, "seen": seen}).status_code == 409
    assert second.post(PROCEDURE, f"{PROCEDURE}/return", {"meaning": "x", "seen": former}).status_code == 404
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "stopped", "words": "点検中です"}).status_code == 303
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "lifted"}).status_code == 303
    assert second.post(PROCEDURE, f"{PROCEDURE}/stop", {"kind": "ended", "words": "終わりました"}).status_code == 303
    past = second.get(PROCEDURE).partition("<h2>これまで</h2>")[2]
    assert re.findall("受付を(?:止め|再開し|終え)ました|第[12]版", past) == [
        "受付を終えました", "受付を再開しました", "受付を止めました", "第2版", "第1版",
    ]  # fmt: skip
    assert second.post(PROCEDURE, f"{PROCEDURE}/folder", {}).status_code == 303
    assert in_force(installation) == (1, "folder")
    auditor = at_desk(installation, add_member(installation, "kansa", ("auditor", "*")))
    acts = auditor.get("/desk/audit?report=authored&from=2026-11-01&to=2026-11-30")
    for words in (
        "下書きを始めた", "下書きを書きかえた", "行に署名した", "公開の承認を求めた", "公開を承認した", "版を公開した",
        "前の版にもどした（guardrail 2 -> 1", "受付を止めた", "受付を再開した", "受付を終えた", "ファイルの管理にもどした",
    ):  # fmt: skip
        assert words in acts, words


def author_of(installation: Installation) -> Member:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "author")
        assert row is not None
        return member_by_id(installation.clock, unit, row.id, "")


def test_a_refusal_and_a_withdrawal_open_the_draft_again(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    sign(installation, member, draft_id)
    base, first, second = (
        f"{HERE}/drafts/{draft_id}",
        at_desk(installation, member),
        at_desk(installation, publisher(installation)),
    )
    first.post(base, f"{base}/ask", {"read": "2"})
    release = release_of(first.get(base))
    second.post(base, f"{release}/refuse", {"words": "根拠がちがいます"})
    assert "根拠がちがいます" in first.get(base)
    first.post(base, f"{base}/ask", {"read": "2"})
    release = release_of(first.get(base))
    first.post(base, f"{release}/withdraw", {})
    assert "承認を求める" in first.get(base)
    assert in_force(installation) is None


def test_strangers_decide_and_see_nothing(
    installation: Installation, published: tuple[StaffBrowser, StaffBrowser]
) -> None:
    charlie = at_desk(installation, publisher(installation, "charlie", "housing"))
    charlie.get(PROCEDURE, 404)
    charlie.get(f"{HERE}/procedures/nothing", 404)
    for page, boxes in (("stop", {"kind": "stopped", "words": "x"}), ("return", {}), ("folder", {}), ("draft", {})):
        assert charlie.post(HERE, f"{PROCEDURE}/{page}", boxes).status_code in (403, 404), page
    for page in ("approve", "refuse", "withdraw"):
        assert charlie.post(HERE, f"{HERE}/releases/1/{page}", {}).status_code == 404, page
