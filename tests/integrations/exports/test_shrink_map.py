"""A city's shrink map."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forms.complaints import Refused
from integrations.exports.definition import LayoutFile
from integrations.exports.layout import FileLayout
from integrations.exports.shrink_map import ShrinkMap, load_shrink_map
from integrations.sockets.layout_socket import Finding
from tests.integrations.exports.sample import record, tables
from tests.integrations.exports.test_quick import KAIGO

MAP = {
    "meta": {"version": "sample"},
    "content": [
        {"MJ文字図形名": "MJ900001", "辞書類等による関連字": [{"JIS X 0213": "1-1-1", "UCS": "U+559C"}]},
        {
            "MJ文字図形名": "MJ900002",
            "辞書類等による関連字": [{"UCS": "U+4E18"}],
            "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-21-40", "UCS": "U+5409"}, {"UCS": "U+20BB7"}],
            "参考情報": "text, and no list",
        },
        {"MJ文字図形名": "MJ900003", "読み・字形による類推": [{"UCS": "U+8FBB"}]},
        {"MJ文字図形名": "MJ900004"},
    ],
}
LIST = """\
MJ文字図形名,対応するUCS,実装したMoji_JohoコレクションIVS,総画数
MJ900001,U+3402,,6
MJ900002,U+20BB7,,6
MJ900003,U+8FBB,8FBB_E0101;8FBB_E0103,5
MJ900004,U+3403,,1
"""


def folder_of(tmp_path: Path, content: object = MAP, rows: str = LIST) -> Path:
    (tmp_path / "MJShrinkMap.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "mji.csv").write_text(rows, encoding="utf-8-sig")
    return tmp_path


def test_a_sign_has_what_the_map_knows_the_surest_ground_first(tmp_path: Path) -> None:
    shrink = load_shrink_map(folder_of(tmp_path))
    assert list(shrink("𠮷")) == ["吉", "丘"]
    assert list(shrink("\u3402")) == ["喜"]
    assert list(shrink("辻\U000e0101")) == ["辻"]
    assert list(shrink("辻")) == []  # not a replacement for itself
    assert list(shrink("\u3403")) == list(shrink("字")) == []


@pytest.mark.parametrize(
    ("content", "rows", "expected"),
    [
        ([], LIST, "this is not an MJ縮退マップ"),
        ({"content": [{"UCS": "U+5409"}]}, LIST, "this is not an MJ縮退マップ"),
        (MAP, "名前,字\n", "the list has the columns MJ文字図形名"),
    ],
)
def test_a_file_that_is_no_map_is_refused_by_name(tmp_path: Path, content: object, rows: str, expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        load_shrink_map(folder_of(tmp_path, content, rows))


def test_a_folder_without_both_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"one \.json"):
        load_shrink_map(tmp_path)


def findings(policy: str, shrink: ShrinkMap) -> tuple[Finding, ...]:
    facts = {**KAIGO.model_dump(by_alias=True, exclude_unset=True), "unmappable": {"default": policy}}
    file_layout = FileLayout(LayoutFile.model_validate(facts), tables, shrink)
    return file_layout.check([record(answers={"name": "𠮷野\ue000"})]).findings


def test_a_layout_that_proposes_holds_and_names_what_its_target_can_hold() -> None:
    shrink = ShrinkMap({"𠮷": ("吉", "𠀋", "\ue001")})
    by_value = {finding.value: finding for finding in findings("propose", shrink)}
    assert by_value["𠮷"].handling == "held"
    assert by_value["𠮷"].proposals == ("吉",)
    assert by_value["\ue000"].proposals == ()
    assert all(finding.proposals == () for finding in findings("hold", shrink))


def test_what_a_person_chose_is_written_and_reported() -> None:
    file_layout = FileLayout(KAIGO, tables)

    odd = replace(record(answers={"name": "𠮷野　𠮷郎"}), choices={"𠮷": "吉", "髙": "高"})
    result = file_layout.check([odd])
    assert result.ready == ("R8-000001",)
    assert [(finding.column, finding.value, finding.replacement, finding.handling) for finding in result.findings] == [
        ("氏名", "𠮷", "吉", "replaced")
    ]


def test_the_reading_stands_for_a_name_that_cannot_be_written() -> None:
    facts = {
        **KAIGO.model_dump(by_alias=True, exclude_unset=True),
        "unmappable": {"default": "hold", "columns": {"氏名": "kana"}, "kana": {"氏名": "氏名カナ"}},
    }
    file_layout = FileLayout(LayoutFile.model_validate(facts), tables)
    (finding,) = file_layout.check([record(answers={"name": "𠮷野"})]).findings
    assert (finding.column, finding.value, finding.replacement, finding.handling) == (
        "氏名",
        "𠮷",
        "タカミホン　タロウ",
        "replaced",
    )
    assert file_layout.check([record(answers={"name": "𠮷野", "kana": None})]).held == ("R8-000001",)


@pytest.mark.parametrize(
    ("unmappable", "expected"),
    [
        ({"default": "kana"}, "kana is for single columns"),
        ({"default": "hold", "columns": {"氏名": "kana"}}, "with its reading's column"),
        (
            {"default": "hold", "columns": {"氏名": "kana"}, "kana": {"氏名": "生年月日"}},
            "no text column is called 生年月日",
        ),
    ],
)
def test_a_reading_must_be_named(unmappable: dict[str, object], expected: str) -> None:
    layout = LayoutFile.model_validate(
        {**KAIGO.model_dump(by_alias=True, exclude_unset=True), "unmappable": unmappable}
    )
    assert any(expected in text for _, text in layout.faults())
