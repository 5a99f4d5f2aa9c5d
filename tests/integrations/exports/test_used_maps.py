"""Codes in the manifest."""

import json
from pathlib import Path

from tests.integrations.exports.sample import record
from tests.integrations.exports.small import every_file, layout, main_record

COLUMNS = """\
      - {name: 性別, type: C, map: sexes, from: answers.sex}
      - {name: 再交付する証, type: C, map: cards, from: answers.cards}
      - {name: 申請日, type: D, fmt: "%E%e", eras: eras, from: head.arrived_at}
"""
MAPS = """\
maps:
  eras: {reiwa: "5"}
  cards: {insured: "1", copay: "2"}
  unused: {a: "1"}
dated_maps:
  sexes: [{to: 2026-03-31, codes: {male: "1"}}, {from: 2026-04-01, codes: {male: M}}]
"""


def manifest(folder: Path, file: str) -> bytes:
    file_layout = layout(folder, file, main_record(COLUMNS), more=MAPS)
    return every_file(file_layout, folder / "out", record())["a.manifest.json"]


def test_a_manifest_shows_the_codes_of_its_columns_where_the_layout_says_so(tmp_path: Path) -> None:
    used = manifest(tmp_path, "kind: csv, tells_maps: yes")
    assert manifest(tmp_path, "kind: csv, tells_maps: yes") == used
    maps = json.loads(used)["maps"]
    assert list(maps) == ["sexes", "cards", "eras"]
    assert maps["sexes"] == {
        "columns": ["性別"],
        "codes": [
            {"from": None, "to": "2026-03-31", "codes": {"male": "1"}},
            {"from": "2026-04-01", "to": None, "codes": {"male": "M"}},
        ],
    }
    assert maps["cards"] == {
        "columns": ["再交付する証"],
        "codes": [{"from": None, "to": None, "codes": {"insured": "1", "copay": "2"}}],
    }
    assert maps["eras"]["columns"] == ["申請日"]


def test_a_manifest_without_codes_is_what_it_was(tmp_path: Path) -> None:
    assert "maps" not in json.loads(manifest(tmp_path, "kind: csv"))
