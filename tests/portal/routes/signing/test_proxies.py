"""Proxies by door."""

import pytest

from forms.path.filer import role_of
from portal.errors import Conflict
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_resident, open_draft, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, Source
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import drafts
from portal.store.residents import draft_sources
from portal.store.residents.draft_sources import SourceRow
from portal.store.signing import delegations
from portal.store.statements import every, sql
from tests.draft_paths import draft_in
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.counter_form import VISIT, Screen
from tests.portal.routes.counter_form import receipt as receipt_of
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

MORE = "      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}\n"
HOUSEHOLD = {
    "filer_kind": "household", "relation": "spouse", "filer_name": {"family": "髙見本", "given": "梅子"},
    "filer_kana": {"family": "タカミホン", "given": "ウメコ"},
}  # fmt: skip
BOTH = "{online: [self, agent], counter: [self, agent, guardian], post: [self, agent]}"


@pytest.fixture
def begun(installation: Installation) -> Page:
    extra = "{sign_in: card}\nprincipal: {name: name}"
    offer(installation, small(MORE, version="1", duty=DUTY, who=BOTH, identity=extra))
    return with_card(installation, "bob").open("/apply/small")


def filed(begun: Page, role: str = "agent") -> Page:
    page = begun.press("次へ進む", {"role": role}).press("次へ進む", {"reason": "lost"})
    assert (
        'value="髙見本"' not in page.text or role == "self"
    )  # the principal's name is not prefilled from the proxy's card
    return page.press("次へ進む", {"name.family": "例示", "name.given": "花子"}).press("申請する")


def desk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


def test_a_proxy_files_as_themselves_and_staff_judge_what_shows_it(installation: Installation, begun: Page) -> None:
    assert begun.path.endswith("/who-files")
    receipt = filed(begun)
    assert receipt.path.startswith("/applications/"), receipt.text
    number = receipt.path.rpartition("/")[2]
    assert "さんのために申請しました（頼まれた人）" in receipt.text
    mine = receipt.browser.open("/applications").text
    assert "例示" in mine
    assert "手続をした人は、髙見本　太郎さんです" in mine
    assert "手続をした人は、髙見本　太郎さんです" in receipt.text
    section, case = desk(installation), f"/desk/{number}"
    page = section.get(case)
    for words in ("だれが、だれのために", "頼まれた人（任意代理人）", "髙見本　太郎", "まだ確かめていません", "委任状"):
        assert words in page
    bare = section.post(case, f"{case}/delegation", {"state": "verified", "before": "claimed", "shown": " "})
    assert bare.status_code == 422
    assert "見たもの、または確かめられない理由を書いてください。" in bare.text
    response = section.post(
        case, f"{case}/delegation", {"state": "verified", "before": "claimed", "shown": "委任状の原本"}
    )
    assert response.status_code == 303
    assert "委任状の原本" in section.get(case)
    assert "担当の課が確かめました" in receipt.browser.open(receipt.path).text
    late = section.post(case, f"{case}/delegation", {"state": "rejected", "before": "claimed", "shown": "印がない"})
    assert late.status_code == 409  # a colleague decided first
    section.post(case, f"{case}/delegation", {"state": "rejected", "before": "verified", "shown": "印がない"})
    assert "確かめられませんでした" in receipt.browser.open(receipt.path).text
    with installation.database.read() as unit:
        actions = [row[0] for row in every(unit, sql("SELECT action FROM audit_record"))]
        sealed = repr([tuple(row) for row in every(unit, sql("SELECT * FROM delegation"))])
    assert {"say who files", "verify delegation", "reject delegation"} <= set(actions)
    assert "例示" not in sealed
    assert "委任状" not in sealed


def test_nothing_is_promised_of_a_proxy_whose_case_is_over(begun: Page) -> None:
    receipt, promise = filed(begun), "担当の課がこれから確かめます"
    assert promise in receipt.text
    stopped = receipt.browser.open(f"{receipt.path}/stop").press("とりやめる")
    over = stopped.browser.open(receipt.path).text
    assert promise not in over
    assert "さんのために申請しました（頼まれた人）" in over


def test_who_files_for_themselves_leaves_no_delegation(installation: Installation, begun: Page) -> None:
    receipt = filed(begun, "self")
    assert "のために申請しました" not in receipt.text
    assert "だれが、だれのために" not in desk(installation).get(f"/desk/{receipt.path.rpartition('/')[2]}")


def test_a_role_that_this_door_does_not_take_is_reported_which_does(begun: Page) -> None:
    page = begun.press("次へ進む", {"role": "guardian"})
    assert page.status == 409
    assert "市の窓口" in page.text
    assert "登記事項証明書" in page.text
    assert begun.browser.open("/apply/small").path.endswith("/who-files")
    assert begun.press("次へ進む", {}).status == 422
    assert begun.press("次へ進む", {"role": "emperor"}).status == 422


def test_an_answer_by_which_a_role_may_not_file_is_reported_and_another_role_goes_on(
    installation: Installation,
) -> None:
    say = "代理人が出せるのは、なくしたときだけです。"
    who = f"{BOTH}\nwho_when: {{agent: {{when: reason == lost, say: {say}}}}}"
    offer(
        installation, small(MORE, version="1", duty=DUTY, who=who, identity="{sign_in: card}\nprincipal: {name: name}")
    )
    begun = with_card(installation, "bob").open("/apply/small")
    assert say in begun.text  # before anything is written
    page = begun.press("次へ進む", {"role": "agent"}).press("次へ進む", {"reason": "torn"})
    assert page.status == 422
    assert say in page.text
    assert page.press("次へ進む", {"reason": "lost"}).status == 200
    page.browser.open(f"{draft_in(begun.path)}/page/reason").press("次へ進む", {"reason": "torn"})
    check = page.browser.open(f"{draft_in(begun.path)}/check")
    assert "/page/" in check.path  # not to be sent
    changed = page.browser.open(f"{draft_in(begun.path)}/who-files").press("次へ進む", {"role": "self"})
    assert say not in changed.text


def test_it_is_not_sent_before_they_stated_who_files(begun: Page) -> None:
    draft = draft_in(begun.path)
    page = begun.browser.open(f"{draft}/page/reason").press("次へ進む", {"reason": "lost"})
    check = page.press("次へ進む", {"name.family": "例示", "name.given": "花子"})
    assert check.press("申請する").path.endswith("/who-files")


def test_the_public_page_says_which_door_takes_whom(installation: Installation, begun: Page) -> None:
    page = begun.browser.open("/procedures/small/for-somebody")
    assert page.status == 200
    for words in ("頼まれて、ほかの人の手続", "委任状", "市の窓口", "本人のカードや暗証番号は使わないでください"):
        assert words in page.text
    assert "/procedures/small/for-somebody" in begun.browser.open("/procedures/small").text


def test_what_is_known_of_the_proxy_is_not_reported_of_the_principal(installation: Installation, begun: Page) -> None:
    with installation.database.write() as unit:
        row = drafts.by_id(unit, begun.path.split("/")[3])
        assert row is not None
        draft = open_draft(installation, unit, row)
        source = Source(CARD, applicant={"name": {"family": "髙見本", "given": "太郎"}})
        sealed = draft.sealer.seal(f"told:{CARD}", source.stored)
        draft_sources.keep(unit, SourceRow(draft.id, CARD, sealed, 0))
        assert open_draft(installation, unit, row).known.applicant
        save_draft(installation, unit, draft, {"reception-came": "agent"}, frozenset())
        again = drafts.by_id(unit, draft.id)
        assert again is not None
        assert not open_draft(installation, unit, again).known.applicant


def test_the_own_question_of_a_procedure_is_read_and_not_asked_twice(installation: Installation) -> None:
    session: Session = alice(installation)
    number = file_application(installation, session, HOUSEHOLD)
    with installation.database.read() as unit:
        row = every(
            unit,
            sql(
                "SELECT a.receipt_number, d.kind, d.scope FROM delegation d JOIN application a ON a.id = d.application_id"
            ),
        )
    assert [tuple(value) for value in row] == [(number, "same_household", "kaigo-hihokenshasho-saikofu")]
    nursing = installation.catalogue.current("yokaigo-nintei")
    assert role_of(nursing, {"filer.kind": "business"}) == "care_manager"


def test_a_door_that_does_not_take_them_refuses_whatever_was_posted(installation: Installation) -> None:
    session = alice(installation)
    narrow = small(
        MORE, version="1", duty=DUTY, who="{online: [self], counter: [self, agent]}", identity="{sign_in: card}"
    )
    offer(installation, narrow)
    with installation.database.write() as unit:
        draft_id = start_draft(installation, unit, narrow, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        answers = {"reason": "lost", "name": {"family": "例示", "given": "花子"}, "reception-came": "agent"}
        save_draft(installation, unit, draft, answers, frozenset())
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        with pytest.raises(Conflict):
            submit_application(installation, unit, draft, Actor("resident", "x"), arrival, {"way": "card"})


def test_of_two_who_judge_at_once_one_is_informed(installation: Installation) -> None:
    number = file_application(
        installation,
        alice(installation),
        HOUSEHOLD,
    )
    with installation.database.write() as unit:
        (application_id,) = every(unit, sql(f"SELECT id FROM application WHERE receipt_number = '{number}'"))[0]
        first = delegations.judge(unit, application_id, "claimed", "verified", "a", 1, b"x", "")
        second = delegations.judge(unit, application_id, "claimed", "rejected", "b", 2, b"y", "")
    assert (first, second) == (True, False)


def at_counter(installation: Installation, door: str = "counter") -> Screen:
    offer(
        installation, small(MORE, version="1", duty=DUTY, who=BOTH, identity="{sign_in: card}\nprincipal: {name: name}")
    )
    clerk = at_desk(installation, add_member(installation, "mado", ("clerk", DUTY)))
    screen = Screen(clerk, clerk.post("/counter", "/counter/small/start", {}).headers["location"])
    screen.press("refresh", {**VISIT, "reception-door": [door]})
    screen.press(
        "refresh",
        {
            "reception-came": ["agent"],
            "reception-stamp.year": ["2026-11-19"],
            "reason": ["lost"],
            "name.family": ["例示"],
            "name.given": ["花子"],
        },
    )
    return screen


def test_the_counter_notes_which_mandate_it_saw_and_the_section_judges_it(installation: Installation) -> None:
    screen = at_counter(installation)
    assert "代理権を示すもの" in screen.page
    assert screen.press("register").status_code == 422  # the mandate is not recorded
    screen.press("refresh", {"reception-mandate": ["mandate_letter"]})
    late = screen.press("register", {"reception-mandate-day.year": ["2026-11-21"]})
    assert (late.status_code, "まだ来ていません" in late.text) == (422, True)
    number = receipt_of(screen.press("register", {"reception-mandate-day.year": ["2026-11-01"]}))
    section, case = desk(installation), f"/desk/{number}"
    page = section.get(case)
    for words in (
        "窓口で見たもの：委任状（令和8年（2026年）11月1日（日））",
        "まだ確かめていません",
        "代理権を示すもの",
    ):
        assert words in page
    assert 'value="委任状（令和8年（2026年）11月1日（日））"' in page
    boxes = {"state": "verified", "before": "claimed", "shown": "委任状（11月1日）"}
    assert section.post(case, f"{case}/delegation", boxes).status_code == 303
    assert "確かめました：委任状（11月1日）" in section.get(case)


def test_what_was_not_seen_at_the_counter_is_left_to_the_section(installation: Installation) -> None:
    screen = at_counter(installation, "post")
    screen.press("refresh", {"reception-mandate": ["mandate_later"]})
    assert "その書類の日付" not in screen.page
    page = desk(installation).get(f"/desk/{receipt_of(screen.press('register'))}")
    assert "窓口で見たもの" not in page
    assert "まだ見ていない（担当課が確かめる）" in page


def test_who_comes_for_themselves_is_asked_for_no_mandate(installation: Installation) -> None:
    screen = at_counter(installation)
    screen.press("refresh", {"reception-came": ["self"], "reception-mandate": ["mandate_letter"]})
    assert "代理権を示すもの" not in screen.page
    number = receipt_of(screen.press("register"))
    assert "委任状" not in desk(installation).get(f"/desk/{number}")


def test_a_mandate_holds_until_the_day_that_its_paper_says(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    number, section = receipt.path.rpartition("/")[2], desk(installation)
    case = f"/desk/{number}"
    boxes = {"state": "verified", "before": "claimed", "shown": "委任状"}
    for wrong in ("2026-11-19", "2026-13-01", "x" * 50):  # a mandate that has ended is no evidence
        again = section.post(case, f"{case}/delegation", {**boxes, "ends": wrong})
        assert again.status_code == 422
        assert "委任状" in again.text
        assert 'href="#delegation-ends"' in again.text
    assert section.post(case, f"{case}/delegation", {**boxes, "ends": "2026-11-22"}).status_code == 303
    assert "11月22日（日）まで" in section.get(case)
    last, after = later(installation, days=2), later(installation, days=3)
    assert with_card(last, "bob").open(receipt.path).status == 200
    bob = with_card(after, "bob")
    for path in ("", "/papers", "/correct", "/messages", "/stop", "/receipt.pdf", "/receipt/pages/1"):
        page = bob.open(f"{receipt.path}{path}")
        assert (page.status, "代理でできる期間が終わりました" in page.text, "例示" in page.text) == (
            403,
            True,
            False,
        ), path
    assert number in with_card(last, "bob").open("/applications").text
    assert number not in bob.open("/applications").text
    assert with_card(after, "charlie").open(receipt.path).status == 404  # other residents do not see it
    on_the_day = at_desk(last, add_member(last, "earlier", ("reviewer", DUTY)))
    assert "委任の期間が過ぎました" not in on_the_day.get(case)
    reviewer = at_desk(after, add_member(after, "another", ("reviewer", DUTY)))
    assert "委任の期間が過ぎました" in reviewer.get(case)
    for before, state in (("verified", "rejected"), ("rejected", "verified")):
        response = reviewer.post(
            case, f"{case}/delegation", {"state": state, "before": before, "shown": "新しい委任状"}
        )
        assert response.status_code == 303
    assert with_card(after, "bob").open(receipt.path).status == 200


def test_a_definition_says_itself_what_each_must_show(installation: Installation) -> None:
    doors = "{online: [self], counter: [self, agent, guardian]}\nshow: {agent: [この手続のための委任状, 来る人の本人確認ができるもの]}"
    offer(installation, small(MORE, version="1", duty=DUTY, who=doors))
    page = with_card(installation, "bob").open("/procedures/small/for-somebody").text
    assert "<li>この手続のための委任状</li><li>来る人の本人確認ができるもの</li>" in page
    assert "本人が書いた委任状を見せてください。" not in page
    assert "戸籍謄本や登記事項証明書など" in page, "the default where the definition states nothing"
