"""What twelve procedures, drawn by seed, owe to people whose case is unusual (docs/ja/law-review.md)."""

import re
from datetime import date

import pytest

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.consequences import following
from forms.path.path import Path
from forms.path.result import OUTCOME, walk_result
from forms.scenarios.scenarios import scenario_path
from integrations.city_environment import environment_of
from tests.forms.household import FORMS
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
CITY = load_city(FORMS / "cities" / "mihon")
DAY = date(2026, 11, 20)


def answered(name: str, answers: dict[str, object]) -> Path:
    story = {"name": "", "today": "2026-11-20", "door": "counter", "answers": answers, "expect": {}}
    return scenario_path(SHIPPED[name], story, environment_of(SHIPPED[name], CITY, DAY), residents(CITY))


def test_a_card_without_a_pin_is_set_without_naming_pins() -> None:
    procedure, environment = SHIPPED["card-ansho"], environment_of(SHIPPED["card-ansho"], CITY, DAY)
    for what, missing in (("face_on", ()), ("face_off", ("result.set_pins",))):
        before = answered("card-ansho", {"what": what, "filer.kind": "self"})
        values = {OUTCOME: "accepted", "result.set_on": "2026-11-20"}
        assert walk_result(procedure, values, before, environment).missing == missing
        spoken = [item.say for item in following(procedure, before, "accepted")]
        assert any("持ち歩いたりしないで" in say for say in spoken) == (what == "face_off")


def test_who_applies_for_two_graves_is_not_taken_for_the_same_application() -> None:
    duplicate = SHIPPED["kaiso-kyoka"].duplicate
    assert duplicate
    assert set(duplicate.same) == {"filer.name", "grave_name"}


def test_two_notices_of_one_owner_for_other_farmland_are_not_taken_for_the_same_notice() -> None:
    duplicate = SHIPPED["nochi-tenyo"].duplicate
    assert duplicate
    assert {"owner.name", "article", "lands.place"} <= set(duplicate.same)


def test_no_easy_text_explains_the_register_paper_of_land_as_a_paper_about_a_company() -> None:
    wrong = "土地（とち）の 登記事項証明書（とうきじこうしょうめいしょ）〈会社"
    assert [
        (name, place) for name in SHIPPED for place, text in SHIPPED[name].texts["easy"].items() if wrong in text
    ] == []


@pytest.mark.parametrize(
    "name", ["akiya-bank", "akiya-jokyaku", "nochi-sozoku", "nochi-tenyo", "kaihatsu-kyoka", "kaihatsu-sodan"]
)
def test_each_easy_text_explains_the_register_paper_as_one_about_land_or_a_house(name: str) -> None:
    paper = "登記事項証明書（とうきじこうしょうめいしょ）"
    named = [text for text in SHIPPED[name].texts["easy"].values() if paper in text]
    assert named
    assert [text for text in named if not re.search(rf"{paper}〈(家|土地|国)（", text)] == []


def test_a_child_without_a_residence_card_may_show_where_it_lives_by_another_paper() -> None:
    texts = SHIPPED["tenko-todoke"].texts["ja"]
    papers = [text for place, text in texts.items() if place.startswith("attach.pupils.residence_card.one_of.")]
    assert any("在留カードがないとき" in paper for paper in papers)
