"""A question's box on a printed form."""

from datetime import date
from typing import Any

from portal.services.procedures.draw_field import draw_field, drawn_picture, empty_date
from tests.forms.fields.asking import JAPANESE
from tests.forms.loading.small import small
from tests.portal.services.paper.paper import ANSWERS, ON, procedure


def box(question: str, value: Any = None) -> dict[str, Any]:
    return draw_field(procedure().field(question), value, JAPANESE, ON)


def test_an_empty_date_offers_the_eras_in_which_a_living_person_can_be_born() -> None:
    assert empty_date(ON)["eras"] == ["令和", "平成", "昭和", "大正", "西暦"]
    assert empty_date(date(2037, 1, 1))["eras"] == ["令和", "平成", "昭和", "西暦"]


def test_a_year_and_month_leave_no_room_for_a_day() -> None:
    assert box("members.since")["parts"] == ["年", "月"]
    assert box("birth")["parts"] == ["年", "月", "日"]


def test_a_number_of_known_length_has_a_box_for_each_digit_filled_or_empty() -> None:
    empty, filled = box("number"), box("number", ANSWERS["number"])
    assert (empty["kind"], empty["count"], empty["text"]) == ("digits", 10, "")
    assert (filled["kind"], filled["count"], filled["text"]) == ("digits", 10, "0000000101")


def test_paper_offers_no_option_of_the_screen_alone_but_shows_it_once_chosen() -> None:
    assert [item["label"] for item in box("reason")["items"]] == ["なくした", "破れた", "そのほか"]
    chosen = box("reason", "web")["items"]
    assert [item["label"] for item in chosen if item["ticked"]] == ["画面だけ"]


def test_words_beside_an_option_are_at_that_option_alone() -> None:
    items = box("reason", {"code": "other", "tell": "風で飛んだ"})["items"]
    assert [(item["ticked"], item["tells"], item["told"]) for item in items] == [
        (False, False, ""), (False, False, ""), (True, True, "風で飛んだ"),
    ]  # fmt: skip


def test_a_long_answer_has_room_for_as_many_lines_as_it_may_have_characters() -> None:
    assert box("lost_how")["lines"] == 6  # 200 characters, 38 a line
    assert box("note")["lines"] == 3  # 80 characters
    assert box("note", "一行目\n二行目")["paragraphs"] == ["一行目", "二行目"]


def test_a_computed_answer_is_printed_in_words_and_not_ticked() -> None:
    asked = small("      - {id: lost_too, type: computed, of: yes_no, label: 紛失, compute: reason == lost}\n")
    drawn = draw_field(asked.field("lost_too"), True, JAPANESE, ON)
    assert (drawn["kind"], drawn["paragraphs"]) == ("text", ["はい"])


def test_an_address_leaves_out_lines_without_words() -> None:
    assert box("address") == {"kind": "address", "postal": "", "lines": []}
    lines = box("address", {**ANSWERS["address"], "building": ""})["lines"]
    assert lines == ["見本県見本市見本町一丁目2番3号"]


def test_a_signature_without_strokes_has_no_picture() -> None:
    assert drawn_picture("") == ""
    assert '<path d="M1 2L3 4"' in drawn_picture("M1 2L3 4")
