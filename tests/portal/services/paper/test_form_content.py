"""様式: what each of its parts says, before it is typeset."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.answers import Answers
from forms.definition.procedure import Procedure, Sourced
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.path.environment import Environment
from forms.path.path import walk
from portal.services.paper.print_form import Filled, drawn_number, form_content, in_eras
from tests.definitions.shelf import shelf
from tests.portal.services.paper.paper import ANSWERS, CITY, DEFINITION, ON, filled, procedure
from tests.portal.services.paper.test_draw_official import sample
from tests.portal.services.paper.test_paper_rules import with_due

TYPED = {"way": "typed", "at": "2026-11-20T00:05:00+00:00", "text": "髙橋 𠮷乃"}
DRAWN = TYPED | {"way": "drawn", "text": "", "strokes": "M1 1L2 2"}


def content(given: Filled | None, of: Procedure | None = None) -> dict[str, Any]:
    return form_content(of or procedure(), CITY, ON, given)


def defined(**replaced: str) -> Procedure:
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    for old, new in replaced.items():
        text = text.replace({"kind": "kind: application", "each": "    each:"}[old], new)
    return load_text(text, "paper.yaml", fields=field_types())


def test_who_files_at_the_counter_or_writes_by_hand_signs_and_who_posts_has_signed() -> None:
    doors = [None, filled(), replace(filled(), door="post"), replace(filled(), door="online")]
    assert [content(given)["signs"] for given in doors] == [True, True, False, False]


def test_the_identity_papers_that_were_seen_are_printed() -> None:
    assert content(None)["seen"] == ""
    assert content(replace(filled(), seen="運転免許証"))["seen"] == "運転免許証"


def test_a_signature_on_a_screen_says_how_and_when_it_was_given() -> None:
    assert content(replace(filled(), signed=TYPED))["signed"] == {
        "text": "髙橋 𠮷乃", "picture": "", "day": "令和8年11月20日",
        "words": "窓口の画面に入力した署名　令和8年11月20日 9時05分",
    }  # fmt: skip
    drawn = content(replace(filled(), signed=DRAWN))["signed"]
    assert (drawn["text"], drawn["words"]) == ("", "窓口の画面に書いた署名　令和8年11月20日 9時05分")
    assert 'd="M1 1L2 2"' in drawn["picture"]
    bare = {"way": "drawn", "at": TYPED["at"]}
    assert content(replace(filled(), signed=bare))["signed"] | {"words": ""} == {
        "text": "", "picture": "", "day": "令和8年11月20日", "words": ""
    }  # fmt: skip


@pytest.mark.parametrize("signed", [None, {"way": "paper"}])
def test_without_a_signature_on_a_screen_there_is_room_to_sign(signed: Mapping[str, Any] | None) -> None:
    assert "signed" not in content(replace(filled(), signed=signed))


def test_a_screen_does_not_replace_the_hand_that_a_law_wants() -> None:
    by_hand = replace(procedure(), by_hand=Sourced("署名すること", "assumed"))
    signed = content(replace(filled(), signed=TYPED), by_hand)
    assert ("signed" in signed, signed["by_hand"]) == (False, "署名すること（確認中）")
    sure = replace(procedure(), by_hand=Sourced("署名すること", "law"))
    assert [content(None, of)["by_hand"] for of in (sure, procedure())] == ["署名すること", ""]


def test_what_came_from_the_face_of_a_card_is_named_once_as_unproved() -> None:
    questions = frozenset({"name", "birth", "members.1.who", "members.2.who"})
    unproved = content(replace(filled(), unproved=questions))["unproved"]
    assert unproved == "カードの券面から入れ、本物かは確かめていない：氏名、生年月日、家族の氏名"
    assert "unproved" not in content(filled())
    assert "unproved" not in content(None)


def test_the_day_is_that_of_the_application_or_left_to_write() -> None:
    assert content(replace(filled(), day=date(2026, 12, 1)))["day"] == {
        "label": "申請日", "box": {"kind": "text", "lines": 1, "paragraphs": ["令和8年12月1日"]}
    }  # fmt: skip
    assert content(None)["day"]["box"]["eras"] == ["令和"]
    assert content(None, defined(kind="kind: request"))["day"]["label"] == "申込日"


def test_a_fee_or_a_law_that_is_assumed_says_so() -> None:
    sure = content(None)
    assert (sure["fee"], sure["law"]) == ("300円", "見本条例 第1条（確認中）")
    guessed = replace(procedure(), fee=replace(procedure().fee, certainty="assumed"), law=Sourced("条例", "law"))
    assert [content(None, guessed)[part] for part in ("fee", "law")] == ["300円（確認中）", "条例"]


def test_an_official_sheet_has_what_to_bring_and_what_to_enclose_instead_of_our_sections() -> None:
    blank = form_content(procedure(), CITY, ON, None, sample())
    assert blank["sections"] == []
    assert [part["title"] for part in blank["official"]["bring"]] == ["窓口に持ってくるもの"]
    given = form_content(procedure(), CITY, ON, filled(), sample())
    assert given["official"]["bring"] == []
    assert given["official"]["papers"] == content(filled())["papers"]


def test_more_rows_are_offered_only_where_the_form_has_fewer_than_may_be_given() -> None:
    first, second = content(None)["sections"][:2]
    assert (first["more"], second["more"]) == (False, True)
    few = load_text(
        DEFINITION.split("scenarios:")[0].replace("    max: 9", "    max: 3") + "scenarios: []\n", "paper.yaml",
        fields=field_types(),
    )  # fmt: skip
    assert not content(None, few)["sections"][1]["more"]
    assert [section["more"] for section in content(filled())["sections"]] == [False] * 3


def test_each_row_of_a_blank_form_begins_with_its_number_and_its_condition() -> None:
    made = defined(each="    when: birth > today\n    each:")
    groups = content(None, made)["sections"][1]["groups"]
    assert [(group["heading"], group["heading_when"]) for group in groups if group["heading"]] == [
        (f"家族　{number}", "問2が出す日より後のとき") for number in (1, 2, 3)
    ]
    assert {group["heading_when"] for group in groups if not group["heading"]} == {""}
    assert {section["when"] for section in content(None)["sections"]} == {"", "問2の人が40歳以上のとき"}


def asked(*questions: str, torn: str = "破れた") -> list[dict[str, Any]]:
    """Groups of a blank form with these questions on one page."""
    lines = "".join(f"          - {{{question}}}\n" for question in questions)
    page = f"      - together: くわしく\n        id: more\n        ask:\n{lines}"
    text = DEFINITION.split("scenarios:")[0].replace("attach:\n  - {id: photo", f"{page}attach:\n  - {{id: photo")
    text = text.replace("torn: 破れた", f"torn: {torn}")
    made = load_text(f"{text}scenarios: []\n", "paper.yaml", fields=field_types())
    groups: list[dict[str, Any]] = content(None, made)["sections"][2]["groups"]
    return [group for group in groups if group["title"] == "くわしく"]


def test_a_condition_of_all_questions_of_a_page_is_printed_once_above_them() -> None:
    first, second = (
        "id: one, type: text, label: 一, when: reason == torn",
        "id: two, type: text, label: 二, when: reason == torn",
    )
    (both,) = asked(first, second)
    assert (both["when"], [row["when"] for row in both["rows"]]) == ("問8が「破れた」のとき", ["", ""])
    (alone,) = asked(first)
    assert (alone["when"], [row["when"] for row in alone["rows"]]) == ("", ["問8が「破れた」のとき"])
    (different,) = asked(first, second.replace("torn", "lost"), "id: three, type: text, label: 三")
    assert different["when"] == ""
    assert [row["when"] for row in different["rows"]] == ["問8が「破れた」のとき", "問8が「なくした」のとき", ""]


def test_rows_that_are_none_are_printed_as_none() -> None:
    text = DEFINITION.split("scenarios:")[0].replace("    min: 1\n", "    min: 0\n") + "scenarios: []\n"
    made = load_text(text, "paper.yaml", fields=field_types())
    answers = {name: value for name, value in ANSWERS.items() if not name.startswith("members")} | {"members": []}
    path = walk(made, answers, Environment(ON, CITY.calendar))
    ((group,),) = [content(Filled(path, ON), made)["sections"][1]["groups"]]
    assert [(row["number"], row["label"], row["box"]["paragraphs"]) for row in group["rows"]] == [(0, "家族", ["なし"])]
    sheet = form_content(made, CITY, ON, Filled(path, ON), sample())
    assert [section["title"] for section in sheet["sections"]] == ["あなたのこと", "わけ"]


@pytest.mark.parametrize(
    ("name", "answers", "printed"),
    [
        ("computed-hidden", {"cost": 1001, "wish": 500}, [(1, "費用"), (2, "希望の額")]),
        ("computed-number", {"adults": 2, "children": 3}, [(1, "大人の数"), (2, "子どもの数"), (0, "合わせた数")]),
        ("computed-number", {"adults": 2}, [(1, "大人の数"), (2, "子どもの数")]),
    ],
)
def test_what_is_computed_has_no_number_and_is_printed_where_it_is_shown(
    name: str, answers: Answers, printed: list[Any]
) -> None:
    of = shelf()[name]
    path = walk(of, answers, Environment(ON, CITY.calendar))
    groups = content(Filled(path, ON), of)["sections"][0]["groups"]
    rows = [row for group in groups for row in group["rows"]]
    assert [(row["number"], row["label"]) for row in rows] == printed
    assert {row["ends"] for row in rows} == {""}


def test_a_sentence_to_read_has_its_words_and_no_number() -> None:
    (group,) = asked("id: hurry, type: note, label: 急いでください。", "id: one, type: text, label: 一")
    assert [(row["note"], row["number"] > 0, row["label"]) for row in group["rows"]] == [
        (True, False, "急いでください。"), (False, True, "一"),
    ]  # fmt: skip


def test_help_is_printed_for_who_writes_by_hand_alone() -> None:
    def helps(given: Filled | None) -> list[str]:
        rows = [row for group in content(given)["sections"][0]["groups"] for row in group["rows"]]
        return [row["help"] for row in rows if row["label"] == "被保険者番号"]

    assert (helps(None), helps(filled())) == (["証にある番号です。"], [""])


def test_what_may_not_be_shown_is_printed_as_such() -> None:
    path = replace(filled().path, hidden=frozenset({"number"}))
    rows = [row for group in content(Filled(path, ON))["sections"][0]["groups"] for row in group["rows"]]
    assert [row["box"]["paragraphs"] for row in rows if row["label"] == "被保険者番号"] == [["ここには出ません"]]


def test_a_blank_form_alone_says_until_when_and_whether_that_is_sure() -> None:
    sure = replace(with_due("today + days(city.days)"), due=None)
    parts = ("due", "late", "estimated")
    assert [content(None, sure)[part] for part in parts] == ["", False, False]
    assert [content(None, with_due("today + days(city.days)"))[part] for part in parts] == [
        "令和8年12月4日まで", True, False
    ]  # fmt: skip
    assert content(filled())["due"] == ""
    due = procedure().due
    assert due is not None
    for certainty, estimated in (("law", False), ("std", False), ("assumed", True)):
        of = replace(procedure(), due=replace(due, certainty=certainty))
        assert content(None, of)["estimated"] is estimated


def reworded(label: str) -> Procedure:
    text = DEFINITION.split("scenarios:")[0].replace("label: どうしましたか", f"label: {label}") + "scenarios: []\n"
    return load_text(text, "paper.yaml", fields=field_types())


def test_a_condition_beside_a_paper_of_a_sheet_has_at_most_70_characters() -> None:
    label = "あ" * (70 - len("「」が「なくした」のとき"))
    for words, printed in ((label, f"「{label}」が「なくした」のとき"), (f"{label}あ", "あてはまる人だけ")):
        papers = form_content(reworded(words), CITY, ON, None, sample())["official"]["papers"]
        assert papers[-1]["items"][1] == f"届出の写し（遺失届、盗難届のどれか）：{printed}"


def test_a_condition_of_at_most_24_characters_is_printed_again_below() -> None:
    room = 24 - len("問8が「」のとき")
    for length, below in ((room, "問8が「{}」のとき"), (room + 1, "問12と同じとき")):
        words = "破" * length
        text = "id: {0}, type: text, label: 一, when: reason == torn"
        (group,) = asked(text.format("one"), text.format("two"), "id: three, type: text, label: 三", torn=words)
        assert [row["when"] for row in group["rows"]] == [f"問8が「{words}」のとき", below.format(words), ""]


@pytest.mark.parametrize(
    ("least", "most", "questions", "copies"), [(1, 9, 3, 3), (1, 9, 6, 3), (1, 9, 7, 2), (4, 9, 3, 4), (0, 1, 3, 1)]
)  # fmt: skip
def test_a_blank_form_has_three_rows_or_two_long_ones(least: int, most: int, questions: int, copies: int) -> None:
    more = "".join(f"      - {{id: q{number}, type: text, label: その{number}}}\n" for number in range(questions - 3))
    text = DEFINITION.split("scenarios:")[0].replace("    min: 1\n    max: 9\n", f"    min: {least}\n    max: {most}\n")
    text = text.replace("      - {id: who,", f"{more}      - {{id: who,") + "scenarios: []\n"
    made = load_text(text, "paper.yaml", fields=field_types())
    groups = content(None, made)["sections"][1]["groups"]
    assert len([group for group in groups if group["heading"]]) == copies


def test_the_first_year_of_an_era_has_a_name_of_its_own() -> None:
    assert in_eras([("2019年5月1日", 7, None)]) == [["令和元年5月1日", 7, None]]
    written = in_eras({"told": "2019年5月1日", "signed": {"day": "2019年5月1日"}, "other": "2019年5月1日"})
    assert in_eras({"a": ["2027年4月10日まで"]}, date.isoformat) == {"a": ["2027-04-10まで"]}
    assert written == {"told": "2019年5月1日", "signed": {"day": "2019年5月1日"}, "other": "令和元年5月1日"}


def test_papers_of_rows_name_the_row_and_what_may_be_left_out_says_so() -> None:
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    text = text.replace("{id: photo, label: 写真,", "{id: photo, label: 写真, required: false,")
    made = load_text(text, "paper.yaml", fields=field_types())
    (papers,) = content(None, made)["papers"][1:]
    assert papers["title"] == "いっしょに出すもの"
    assert papers["items"][0] == "写真（あるときだけ）"
    (given,) = content(filled())["papers"]
    assert given["items"][-1] == "家族 2の在学証明書（あとからでも出せます）"


def test_a_paper_that_only_a_screen_asks_for_is_not_on_a_form_and_lists_have_their_heading() -> None:
    made = defined(each="    when: door == online\n    each:")
    for listed in (content(None, made)["papers"], form_content(made, CITY, ON, None, sample())["official"]["papers"]):
        assert listed[-1]["title"] == "いっしょに出すもの"
        assert [item.partition("（")[0] for item in listed[-1]["items"]] == ["写真", "届出の写し"]
    (given,) = content(filled())["papers"]
    assert given["title"] == "いっしょに出すもの"


@pytest.mark.parametrize(
    ("note", "long"),
    [("あ" * 359, False), ("あ" * 360, True), ("\n".join("あ" * 12), False), ("\n".join("あ" * 13), True)],
)
def test_a_box_of_more_than_twelve_lines_may_go_on_on_the_next_page(note: str, long: bool) -> None:
    sections = content(filled(note=note))["sections"]
    rows = {row["label"]: row["long"] for section in sections for group in section["groups"] for row in group["rows"]}
    assert (rows["そのほか伝えたいこと"], rows["いつ、どこで"]) == (long, False)


@pytest.mark.parametrize(("count", "long"), [(25, False), (26, True)])
def test_a_box_of_more_than_25_choices_may_go_on_on_the_next_page(count: int, long: bool) -> None:
    options = ", ".join(f"c{number}: 色{number}" for number in range(count))
    (group,) = asked(f"id: colour, type: choice, label: 色, options: {{{options}}}", "id: one, type: text, label: 一")
    assert [row["long"] for row in group["rows"]] == [long, False]


def test_the_code_of_a_receipt_number_is_an_ordinary_one_without_a_margin() -> None:
    drawn = drawn_number("26-000-000-017")["code"]
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="21" height="21"')


def test_a_page_that_is_named_like_its_section_has_no_heading_of_its_own() -> None:
    text = DEFINITION.split("scenarios:")[0].replace("together: お名前", "together: あなたのこと") + "scenarios: []\n"
    made = load_text(text, "paper.yaml", fields=field_types())
    assert [content(None, of)["sections"][0]["groups"][0]["title"] for of in (procedure(), made)] == ["お名前", ""]


def filed(name: str, answers: Answers) -> dict[str, Any]:
    of = shelf()[name]
    return content(Filled(walk(of, answers, Environment(ON, CITY.calendar)), ON), of)


def test_rows_are_printed_in_the_order_that_the_procedure_wants() -> None:
    names = [{"family": "見本", "given": given} for given in ("次郎", "花子")]
    answers: Answers = {
        "people": ["1", "2"], "people.1.name": names[0], "people.1.birth": "2018-02-03", "people.2.name": names[1],
        "people.2.birth": "2016-05-01",
    }  # fmt: skip
    groups = filed("rows-ordered", answers)["sections"][0]["groups"]
    assert [group["heading"] for group in groups if group["heading"]] == [
        "家族 2（見本　花子）",
        "家族 1（見本　次郎）",
    ]


def test_a_paper_of_a_row_within_a_row_is_named_by_the_inner_row() -> None:
    inner = '{repeat: jobs, label: 仕事, each: "{job}", max: 3, ask: [{id: job, type: text, label: 仕事の名前}]'
    paper = "attach: [{id: slip, label: 給与の明細, certainty: std}]}"
    text = DEFINITION.split("scenarios:")[0].replace(
        "      - {id: since,", f"      - {inner}, {paper}\n      - {{id: since,"
    )
    made = load_text(f"{text}scenarios: []\n", "paper.yaml", fields=field_types())
    answers: Answers = {
        **ANSWERS,
        "members.2.jobs": ["1", "2"],
        "members.2.jobs.1.job": "店",
        "members.2.jobs.2.job": "畑",
    }
    path = walk(made, answers, Environment(ON, CITY.calendar))
    (papers,) = content(Filled(path, ON), made)["papers"]
    assert [item for item in papers["items"] if item.endswith("給与の明細")] == [
        "仕事 1の給与の明細",
        "仕事 2の給与の明細",
    ]
