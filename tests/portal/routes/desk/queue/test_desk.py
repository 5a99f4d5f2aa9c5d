"""The desk's pages: queue, case, return, answer, outcome."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import check_digit
from portal.services.shared.sessions import Session
from tests.portal.audited import actions
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application, state_of

ACTS = ("take", "release", "pass", "return", "recall", "correct", "decide")
NOWHERE = f"26-000-000-00{check_digit('2600000000')}"  # a valid receipt number that was never given out


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def give_back(browser: StaffBrowser, number: str, field: str = "name", reason: str = "name_differs") -> None:
    boxes: dict[str, str | list[str]] = {"field": [field], f"reason.{field}": reason, "due": "2026-12-04"}
    response = browser.post(f"/desk/{number}/return", f"/desk/{number}/return", boxes)
    assert response.headers["location"] == f"/desk/{number}?did=return", response.text


def pass_it(browser: StaffBrowser, number: str) -> None:
    response = browser.post(f"/desk/{number}", f"/desk/{number}/pass", {})
    assert response.headers["location"] == f"/desk/{number}?did=pass", response.text


def test_the_queue_lists_number_name_state_and_days_left(reviewing: StaffBrowser, number: str) -> None:
    page = reviewing.get("/desk")
    assert f'href="/desk/{number}?list=who%3Dall"' in page
    for words in ("髙見本　太郎", "受付", "あと12日", "未割当", "オンライン", "11月20日（金）"):
        assert words in page


def test_the_first_key_opens_what_does_not_wait_for_the_applicant(
    installation: Installation, reviewing: StaffBrowser, session: Session, number: str
) -> None:
    late = file_application(installation, session, days_ago=5)
    for opened in (late, number):
        assert re.findall(r'data-key="n"[^>]*>([^<]+)', reviewing.get("/desk")) == [opened]
        give_back(reviewing, opened)
    assert re.findall(r'data-key="n"[^>]*>([^<]+)', reviewing.get("/desk")) == [late], "all wait"


def test_filters_live_in_the_address_and_nonsense_counts_as_none(reviewing: StaffBrowser, number: str) -> None:
    assert number not in reviewing.get("/desk?who=mine")
    assert number in reviewing.get("/desk?who=unassigned&state=received")
    page = reviewing.get("/desk?state=examining&due=over")
    assert "この条件にあう申請はありません" in page
    assert '<option value="examining" selected>' in page
    assert number in reviewing.get("/desk?who=%00&state=nonsense&procedure=nonsense&after=nonsense&due=x")


def test_an_empty_queue_says_so_in_a_sentence(installation: Installation, reviewing: StaffBrowser) -> None:
    assert "審査する申請はありません。" in reviewing.get("/desk")
    not_allowed = at_desk(installation, add_member(installation, "nobody"))
    assert "見られる手続がありません。" in not_allowed.get("/desk")


def test_who_has_no_queue_begins_at_what_they_may_do(installation: Installation) -> None:
    for role, begins in (("administrator", "/admin"), ("translator", "/desk/translations")):
        response = at_desk(installation, add_member(installation, role, (role, "*"))).client.get("/desk")
        assert (response.status_code, response.headers["location"]) == (303, begins)


def test_more_than_a_page_goes_on_behind_its_last_line(
    installation: Installation, session: Session, reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.desk.queue.page.PAGE", 1)
    filed = {file_application(installation, session) for _ in range(2)}
    first = reviewing.get("/desk?state=received")
    following = re.search(r'href="(/desk\?state=received&after=[^"]+)"', first)
    assert following
    second = reviewing.get(following[1])
    assert {number for number in filed if number in first} ^ {number for number in filed if number in second} == filed
    assert 'href="/desk?state=received">はじめから' in second


def test_heads_of_the_table_sort_and_a_filter_keeps_the_order(
    installation: Installation, reviewing: StaffBrowser, session: Session
) -> None:
    late, new = file_application(installation, session, days_ago=9), file_application(installation, session)
    page = reviewing.get("/desk")
    assert 'aria-sort="ascending"><a href="/desk?who=all">期限' in page
    assert '<a href="/desk?sort=oldest">到達' in page
    oldest = reviewing.get("/desk?sort=oldest")
    assert 'aria-sort="ascending"><a href="/desk?sort=newest">到達' in oldest
    assert '<input type="hidden" name="sort" value="oldest">' in oldest
    newest = reviewing.get("/desk?sort=newest&state=received")
    assert 'aria-sort="descending"><a href="/desk?state=received&sort=oldest">到達' in newest
    assert '<a href="/desk?sort=oldest" aria-current="page">すべて' in oldest
    assert oldest.index(late) < oldest.index(new)
    assert newest.index(new) < newest.index(late)
    assert reviewing.get("/desk?sort=name").count('aria-sort="ascending"><a href="/desk?who=all">期限') == 1, (
        "unknown sort order"
    )


def test_a_case_shows_answers_arrival_evidence_and_what_to_check(reviewing: StaffBrowser, number: str) -> None:
    page = reviewing.get(f"/desk/{number}")
    for words in (
        "昭和24年（1949年）4月3日", "被保険者証、負担割合証", "市の記録に残った時", "マイナンバーカード",
        "被保険者の資格があるか", "受け付けた（申請した人）", "まだ引き渡していません。",
    ):  # fmt: skip
        assert words in page
    assert reviewing.get(f"/desk/{number.replace('-', '')}")


def test_of_a_stamped_paper_only_the_day_is_shown(
    installation: Installation, session: Session, reviewing: StaffBrowser
) -> None:
    page = reviewing.get(f"/desk/{file_application(installation, session, basis='stamp')}")
    assert "令和8年（2026年）11月20日（金）</dd>" in page


def test_who_looked_at_a_case_is_recorded(installation: Installation, reviewing: StaffBrowser, number: str) -> None:
    reviewing.get(f"/desk/{number}")
    reviewing.get(f"/desk/{number}/return")
    assert actions(installation).count("see case") == 2


def test_a_case_is_taken_and_given_back(reviewing: StaffBrowser, number: str) -> None:
    reviewing.post(f"/desk/{number}", f"/desk/{number}/take", {})
    page = reviewing.get(f"/desk/{number}?did=take")
    assert "あなたの担当にしました。" in page
    assert "担当を外す" in page
    assert number in reviewing.get("/desk?who=mine")
    reviewing.post(f"/desk/{number}", f"/desk/{number}/release", {})
    assert "自分の担当にする" in reviewing.get(f"/desk/{number}")


def test_passing_leads_to_examining_and_offers_its_outcomes(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    assert "outcome-approved" not in reviewing.get(f"/desk/{number}")
    pass_it(reviewing, number)
    page = reviewing.get(f"/desk/{number}")
    assert state_of(installation, number) == "examining"
    assert all(f"outcome-{outcome}" in page for outcome in ("approved", "partly", "refused", "withdrawn"))


def test_a_return_wants_a_question_a_reason_and_a_day(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    page = f"/desk/{number}/return"
    empty = reviewing.post(page, page, {"due": "2026-12-04"})
    assert (empty.status_code, "1つ以上選んでください" in empty.text) == (422, True)
    bare = reviewing.post(page, page, {"field": ["name", "kana"], "words.kana": "読みを<確かめて>ください", "due": "x"})
    assert bare.status_code == 422
    assert "「氏名」の理由を選ぶか、ことばを書いてください。" in bare.text
    assert "いつまでに直してもらうかを" in bare.text
    assert "読みを&lt;確かめて&gt;ください</textarea>" in bare.text
    assert 'href="#reason-name"' in bare.text
    assert state_of(installation, number) == "received"


def test_a_return_is_in_the_case_with_reason_and_day(reviewing: StaffBrowser, number: str) -> None:
    form = reviewing.get(f"/desk/{number}/return")
    assert 'value="2026-12-04"' in form
    name, kana = (form.partition(f'id="reason-{box}"')[2].partition("</select>")[0] for box in ("name", "kana"))
    assert name.index("この質問の理由") < name.index("お名前が住民票") < name.index("どの質問にも使う理由")
    assert ("この質問の理由" in kana, "お名前が住民票" in kana) == (False, False)
    give_back(reviewing, number)
    page = reviewing.get(f"/desk/{number}")
    for words in (
        "補正待ち",
        "お名前が住民票と違うようです。",
        "令和8年（2026年）12月4日（金）",
        "補正を待つ日は数えません",
    ):
        assert words in page
    reviewing.get(f"/desk/{number}/return", 409)


def test_an_answer_by_telephone_shows_before_and_after(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    give_back(reviewing, number)
    page = f"/desk/{number}/correct"
    assert 'value="髙見本"' in reviewing.get(page)
    assert 'name="at" value="2026-11-20 10:00"' in reviewing.get(page)  # the city's time
    name = {"name.family": "高見本", "name.given": "太郎", "kana.family": "タカミホン", "kana.given": "タロウ"}
    unsaid = reviewing.post(page, page, name)
    assert unsaid.status_code == 422
    assert "どのように返事が来たかを選んでください。" in unsaid.text
    assert 'value="高見本"' in unsaid.text
    empty = reviewing.post(page, page, {**name, "name.family": "", "came_by": "letter"})
    assert (empty.status_code, "error-summary" in empty.text) == (422, True)
    call = {"came_by": "telephone", "who": "本人", "at": "2026-11-20T09:30", "said": "高の字で出したいとのこと"}
    unsaid = reviewing.post(page, page, {**name, **call, "who": "", "at": "2026-11-20T10:30", "said": ""})
    assert unsaid.status_code == 422
    assert all(f'id="{box}--error"' in unsaid.text for box in ("who", "at", "said"))
    response = reviewing.post(page, page, {**name, **call})
    assert response.headers["location"] == f"/desk/{number}?did=correct"
    case = reviewing.get(f"/desk/{number}")
    assert "<td>変更</td>" in case
    assert "電話で聞いた（本人、2026-11-20 09:30）：高の字で出したいとのこと" in case
    assert re.search("髙見本　太郎</td><td[^>]*>高見本　太郎</td>", case)
    assert state_of(installation, number) == "screening"
    reviewing.get(page, 409)


def test_an_answer_that_opens_a_question_is_asked_for_it(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    give_back(reviewing, number, "reason", "unclear")
    page = f"/desk/{number}/correct"
    more = reviewing.post(page, page, {"reason": "damaged", "shown": ["reason"], "came_by": "counter", "said": "来た"})
    assert more.status_code == 200
    assert 'name="shown" value="return_by"' in more.text
    assert "error-summary-title" not in more.text
    boxes: dict[str, str | list[str]] = {
        "reason": "damaged",
        "return_by": "post",
        "came_by": "counter",
        "said": "来た人が書いた",
    }
    response = reviewing.post(page, page, {**boxes, "shown": ["reason", "return_by"]})
    assert response.headers["location"] == f"/desk/{number}?did=correct"


def test_without_an_answer_it_goes_back_unchanged(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    give_back(reviewing, number)
    response = reviewing.post(f"/desk/{number}", f"/desk/{number}/recall", {})
    assert response.headers["location"] == f"/desk/{number}?did=recall"
    page = reviewing.get(f"/desk/{number}?did=recall")
    assert "返事を待たずに形式審査にもどしました。" in page
    assert "補正の前と後" not in page
    assert state_of(installation, number) == "screening"


def test_a_postal_code_is_looked_up_without_sending_the_answer(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    give_back(reviewing, number, "address", "address_differs")
    page = f"/desk/{number}/correct"
    response = reviewing.post(page, page, {"address.postal": "0000001", "address.search": "search"})
    assert response.status_code == 200
    assert "見本県見本市見本町" in response.text
    assert state_of(installation, number) == "returned"


def test_an_outcome_is_done_only_after_a_second_page_stated_what_it_does(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    pass_it(reviewing, number)
    page, address = f"/desk/{number}", f"/desk/{number}/decide"
    nothing = reviewing.post(page, address, {"words": "資格がないためです。"})
    assert (nothing.status_code, "結果を選んでください。" in nothing.text) == (422, True)
    assert "資格がないためです。</textarea>" in nothing.text
    wordless = reviewing.post(page, address, {"outcome": "refused", "confirmed": "yes"})
    assert (wordless.status_code, "理由を書いてください。" in wordless.text) == (422, True)
    boxes = {"outcome": "refused", "words": "資格がないためです。"}
    preview = reviewing.post(page, address, boxes)
    assert preview.status_code == 200
    for words in ("髙見本　太郎", "認められなかった", "審査請求", "理由を書いて開き直します"):
        assert words in preview.text
    assert state_of(installation, number) == "examining"
    again = reviewing.post(page, address, {**boxes, "again": "yes"})
    assert (again.status_code, "資格がないためです。</textarea>" in again.text) == (200, True)
    response = reviewing.post(page, address, {**boxes, "confirmed": "yes"})
    assert response.headers["location"] == f"{page}?did=decide"
    assert state_of(installation, number) == "refused"
    case = reviewing.get(f"{page}?did=decide")
    assert "結果を出しました。" in case
    assert "見本県介護保険審査会" in case
    assert "outcome-" not in case
    assert number not in reviewing.get("/desk")


def test_who_is_too_late_keeps_the_words_and_sees_what_happened(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    other = at_desk(installation, add_member(installation, "other", ("reviewer", DUTY)))
    pass_it(other, number)
    boxes: dict[str, str | list[str]] = {"field": ["name"], "words.name": "字を確かめてください。", "due": "2026-12-04"}
    late = reviewing.post(f"/desk/{number}", f"/desk/{number}/return", boxes, revision="0")
    assert late.status_code == 409
    for words in (
        "ほかの人が先に変えました",
        "otherさん",
        "実質審査",
        "字を確かめてください。</textarea>",
        f'href="/desk/{number}"',
    ):
        assert words in late.text
    decided = reviewing.post(
        f"/desk/{number}",
        f"/desk/{number}/decide",
        {"outcome": "approved", "words": "よい", "confirmed": "yes"},
        revision="0",
    )
    assert (decided.status_code, "よい</textarea>" in decided.text) == (409, True)
    assert state_of(installation, number) == "examining"


@pytest.mark.parametrize("revision", ["x", "-1", "１", "9" * 12])
def test_a_form_without_its_revision_is_none_of_ours(reviewing: StaffBrowser, number: str, revision: str) -> None:
    assert reviewing.post(f"/desk/{number}", f"/desk/{number}/take", {}, revision=revision).status_code == 400


def test_a_clerk_may_read_the_case_and_do_nothing_to_it(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    page = clerk.get(f"/desk/{number}")
    assert "見ることだけできます" in page
    assert "/decide" not in page
    clerk.get(f"/desk/{number}/return", 403)
    for act in ACTS[:5]:
        boxes = {"field": "name", "reason.name": "unclear", "due": "2026-12-04"}
        assert clerk.post("/desk", f"/desk/{number}/{act}", boxes, revision="0").status_code == 403, act
    assert clerk.post("/desk", f"/desk/{number}/return", {}, revision="0").status_code == 403
    assert clerk.post("/desk", f"/desk/{number}/decide", {"outcome": "refused"}, revision="0").status_code == 403
    give_back(reviewing, number)
    clerk.get(f"/desk/{number}/correct", 403)
    assert clerk.post("/desk", f"/desk/{number}/correct", {}, revision="2").status_code == 403
    assert state_of(installation, number) == "returned"


def test_charlie_of_another_section_finds_nothing_and_learns_nothing(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    give_back(reviewing, number)
    for page in ("", "/return", "/correct"):
        existing, missing = charlie.get(f"/desk/{number}{page}", 404), charlie.get(f"/desk/{NOWHERE}{page}", 404)
        assert _same(existing) == _same(missing)
    for act in ACTS:
        assert charlie.post("/desk", f"/desk/{number}/{act}", {}, revision="0").status_code == 404, act
    assert number not in charlie.get("/desk")


def _same(page: str) -> str:
    """Without values that differ in every response, and without the requested number (`?number=`: the telephone's key)."""
    return re.sub(r'nonce="[^"]+"|class="number">\d+<|value="[0-9a-f]{64}"|number=[0-9-]+', "", page)


def test_who_is_not_signed_in_is_led_to_the_sign_in(reviewing: StaffBrowser, number: str) -> None:
    reviewing.client.cookies.delete("kakanai_staff")
    for page in ("/desk", f"/desk/{number}", f"/desk/{number}/return", f"/desk/{number}/correct"):
        response = reviewing.client.get(page)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/staff/sign-in?next=")


@pytest.mark.parametrize("after", ["%00_1", "9999_1", "2026-11-20_٣", "2026-11-20_", "_"])
def test_a_place_in_the_queue_that_was_tampered_with_is_its_beginning(
    number: str, reviewing: StaffBrowser, after: str
) -> None:
    assert number in reviewing.get(f"/desk?after={after}")
