"""Faults of layout files."""

from pathlib import Path
from shutil import copytree

import pytest

from forms.complaints import Refused
from integrations.exports.loading import LAYOUTS, load_layouts
from tests.integrations.exports.sample import tables
from tests.integrations.exports.small import layout, main_record

KAIGO, GENERIC = "kaigo.hihokenshasho.saikofu.yaml", "generic.application.yaml"


def refused(folder: Path) -> list[str]:
    with pytest.raises(Refused) as complaint:
        load_layouts(tables, folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in complaint.value.complaints]


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("encoding: cp932", "encoding: sjis", "file.encoding"),
        ("embedded_newline: space", "embeded_newline: space", "unknown key file.embeded_newline"),
        ("formulas: defuse", "formulas: run", "file.formulas"),
        ("title: 介護保険", "title: a: b", "mapping values"),
        ("{name: 受付番号, type: X", "{name: 保険者番号, type: X", "the column 保険者番号 is repeated"),
        ("{name: 方書", "{name: 𠮷", "𠮷: the heading cannot be written in cp932"),
        ("map: cards}", "map: card}", "再交付する証: no map is called card"),
        (
            "type: C, len: 1, from: answers.reason, map: reason",
            "type: C, len: 1, from: answers.reason",
            "map is required for types C and U",
        ),
        ('type: D, fmt: "%Y%m%d", from: head', "type: D, from: head", "申請年月日: fmt is required for type D"),
        ('fmt: "%Y%m%d", from: head', 'fmt: "%Y%j", from: head', "write %Y %m %d"),
        ("from: answers.kana", "from: answers.kana..b", "write head.<key>"),
        ("from: answers.kana", "from: code.label", "a line of application knows only head, batch, answers"),
        ("from: answers.kana", "from: code.labels", "there is no code.labels: did you mean label?"),
        ("from: head.arrived_at", "from: head.arived_at", "did you mean arrived_at?"),
        ("from: batch.care_insurer", "from: batch.made_on", "did you mean made_at?"),
        ("from: batch.care_insurer", "from: batch.zzz", "write one of care_insurer, city_code"),
        ("from: head.arrived_at", "from: head.zzz", "write one of receipt_number,"),
        ("from: batch.care_insurer", "from: batch.part", "only a line of batch knows batch.part"),
        ("from: answers.kana", "value: あ, from: answers.kana", "write either from, value or compute"),
        (", from: answers.kana", "", "write either from, value or compute"),
        ("len: 100, from: answers.kana", "len: 0, from: answers.kana", "at least 1"),
        ("default: propose", "default: drop", "write hold, propose, kana, or"),
        ('紛失の状況その他: "replace:〓"', '紛失: "replace:〓"', "no column is called 紛失"),
        ('紛失の状況その他: "replace:〓"', '紛失の状況その他: "replace:𠮷"', "𠮷 itself cannot be written in cp932"),
        ("_kaigo_saikofu.csv", "/../{batch}.csv", "a file name has only ASCII letters"),
        ("{city_code}_{batch}", "{city}_{batch}", "write {layout}"),
        ("{city_code}_{batch}", "{city_code!r}_{batch}", "a file name has only ASCII letters"),
        ("{city_code}_{batch}", "{city_code.x}_{batch}", "write {layout}"),
        ("{city_code}_{batch}", "{batch:%Y}_{batch}", "only {ts:"),
        ("{city_code}_{batch}", "{ts:%j}_{batch}", "only {ts:"),
        ("{city_code}_{batch}", "{stem}_{batch}", "{stem} is made from this name"),
        ("{city_code}_{batch}", "{city_code_{batch}", "file.name"),
        ("layout: kaigo.hihokenshasho.saikofu", "layout: kaigo.other", "must be in kaigo.other.yaml"),
        ("layout: kaigo.hihokenshasho.saikofu", "layout: ../kaigo", "layout: write text matching"),
    ],
)
def test_a_layout_that_is_not_sound_is_refused_with_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    folder = copytree(LAYOUTS, tmp_path / "layouts")
    path = folder / KAIGO
    text = path.read_text(encoding="utf-8")
    assert old in text
    line = 1 if "must be in" in expected else line_of(path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    complaints = refused(folder)
    assert any(expected in complaint for complaint in complaints), complaints
    assert any(complaint.startswith(f"{KAIGO}:{line}:") for complaint in complaints), complaints


def test_a_second_file_needs_its_own_name(tmp_path: Path) -> None:
    folder = copytree(LAYOUTS, tmp_path / "layouts")
    path = folder / GENERIC
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name: "{stem}_codes.csv"', 'name: "{stem}_answers.csv"'), encoding="utf-8")
    assert "needs its own file name" in refused(folder)[0]


def test_the_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    folder = copytree(LAYOUTS, tmp_path / "layouts")
    for name in (KAIGO, GENERIC):
        (folder / name).write_text("layout: 1\n", encoding="utf-8")
    assert {complaint.split(":")[0] for complaint in refused(folder)} == {KAIGO, GENERIC}


def test_layouts_come_in_the_order_of_their_ids() -> None:
    ids = [layout.id for layout in load_layouts(tables)]
    assert ids == sorted(ids)
    assert "generic.application" in ids


def test_all_that_does_not_go_together_in_one_column_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        layout(tmp_path, "kind: csv", main_record("      - {name: 日, type: D, take: 2, compute: today}\n"))
    texts = [complaint.text for complaint in refused.value.complaints]
    assert {"日: split and take belong together", "日: fmt is required for type D, and allowed nowhere else"} < {*texts}
    assert len(texts) == 3
