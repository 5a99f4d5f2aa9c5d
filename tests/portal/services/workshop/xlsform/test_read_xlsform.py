"""XLSForm."""

import pytest

from forms.definition.procedure import Repeat
from portal.services.workshop.read_outside import read_outside
from portal.services.workshop.xlsform.read_xlsform import is_xlsform, read_xlsform
from tests.portal.services.outside import refusals, workbook, written

HEADS = ["type", "name", "label::English (en)", "label::日本語 (ja)", "hint::日本語 (ja)", "required", "relevant", "constraint", "constraint_message", "appearance", "calculation", "repeat_count"]  # fmt: skip


def row(type_: str, name: str, label: str = "", **cells: str) -> list[str]:
    given = {"type": type_, "name": name, "label::日本語 (ja)": label, "label::English (en)": name, **cells}
    return [given.get(head, "") for head in HEADS]


SHEETS = {
    "survey": [
        HEADS,
        row("start", "start"),
        row("text", "name", "お名前", required="yes"),
        row("begin_group", "house", "世帯のこと"),
        row("integer", "size", "何人ですか", required="yes", constraint=". > 0 and . < 30", constraint_message="1から29まで"),
        row("select_one yn", "kids", "お子さんはいますか", required="true()"),
        row("begin group", "more", "お子さんの世話", relevant="${kids} = 'yes'", appearance="field-list"),
        row("select_multiple care", "care", "世話をする人", constraint="count-selected(.) <= 2"),
        row("text", "why", "くわしく", relevant="selected(${care}, 'other')", appearance="multiline", required="${size} > 3"),
        row("end group", "more"),
        row("end_group", "house"),
        row("begin_repeat", "child", "お子さん", relevant="${kids} = 'yes'"),
        row("text", "child_name", "お子さんの名前"),
        row("date", "born", "生まれた日", constraint=". <= today()"),
        row("select_one school or_other", "school", "学校"),
        row("end repeat", ""),
        row("calculate", "many", calculation="count(${child}) + 1"),
        row("note", "thanks", "${name}さん、ありがとうございます", relevant="${many} > 3"),
        row("acknowledge", "ok", "まちがいありません", required="yes"),
        row("geopoint", "spot", "場所"),
        row("image", "photo", "写真", relevant="${size} > 1"),
        row("decimal", "area", "面積"),
        row("range", "stars", "満足", parameters="start=1 end=5 step=1"),
        row("date", "month", "いつから", appearance="month-year"),
        row("time", "hour", "何時"),
    ],
    "choices": [
        ["list_name", "name", "label::日本語 (ja)"], ["yn", "yes", "はい"], ["yn", "no", "いいえ"], ["care", "1", "親"], ["care", "other", "そのほか"],
        ["school", "Primary School", "小学校"], ["school", "middle", "中学校"],
    ],
    "settings": [["form_title", "form_id"], ["世帯の調べ", "household"]],
}  # fmt: skip


def test_types_groups_repeats_and_rules_come_over_and_the_examples_pass() -> None:
    collected = read_xlsform(SHEETS)
    procedure, complaints = written(collected)
    assert [complaint.key for complaint in complaints] == [
        "lint.file_why"
    ]  # why a photo is needed is the section's to say
    assert procedure.title == "世帯の調べ"
    assert [step.title for step in procedure.steps] == ["世帯の調べ", "世帯のこと", "お子さん", "世帯の調べ（2）"]
    fields = {field.name: field for field in procedure.fields}
    assert {name: field.type.id for name, field in fields.items()} == {
        "name": "text", "size": "integer", "kids": "yes_no", "care": "multiple_choice", "why": "long_text", "child.child_name": "text",
        "child.born": "date", "child.school": "choice", "many": "computed", "thanks": "note", "ok": "consent", "spot": "location", "photo": "file",
        "area": "decimal", "stars": "integer", "month": "year_month", "hour": "time",
    }  # fmt: skip
    assert fields["size"].must[0].that.text == "own > 0 and own < 30".replace("own", "size")
    assert fields["size"].must[0].say == "1から29まで"
    assert fields["care"].when is not None
    assert fields["care"].when.text == "kids"
    assert fields["why"].when is not None
    assert fields["why"].when.text == "kids and other in care"
    assert str(getattr(fields["why"].required, "text", "")) == "size > 3"
    assert fields["thanks"].label == "「お名前」さん、ありがとうございます"
    assert procedure.repeats[0].when is not None
    assert isinstance(procedure.repeats[0], Repeat)
    options = fields["child.school"].settings.options
    assert list(options) == ["primary_school", "middle", "other"]
    assert options["other"].tell


def test_what_is_not_taken_is_reported_with_sheet_and_row() -> None:
    assert refusals(read_xlsform(SHEETS)) == [
        (
            "survey 1行",
            "文は「日本語 (ja)」だけを取り込みます。ほかのことば（English (en)）は、下書きの「文を書く」で書いてください。",
        ),
        ("survey 2行", "端末の記録（start、deviceid など）は取りません。"),
        ("survey 18行", "文の中の答え（${ }）は入りません。その質問の文を入れました。"),
    ]
    more = {
        "survey": [
            ["type", "name", "label", "relevant", "choice_filter", "default", "required", "constraint", "calculation"],
            ["barcode", "code", "コード"],
            ["select_one none", "nothing", "ない"],
            ["text", "a", "あ", "${b} = 'x'", "", "1", "pulldata('a')", "regex(., '.x')"],
            ["calculate", "b", "", "", "", "", "", "", "concat('a', 'b')"],
            ["end group", "", ""],
            ["begin group", "open", "開いたまま"],
            ["text", "c", "い"],
        ],
        "choices": [["list name", "name", "label"], ["l", "a", "一"], ["l", "a", "二"]],
    }
    collected = read_xlsform(more)
    assert [place for place, _ in refusals(collected)] == [
        "survey 2行", "choices 3行", "survey 3行", "survey 4行", "survey 4行", "survey 4行", "survey 4行", "survey 5行", "survey 6行", "survey 7行",
    ]  # fmt: skip
    procedure, complaints = written(collected)
    assert [field.label for field in procedure.fields] == ["あ", "い"]
    assert complaints == []


@pytest.mark.parametrize(
    ("heads", "default", "taken", "left"),
    [
        (["label", "label::English (en)"], "", "plain", "English (en)"),
        (["label::English (en)", "label"], "", "plain", "English (en)"),
        (["label", "label::English (en)"], "Japanese", "plain", "English (en)"),
        (["label", "label::English (en)"], "English (en)", "label::English (en)", "ことばの名前のない列"),
        (["label::English (en)", "label"], "English (en)", "label::English (en)", "ことばの名前のない列"),
        (["label::Japanese (ja)", "label"], "", "label::Japanese (ja)", "ことばの名前のない列"),
        (["label::Français", "label::English (en)"], "English (en)", "label::English (en)", "Français"),
        (["label::Français", "label::English (en)"], "", "label::Français", "English (en)"),
    ],
)
def test_of_several_languages_one_is_taken_and_the_others_are_listed(
    heads: list[str], default: str, taken: str, left: str
) -> None:
    texts = [head if "::" in head else "plain" for head in heads]
    collected = read_xlsform({
        "survey": [["type", "name", *heads], ["select_one l", "a", *texts]],
        "choices": [["list_name", "name", *heads], *[["l", code, *texts] for code in "xyz"]],
        "settings": [["default_language"], [default]],
    })  # fmt: skip
    item = collected.steps[0]["ask"][0]
    assert [item["label"], *item["options"].values()] == [taken] * 4
    assert [words.partition("ほかのことば")[2].startswith(f"（{left}）") for _, words in refusals(collected)] == [True]


def test_a_text_that_is_missing_in_the_language_comes_from_the_column_without_one() -> None:
    lines = [
        ["type", "name", "label::English (en)", "label", "label::日本語 (ja)"],
        ["text", "a", "English", "plain", ""],
    ]
    assert read_xlsform({"survey": lines}).steps[0]["ask"][0]["label"] == "plain"


def test_a_bound_between_two_whole_numbers_is_no_rule_for_a_calculation_of_decimals() -> None:
    lines = [
        ["type", "name", "label", "calculation", "relevant"], ["decimal", "d", "重さ"], ["calculate", "c", "", "${d} * 1"],
        ["text", "why", "理由", "", "${c} >= 2.5"], ["text", "what", "何", "", "${c} >= 2"],
    ]  # fmt: skip
    collected = read_xlsform({"survey": lines})
    assert refusals(collected) == [("survey 4行", "relevant：小数とは、くらべられません。いつも聞くことになります。")]
    assert [item.get("when") for item in collected.steps[0]["ask"]] == [None, None, None, "c >= 2"]


def test_a_form_is_known_by_its_sheet_and_may_be_empty() -> None:
    assert is_xlsform({"Survey ": []})
    assert not is_xlsform({"質問": []})
    assert read_xlsform({"survey": []}).questions == 0
    assert read_xlsform({"survey": [["type"], ["end repeat"]] + [["begin group"]] * 40}).questions == 0


LIMITED = {
    "survey": [
        ["type", "name", "label", "hint", "required", "choice_filter", "constraint", "constraint_message", "parameters", "calculation"],
        ["select_one ward", "ward", "地区", "", "yes"],
        ["select_one town", "town", "町", "", "yes", "ward=${ward}"],
        ["select_one more", "more", "よい日", "", "", "${age} > 3"],
        ["text", "code", "番号", "封筒にあります。", "yes", "", "regex(., '^[0-9]{4}$') and string-length(.) <= 4", "数字4つです。"],
        ["text", "both", "記号", "", "", "", "regex(., '[A-Z]{2}') and ${ward} = 'e'", "東の地区だけです。"],
        ["integer", "age", "年", "", "", "", "regex(., '[0-9]{2}')"],
        ["range", "weight", "重さ", "", "", "", ". != 1", "1のほかです。", "start=0 end=2.5 step=0.5"],
        ["range", "rate", "率", "", "", "", "", "", "start=0 end=1 step=0.01"],
        ["calculate", "price", "", "", "", "", "", "", "", "pulldata('prices', 'price', 'key', ${town})"],
        ["select_one_from_file towns.csv", "far", "遠い町"],
    ],
    "choices": [
        ["list_name", "name", "label", "ward"], ["ward", "e", "東"], ["ward", "w", "西"], ["town", "1", "一番町", "e"], ["town", "2", "二番町", "w"],
        ["more", "yes", "はい"], ["more", "no", "いいえ"],
    ],
}  # fmt: skip


def test_filters_patterns_and_ranges_come_over_and_what_does_not_is_stated_in_a_sentence() -> None:
    collected = read_outside(workbook(LIMITED), "", "")
    procedure, complaints = written(collected)
    assert complaints == []
    fields = {field.name: field for field in procedure.fields}
    assert {code: rule.text for code, rule in fields["town"].offered_when.items()} == {
        "option_1": "ward == e", "option_2": "ward == w",
    }  # fmt: skip
    code = fields["code"]
    assert (code.settings.pattern, code.settings.example, code.settings.max) == ("[0-9]{4}", "1234", 4)
    assert (code.help, code.must) == ("封筒にあります。 数字4つです。", ())
    both = fields["both"]
    assert (both.settings.pattern, both.must[0].that.text, both.must[0].say) == (
        "[A-Z]{2}", "ward == e", "東の地区だけです。",
    )  # fmt: skip
    weight, rate = fields["weight"], fields["rate"]
    assert (weight.type.id, str(weight.settings.max), weight.settings.places, weight.must[0].say) == (
        "decimal", "2.5", 1, "1のほかです。",
    )  # fmt: skip
    assert (rate.type.id, rate.settings.places) == ("decimal", 2)
    begins = [
        ("survey 4行", "choice_filter：${age} は、この行より前"),
        ("survey 7行", "constraint：形（regex）と字の数（"),
        ("survey 8行", "parameters：0.5きざみの決まり"),
        ("survey 10行", "calculation：pulldata() は"),
        ("survey 11行", "種類「select_one_from_file towns.csv」"),
    ]
    assert [
        (place, words[: len(begin)]) for (place, words), (_, begin) in zip(refusals(collected), begins, strict=True)
    ] == begins
    assert all("/desk/lists" in words for _, words in refusals(collected)[-2:])


def test_a_question_that_not_everybody_answers_filters_nothing() -> None:
    for change in ({4: ""}, {0: "select_one ward", 4: "no"}):
        lines = [list(line) for line in LIMITED["survey"][:3]]
        for column, cell in change.items():
            lines[1][column] = cell
        collected = read_xlsform({**LIMITED, "survey": lines})
        assert ["choice_filter" in words and "必ず答える" in words for _, words in refusals(collected)] == [True]
        assert written(collected)[1] == []


def test_the_filter_of_a_step_that_is_not_always_asked_stays_in_it() -> None:
    heads = ["type", "name", "label", "required", "relevant", "choice_filter"]
    lines = [
        heads, ["select_one ward", "any", "はじめ", "yes"], ["begin group", "g", "くわしく", "", "${any} = 'e'"], ["select_one ward", "ward", "地区", "yes"],
        ["select_one town", "inside", "町", "yes", "", "ward=${ward}"], ["end group"], ["select_one town", "outside", "ほかの町", "yes", "", "ward=${ward}"],
    ]  # fmt: skip
    collected = read_xlsform({**LIMITED, "survey": lines})
    procedure, complaints = written(collected)
    assert complaints == []
    assert {field.name: len(field.offered_when) for field in procedure.fields if field.offered_when} == {"inside": 2}
    assert [place for place, _ in refusals(collected)] == ["survey 7行"]


def test_a_form_of_a_thousand_questions_is_bounded() -> None:
    lines = [["type", "name", "label"], *[["text", f"q{number}", "問"] for number in range(1000)]]
    assert read_xlsform({"survey": lines}).questions <= 300
