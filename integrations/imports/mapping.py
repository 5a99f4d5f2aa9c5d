"""Applies a mapping, without validation."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache, partial

from forms.answers import Answers
from forms.definition.procedure import Field, Procedure, row_of
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.path.scope import Scope, keep_value
from forms.rules.expression import UNKNOWN
from integrations.imports.definition import FieldMap, MappingFile
from integrations.imports.fitting import target
from integrations.imports.instant import read_instant
from integrations.imports.limits import MOST_HEADER
from integrations.imports.named_files import looks_like_files
from integrations.sockets.import_socket import Header, Mapped, Package, Unreadable

_ROW = re.compile("[1-9][0-9]{0,3}", re.ASCII)  # other row numbers make it an unmapped field
_ADDRESS = re.compile(
    r"(?:〒?\s*(?P<postal>[0-9０-９]{3}[-－‐−]?[0-9０-９]{4})\s*)?(?P<town>[^0-9０-９]+)(?P<street>[0-9０-９]\S*)?(?P<building>\s(?s:.+))?"
)
_ISO, _WHOLE = "%Y-%m-%d", re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
# Rules of a mapping only compare texts, so that the day does not matter.
_NOWHERE = Environment(date(2000, 1, 1), ClosedDays())
Boxes = dict[str, dict[str, tuple[str, ...]]]


class FileMapping:
    def __init__(self, definition: MappingFile, procedure: Procedure) -> None:
        self.id = definition.mapping
        self.version = definition.version
        self.title = definition.title
        self.basis: str = definition.basis
        self.procedure = definition.procedure
        self.form = definition.form
        self.definition = definition
        self.of = procedure
        # Cached: every package asks for the same names.
        self._target = lru_cache(4096)(partial(_place, procedure))
        header = vars(definition.header).values()
        self._named = frozenset({*(entry.from_ for entry in definition.ignored), *header, *definition.names.values()})
        self._done = frozenset(definition.former.done if definition.former else ())

    def fits(self, form: str, version: str) -> bool:
        return self.definition.fits(form, version)

    def read(self, package: Package) -> Mapped:
        fields, boxes, used = package.fields, Boxes(), set[str]()
        scope, present = self._scope(fields), fields.keys()
        for line in self.definition.fields:
            if line.value or not present.isdisjoint(line.from_):
                self._fill(boxes, line, "", "", fields, scope, used)
        rows = {row.to: _numbers(fields, row.from_) for row in self.definition.rows}
        for row in self.definition.rows:
            for number in rows[row.to]:
                for line in row.fields:
                    self._fill(boxes, line, f"{row.from_}.{number}.", f"{row.to}.{number}.", fields, scope, used)
        for key in boxes:
            _note_row(rows, key)
        self._demand_files(package)
        files = tuple((to, file) for file in package.files if (to := self._question_of(file.of)))
        used.update(file.of for _, file in files)
        left = tuple(
            name for name, text in fields.items() if name not in used and name not in self._named and text.strip()
        )
        used_files = {file.name for _, file in files}
        left_files = (*(file.name for file in package.files if file.name not in used_files), *package.unused)
        header = self.header(package)
        kept_rows = {key: numbers for key, numbers in rows.items() if numbers}
        former = self.definition.former is not None
        return Mapped(header, boxes, kept_rows, files, left, left_files, former, header.state in self._done)

    def _scope(self, fields: Mapping[str, str]) -> Scope:
        scope = Scope(_NOWHERE)
        for alias, name in self.definition.names.items():
            if fields.get(name, "").strip():
                keep_value(scope.whole, alias, fields[name].strip(), {})
        return scope

    def _fill(
        self, boxes: Boxes, line: FieldMap, source: str, goal: str, fields: Mapping[str, str], scope: Scope, used: set[str]
    ) -> None:  # fmt: skip
        names = [f"{source}{name}" for name in line.from_] if source else line.from_
        if line.when and self.definition.rules[line.when].evaluate(scope) is not True:
            return
        used.update(names)
        texts = [text for name in names if (text := fields.get(name, "")) and not text.isspace()]
        text = line.join.join(texts)
        if line.value:
            computed = self.definition.rules[line.value].evaluate(scope)
            text = "" if computed is UNKNOWN else str(computed)
        match = self._target(f"{goal}{line.to}") if text else None
        if match is not None and not text.isspace():
            field, part, box = match
            boxes.setdefault(field.id, {}).update((not part and _in_one_cell(field, text)) or _boxes(line, box, text))

    def _demand_files(self, package: Package) -> None:
        # A table whose files were not packed with it would come in without them.
        there = {file.of for file in package.files}
        for line in self.definition.files:
            if line.from_ and line.from_ not in there and looks_like_files(package.fields.get(line.from_, "")):
                raise Unreadable("file_missing", line.from_)

    def _question_of(self, name: str) -> str:
        targets = {line.from_: line.to for line in self.definition.files}
        return targets.get(name) or targets.get("", "")

    def header(self, package: Package) -> Header:
        sources, header = self.definition.header, package.header
        number = header.receipt_number or package.fields.get(sources.receipt_number, "").strip()
        state = package.fields.get(sources.state, "").strip()
        if len(number) > MOST_HEADER or len(state) > MOST_HEADER:
            raise Unreadable("long_text", sources.receipt_number)
        if number and self.definition.former:
            number = f"{self.definition.former.prefix}{number}"
        try:
            arrived_at = header.arrived_at or read_instant(package.fields.get(sources.arrived_at, ""))
        except Unreadable as fault:
            raise Unreadable(fault.code, sources.arrived_at) from None
        return replace(
            header,
            receipt_number=number,
            arrived_at=arrived_at,
            serial=header.serial or package.fields.get(sources.serial, "").strip(),
            state=state,
        )

    def write(self, answers: Answers) -> dict[str, str]:
        fields: dict[str, str] = {}
        for line in self.definition.fields:
            self._write(fields, line, "", "", answers)
        for row in self.definition.rows:
            for place, number in enumerate(answers.get(row.to, ()), 1):
                for line in row.fields:
                    self._write(fields, line, f"{row.from_}.{place}.", f"{row.to}.{number}.", answers)
        return fields

    def _write(self, fields: dict[str, str], line: FieldMap, source: str, goal: str, answers: Answers) -> None:
        match = self._target(f"{goal}{line.to}")
        if match is None or match[0].id not in answers or len(line.from_) != 1:
            return
        field, part, _ = match
        texts = field.type.typed(answers[field.id], field.settings).get(part, ())
        if line.date:
            texts = (_day_text(str(answers[field.id]), line.date),)
        theirs = {ours: code for code, ours in line.codes.items()}
        if texts:
            fields[f"{source}{line.from_[0]}"] = line.split.join(theirs.get(text, text) for text in texts)


def _place(procedure: Procedure, to: str) -> tuple[Field, str, str] | None:
    # The question, its named box ("" = all), and the box for the text.
    match = target(procedure, to)
    return None if match is None else (*match, match[1] or _whole(match[0]))


def _numbers(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    numbers = {
        rest.partition(".")[0] for key in fields if key.startswith(f"{name}.") and (rest := key[len(name) + 1 :])
    }
    return tuple(sorted(filter(_ROW.fullmatch, numbers), key=int))


def _note_row(rows: dict[str, tuple[str, ...]], key: str) -> None:
    # A mapping may name the row itself (`children.1.birth`).
    row = row_of(key) if "." in key else ""
    if row:
        repeat, _, number = row.rpartition(".")
        if number not in rows.get(repeat, ()):
            rows[repeat] = tuple(sorted((*rows.get(repeat, ()), number), key=int))


def _boxes(line: FieldMap, box: str, text: str) -> dict[str, tuple[str, ...]]:
    if line.date:
        return _day_boxes(text.strip(), line.date)
    pieces = text.split(line.split) if line.split else (text,)
    return {box: tuple([line.codes.get(bare, bare) for piece in pieces if (bare := piece.strip())])}


def _in_one_cell(field: Field, text: str) -> dict[str, tuple[str, ...]]:
    # 見本 太郎, and 〒100-0001 見本県見本市本町1-2 ひかり荘101; a name in Roman letters has no order that is known.
    kind, words = field.type.id, text.split()
    if kind in ("person_name", "kana") and len(words) == 2 and not text.isascii():
        return {"family": (words[0],), "given": (words[1],)}
    match = _ADDRESS.fullmatch(text.strip()) if kind == "address" else None
    parts = match.groupdict(default="") if match else {}
    return {name: (part.strip(),) for name, part in parts.items() if part.strip()}


def _whole(field: Field) -> str:
    if field.type.id in ("date", "year_month"):
        return "year"
    if field.type.id in ("person_name", "kana"):
        return "full"
    parts = field.type.parts(field.settings)
    return parts[0].name if parts else ""


def _day_boxes(text: str, form: str) -> dict[str, tuple[str, ...]]:
    if form == _ISO and _WHOLE.fullmatch(text):  # as it is already, which the question judges; strptime takes 5 µs
        return {"year": (text,)}
    partial = _PARTIAL.fullmatch(text)
    if partial:
        year, month = partial.groups()
        return {"year": (year,), "month": (month,)} if month else {"year": (year,)}
    with suppress(ValueError):
        text = datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  # a calendar day has no zone
    return {"year": (text,)}


def _day_text(stored: str, form: str) -> str:
    try:
        return date.fromisoformat(stored).strftime(form)
    except ValueError:
        return stored
