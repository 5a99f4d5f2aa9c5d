"""File options that do not go together are refused with the line of the layout."""

from pathlib import Path

import pytest

from forms.complaints import Refused
from tests.integrations.exports.small import layout, main_record
from tests.integrations.exports.test_language import NAMED

FILES = """\
  - {id: main, foreach: application, title: 本体, columns: [{name: 番号, from: head.receipt_number}]}
  - id: files
    foreach: attachment
    title: 添付
    name: "{stem}_files.csv"
    columns:
      - {name: 番号, from: head.receipt_number}
      - {name: 質問, from: file.question}
      - {name: ファイル, from: file.entry}
      - {name: 大きさ, type: N, from: file.bytes}
      - {name: 種類, from: file.media}
      - {name: SHA-256, from: file.sha256}
"""
ZIPPED = 'kind: csv, header: none, attachments: {name: "{stem}.zip", entry: "{receipt}_{question}_{number:02d}"}'


@pytest.mark.parametrize(
    ("file", "records", "expected"),
    [
        ("kind: csv, header: physical", main_record(), "each column needs a physical name of its own"),
        ("kind: csv, split: {rows: 2}", main_record(), "{part} is required"),
        ('kind: csv, name: "a{part}.txt"', main_record(), "{part} is required"),
        ('kind: csv, split: {rows: 2, bytes: 2000}, name: "a{part}.txt"', main_record(), "one of rows, bytes and by"),
        ('kind: csv, split: {by: head.ofice}, name: "a{part}.txt"', main_record(), "there is no head.ofice: did you mean office?"),
        ('kind: csv, split: {by: row.number}, name: "a{part}.txt"', main_record(), "file.split.by"),
        ("kind: xlsx, header: both", main_record(NAMED), "a workbook has one heading"),
        ("kind: csv, quoting: none, unanswered: empty", main_record(), "an empty answer looks like"),
        ("kind: csv, no_value: quoted, unanswered: empty", main_record(), "an empty answer looks like"),
        ("kind: csv, unanswered: report", main_record(), "unanswered: report needs a report"),
        ('kind: fixed, header: none, unanswered: "token:-"', main_record(), "may have no room for a word"),
        ('kind: csv, no_value: "token:-", unanswered: "token:-"', main_record(), "need different words"),
        ('kind: csv, unanswered: "token:"', main_record(), "write empty, report, same"),
        ('kind: csv, name: "a{seq:3d}.txt"', main_record(), "write {seq} or {seq:03d}"),
        ("kind: csv", main_record("      - {name: 子, each: children, from: answers.name}\n"), "write either most or between"),
        ("kind: csv", main_record("      - {name: 子, most: 2, from: answers.name}\n"), "belong to each"),
        ("kind: csv", main_record('      - {name: 子, each: children, most: 2, from: answers.name}\n'), "{n} is required"),
        ("kind: csv", main_record('      - {name: "子{m}", from: answers.name}\n'), "only {n} is allowed in"),
        ("kind: csv", main_record('      - {name: 子, each: children, between: "、", from: answers.name}\n'), "a common len"),
        ("kind: csv", main_record("      - {name: 子, beyond: leave_out, from: answers.name}\n"), "beyond belongs to most"),
        ("kind: csv", main_record('      - {name: "子{n}", each: children, most: 2, value: a}\n'), "each takes rows"),
        ("kind: csv", main_record("      - {name: 子, take: 2, from: answers.name}\n"), "split and take belong together"),
        ("kind: csv", main_record('      - {name: 子, signs: "3-1", from: answers.name}\n'), "counts from the first"),
        ("kind: csv", main_record("      - {name: 子, type: N, default: x, from: head.version}\n"), "the default of type N"),
        ("kind: csv, encoding: cp932", main_record("      - {name: 子, default: 𠮷, from: answers.name}\n"), "the default cannot be written"),
        ("kind: csv", main_record('      - {name: "子{n}", each: c, most: 2, from: answers.name}\n      - {name: 子1, value: a}\n'), "the name of another column"),
        ("kind: csv", FILES, "file.attachments"),
        (ZIPPED, main_record(), "add a kind of line attachment"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_with_its_line(
    tmp_path: Path, file: str, records: str, expected: str
) -> None:
    with pytest.raises(Refused) as refused:
        layout(tmp_path, file, records)
    complaints = [str(complaint) for complaint in refused.value.complaints]
    assert any(expected in text and "small.yaml:" in text for text in complaints), complaints


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        ("dated_maps: {s: [{from: 2026-02-01, to: 2026-01-01, codes: {}}]}\n", "it ends before it begins"),
        ("dated_maps: {s: [{codes: {}}, {from: 2026-02-01, codes: {}}]}\n", "each period must begin after"),
        ("maps: {s: {}}\ndated_maps: {s: [{codes: {}}]}\n", "two maps are called s"),
    ],
)
def test_codes_of_days_do_not_overlap(tmp_path: Path, dated: str, expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        layout(tmp_path, "kind: csv", main_record(), more=dated)
