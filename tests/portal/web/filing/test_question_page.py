"""Values of boxes: typed, else stored, else known."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.path.path import walk
from portal.web.filing.question_page import family_name, page_title, problems, views
from portal.web.shared.find_towns import search_of
from tests.forms.first import ENVIRONMENT, first
from tests.forms.loading.small import small
from tests.portal.web.showing import AT_HOME, boxes, checked, shown, speech
from tests.portal.world import ANSWERS

KNOWN = {"name": {"family": "見本", "given": "花子"}}
ADDRESS = {"address.postal": "", "address.town": "", "address.street": "", "address.building": ""}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ANSWERS.items() if name not in names}


def test_what_is_stored_is_in_its_boxes() -> None:
    page = shown("insured_person")
    assert boxes(page["name"])["family"] == "髙見本"
    assert page["name"].source == ""
    assert checked(shown("cards")["cards"]) == ["insured", "copay"]
    assert boxes(shown("insured_birth")["birth"]) == {"year": "1949", "month": "4", "day": "3"}


def test_nothing_is_shown_where_nothing_is_known() -> None:
    page = shown("insured_person", without("name", "kana"))
    assert set(boxes(page["name"]).values()) == {""}
    assert not page["name"].errors


def test_what_is_known_is_offered_with_its_source() -> None:
    page = shown("insured_person", without("name"), known=KNOWN, sources={"name": "マイナンバーカード"})
    assert boxes(page["name"])["family"] == "見本"
    assert page["name"].source == "マイナンバーカード"
    assert page["kana"].source == ""


def test_what_was_stored_goes_before_what_is_known() -> None:
    page = shown("insured_person", known=KNOWN)
    assert boxes(page["name"])["family"] == "髙見本"
    assert page["name"].source == ""


def test_what_was_typed_goes_before_everything_and_stands_as_it_was_typed() -> None:
    typed = {"name.family": "  見 本", "name.given": "\u202e", "kana.family": "見本", "kana.given": ""}
    page = shown("insured_person", posted=typed, known=KNOWN)
    assert (boxes(page["name"])["family"], boxes(page["name"])["given"]) == ("  見 本", "\u202e")
    assert boxes(page["kana"])["family"] == "見本"
    assert page["name"].source == ""
    assert page["name"].errors
    assert page["kana"].errors


def test_what_is_hidden_from_a_reader_is_not_shown_as_typed_either() -> None:
    path = walk(first(), ANSWERS, AT_HOME)
    asked, typed = path.page("address"), {"address.street": ["見本町1番地"]}
    assert asked is not None
    (view,) = views(asked, replace(path, hidden=frozenset({"address"})), speech(), AT_HOME, posted=typed)
    assert set(boxes(view).values()) == {""}


def test_an_emptied_box_stays_empty_beside_what_is_stored_and_known() -> None:
    page = shown("insured_person", posted={"name.family": "", "name.given": ""}, known=KNOWN)
    assert set(boxes(page["name"]).values()) == {""}
    assert page["name"].errors


def test_the_summary_says_each_sentence_once_and_leads_to_a_control_that_is_there() -> None:
    page = shown("insured_person", posted={"name.family": "見本", "kana.family": "見本", "kana.given": "ハナ"})
    entries = problems(list(page.values()))
    assert [sentence for sentence, _ in entries] == [error for view in page.values() for error in view.errors]
    ids = {box.id for view in page.values() for box in view.boxes}
    assert {target for _, target in entries} <= ids
    assert dict(entries)[page["name"].errors[0]] == "name-given"


def test_what_is_wrong_with_both_boxes_of_a_question_is_reported_once() -> None:
    page = shown(
        "insured_person", posted={"name.family": "見本", "name.given": "花", "kana.family": "見本", "kana.given": "花"}
    )
    assert len(page["kana"].errors) == len(problems(list(page.values()))) == 1


def test_a_warning_is_shown_when_one_comes_back() -> None:
    old = {**ANSWERS, "birth": "1900-01-01"}
    assert shown("insured_birth", old)["birth"].warnings
    assert not shown("insured_birth")["birth"].warnings


@pytest.mark.parametrize(("role", "offered"), [("member", "髙見本"), ("child", "髙見本"), ("claimant", "")])
def test_who_lives_with_the_applicant_is_offered_their_family_name(role: str, offered: str) -> None:
    environment = replace(AT_HOME, applicant={"name": {"family": "例示", "given": "一郎"}})
    question = replace(first().field("name"), role=role, concept="person.name")
    assert family_name(question, walk(first(), ANSWERS, environment), environment) == offered


# Postal codes


def look_up(answers: dict[str, Any] = ANSWERS, /, **typed: str) -> Any:  # type: ignore[assignment]
    posted = {**ADDRESS, **{f"address.{name}": value for name, value in typed.items()}}
    posted.setdefault("address.search", "postal")
    return shown("address", answers, posted=posted, search=search_of({name: [] for name in posted}))["address"]


@pytest.mark.parametrize("typed", ["0000001", "000-0001", "〒０００－０００１", " 000 0001 "])
def test_one_town_fills_its_box(typed: str) -> None:
    view = look_up(postal=typed, street="1番地")
    assert boxes(view) == {"postal": typed, "town": "見本県見本市見本町", "street": "1番地", "building": ""}
    assert (view.towns, view.errors) == ((), ())


def test_one_town_takes_the_place_of_what_stood_there() -> None:
    assert boxes(look_up(postal="0000001", town="例示県"))["town"] == "見本県見本市見本町"


def test_several_towns_are_offered_and_none_is_taken() -> None:
    view = look_up(postal="0000005", street="1番地")
    assert view.towns == ("見本県見本市見本新田", "見本県見本市河原新田")
    assert (boxes(view)["town"], boxes(view)["street"], view.errors) == ("", "1番地", ())


def test_an_unknown_code_is_reported_at_its_box_and_can_be_typed_on() -> None:
    view = look_up(postal="9999999", town="例示県")
    assert (len(view.errors), view.first_box, boxes(view)["town"]) == (1, "address-postal", "例示県")


@pytest.mark.parametrize("typed", ["", "000-001", "00000012", "見本"])
def test_what_is_no_code_is_reported_before_it_is_looked_up(typed: str) -> None:
    view = look_up(postal=typed)
    assert (len(view.errors), view.first_box) == (1, "address-postal")


def test_who_says_that_it_will_be_typed_by_hand_gets_an_empty_box() -> None:
    view = look_up(postal="0000005", street="1番地", search="hand")
    assert (view.towns, view.errors, boxes(view)["postal"]) == ((), (), "0000005")


def test_a_look_up_stops_nothing_else() -> None:
    """A search in the middle of typing reports no other mistakes."""
    assert look_up(postal="0000001").errors == ()


@given(st.text(max_size=10), st.dictionaries(st.sampled_from([*ADDRESS, "address.search"]), st.text(max_size=12)))
def test_whatever_is_looked_up_a_page_comes_back(searched: str, posted: dict[str, str]) -> None:
    for name in (searched, "address", "name"):
        for page in ("address", "insured_person", "cards"):
            assert shown(page, posted=posted, search=name)


def test_the_button_names_its_question() -> None:
    assert search_of({"address.postal": [""], "address.search": ["postal"]}) == "address"
    assert search_of({"address.postal": [""]}) == ""


# Labels


def test_a_rule_that_cannot_be_decided_yet_requires_nothing() -> None:
    more = "      - {id: note, type: text, label: ひとこと, required: reason == lost}\n"
    procedure = small(more)
    for answers, required in (({}, False), ({"reason": "torn"}, False), ({"reason": "lost"}, True)):
        assert ("note" in walk(procedure, answers, ENVIRONMENT).required) is required


def test_required_is_as_the_definition_says() -> None:
    assert shown("phone")["phone"].required
    assert not shown("insured_no")["insured_no"].required


def title(procedure: Procedure, page: str, answers: dict[str, Any], language: str = "ja") -> str:
    asked = walk(procedure, answers, AT_HOME).page(page)
    assert asked is not None
    return page_title(speech(language), asked)


def test_several_questions_have_a_heading_of_their_own_and_one_is_the_heading_itself() -> None:
    answers = dict(ANSWERS)
    assert title(first(), "insured_person", answers) == "証の持ち主のお名前"
    assert title(first(), "insured_person", answers, "easy") == first().texts["easy"]["pages.insured_person.title"]
    assert title(first(), "phone", answers) == ""
    assert shown("phone")["phone"].heading
    assert not shown("insured_person")["name"].heading


def test_a_sentence_to_agree_to_is_no_heading() -> None:
    assert title(first(), "consent_true", dict(ANSWERS)) == "確認"
