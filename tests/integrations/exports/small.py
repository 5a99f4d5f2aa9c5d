"""Small layouts."""

from pathlib import Path

from integrations.exports.layout import FileLayout
from integrations.exports.loading import load_layout
from integrations.sockets.layout_socket import Bench, Record
from tests.integrations.exports.sample import BATCH, record, tables

HEAD = """\
layout: small
version: "1"
basis: assumption
title: 見本
purpose: department
applies_to: {procedure: any}
"""
COLUMNS = """\
      - {name: 番号, from: head.receipt_number}
      - {name: 氏名, from: answers.name}
      - {name: 版, type: N, from: head.version}
      - {name: 電話, from: answers.phone}
"""


def layout(
    folder: Path, file: str, records: str, *, policy: str = "hold", made_of: object = tables, more: str = ""
) -> FileLayout:
    path = folder / "small.yaml"
    usual = {
        "unanswered": "same",
        "embedded_newline": "space",
        "formulas": "keep",
        "name": "a.txt",
        "done": "{name: a.end}",
    }
    keys = "".join(f", {key}: {value}" for key, value in usual.items() if f"{key}:" not in file.replace("{name:", ""))
    path.write_text(
        f'{HEAD}file: {{{file}{keys}}}\nunmappable: {{default: "{policy}"}}\nrecords:\n{records}{more}', "utf-8"
    )
    return load_layout(path, made_of)  # type: ignore[arg-type]


def main_record(columns: str = COLUMNS) -> str:
    return f"  - id: main\n    foreach: application\n    title: 本体\n    columns:\n{columns}"


def content_of(file_layout: FileLayout, folder: Path, *records: Record) -> bytes:
    folder.mkdir(exist_ok=True)
    return next(iter(file_layout.write(records or [record()], BATCH, Bench(folder)))).path.read_bytes()


def every_file(file_layout: FileLayout, folder: Path, *records: Record) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    return {file.name: file.path.read_bytes() for file in file_layout.write(records, BATCH, Bench(folder))}
