"""Forms built as three published ones are, column by column: the cascading select of xlsform.org, and of pyxform's examples a field
survey with repeats and two languages (UCL_Biomass_Plot_Form) and the one with every kind of column (flat_xlsform_test)."""

import pytest

from portal.services.workshop.read_outside import read_outside
from tests.portal.services.outside import refusals, workbook, written

Sheets = dict[str, list[list[str]]]

CASCADING: Sheets = {
    "survey": [
        ["type", "name", "label", "choice_filter"],
        ["select_one prefectures", "prefecture", "県", ""],
        ["select_one towns", "town", "市町村", "prefecture=${prefecture}"],
    ],
    "choices": [
        ["list_name", "name", "label", "prefecture"], ["prefectures", "east", "東県", ""], ["prefectures", "west", "西県", ""],
        ["", "", "", ""], ["towns", "a", "あ町", "east"], ["towns", "b", "い町", "west"],
    ],
    "settings": [["form_title", "form_id"], ["住む町", "town"]],
}  # fmt: skip
PLOT: Sheets = {
    "survey": [
        ["type", "name", "label::日本語 (ja)", "label::English (en)", "hint::日本語 (ja)", "required", "relevant", "constraint", "constraint_message::日本語 (ja)", "choice_filter", "appearance", "calculation", "repeat_count", "parameters"],
        ["start", "start"], ["deviceid", "device"],
        ["select_one who", "who", "調べた人", "Who", "", "yes"],
        ["select_one_from_file districts.csv", "district", "地区", "District", "", "yes", "", "", "", "city=${who}"],
        ["geopoint", "place", "場所", "Place"],
        ["begin group", "plot", "区画", "Plot", "", "", "", "", "", "", "field-list"],
        ["select_one yes_no", "damage", "こわれていますか", "Damage?", "", "yes"],
        ["select_multiple kinds", "kinds", "どこがこわれていますか", "What?", "", "", "${damage} = 'yes'"],
        ["image", "photo", "写真", "Photo", "", "", "selected(${kinds}, 'wall')", "", "", "", "", "", "", "max-pixels=1000"],
        ["end group"],
        ["integer", "trees", "木の数", "Trees", "0から9まで", "yes", "", ". >= 0 and . < 10", "0から9までです"],
        ["begin repeat", "tree", "木", "Tree", "", "", "", "", "", "", "", "", "${trees}"],
        ["decimal", "height", "高さ", "Height", "", "yes", "", ". > 0", "0より大きい数です"],
        ["calculate", "half", "", "", "", "", "", "", "", "", "", "round(${height} div 2, 1)"],
        ["end repeat"],
        ["note", "thanks", "ありがとうございました", "Thanks"], ["end", "end"],
    ],
    "choices": [
        ["list_name", "name", "label::日本語 (ja)", "label::English (en)"], ["who", "1", "職員", "Staff"], ["who", "2", "住民", "Resident"],
        ["yes_no", "yes", "はい", "Yes"], ["yes_no", "no", "いいえ", "No"], ["kinds", "wall", "かべ", "Wall"], ["kinds", "roof", "やね", "Roof"],
    ],
    "settings": [["default_language", "version"], ["日本語 (ja)", "2026-04-11"]],
}  # fmt: skip
FLAT: Sheets = {
    "survey": [
        ["type", "name", "label::japanese", "label::chinese", "hint", "required", "requiredMsg", "read_only", "default", "appearance", "calculation", "image", "media::video", "autoplay"],
        ["begin group", "all", "すべて", "全部"],
        ["text", "your_name", "お名前", "姓名", "通称でもよい", "yes", "書いてください", "", "", "", "", "a.png", "b.mp4", "video"],
        ["phonenumber", "phone"], ["simserial", "sim"], ["today", "today"],
        ["integer", "age", "年れい", "年龄"], ["date", "born", "生まれた日", "出生日期"], ["time", "hour", "時刻", "时间"], ["datetime", "when", "いつ", "何时"],
        ["select_one a_b", "chosen", "どちらですか", "哪个"], ["barcode", "code", "バーコード", "条码"], ["audio", "voice", "声", "声音"],
        ["acknowledge", "agreed", "まちがいありません", "没错"],
        ["end group"],
    ],
    "choices": [["list name", "name", "label::japanese", "label::chinese"], ["a_b", "a", "こちら", "这个"], ["a_b", "b", "あちら", "那个"]],
    "settings": [["form_title", "public_key", "submission_url", "flat"], ["ひろく試す", "MII", "https://example.invalid", "True"]],
    "columns": [["type"], ["text"]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "asked", "left"),
    [
        (CASCADING, {"prefecture": "choice", "town": "choice"}, {"choice_filter"}),
        (
            PLOT,
            {
                "who": "choice", "place": "location", "damage": "yes_no", "kinds": "multiple_choice", "photo": "file", "trees": "integer",
                "tree.height": "decimal", "thanks": "note",
            },
            {"select_one_from_file", "round()", "start", "English"},
        ),
        (
            FLAT,
            {"your_name": "text", "age": "integer", "born": "date", "hour": "time", "chosen": "choice", "agreed": "consent"},
            {"deviceid", "barcode", "chinese"},
        ),
    ],
)  # fmt: skip
def test_a_form_as_it_is_published_is_taken_and_the_rest_is_named(
    sheets: Sheets, asked: dict[str, str], left: set[str]
) -> None:
    collected = read_outside(workbook(sheets), "", "")
    procedure, complaints = written(collected)
    assert {complaint.key for complaint in complaints} <= {"lint.file_why", "lint.rows_number"}
    types = {field.name: field.type.id for field in procedure.fields}
    assert asked.items() <= types.items(), types
    refused = "\n".join(f"{place} {words}" for place, words in refusals(collected))
    assert [word for word in left if word not in refused] == [], refused
