# Writes docs/ja/function-ids.csv: a line for each requirement of docs/ja/functions.md, with the columns that a person fills in (機能ID, 類型) kept.

import csv
import io
import re
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "docs" / "ja"
PAPER, PAGE = _FOLDER / "functions.md", _FOLDER / "function-ids.csv"
HEAD = ("要求", "求められること", "対応", "機能ID", "類型", "試験")
_FILLED = ("機能ID", "類型")


def table(paper: str, before: str) -> str:
    # A requirement may have several ids: they are separated by blanks in one cell.
    kept = {row["要求"]: row for row in csv.DictReader(io.StringIO(before))}
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(HEAD)
    for line in re.findall(r"^\| ([ABCD]-\d\d \| .+) \|$", paper, re.MULTILINE):
        number, asked, _, state, _, evidence = line.split(" | ")
        tests = re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", evidence)
        own = kept.get(number, {})
        rows.writerow((number, asked, state, *(own.get(name, "") for name in _FILLED), " ".join(tests)))
    return written.getvalue()


def main() -> None:
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(table(PAPER.read_text(encoding="utf-8"), before), encoding="utf-8")


if __name__ == "__main__":
    main()
