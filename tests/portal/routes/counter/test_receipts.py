"""A paper given across the counter: checks, fee, hand-over and end in one act, or none of them."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response

from integrations.payments.fake import FakePayments
from portal.services.counter.move_visit import add_procedure, join_visit, park_visit
from portal.services.counter.visits import begin_visit, save_visit, visit_of_counter
from portal.services.filing.visit_facts import facts_of, keep_facts
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import INSIDE
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.counter import visits
from portal.store.fees import payments, tills
from portal.store.fees.tills import CASH, TAKEN
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_settle_outcome import with_undo
from tests.portal.services.fees.paying import DUTY, file_with_fee, register_with_fee
from tests.portal.world import add_member, alice

TILL, DAY = "general", "2026-11-20"
ACTS = ("receive payment", "tick checks", "pass screening", "decide application", "give paper")


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY), name="試作 みどり")


@pytest.fixture
def desk(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    return register_with_fee(installation, reviewer)


def boxes_of(page: str, **changes: str | list[str]) -> dict[str, str | list[str]]:
    part = page[page.index('aria-labelledby="give"') :]
    sent: dict[str, str | list[str]] = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', part))
    sent |= {"checked": re.findall(r'name="checked" value="([^"]+)"', part), "place": TILL}
    return {name: value for name, value in (sent | changes).items() if name != "was"}


def give(browser: StaffBrowser, number: str, **changes: str | list[str]) -> Response:
    page = browser.get(f"/counter/done/{number}")
    return browser.client.post(f"/counter/done/{number}", data=boxes_of(page, **changes))


def stored(installation: Installation, number: str) -> tuple[str, int, int, list[str]]:
    """State, payments, entries of the till, its audit records."""
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        paid, entries = payments.of_application(unit, row.id), tills.entries(unit, TILL, DAY)
        done = [it.action for it in audit_records.after(unit, 0) if it.application_id == row.id and it.action in ACTS]
    return row.state, len(paid), len(entries), done


def nothing_of(installation: Installation, number: str) -> bool:
    return stored(installation, number) == ("received", 0, 0, [])


def test_a_certificate_is_paid_handed_over_and_closed_in_one_act(
    installation: Installation, desk: StaffBrowser, number: str
) -> None:
    page = desk.get(f"/counter/done/{number}")
    assert "現金600円を受け取り、渡して終える" in page
    response = give(desk, number)
    assert response.headers["location"] == f"/counter/done/{number}"
    assert stored(installation, number) == ("approved", 1, 1, list(ACTS))
    with installation.database.read() as unit:
        (entry,) = tills.entries(unit, TILL, DAY)
    assert (entry.kind, entry.method, entry.amount, entry.receipt_number) == (TAKEN, CASH, 600, number)
    after = desk.get(f"/counter/done/{number}")
    assert "求められた紙を渡し、手数料を受け取りました" in after
    slip = desk.get(f"/counter/print/{number}")
    assert "窓口で渡しました。この申請は終わりました。" in slip
    assert "送ったあとの画面で払います" not in slip
    assert "渡して、終わりました" in after
    assert f'href="/counter/fees/{number}/receipt.pdf"' in after
    assert 'aria-labelledby="give"' not in after
    assert "窓口で紙を渡した" in desk.get(f"/desk/{number}")
    assert "give_paper" in INSIDE, "the applicant does not read it"


def test_pressed_twice_it_is_given_once(installation: Installation, desk: StaffBrowser, number: str) -> None:
    sent = boxes_of(desk.get(f"/counter/done/{number}"))
    answers = [desk.client.post(f"/counter/done/{number}", data=sent) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [f"/counter/done/{number}"] * 2
    assert stored(installation, number) == ("approved", 1, 1, list(ACTS))


def test_what_is_not_ticked_is_reported_beside_its_box_and_nothing_is_stored(
    installation: Installation, desk: StaffBrowser, number: str
) -> None:
    items = re.findall(r'name="checked" value="([^"]+)"', desk.get(f"/counter/done/{number}"))
    response = give(desk, number, checked=items[1:])
    assert response.status_code == 422
    page = response.text
    assert 'href="#check-1"' in page
    assert 'id="check-1--error">確かめたら、印を付けてください。' in page
    assert len(re.findall(r'name="checked" value="[^"]+" checked', page)) == len(items) - 1, (
        "what was ticked stays ticked"
    )
    assert nothing_of(installation, number)


@pytest.mark.parametrize(
    ("place", "words"),
    [("minato", "現金を受け取れません"), ("", "窓口を選んでください"), ("station", "窓口を選んでください")],
)
def test_a_counter_that_takes_no_money_is_reported_beside_its_box_and_nothing_is_stored(
    installation: Installation, desk: StaffBrowser, number: str, place: str, words: str
) -> None:
    response = give(desk, number, place=place)
    assert response.status_code == 422
    assert re.search(f'id="till-place--error">[^<]*{words}', response.text)
    assert nothing_of(installation, number)


def test_the_change_is_reckoned_and_too_little_is_refused_with_all_else_as_it_was(
    installation: Installation, desk: StaffBrowser, number: str
) -> None:
    items = re.findall(r'name="checked" value="([^"]+)"', desk.get(f"/counter/done/{number}"))
    response = give(desk, number, given="500", checked=items[1:])
    assert response.status_code == 422
    assert re.search('id="till-given--error">[^<]*600円より少ない', response.text)
    assert 'id="check-1--error"' in response.text, "with the other mistakes"
    assert "<h1>登録しました</h1>" in response.text, "nothing was given yet"
    assert 'value="500" data-owed="600"' in response.text
    assert nothing_of(installation, number)
    done = give(desk, number, given="1000")
    assert "お預かり 1,000円、おつり 400円。" in desk.get(done.headers["location"])
    assert stored(installation, number) == ("approved", 1, 1, list(ACTS))


def test_a_counted_till_takes_nothing_and_nothing_else_is_stored(
    installation: Installation, desk: StaffBrowser, number: str
) -> None:
    other = register_with_fee(installation, add_member(installation, "other", ("reviewer", DUTY)))
    give(desk, other)
    till = f"/counter/till?place={TILL}&day={DAY}"
    text = desk.get(till)
    hidden = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', text[text.index("counted") - 2000 :]))
    counted = desk.client.post("/counter/till", data=hidden | {"act": "count", "counted": "600", "note": ""})
    assert counted.status_code == 303, counted.text
    response = give(desk, number)
    assert response.status_code == 422
    assert "締めは終わっています" in response.text
    assert stored(installation, number)[0] == "received"
    assert stored(installation, number)[1] == 0


def test_a_changed_case_or_amount_is_refused_whole(installation: Installation, desk: StaffBrowser, number: str) -> None:
    assert give(desk, number, amount="300").status_code == 409
    assert give(desk, number, answers="9").status_code == 409
    assert give(desk, number, revision="9").status_code == 409
    assert nothing_of(installation, number)


def test_what_is_free_is_given_without_a_till(installation: Installation, desk: StaffBrowser, reviewer: Member) -> None:
    number = register_with_fee(installation, reviewer, exempt="welfare")
    page = desk.get(f"/counter/done/{number}")
    assert ">渡して終える</button>" in page
    assert 'id="till-place"' not in page
    assert give(desk, number).status_code == 303
    assert stored(installation, number) == ("approved", 0, 0, list(ACTS[1:]))


def test_what_was_paid_before_is_not_taken_again(installation: Installation, desk: StaffBrowser, number: str) -> None:
    fee, paid = f"/counter/fees/{number}", {"act": "cash", "place": TILL, "amount": "600"}
    assert desk.post(fee, fee, paid).headers["location"] == f"{fee}?said=cash&"
    assert ">渡して終える</button>" in desk.get(f"/counter/done/{number}")
    assert give(desk, number).status_code == 303
    assert stored(installation, number) == ("approved", 1, 1, list(ACTS))


def test_while_the_visitor_pays_by_phone_nothing_is_given(installation: Installation, reviewer: Member) -> None:
    paying = replace(installation, payments=FakePayments())
    desk, number = at_desk(paying, reviewer), register_with_fee(paying, reviewer)
    sent = boxes_of(desk.get(f"/counter/done/{number}"))
    desk.post(f"/counter/fees/{number}", f"/counter/fees/{number}", {"act": "cashless", "place": TILL})
    assert "キャッシュレスの支払いの途中です" in desk.get(f"/counter/done/{number}")
    assert desk.client.post(f"/counter/done/{number}", data=sent).status_code == 409
    assert stored(paying, number)[0] == "received"


def test_a_paper_in_the_hand_waits_for_no_time_to_undo(installation: Installation, reviewer: Member) -> None:
    careful = with_undo(installation, 10)
    number = register_with_fee(careful, reviewer)
    assert give(at_desk(careful, reviewer), number).status_code == 303
    assert stored(careful, number)[0] == "approved"


def test_what_is_sent_by_post_or_was_asked_for_on_line_is_not_given_here(
    installation: Installation, desk: StaffBrowser, reviewer: Member
) -> None:
    by_post = register_with_fee(installation, reviewer, receive="post", lives_there=True, mail="ordinary")
    on_line = file_with_fee(installation, alice(installation))
    for number in (by_post, on_line):
        page = desk.get(f"/counter/done/{number}")
        assert 'aria-labelledby="give"' not in page
        answer = desk.post(f"/counter/done/{number}", f"/counter/done/{number}", {"revision": "0", "amount": "600"})
        assert answer.status_code == 409
        assert nothing_of(installation, number)


@pytest.mark.parametrize("approval", [True, False])
def test_where_a_second_person_approves_it_is_not_given_alone(
    installation: Installation, reviewer: Member, approval: bool
) -> None:
    rows = tuple(row.model_copy(update={"approval": approval}) for row in installation.city.duties[DUTY])
    duties = {**installation.city.duties, DUTY: rows}
    city = replace(installation, city=installation.city.model_copy(update={"duties": duties}))
    desk, number = at_desk(city, reviewer), register_with_fee(city, reviewer)
    assert ("担当の職員が、申請管理で確かめて決めます" in desk.get(f"/counter/done/{number}")) is approval


def test_a_clerk_without_the_right_to_decide_gives_nothing(installation: Installation, number: str) -> None:
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    page = clerk.get(f"/counter/done/{number}")
    assert "担当の職員が、申請管理で確かめて決めます" in page
    assert f'href="/counter/fees/{number}"' in page
    sent = {"revision": "0", "amount": "600", "place": TILL}
    assert clerk.post(f"/counter/done/{number}", f"/counter/done/{number}", sent).status_code == 403
    mixed = at_desk(installation, add_member(installation, "mixed", ("clerk", DUTY), ("reviewer", "roads")))
    assert mixed.post(f"/counter/done/{number}", f"/counter/done/{number}", sent).status_code == 403
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "roads")))
    assert charlie.post("/counter", f"/counter/done/{number}", sent).status_code == 404
    assert nothing_of(installation, number)


def test_nobody_gives_a_certificate_to_themselves(installation: Installation, number: str) -> None:
    own = at_desk(installation, add_member(installation, "taro", ("reviewer", DUTY), name="見本 太郎"))
    assert 'aria-labelledby="give"' not in own.get(f"/counter/done/{number}")
    sent = {"revision": "0", "amount": "600", "place": TILL}
    assert own.post(f"/counter/done/{number}", f"/counter/done/{number}", sent).status_code == 403
    assert nothing_of(installation, number)
    with installation.database.read() as unit:
        assert any(record.action == "be kept from own case" for record in audit_records.after(unit, 0))


def visit_of(installation: Installation, member: Member, *numbers: str) -> str:
    with installation.database.write() as unit:
        visit = begin_visit(installation, unit, member, "once-once-once-once")
        for number in numbers:
            row = applications.by_number(unit, number)
            assert row is not None
            join_visit(installation, unit, member, visit_of_counter(installation, unit, member, visit), row.uid)
        unit.commit()
    return visit


def has_ended(installation: Installation, visit: str) -> bool:
    with installation.database.read() as unit:
        row = visits.by_id(unit, visit)
    assert row is not None
    return row.ended_at is not None


def test_the_visit_ends_with_the_last_paper(installation: Installation, desk: StaffBrowser, reviewer: Member) -> None:
    first, last = (register_with_fee(installation, reviewer, copies=copies) for copies in (1, 2))
    visit = visit_of(installation, reviewer, first, last)
    assert "来庁も終わり" not in desk.get(f"/counter/done/{first}")
    give(desk, first)
    assert not has_ended(installation, visit)
    page = desk.get(f"/counter/done/{first}")
    assert f'href="/counter/visits/{visit}" autofocus' in page
    assert "この申請は終わりました" in page
    assert "来庁も終わります" in desk.get(f"/counter/done/{last}")
    give(desk, last)
    assert has_ended(installation, visit)
    page = desk.get(f"/counter/done/{last}")
    assert "この申請と来庁は終わりました" in page
    assert f'href="/counter/visits/{visit}/summary"' in page
    assert 'href="/counter" autofocus' in page


@pytest.mark.parametrize("left", ["open", "chosen", "parked", "guide", "of another"])
def test_a_visit_with_something_left_to_do_goes_on(
    installation: Installation, desk: StaffBrowser, reviewer: Member, number: str, left: str
) -> None:
    visit, other = visit_of(installation, reviewer, number), add_member(installation, "other", ("reviewer", DUTY))
    with installation.database.write() as unit:
        current = visit_of_counter(installation, unit, reviewer, visit)
        match left:
            case "open":
                add_procedure(installation, unit, reviewer, current, "juminhyo-utsushi")
            case "chosen":
                save_visit(installation, unit, current, replace(current.words, adding="juminhyo-utsushi"))
            case "parked":
                park_visit(installation, unit, reviewer, current, current.words)
            case "guide":
                facts = facts_of(installation, current.row)
                keep_facts(installation, unit, current.row, replace(facts, guides={"moving": {}}))
            case _:
                save_visit(installation, unit, current, current.words, staff_id=other.id)
        unit.commit()
    give(desk, number)
    assert stored(installation, number)[0] == "approved"
    assert not has_ended(installation, visit)


def test_the_summary_of_the_visit_says_that_it_was_given_and_asks_for_nothing_more(
    installation: Installation, desk: StaffBrowser, reviewer: Member
) -> None:
    number = register_with_fee(installation, reviewer)
    visit = visit_of(installation, reviewer, number)
    before = desk.get(f"/counter/visits/{visit}/summary")
    assert "住民票を用意します。" in before
    assert f'href="/counter/visits/{visit}"' in desk.get(f"/counter/done/{number}")
    give(desk, number)
    after = desk.get(f"/counter/visits/{visit}/summary")
    assert "窓口で渡しました。" in after
    assert "住民票を用意します。" not in after
