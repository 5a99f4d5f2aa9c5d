"""Reads a hand-back folder. It knows docs/exit.md and nothing of Kakanai: only the standard library, no import from this tree.

`python3 scripts/exit_reader.py FOLDER` prints what it counted; whatever is wrong is a sentence, and status 1.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


class Exit:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Row = json.loads((folder / "manifest.json").read_bytes())
        self.tables: dict[str, Row] = {table["table"]: table for table in self.manifest["tables"]}

    def rows(self, table: str) -> Iterator[Row]:
        with (self.folder / self.tables[table]["file"]).open(encoding="utf-8") as file:
            yield from map(json.loads, file)

    def faults(self) -> list[str]:
        return [
            *self.wrong_sums(), *self.wrong_rows(), *self.wrong_files(), *self.wrong_figures(), *self.wrong_answers(), *self.wrong_chain()
        ]  # fmt: skip

    def wrong_sums(self) -> Iterator[str]:
        listed = {}
        for line in (self.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
            digest, name = line.split("  ", 1)
            listed[name] = digest
        there = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}
        for name in sorted(listed.keys() ^ (there - {"SHA256SUMS", "SHA256SUMS.sig"})):
            yield f"{name}: listed or there, not both"
        for name in sorted(listed.keys() & there):
            if digest_of(self.folder / name) != listed[name]:
                yield f"{name}: changed"

    def wrong_rows(self) -> Iterator[str]:
        """Lines, keys and kinds of every table."""
        kinds = {
            "text": str, "integer": int, "boolean": bool, "instant": str, "hex": str, "file": dict, "json": object,
        }  # fmt: skip
        for name, table in self.tables.items():
            keys = set()
            count = 0
            for count, row in enumerate(self.rows(name), 1):
                keys.add(tuple(row[column] for column in table["key"]))
                if row.keys() != table["columns"].keys():
                    yield f"{name}: line {count} has other columns"
                for column, kind in table["columns"].items():
                    if row[column] is not None and not isinstance(row[column], kinds[kind]):
                        yield f"{name}: {column} of line {count} is no {kind}"
            if (count, count) != (table["rows"], len(keys)):
                yield f"{name}: {count} lines, {len(keys)} keys, {table['rows']} announced"

    def wrong_files(self) -> Iterator[str]:
        """What a row names is there, and nothing else is below files/ and definitions/."""
        named: dict[str, Row] = {}
        for name, table in self.tables.items():
            for column in [column for column, kind in table["columns"].items() if kind == "file"]:
                named |= {row[column]["file"]: row[column] for row in self.rows(name) if row[column]}
        there = {
            path.relative_to(self.folder).as_posix()
            for top in ("files", "definitions")
            for path in (self.folder / top).rglob("*")
            if path.is_file()
        }
        for name in sorted(named.keys() ^ there):
            yield f"{name}: named or there, not both"
        for name in sorted(named.keys() & there):
            path = self.folder / name
            if (path.stat().st_size, digest_of(path)) != (named[name]["bytes"], named[name]["sha256"]):
                yield f"{name}: not as its row says"
        count, size = len(named), sum(file["bytes"] for file in named.values())
        if self.manifest["files"] != {"count": count, "bytes": size}:
            yield f"{count} files of {size} bytes, {self.manifest['files']} announced"

    def figures(self) -> dict[str, int]:
        counts = Counter(f"application.state.{row['state']}" for row in self.rows("application"))
        for table in ("payment", "till_entry"):
            if amounts := [row["amount"] for row in self.rows(table)]:
                counts[f"{table}.amount"] = sum(amounts)
        return dict(counts)

    def wrong_figures(self) -> Iterator[str]:
        if self.figures() != self.manifest["sums"]:
            yield f"sums are {self.figures()}, {self.manifest['sums']} announced"
        with (self.folder / "applications.csv").open(encoding="utf-8", newline="") as file:
            book = [row["receipt_number"] for row in csv.DictReader(file)]
        if book != [row["receipt_number"] for row in self.rows("application")]:
            yield "applications.csv has other applications"

    def answers(self, receipt: str) -> Row:
        """Of the newest revision."""
        application = next(row for row in self.rows("application") if row["receipt_number"] == receipt)
        sought = (application["id"], application["answers_revision"])
        answers: Row = next(
            row["answers"]
            for row in self.rows("application_answers")
            if (row["application_id"], row["revision"]) == sought
        )
        return answers

    def labels(self, receipt: str) -> dict[str, str]:
        """Of the questions of its definition, by the id with which an answer's key begins."""
        application = next(row for row in self.rows("application") if row["receipt_number"] == receipt)
        definition = next(row for row in self.rows("definition") if row["meaning"] == application["meaning"])
        document = json.loads((self.folder / definition["canonical"]["file"]).read_bytes())
        return dict(_labels(document))

    def wrong_answers(self) -> Iterator[str]:
        """Every application has each of its revisions and its definition."""
        revisions: dict[int, set[int]] = {}
        for row in self.rows("application_answers"):
            revisions.setdefault(row["application_id"], set()).add(row["revision"])
        meanings = {row["meaning"] for row in self.rows("definition")}
        for row in self.rows("application"):
            if revisions.get(row["id"], set()) != set(range(1, row["answers_revision"] + 1)):
                yield f"{row['receipt_number']}: revisions are missing"
            if row["meaning"] not in meanings:
                yield f"{row['receipt_number']}: its definition is missing"

    def wrong_chain(self) -> Iterator[str]:
        """Every link of the audit, over its records, and the head that the manifest names."""
        records = self.rows("audit_record")
        record = next(records, None)
        before = b""
        for link in self.rows("audit_batch"):
            parts = [
                before,
                f"{link['first']} {link['last']} {link['records']} {micro(link['sealed_at'])} {link['voided']}".encode(),
            ]
            while record is not None and record["id"] <= link["last"]:
                parts.append(content(record))
                record = next(records, None)
            before = hashlib.sha256(framed(parts)).digest()
            if before.hex() != link["hash"]:
                yield f"audit: link {link['first']} to {link['last']} does not fit its records"
                before = bytes.fromhex(link["hash"])
        if before.hex() != self.manifest["audit"]["head"]:
            yield "audit: the head is another"


def _labels(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from _labels(item)
    elif isinstance(node, dict):
        if isinstance(node.get("id"), str) and isinstance(node.get("label"), str):
            yield node["id"], node["label"]
        for value in node.values():
            yield from _labels(value)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def micro(instant: str) -> int:
    return (datetime.fromisoformat(instant) - EPOCH) // timedelta(microseconds=1)


def framed(parts: list[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def content(record: Row) -> bytes:
    texts = (
        record["id"], micro(record["at"]), record["actor"], record["action"], record["application_id"] or "", record["place"],
        record["detail"],
    )  # fmt: skip
    return framed([*(str(text).encode() for text in texts), bytes.fromhex(record["mac"])])


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1], "manifest.json").is_file():
        sys.exit(
            "使い方：python3 exit_reader.py フォルダー（manifest.json のあるもの）\n"
            "    usage: python3 exit_reader.py FOLDER, one with manifest.json"
        )
    read = Exit(Path(sys.argv[1]))
    for table in read.tables.values():
        print(f"{table['table']}\t{table['rows']}")
    sys.stdout.flush()
    wrong = read.faults()
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    print(
        f"食い違いが{len(wrong)}件あります。 / {len(wrong)} faults." if wrong else "食い違いはありません。 / No fault."
    )
    sys.exit(1 if wrong else 0)
