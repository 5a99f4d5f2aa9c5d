"""Bulk acts: one result per case, each case changed completely or not at all."""

import html
import re

import pytest

from portal.routes.desk.queue.desk import _DID
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.queue.act_in_bulk import DONE_WORDS, MOST, Chosen, act_in_bulk
from portal.services.desk.queue.foresee_acts import PASS, TAKE
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import draw
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.results import examined_case, examiner
from tests.portal.routes.desk.case.test_checks import boxes as lines_of
from tests.portal.routes.desk.case.test_checks import tick
from tests.portal.routes.desk.case.test_opinions import ask
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_settle_outcome import with_undo
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def state_of(installation: Installation, number: str) -> tuple[str, int]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return row.state, len(applications.events(unit, row.id))


def boxes(page: str) -> list[str]:
    return re.findall(r'name="case" value="([^"]+)"', page)


def test_an_act_on_many_is_called_as_the_same_act_on_one() -> None:
    assert [act for act, words in DONE_WORDS.items() if words.partition("（")[0] not in _DID[act]] == []


def test_many_are_chosen_confirmed_and_answered_line_by_line(installation: Installation, member: Member) -> None:
    session = alice(installation)
    filed = [file_application(installation, session) for _ in range(3)]
    desk = at_desk(installation, member)
    page = desk.get("/desk/bulk?sort=oldest")
    assert "/desk/bulk?" in desk.get("/desk")
    assert "認められなかった" in page
    assert "一部が認められた" not in page, "all wait for their screening"
    assert "補修済み" not in page, "no report is listed"
    assert [box.partition(":")[0] for box in boxes(page)] == filed
    assert desk.post("/desk/bulk", "/desk/bulk", {"act": "pass"}).status_code == 422
    assert desk.post("/desk/bulk", "/desk/bulk", {"case": boxes(page)}).status_code == 422
    chosen: dict[str, str | list[str]] = {"act": "refused", "words": "様式が違うためです。", "case": boxes(page)}
    confirm = desk.post("/desk/bulk", "/desk/bulk", chosen)
    assert "3件：結果を「認められなかった」にする" in confirm.text
    assert {state_of(installation, number)[0] for number in filed} == {"received"}
    _pass(installation, member, filed[1])
    results = desk.post("/desk/bulk", "/desk/bulk", chosen | {"confirmed": "yes"}).text
    assert "できた2件、できなかった1件" in results
    assert "この一覧を開いたあとに、変わっています" in results
    assert [state_of(installation, number)[0] for number in filed] == ["refused", "examining", "refused"]


def test_a_step_is_offered_only_where_a_chosen_case_can_take_it(installation: Installation, member: Member) -> None:
    session = alice(installation)
    new, examined, waiting = (file_application(installation, session) for _ in range(3))
    _pass(installation, member, examined)
    ask_again(installation, member, waiting, "phone")
    desk = at_desk(installation, member)
    box = {value.partition(":")[0]: value for value in boxes(desk.get("/desk/bulk"))}

    def offered(*numbers: str) -> set[str]:
        marked: dict[str, str | list[str]] = {"marked": "yes", "case": [box[number] for number in numbers]}
        return set(re.findall(r'name="act" value="([^"]+)"', desk.post("/desk", "/desk/bulk", marked).text))

    assert offered(new) == {"take", "pass", "refused"}
    assert offered(examined) == {"take", "approved", "partly", "refused"}
    assert offered(waiting) == {"take"}
    assert offered(new, examined, waiting) == {"take", "pass", "approved", "partly", "refused"}
    (taken,) = act_in_bulk(installation, member, [Chosen(waiting, int(box[waiting].partition(":")[2]))], TAKE, "")
    assert taken.done
    assert offered(waiting) == set()
    assert "まとめてできることは、今はありません" in desk.get("/desk/bulk?state=returned")


def test_the_confirmation_counts_who_takes_the_step_and_names_the_others_with_their_reason(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    new, examined, changed = (file_application(installation, session) for _ in range(3))
    _pass(installation, member, examined)
    desk = at_desk(installation, member)
    other = file_application(installation, session)
    sent: dict[str, str | list[str]] = {"act": "pass", "case": boxes(desk.get("/desk/bulk?sort=oldest"))}
    (taken,) = act_in_bulk(installation, member, [Chosen(changed, 0)], TAKE, "")
    assert taken.done
    page = html.unescape(desk.post("/desk/bulk", "/desk/bulk", sent).text)
    assert "2件（選んだ4件のうち）" in page
    assert "外れる申請：2件" in page
    assert [box.partition(":")[0] for box in boxes(page)] == [new, other]
    for number, words in (
        (examined, "今の状態（実質審査）では、できません"),
        (changed, "変わっています（今は「受付」）"),
    ):
        assert f'{words}：1件　<a class="number" href="/desk/{number}">' in page
    nothing = desk.post("/desk/bulk", "/desk/bulk", sent | {"case": [f"{examined}:2"]}).text
    assert "できる申請がありません" in nothing
    assert 'name="confirmed"' not in nothing


def test_what_is_left_out_stays_named_when_the_confirmation_is_shown_again(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    new, ticked, bare = (file_application(installation, session) for _ in range(3))
    for number in (ticked, bare):
        _pass(installation, member, number)
    desk = at_desk(installation, member)
    case = desk.get(f"/desk/{ticked}")
    assert tick(desk, ticked, case, *lines_of(case)) == 303
    sent: dict[str, str | list[str]] = {"act": "approved", "case": boxes(desk.get("/desk/bulk?sort=oldest"))}
    page = desk.post("/desk/bulk", "/desk/bulk", sent).text
    left_out = f'まだ「受付」です。先に実質審査に進めます：1件　<a class="number" href="/desk/{new}">'
    assert left_out in html.unescape(page)
    for press, numbers, status in (("confirmed", [ticked, bare], 422), ("leave", [ticked], 200)):
        out = re.findall(r'name="out" value="([^"]+)"', page)
        sent = {"act": "approved", "case": boxes(page), "out": out, press: "yes"}
        shown = desk.post("/desk/bulk", "/desk/bulk", sent)
        page = shown.text
        assert shown.status_code == status
        assert left_out in html.unescape(page), press
        assert [box.partition(":")[0] for box in boxes(page)] == numbers
    done = desk.post("/desk/bulk", "/desk/bulk", sent | {"case": boxes(page), "leave": [], "confirmed": "yes"}).text
    assert "できた1件、できなかった0件" in done
    assert state_of(installation, new)[0] == "received"


def test_cases_whose_check_list_nobody_ticked_are_counted_before_something_is_given(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    filed = [file_application(installation, session) for _ in range(3)]
    for number in filed:
        _pass(installation, member, number)
    desk = at_desk(installation, member)
    case = desk.get(f"/desk/{filed[0]}")
    assert tick(desk, filed[0], case, next(iter(lines_of(case)))) == 303
    page = desk.get("/desk/bulk?sort=oldest")
    give: dict[str, str | list[str]] = {"act": "approved", "words": "", "case": boxes(page)}
    asked = desk.post("/desk/bulk", "/desk/bulk", give).text
    assert ("確認項目に印のない申請：2件" in asked, "申請した人へのことば" in asked) == (True, True)
    case = desk.get(f"/desk/{filed[0]}")
    assert tick(desk, filed[0], case) == 303, "taken back"
    assert "確認項目に印のない申請：3件" in desk.post("/desk/bulk", "/desk/bulk", give).text
    for act in ("refused", PASS):
        confirmation = desk.post("/desk/bulk", "/desk/bulk", give | {"act": act, "words": "理由です。"}).text
        assert "確認項目に印" not in confirmation
    step = desk.post("/desk/bulk", "/desk/bulk", give | {"act": PASS, "words": ""}).text
    assert "申請した人へのことば" not in step  # a step says nothing to them


def test_a_case_of_another_section_is_answered_as_one_that_does_not_exist(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    ticked, plain = (file_application(installation, session) for _ in range(2))
    desk = at_desk(installation, member)
    for number in (ticked, plain):
        _pass(installation, member, number)
    case = desk.get(f"/desk/{ticked}")
    assert tick(desk, ticked, case, next(iter(lines_of(case)))) == 303
    stranger = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))

    def answered(number: str) -> str:
        posted: dict[str, str | list[str]] = {"act": "approved", "words": "", "case": f"{number}:1", "confirmed": "yes"}
        page = stranger.post("/desk/bulk", "/desk/bulk", posted).text
        return re.sub(r"\d{8}|nonce=\S+|data-typed-\w+=\S+", "", page.replace(number, "").partition("<main")[2])

    absent = draw(installation.clock.today())
    assert "できた0件、できなかった1件" in answered(absent)
    assert answered(ticked) == answered(plain) == answered(absent)


def test_each_refusal_has_its_own_reason_or_none_is_refused(installation: Installation, member: Member) -> None:
    session = alice(installation)
    first, second = (file_application(installation, session) for _ in range(2))
    desk = at_desk(installation, member)
    refuse: dict[str, str | list[str]] = {
        "act": "refused", "words": "様式が違うためです。", "case": boxes(desk.get("/desk/bulk?sort=oldest")),
    }  # fmt: skip
    asked = html.unescape(desk.post("/desk/bulk", "/desk/bulk", refuse).text)
    for number in (first, second):
        assert f'name="words.{number}"' in asked
    assert asked.count(">\n様式が違うためです。</textarea>") == 2
    assert asked.count("髙見本　太郎") == 2
    own = {f"words.{first}": "お名前の欄が空いているためです。", f"words.{second}": "だめ"}
    short = desk.post("/desk/bulk", "/desk/bulk", refuse | own | {"confirmed": "yes"})
    assert short.status_code == 422
    assert f"{second}：理由を、文で書いてください" in html.unescape(short.text)
    assert [state_of(installation, number)[0] for number in (first, second)] == ["received", "received"]
    own[f"words.{second}"] = "住所が市の外にあるためです。"
    desk.post("/desk/bulk", "/desk/bulk", refuse | own | {"confirmed": "yes"})
    for number, words in ((first, own[f"words.{first}"]), (second, own[f"words.{second}"])):
        assert state_of(installation, number)[0] == "refused"
        page = desk.get(f"/desk/{number}")
        assert (words in page, "様式が違う" in page) == (True, False)


def test_a_ready_reason_brings_its_provision_into_the_notice(installation: Installation) -> None:
    claim = "jido-teate-nintei"
    clerk = examiner(installation, claim)
    number = examined_case(installation, clerk, claim)
    desk = at_desk(installation, clerk)
    sent: dict[str, str | list[str]] = {"act": "refused", "case": boxes(desk.get("/desk/bulk"))}
    sent |= {f"ready.{number}": "public_servant", f"words.{number}": "", "confirmed": "yes"}
    assert "「認定請求を却下する」にする：できた1件" in desk.post("/desk/bulk", "/desk/bulk", sent).text
    page = desk.get(f"/desk/{number}")
    assert "公務員の方の児童手当は、勤め先が認定するためです。" in page


def test_in_bulk_nothing_is_given_with_an_open_line_unless_somebody_says_why(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    filed = [file_application(installation, session) for _ in range(2)]
    for number in filed:
        _pass(installation, member, number)
    desk = at_desk(installation, member)
    case = desk.get(f"/desk/{filed[0]}")
    assert tick(desk, filed[0], case, *lines_of(case)) == 303
    give: dict[str, str | list[str]] = {
        "act": "approved", "words": "", "case": boxes(desk.get("/desk/bulk?sort=oldest")), "confirmed": "yes",
    }  # fmt: skip
    refused = desk.post("/desk/bulk", "/desk/bulk", give)
    assert (refused.status_code, "印のないまま決める理由を、文で（10字から500字）" in refused.text) == (422, True)
    assert (f'href="/desk/{filed[1]}"' in refused.text, f'href="/desk/{filed[0]}"' in refused.text) == (True, False)
    without = desk.post("/desk/bulk", "/desk/bulk", {**give, "confirmed": [], "leave": "yes"}).text
    assert [box.partition(":")[0] for box in boxes(without)] == [filed[0]]
    assert "確認項目に印のない申請" not in without
    assert {state_of(installation, number)[0] for number in filed} == {"examining"}
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in filed]
    chosen = [Chosen(row.receipt_number, row.revision) for row in rows if row is not None]
    lines = list(act_in_bulk(installation, member, chosen, "approved", ""))
    assert [line.done for line in lines] == [True, False]
    assert lines[1].words == "確かめた印のない項目があります"
    given = desk.post("/desk/bulk", "/desk/bulk", give | {"unchecked": "窓口で原本を確かめたためです。"})
    assert "できた1件、できなかった1件" in given.text
    assert "確かめた印のない項目があるまま決めた理由" in desk.get(f"/desk/{filed[1]}")
    assert "確かめた印のない項目があるまま決めた理由" not in desk.get(f"/desk/{filed[0]}"), "all was ticked"


def test_what_was_decided_in_bulk_is_undone_by_one_press_until_it_leaves(
    installation: Installation, member: Member
) -> None:
    session, slow = alice(installation), with_undo(installation, 10)
    filed = [file_application(installation, session) for _ in range(2)]
    desk = at_desk(slow, member)
    refuse: dict[str, str | list[str]] = {
        "act": "refused", "words": "様式が違うためです。", "case": boxes(desk.get("/desk/bulk?sort=oldest")), "confirmed": "yes",
    }  # fmt: skip
    done = desk.post("/desk/bulk", "/desk/bulk", refuse).text
    assert "2件を取り消す" in done
    numbers = re.findall(r'name="number" value="([^"]+)"', done)
    assert numbers == filed
    other = at_desk(slow, add_member(installation, "other", ("reviewer", DUTY)))
    assert "できた0件、できなかった2件" in other.post("/desk/bulk", "/desk/bulk/take-back", {"number": numbers}).text
    undone = desk.post("/desk/bulk", "/desk/bulk/take-back", {"number": numbers}).text
    assert "取消し：できた2件、できなかった0件" in undone
    assert "を取り消す" not in undone
    assert "できた0件" in desk.post("/desk/bulk", "/desk/bulk/take-back", {"number": numbers}).text
    assert {state_of(installation, number)[0] for number in filed} == {"received"}


def test_what_was_taken_together_goes_back_by_one_press_where_it_is_untouched(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    free, theirs, touched = (file_application(installation, session) for _ in range(3))
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    (mine,) = act_in_bulk(installation, colleague, [Chosen(theirs, 0)], TAKE, "")
    assert mine.done
    desk = at_desk(installation, member)
    take: dict[str, str | list[str]] = {
        "act": "take",
        "case": boxes(desk.get("/desk/bulk?sort=oldest")),
        "confirmed": "yes",
    }
    done = desk.post("/desk/bulk", "/desk/bulk", take).text
    assert "3件の担当をもどす" in done
    takes = re.findall(r'name="taken" value="([^"]+)"', done)
    assert _assignees(installation, free, theirs, touched) == [member.id] * 3
    _pass(installation, member, touched)
    back: dict[str, str | list[str]] = {"taken": [*takes, "1:2", f"{free}:x:0", takes[0] + "00000000000"]}
    assert (
        "できた0件、できなかった3件"
        in at_desk(installation, colleague).post("/desk", "/desk/bulk/give-back", back).text
    )
    given = desk.post("/desk/bulk", "/desk/bulk/give-back", back).text
    assert "担当をもどす：できた2件、できなかった1件" in given
    assert ("colleagueさんの担当にもどしました" in given, "そのままです" in given) == (True, True)
    assert "の担当をもどす</button>" not in given
    assert _assignees(installation, free, theirs, touched) == [None, colleague.id, member.id]
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert clerk.post("/desk", "/desk/bulk/give-back", back).status_code == 403


def test_whose_former_member_reviews_no_more_goes_back_to_no_one(installation: Installation, member: Member) -> None:
    number = file_application(installation, alice(installation))
    desk = at_desk(installation, member)
    take: dict[str, str | list[str]] = {"act": "take", "case": boxes(desk.get("/desk/bulk")), "confirmed": "yes"}
    (taken,) = re.findall(r'name="taken" value="([^"]+)"', desk.post("/desk/bulk", "/desk/bulk", take).text)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    desk.post("/desk", "/desk/bulk/give-back", {"taken": taken.rpartition(":")[0] + f":{clerk.id}"})
    assert _assignees(installation, number) == [None]


def _assignees(installation: Installation, *numbers: str) -> list[int | None]:
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in numbers]
    return [row.assignee_id for row in rows if row is not None]


def test_who_may_not_review_chooses_nothing(installation: Installation, member: Member) -> None:
    clerk: StaffBrowser = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    clerk.get("/desk/bulk", 403)
    chosen = [Chosen(file_application(installation, alice(installation)), 0)]
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    for act in (TAKE, PASS, "refused"):
        (line,) = act_in_bulk(installation, stranger, chosen, act, "理由です。")
        assert (line.done, line.words) == (False, "この申請の審査はできません")


@pytest.mark.long("tests/portal/routes/desk/queue/test_bulk.py")
def test_five_hundred_with_failures_in_the_middle_leave_no_half(installation: Installation, member: Member) -> None:
    session = alice(installation)
    filed = [file_application(installation, session) for _ in range(MOST)]
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in filed]
    chosen = [Chosen(row.receipt_number, row.revision) for row in rows if row is not None]
    others = filed[100:500:100]
    for number in others:
        _pass(installation, member, number)
    first = []
    for line in act_in_bulk(installation, member, chosen, PASS, ""):
        first.append(line)
        if len(first) == 250:
            break  # the process dies here
    again = list(act_in_bulk(installation, member, chosen, PASS, ""))
    assert [line.receipt_number for line in first if not line.done] == [filed[100], filed[200]]
    assert [line.done for line in again[:250]] == [False] * 250, "no case is changed twice"
    assert [line.receipt_number for line in again[250:] if not line.done] == [filed[300], filed[400]]
    assert {state_of(installation, number) for number in filed} == {("examining", 3)}


def _pass(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()


def test_a_case_with_an_open_opinion_is_left_out_of_a_result_and_is_not_decided(
    installation: Installation, member: Member
) -> None:
    session = alice(installation)
    waits, other = (file_application(installation, session) for _ in range(2))
    desk = at_desk(installation, member)
    chosen: dict[str, str | list[str]] = {"words": "様式が違うためです。", "case": boxes(desk.get("/desk/bulk"))}
    assert ask(desk, waits) == 303
    assert "2件：自分の担当にする" in desk.post("/desk/bulk", "/desk/bulk", chosen | {"act": "take", "words": ""}).text
    refuse = chosen | {"act": "refused"}
    shown = desk.post("/desk/bulk", "/desk/bulk", refuse).text
    assert "1件（選んだ2件のうち）" in shown
    assert (
        f'ほかの課の意見の答えを待っています。待たずに決めるときは、申請のページで決めます：1件　<a class="number" href="/desk/{waits}">'
        in shown
    )
    results = desk.post("/desk/bulk", "/desk/bulk", refuse | {"confirmed": "yes"}).text
    assert "できた1件、できなかった1件" in results
    assert [state_of(installation, number)[0] for number in (waits, other)] == ["received", "refused"]
