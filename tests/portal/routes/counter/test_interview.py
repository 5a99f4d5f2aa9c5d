"""The interview of a visit over HTTP."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.services.cases.cases import case_of_member
from portal.services.filing.visit_facts import GUIDE, facts_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.counter import visits
from portal.store.shared import audit_records
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.paper.paper import text_of
from tests.portal.services.residents.test_match_resident import FakeRegister as Register
from tests.portal.world import DUTY, add_member

CARE, AGAIN = "yokaigo-nintei", "kaigo-hihokenshasho-saikofu"
SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}
ANSWERS = {"reception-place": "care", "reason": "lost", "cards": "insured", "delivery": "address", "application": "first", "stay": "home", "p0.insurance.kind": "late_elderly", "insurer_no": "39010004"}  # fmt: skip
TARO: Boxes = {
    "p0.insured.name.family": ["髙見本"],
    "p0.insured.name.given": ["太郎"],
    "p0.insured.birth.year": ["S240403"],
}

NAGI: Boxes = {
        "p1-name.family": ["例示"], "p1-name.given": ["凪"], "p1-kana.family": ["れいじ"], "p1-kana.given": ["なぎ"],
        "p1-birth.year": ["R8.11.5"], "p1-sex": ["female"], "p1-relation": ["child"],
    }  # fmt: skip


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", ("clerk", DUTY), ("clerk", "care-assessment"), ("clerk", "health-insurance"))


@pytest.fixture
def clerk(equipped: Installation, member: Member) -> Clerk:
    return serve(equipped, member, "A-1", SEEN)


def filed(clerk: Clerk) -> list[str]:
    links = clerk.desk.page.split('href="/counter/done/')[1:]
    return [link.partition('"')[0] for link in links]


def test_what_is_keyed_once_lands_in_each_procedure_and_all_are_registered_in_one_act(
    equipped: Installation, member: Member, clerk: Clerk
) -> None:
    clerk.add(CARE, AGAIN)
    screen = clerk.page("interview")
    documents = boxes(screen.page)["screen-shown"][0].split()
    assert ("p0.insured.name" in documents, "p1.name" in documents, "p1.birth" in documents) == (True, False, False)
    screen.press("refresh", TARO)
    assert clerk.current().parts[1].entry.kept["birth"] == "1949-04-03"
    assert screen.press("register").status_code == 422
    assert filed(clerk) == [], "all or none"
    response = clerk.interview(ANSWERS)
    numbers = filed(clerk)
    assert len(set(numbers)) == 2
    again = screen.browser.client.post(screen.address, data={**boxes(screen.page), "screen-act": "register"})
    assert again.headers["location"] == response.headers["location"] == clerk.desk.address
    with equipped.database.read() as unit:
        cases = [case_of_member(equipped, unit, member, number) for number in numbers]
        assert {str(case.answers.get("name") or case.answers["insured.name"]) for case in cases} == {
            "{'family': '髙見本', 'given': '太郎'}"
        }
        assert {case.evidence["came"] for case in cases} == {"self"}


def test_the_list_of_a_form_leads_to_that_of_the_city(equipped: Installation, member: Member) -> None:
    """A form's list does not cover proofs of number and identity."""
    clerk = serve(equipped, member, "A-9", {"visit-came": ["self"]})
    clerk.add(CARE)
    page = clerk.page("interview").page
    assert "2点で確かめたときは、来庁の画面の「見た書類」で選んでください" in page
    documents = page.partition("本人確認（見たもの）")[2].partition("</fieldset>")[0]
    assert ("マイナ免許証" in documents, "運転免許証" in documents, "写真のないもの2点" in documents) == (
        True,
        False,
        False,
    ), "the form asks for a 個人番号"
    licensed = serve(equipped, member, "A-10", SEEN)
    licensed.add(AGAIN)
    assert "来庁の画面の「見た書類」" not in licensed.page("interview").page


def test_the_printed_form_says_by_what_they_were_known(clerk: Clerk) -> None:
    clerk.find("S24.4.3", "たろう")
    clerk.add(AGAIN)
    clerk.interview(ANSWERS)
    printed = text_of(clerk.browser.client.get(f"/desk/{filed(clerk)[0]}/form.pdf").content)
    assert "本人確認□✓運転免許証" in printed


def test_a_card_is_read_once_for_the_visit_and_each_value_says_where_it_is_from(clerk: Clerk) -> None:
    clerk.add(CARE, AGAIN)
    screen = clerk.page("interview")
    assert clerk.read_card("髙見本　太郎", "19490403", "1", "見本県見本市見本町一丁目2番3号").status_code == 204
    screen.press("refresh", {"p0.insured.phone": ["000-0000-0001"]})  # the page does not show the value from the card
    page = clerk.page("interview").page
    assert boxes(page)["p0.insured.name.family"] == ["髙見本"]
    assert "わかっていること" in page
    assert "マイナンバーカード" in page.partition('id="p0.insured.name--source"')[2][:60]
    assert clerk.current().parts[1].entry.kept["sex"] == "male"
    screen.page = page
    screen.press("refresh", {"p0.insured.address.street": []})
    assert "street" not in boxes(screen.page).get("p0.insured.address.street", [""])[0]
    screen.press("refresh", {"p0.insured.address.town": ["見本県見本市見本町"], "p0.insured.address.street": ["9番"]})
    address = clerk.current().parts[1].entry.kept["address"]
    assert address["street"] == "9番", "the visitor's answer is in both"
    assert "聞き取り" in screen.page.partition('id="p0.insured.address--source"')[2][:60]


def test_who_is_stated_to_be_the_head_is_it_in_every_row_and_was_stated_once(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "insurer", ("clerk", "health-insurance")), "A-2", SEEN)
    clerk.read_card("ＳＡＭＰＬＥ　ＭＩＫＡ", "19910203", "2", "見本県見本市見本町一丁目9番9号")
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    screen.press("refresh", {"p0.reason": ["welfare_end"], "p0.claimant.relation": ["household"]})
    screen.press("person.0.members.1")
    assert "members.1.relation" not in clerk.current().parts[0].entry.path.answers
    screen.press("refresh", {"p0.claimant.relation": ["head"]})
    (part,) = clerk.current().parts
    assert part.entry.path.answers["members.1.relation"] == "head"
    assert not part.origins["members.1.relation"].keyed


def test_what_cannot_be_read_yet_stands_as_it_was_typed(clerk: Clerk) -> None:
    clerk.add(CARE)
    screen = clerk.page("interview")
    assert screen.press("refresh", {"p0.insured.name.family": ["髙見本"]}).status_code == 422
    assert boxes(clerk.page("interview").page)["p0.insured.name.family"] == ["髙見本"]
    screen.press("refresh", {"p0.insured.name.given": ["太郎"]})
    assert clerk.current().parts[0].entry.kept["insured.name"] == {"family": "髙見本", "given": "太郎"}


def test_a_box_that_is_emptied_stays_empty(clerk: Clerk) -> None:
    clerk.add(CARE)
    clerk.find("S24.4.3", "たかみほん")
    screen = clerk.page("interview")
    assert boxes(screen.page)["p0.insured.kana.family"] == ["タカミホン"]
    screen.press("refresh", {"p0.insured.kana.family": [], "p0.insured.kana.given": []})
    assert boxes(screen.page)["p0.insured.kana.family"] == [""]


def test_a_household_of_the_register_comes_with_a_reason_that_is_recorded(equipped: Installation, clerk: Clerk) -> None:
    people = clerk.page("people")
    assert people.press("find", {"find-birth.year": ["S24.4.3"], "find-kana": ["たろう"]}).status_code == 422
    assert people.press("find", {"find-kana": [], "find-reason": ["asked"]}).status_code == 422
    assert clerk.find("S24.4.3", "だれか").status_code == 303
    assert clerk.find("S24.4.3", "たろう").status_code == 303
    page = clerk.page("people").page
    assert "髙見本 太郎" in page
    assert "髙見本 梅子" in page
    assert page.count("見本県見本市見本町一丁目2番3号") == page.count("歳）")  # below each name
    with equipped.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "ask register"]
    assert details == [f"{clerk.visit} asked 0", f"{clerk.visit} asked"]
    people = clerk.page("people")
    people.press("on", {"came": ["2"], "about": ["1"]})
    assert (
        '<input type="radio" name="came" value="2" aria-label="髙見本 梅子が来た" checked>' in clerk.page("people").page
    )
    clerk.page("people").press("refresh", {"find-birth.year": ["H2"], "find-kana": ["みほ"]})
    typed = clerk.page("people").page
    assert (boxes(typed)["find-birth.year"], boxes(typed)["find-kana"]) == (["H2"], ["みほ"])
    with equipped.database.read() as unit:
        row = visits.by_id(unit, clerk.visit)
    assert row is not None
    assert "太郎".encode() not in (row.sealed_facts or b""), "sealed"
    clerk.page("people").press("drop.5")
    assert "さくら" not in clerk.page("people").page


def test_nobody_of_a_protected_household_is_found(equipped: Installation, clerk: Clerk) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, Actor("system", "test"), [("髙見本　梅子", "1954-06-15")], STAFF)
        unit.commit()
    assert "見つかりません" in clerk.outcome(clerk.find("S24.4.3", "たろう"))
    assert clerk.read_card("髙見本　梅子", "19540615", "2", "見本県見本市見本町一丁目2番3号").status_code == 204
    clerk.add(CARE)
    assert "一丁目2番3号" not in clerk.page("interview").page


def test_a_register_that_is_away_leaves_everything_to_the_clerk(equipped: Installation, member: Member) -> None:
    offline = replace(equipped, register=Register(away=True))
    clerk = serve(offline, member, "A-2", SEEN)
    assert "いま問い合わせられません" in clerk.outcome(clerk.find("S24.4.3", "たろう"))


def test_a_row_in_which_something_stands_goes_only_when_it_is_confirmed_twice(clerk: Clerk) -> None:
    clerk.key_paper("birth", NAGI)
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    screen.press("person.0.members.1")
    assert boxes(screen.page)["p0.members.1.name.given"] == ["凪"]
    assert "出生証明書" in screen.page
    screen.press("add.0.members")
    response = screen.press("remove.0.members.1")
    assert response.headers["location"].endswith("?remove=0.members.1")
    assert "を消しますか" in screen.browser.get(response.headers["location"])
    screen.press("gone.0.members.1")
    assert clerk.current().parts[0].path.rows == {"members": ("2",)}


def test_the_desk_reads_where_each_answer_came_from(clerk: Clerk) -> None:
    clerk.key_paper("birth", NAGI)
    clerk.find("S24.4.3", "たろう")
    clerk.add("kokuho-kanyu")
    clerk.page("interview").press("refresh", {"p0.claimant.address.street": ["9番"]})
    clerk.interview({**ANSWERS, "reason": "born", "pay_by": "slip", "readable": "no"}, ("person.0.members.1",))
    page = clerk.browser.get(f"/desk/{filed(clerk)[0]}")
    for words in ("出生証明書から", "住民票から", "住民票の値を直した"):
        assert words in page


def test_a_paper_is_taken_whole_or_not_at_all(clerk: Clerk) -> None:
    response = clerk.key_paper("transfer", {"paper-rows": ["3"], "p1-name.family": ["例示"]})
    assert (response.status_code, "異動日" in response.text) == (422, True)
    assert "まだだれもわかっていません" in clerk.page("people").page
    more = clerk.key_paper("transfer", {"paper-rows": ["3"], "screen-act": ["more"]})
    assert 'name="p4-sex"' in more.text
    assert clerk.browser.client.get(f"{clerk.desk.address}/people/passport").status_code == 404


def test_a_postal_code_is_looked_up_and_nothing_typed_is_lost(clerk: Clerk) -> None:
    clerk.add(CARE)
    screen = clerk.page("interview")
    typed = {
        "p0.insured.address.postal": ["0000001"],
        "p0.insured.phone": ["000-0000-0001"],
        "p0.insured.address.search": ["postal"],
    }
    page = screen.press("", typed).text
    assert boxes(page)["p0.insured.address.town"] == ["見本県見本市見本町"]
    assert boxes(page)["p0.insured.phone"] == ["000-0000-0001"]


def test_a_guide_is_answered_by_what_is_known_and_begins_what_is_ticked_once(
    equipped: Installation, clerk: Clerk
) -> None:
    clerk.find("S24.4.3", "たろう")
    guide = clerk.page("guide/moving")
    assert 'id="age65--source"' in guide.page, "answered by the births"
    guide.press("refresh", {"direction": ["from_abroad"], "moved_on.year": ["R8.11.10"], "insurance": ["nhi"]})
    fits = guide.page.partition('aria-label="当てはまる手続"')[2]
    assert "国民健康保険" in fits
    assert "理由：" in fits
    assert guide.press("begin").status_code == 422
    assert (
        guide.press("begin", {"visit-begin": ["kokuho-kanyu", "jido-teate-nintei"]})
        .headers["location"]
        .endswith("/interview")
    )
    guide.press("begin", {"visit-begin": ["kokuho-kanyu"]})
    assert [part.draft.procedure.id for part in clerk.current().parts] == ["kokuho-kanyu"], (
        "one case, none of another section"
    )
    guide.press("refresh", {"moved_on.year": ["R8.10.1"]})
    assert "期限がすぎています" in guide.page
    rest = clerk.page("summary").page.partition("ほかにすること")[2]
    assert "市民部 市民課 住民係（市役所 1階 1番窓口）" in rest
    assert "国民健康保険に入る" not in rest, "it is in the visit"
    wrong = clerk.page("guide/moving").press("refresh", {"moved_on.year": ["いつか"]})
    assert (wrong.status_code, "いつか" in wrong.text) == (422, True)


def test_what_a_guide_learned_is_not_asked_again_by_what_it_begins(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "carer", ("clerk", "care-assessment")), "A-8", SEEN)
    guide = clerk.page("guide/care")
    guide.press("refresh", {"age": ["over65"]})
    guide.press("refresh", {"level": ["none"]})
    guide.press("begin", {"visit-begin": [CARE]})
    (part,) = clerk.current().parts
    assert part.entry.path.answers["application"] == "first"
    assert "手続ガイドの答え" in clerk.page("interview").page.partition('id="p0.application--source"')[2][:80]
    assert part.origins["application"].source == GUIDE


def test_a_guide_at_the_counter_offers_no_booking_of_a_visit(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "mover", ("clerk", "resident-moves")), "A-7", SEEN)
    guide = clerk.page("guide/moving")
    guide.press("refresh", {"direction": ["moved_in"], "moved_on.year": ["R8.11.10"]})
    assert "転入届を出す" in guide.page
    assert 'value="tennyu-tenkyo-yoyaku"' not in guide.page


def test_the_end_of_a_visit_and_its_day_say_how_much_nobody_wrote(clerk: Clerk) -> None:
    clerk.find("S24.4.3", "たろう")
    clerk.add(AGAIN)
    clerk.page("interview").press("refresh", {"p0.address.street": ["一丁目2番4号"]})
    clerk.interview(ANSWERS)
    row = clerk.figures()
    assert (row.boxes, row.unkeyed, row.corrected, row.usual) == (12, 8, 1, 4)
    ended = clerk.desk.press("end")
    assert "書かない率 <b>67%</b>（書く欄 12のうち 8。ふつうの答え 4を除くと 33%）" in clerk.browser.get(
        ended.headers["location"]
    )
    figures = clerk.browser.get("/counter/visits/figures")
    assert 'data-label="書かない率" class="figure">67%（33%）' in figures
    assert clerk.browser.client.get(f"{clerk.desk.address}/people").status_code == 404
    assert clerk.browser.client.get(f"{clerk.desk.address}/interview").headers["location"] == clerk.desk.address


def test_a_colleague_who_looks_is_recorded(equipped: Installation, clerk: Clerk) -> None:
    other = at_desk(equipped, add_member(equipped, "colleague", ("clerk", "care-assessment")))
    clerk.add(CARE, AGAIN)
    page = other.get(f"{clerk.desk.address}/interview")
    assert "ほかに1件" in page
    for address in ("people", "guide", "guide/care", "people/birth"):
        other.get(f"{clerk.desk.address}/{address}")
    with equipped.database.read() as unit:
        assert sum(record.action == "see visit" for record in audit_records.after(unit, 0)) == 5


def test_of_several_who_may_be_meant_the_clerk_chooses(equipped: Installation, member: Member) -> None:
    hanako = Resident(
        "1",
        "H1",
        "見本　花子",
        "ミホン　ハナコ",
        date(1985, 3, 15),
        "female",
        "世帯主",
        {"town": "甲町", "street": "1"},
    )
    namesake = replace(hanako, id="2", household="H2", address={"town": "乙町", "street": "2"})
    clerk = serve(replace(equipped, register=Register(hanako, namesake)), member, "A-3", SEEN)
    search = {"find-birth.year": ["S60.3.15"], "find-kana": ["はなこ"], "find-reason": ["family"]}
    people = clerk.page("people")
    address = people.press("find", search).headers["location"]
    assert [clerk.browser.get(address).count("この人にする") for _ in range(2)] == [2, 2], "a reload asks nothing again"
    with clerk.installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("ask register") == 1
    assert (address, "花子" in str(clerk.browser.client.cookies)) == (f"{clerk.desk.address}/people", False)
    clerk.page("people").press("refresh", {"find-kana": ["はな"]})
    assert "この人にする" not in clerk.page("people").page, "another question is asked"
    clerk.page("people").press("find", search)
    assert clerk.page("people").press("take.1").status_code == 303
    assert "はなこ" not in clerk.page("people").page
    with clerk.installation.database.read() as unit:
        row = visits.by_id(unit, clerk.visit)
        assert row is not None
        assert [person.fact("address") for person in facts_of(equipped, row).people] == [
            {"town": "乙町", "street": "2"}
        ]
    clerk.page("people").press("find", {**search, "find-address": ["甲町"]})
    assert clerk.page("people").page.count("の手続") > 1


def test_a_card_that_cannot_be_read_leaves_the_visit_as_it_was(equipped: Installation, clerk: Clerk) -> None:
    token = boxes(clerk.page("people").page)["csrf_token"][0]
    address = f"{clerk.desk.address}/people/card"
    number = clerk.browser.client.post(f"{address}/ask", data={"csrf_token": token}).json()["number"]
    message = {"csrf_token": token, "number": number, "answer": "rubbish"}
    responses = [clerk.browser.client.post(address, data=message) for _ in range(2)]
    assert [(response.status_code, response.json()["error"]) for response in responses] == [
        (422, "PROVIDER_UNAVAILABLE"), (422, "NONCE_REPLAYED"),
    ]  # fmt: skip
    assert "まだだれもわかっていません" in clerk.page("people").page


def test_the_beginning_of_a_reading_is_enough(clerk: Clerk) -> None:
    people = clerk.page("people")
    search = {"find-birth.year": ["S29.6.15"], "find-reason": ["asked"]}
    for kana in ("う", "めこ"):  # one letter is too short
        assert "見つかりません" in clerk.outcome(people.press("find", {**search, "find-kana": [kana]}))
    assert people.press("find", {**search, "find-kana": ["うめ"]}).status_code == 303


def test_of_reading_and_address_none_is_called_necessary_where_one_is_enough(clerk: Clerk) -> None:
    marks = [mark.partition("</span>")[0] for mark in clerk.page("people").page.split('class="mark')[1:]]
    assert [mark.endswith("必須") for mark in marks] == [True, False, False, True]
    assert (
        clerk.page("people").press("find", {"find-birth.year": ["S24.4.3"], "find-reason": ["asked"]}).status_code
        == 422
    )


def test_the_fee_is_beside_the_answers_that_make_it(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "resident", ("clerk", "resident-certificates")), "A-6", SEEN)
    clerk.add("juminhyo-utsushi")
    screen = clerk.page("interview")
    assert "1通300円です" in screen.page
    clerk.take_down({"copies": "3", "receive": "counter"})
    assert "900円" in clerk.page("interview").page
