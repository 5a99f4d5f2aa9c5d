"""Known facts fill drafts, except boxes in use."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.counter.enter_at_counter import UNREAD
from portal.services.counter.fill_interview import (
    Sheet,
    change_sheet,
    fill_sheets,
    follow_visit,
    is_of_household,
    may_enter,
    role_of_rows,
    walked,
)
from portal.services.filing.origins import Origin
from portal.services.filing.visit_facts import GUIDE, SPEECH, USUAL, VISIT, Facts
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import BUNDLE, CARD, REGISTER
from tests.portal.services.counter.visiting import TARO, Counter, serve
from tests.portal.world import PROCEDURE

ALLOWANCE = "jido-teate-nintei"
CAME = "reception-came"


def family() -> Facts:
    facts = Facts(came="1")
    for given, born, relation in (
        ("健", "1988-04-02", "世帯主"), ("空", "2020-05-06", "子"), ("海", "2022-05-06", "子"),
    ):  # fmt: skip
        person = {"name": {"family": "例示", "given": given}, "birth": born, "relation": relation}
        facts, _ = facts.joined(person, REGISTER)
    return facts


def sheet_of(counter: Counter, procedure: str = PROCEDURE, answers: dict[str, Any] | None = None) -> Sheet:
    draft_id = counter.add(procedure)
    with counter.installation.database.read() as unit:
        draft = counter.draft(unit, draft_id)
    stored = dict(answers or {})
    return Sheet(draft, stored, {}, walked(counter.installation, draft, stored))


@pytest.fixture
def allowance(installation: Installation) -> Counter:
    return serve(installation, "child-allowance")


def children(sheet: Sheet) -> list[str]:
    rows = [sheet.answers.get(f"children.{number}.name") for number in sheet.path.rows["children"]]
    return [str(name["given"]) for name in rows if name]


def test_a_known_fact_fills_no_box_that_a_clerk_emptied_or_is_typing(counter: Counter) -> None:
    sheet = sheet_of(counter, answers={UNREAD: {"birth": {"birth.year": ["むかし"]}}})
    sheet.origins["name"] = Origin(SPEECH, None)
    assert not sheet.put("name", TARO["name"], Origin(CARD))
    assert not sheet.put("birth", TARO["birth"], Origin(CARD))
    assert sheet.put("name", TARO["name"], Origin(CARD, shared=True)), "typed in another procedure"
    assert sheet.put("sex", "male", Origin(CARD))
    assert sheet.origins["sex"] == Origin(CARD, "male")


def test_people_of_a_household_are_taken_into_rows_of_their_role_once(allowance: Counter) -> None:
    sheet, facts = sheet_of(allowance, ALLOWANCE), family()
    assert role_of_rows(sheet.draft.procedure, "children") == "child"
    for _ in range(2):
        change_sheet(allowance.installation, facts, [sheet], "people.0.children")
    assert children(sheet) == ["空", "海"]
    change_sheet(allowance.installation, facts, [sheet], "person.0.children.1")
    assert children(sheet) == ["空", "海", "健"], "a clerk may choose any person"


def test_all_children_are_those_whom_the_rules_of_the_procedure_take(installation: Installation) -> None:
    school = serve(installation, "schools")
    facts, _ = family().joined(
        {"name": {"family": "例示", "given": "陸"}, "birth": "2016-05-06", "relation": "子"}, REGISTER
    )
    facts, _ = facts.joined(
        {"name": {"family": "例示", "given": "湖"}, "birth": "2017-05-06", "relation": "子"}, REGISTER
    )

    def names(sheet: Sheet) -> list[str]:
        rows = [sheet.answers.get(f"pupils.{number}.name") for number in sheet.path.rows["pupils"]]
        return [str(name["given"]) for name in rows if name]

    for answers in ({}, {"moves_on": "2026-11-30"}):
        sheet = sheet_of(school, "tenko-todoke", answers)
        change_sheet(installation, facts, [sheet], "people.0.pupils")
        assert names(sheet) == ["陸", "湖"]
    empty = sheet_of(school, "tenko-todoke")
    pupils = [person.called for person in facts.people if may_enter(installation, empty, "pupils", person)]
    assert pupils == ["例示 陸", "例示 湖"]
    assert names(empty) == [], "nothing is entered"
    change_sheet(installation, facts, [sheet], "person.0.pupils.2")
    assert names(sheet) == ["陸", "湖", "空"], "whom the clerk chooses, with the mistake in words"


def test_family_members_who_may_come_along_are_no_list_of_the_household(installation: Installation) -> None:
    lists = {"card-kenmen": "members", "ido-todoke": "movers", "tenko-todoke": "pupils"}
    procedures = {name: installation.catalogue.current(name) for name in lists}
    meant = [name for name, key in lists.items() if is_of_household(procedures[name], key)]
    assert meant == ["ido-todoke", "tenko-todoke"]


@pytest.mark.parametrize(
    "act", ["", "people.7.children", "people.x.children", "people.0.nobody", "person.0.children.9"]
)
def test_a_button_that_is_not_on_the_page_changes_nothing(allowance: Counter, act: str) -> None:
    sheet = sheet_of(allowance, ALLOWANCE)
    before = dict(sheet.answers)
    change_sheet(allowance.installation, family(), [sheet], act)
    assert sheet.answers == before


def test_when_they_come_as_somebody_else_what_was_filled_of_them_goes_and_what_was_stated_stays(
    counter: Counter,
) -> None:
    sheet = sheet_of(
        counter, answers={CAME: "same_household", "filer_kind": "self", "name": TARO["name"], "phone": "000-0000-0001"}
    )
    sheet.origins |= {
        CAME: Origin(VISIT, "self"), "filer_kind": Origin(VISIT, "self"), "name": Origin(CARD, TARO["name"]),
        "phone": Origin(SPEECH, "000-0000-0001"),
    }  # fmt: skip
    follow_visit(counter.installation, sheet)
    assert ("filer_kind" in sheet.answers, "name" in sheet.answers) == (False, False)
    assert sheet.answers["phone"] == "000-0000-0001"
    assert sheet.origins[CAME] == Origin(VISIT, "same_household")


def test_a_known_fact_that_opens_a_question_is_followed_by_what_answers_it(counter: Counter) -> None:
    sheet = sheet_of(counter, answers={CAME: "self"})
    facts = Facts(came="1").joined(TARO, CARD)[0]
    fill_sheets(counter.installation, facts, [sheet], {})
    assert sheet.answers["filer_kind"] == "self"
    assert (sheet.answers["name"], sheet.origins["name"].source) == (TARO["name"], CARD)


def test_of_somebody_whom_no_source_names_the_usual_answer_counts_as_the_clerks(counter: Counter) -> None:
    for facts, source in ((Facts(), VISIT), (Facts(came="1").joined(TARO, CARD)[0], USUAL)):
        sheet = sheet_of(counter, answers={CAME: "self"})
        fill_sheets(counter.installation, facts, [sheet], {})
        assert sheet.origins["filer_kind"].source == source


def test_who_died_and_when_fill_each_form_about_them_and_who_came_files_them(installation: Installation) -> None:
    desk = serve(installation, "health-insurance")
    facts = replace(family(), about="2", events={"died": ("2026-11-10", GUIDE)})
    sheets = [sheet_of(desk, name) for name in ("sosaihi-kokuho", "koki-soshitsu")]
    fill_sheets(installation, facts, sheets, {})
    for sheet in sheets:
        assert sheet.answers["late.name"]["given"] == "空"
        assert sheet.answers["claimant.name"]["given"] == "健"
        assert sheet.origins["late.died_on"] == Origin(GUIDE, "2026-11-10")


def test_what_is_keyed_about_who_died_is_asked_once(installation: Installation) -> None:
    desk = serve(installation, "health-insurance")
    sheets = [
        sheet_of(desk, "sosaihi-kokuho", {"late.kana": {"family": "レイジ", "given": "ソラ"}}),
        sheet_of(desk, "koki-soshitsu"),
    ]
    fill_sheets(installation, family(), sheets, {})
    assert sheets[1].answers["late.kana"] == sheets[0].answers["late.kana"]
    assert "late.name" not in sheets[1].answers, "whoever came is not who died"


def test_the_extent_of_a_move_follows_its_rows_until_somebody_answers_it(installation: Installation) -> None:
    desk, facts = serve(installation, "resident-moves"), family()
    sheet = sheet_of(desk, "ido-todoke", {"reason": "moved_within"})
    for act, extent, source in (
        ("", "all", USUAL), ("person.0.movers.2", "some", REGISTER), ("people.0.movers", "all", REGISTER),
    ):  # fmt: skip
        change_sheet(installation, facts, [sheet], act)
        fill_sheets(installation, facts, [sheet], {})
        assert (sheet.answers["who_moves"], sheet.origins["who_moves"].source) == (extent, source)
    sheet.put("who_moves", "some", Origin(SPEECH))
    fill_sheets(installation, facts, [sheet], {})
    assert sheet.answers["who_moves"] == "some"


def test_who_died_is_entered_in_no_list_of_the_household(installation: Installation) -> None:
    desk, facts = serve(installation, "resident-moves"), replace(family(), about="2")
    for events, given in (({}, ["健", "空", "海"]), ({"died": ("2026-11-10", GUIDE)}, ["健", "海"])):
        for act in ("people.0.movers", "household"):
            sheet = sheet_of(desk, "ido-todoke", {"reason": "head"})
            change_sheet(installation, replace(facts, events=events), [sheet], act)
            names = [sheet.answers[f"movers.{number}.name"]["given"] for number in sheet.path.rows["movers"]]
            assert names == given


def test_a_usual_answer_that_a_rule_refuses_is_asked(installation: Installation) -> None:
    desk = serve(installation, "resident-moves")
    sheet = sheet_of(desk, "card-kenmen", {"claimant.birth": "2010-05-06"})
    fill_sheets(installation, family(), [sheet], {})
    assert sheet.answers.get("certificate") == "issue"
    split = sheet_of(desk, "ido-todoke", {"reason": "split"})
    fill_sheets(installation, family(), [split], {})
    assert "who_moves" not in split.answers


def test_the_day_of_a_notification_in_the_same_visit_is_known_to_what_follows_it(installation: Installation) -> None:
    desk = serve(installation, "resident-moves")
    sheets = [
        sheet_of(desk, name, {kind: "self", "claimant.name": TARO["name"], "claimant.birth": TARO["birth"]})
        for name, kind in (("ido-todoke", "filer_kind"), ("card-keizoku", "filer.kind"))
    ]
    fill_sheets(installation, family(), sheets[1:], {})
    assert "reported_on" not in sheets[1].answers
    fill_sheets(installation, family(), sheets, {})
    assert sheets[1].answers["reported_on"] == installation.clock.today().isoformat()
    assert sheets[1].origins["reported_on"].source == BUNDLE


def test_of_a_move_within_the_city_the_address_before_it_is_that_of_the_certificate_and_is_keyed_once(
    installation: Installation,
) -> None:
    desk = serve(installation, "resident-moves", "resident-certificates")
    address = {"postal": "0000001", "town": "見本県見本市見本町", "street": "九丁目9番9号"}
    for occasion, filled in (("moved_within", address), ("moved_in", None)):
        sheets = [sheet_of(desk, name) for name in ("juminhyo-utsushi", "ido-todoke")]
        sheets[0].answers |= {"filer": "self", "claimant.name": TARO["name"], "claimant.address": address}
        sheets[1].answers |= {"reason": "moved_within", "filer_kind": "self", "claimant.name": TARO["name"]}
        for sheet in sheets:
            sheet.path = walked(installation, sheet.draft, sheet.answers)
        fill_sheets(installation, Facts(occasion=occasion), sheets, {})
        assert sheets[1].answers.get("from_address") == filled
