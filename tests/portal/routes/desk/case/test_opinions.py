"""意見照会: another section reads the chosen parts of a case, answers once."""

import re
from collections.abc import Mapping

import pytest

from portal.jobs.watch_opinions import watch_opinions
from portal.services.desk.queue.calls import desk_calls
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import opinions
from portal.store.shared import audit_records
from tests.portal.later import at
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

OTHER = "care-benefit"
QUESTION = "給付の記録と合っていますか。"
ANSWER = "合っています。\n記録は10月のものです。"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")


@pytest.fixture
def kyufu(installation: Installation) -> Member:
    return add_member(installation, "kyufu", ("reviewer", OTHER), name="見本 給付")


def once(page: str) -> str:
    match = re.search('name="once" value="([^"]+)"', page)
    assert match
    return match[1]


def ask(browser: StaffBrowser, number: str, changes: Mapping[str, str | list[str]] = {}) -> int:
    page = f"/desk/{number}/opinions"
    boxes = {"duty": OTHER, "due": "2026-12-04", "question": QUESTION, "part": "name", "once": once(browser.get(page))}
    return browser.post(page, page, {**boxes, **changes}).status_code


def called(installation: Installation, member: Member) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    with installation.database.read() as unit:
        calls = desk_calls(installation, unit, member)
    return calls.asked_of_us, calls.opinions_came, calls.opinions_late


def acts(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.action, record.actor) for record in audit_records.after(unit, 0) if "opinion" in record.action]


def test_the_other_section_reads_what_was_chosen_and_answers_and_the_case_keeps_it(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    asking, consulted = at_desk(installation, tanto), at_desk(installation, kyufu)
    assert ask(asking, number) == 303
    assert called(installation, kyufu) == (1, (), ())
    assert number in consulted.get("/desk/opinions")
    page = consulted.get("/desk/opinions/1")
    assert (QUESTION in page, "髙見本" in page, "先週、病院の帰りに" in page) == (True, True, False)
    assert consulted.post("/desk/opinions/1", "/desk/opinions/1", {"answer": " "}).status_code == 422
    assert consulted.post("/desk/opinions/1", "/desk/opinions/1", {"answer": "あ" * 2001}).status_code == 422
    assert consulted.post("/desk/opinions/1", "/desk/opinions/1", {"answer": ANSWER}).status_code == 303
    assert consulted.post("/desk/opinions/1", "/desk/opinions/1", {"answer": "やはり違います"}).status_code == 409
    assert called(installation, kyufu) == (0, (), ())
    assert called(installation, tanto) == (0, (number,), ())
    case = asking.get(f"/desk/{number}")
    assert (ANSWER in case, QUESTION in case, "ほかの課が意見を答えた" in case) == (True, True, True)
    assert "髙見本" not in consulted.get("/desk/opinions/1")
    assert asking.post(f"/desk/{number}", f"/desk/{number}/opinions/1/seen", {}).status_code == 303
    assert called(installation, tanto) == (0, (), ())
    expected = [("ask opinion", "staff:tanto"), ("answer opinion", "staff:kyufu"), ("see opinion", "staff:tanto")]
    assert acts(installation) == expected


def test_who_is_asked_can_do_nothing_else_to_the_case_and_a_stranger_not_even_that(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    ask(at_desk(installation, tanto), number)
    consulted = at_desk(installation, kyufu)
    for address in (f"/desk/{number}", f"/desk/{number}/opinions", f"/desk/{number}/form.pdf"):
        consulted.get(address, status=404)
    for act in ("take", "pass", "opinions", "opinions/1/take-back", "opinions/1/seen"):
        assert consulted.post("/desk/opinions/1", f"/desk/{number}/{act}", {"revision": "0"}).status_code == 404
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", OTHER, 403), ("auditor", "*", 403)):
        charlie = at_desk(installation, add_member(installation, f"{role}-{duty[:1]}x", (role, duty)))
        charlie.get("/desk/opinions/1", status=status)
        assert charlie.post("/desk", "/desk/opinions/1", {"answer": "x"}).status_code == status
    assert at_desk(installation, kyufu).get("/desk/opinions/9", status=404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"duty": ""}, {"duty": DUTY}, {"duty": "fishing"}, {"due": ""}, {"due": "2026-11-20"}, {"due": "2028-01-01"},
        {"question": " "}, {"question": "あ" * 2001},
    ],
)  # fmt: skip
def test_a_question_without_section_day_or_words_comes_back_as_it_was_typed(
    wrong: dict[str, str], installation: Installation, tanto: Member, number: str
) -> None:
    assert ask(at_desk(installation, tanto), number, wrong) == 422
    with installation.database.read() as unit:
        assert opinions.by_id(unit, 1) is None


def test_the_same_form_sent_twice_asks_once_and_one_taken_back_waits_for_nothing(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    asking, consulted = at_desk(installation, tanto), at_desk(installation, kyufu)
    form = once(asking.get(f"/desk/{number}/opinions"))
    assert [ask(asking, number, {"once": form}) for _ in range(2)] == [303, 303]
    assert called(installation, kyufu) == (1, (), ())
    back = f"/desk/{number}/opinions/1/take-back"
    assert asking.post(f"/desk/{number}", back, {}).status_code == 303
    assert asking.post(f"/desk/{number}", back, {}).status_code == 409
    assert called(installation, kyufu) == (0, (), ())
    assert "取り消しました" in consulted.get("/desk/opinions/1")
    assert consulted.post("/desk", "/desk/opinions/1", {"answer": ANSWER}).status_code == 409


def test_a_day_that_passes_becomes_a_task_of_the_section_once_until_the_answer_comes(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    ask(at_desk(installation, tanto), number)
    assert watch_opinions(at(installation, "2026-12-04T09:00:00+09:00")) == 0
    after = at(installation, "2026-12-05T09:00:00+09:00")
    assert (watch_opinions(after), watch_opinions(after)) == (1, 0)
    assert called(after, tanto) == (0, (), (number,))
    assert "1日すぎ" in at_desk(after, kyufu).get("/desk/opinions")
    at_desk(after, kyufu).post("/desk/opinions/1", "/desk/opinions/1", {"answer": ANSWER})
    assert called(after, tanto) == (0, (number,), ())


def test_nobody_answers_about_themselves(installation: Installation, tanto: Member, number: str) -> None:
    named = at_desk(installation, add_member(installation, "taro", ("reviewer", OTHER), name="髙見本　太郎"))
    ask(at_desk(installation, tanto), number)
    assert named.post("/desk/opinions/1", "/desk/opinions/1", {"answer": ANSWER}).status_code == 403
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert [opinion.state for opinion in opinions.of(unit, row.id)] == ["asked"]
        assert audit_records.after(unit, 0)[-1].action == "be kept from own case"


def test_of_somebody_protected_only_who_may_see_them_is_shown_anything_and_never_the_address(
    installation: Installation, tanto: Member, kyufu: Member, number: str
) -> None:
    guard = add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY))
    named = add_member(installation, "hogo2", ("reviewer", OTHER), ("protected", OTHER))
    ask(at_desk(installation, guard), number, {"part": ["name", "address"]})
    at_desk(installation, guard).post(
        f"/desk/{number}", f"/desk/{number}/protect", {"person": "0", "reason": "支援措置"}
    )
    at_desk(installation, kyufu).get("/desk/opinions/1", status=404)
    assert "一丁目2番3号" not in at_desk(installation, named).get("/desk/opinions/1")
    assert QUESTION not in at_desk(installation, tanto).get(f"/desk/{number}")
