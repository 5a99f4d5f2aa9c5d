"""A mapping at work: a package's texts into the boxes of a procedure, and answers back into texts. Judges no answer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache, partial

from forms.answers import Answers
from forms.calendar import ClosedDays
from forms.environment import Environment
from forms.procedure import Field, Procedure, row_of
from forms.rules.expression import UNKNOWN
from forms.scope import Scope, keep_value
from integrations.import_socket import Header, Mapped, Package, Unreadable
from integrations.imports.definition import FieldMap, MappingFile
from integrations.imports.fitting import target
from integrations.imports.instant import read_instant
from integrations.imports.limits import MOST_SAID

_ROW = re.compile("[1-9][0-9]{0,3}", re.ASCII)  # what is numbered otherwise is a field that goes nowhere
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
# Rules of a mapping compare texts: none of them asks for the day.
_NOWHERE = Environment(date(2000, 1, 1), ClosedDays())
Boxes = dict[str, dict[str, tuple[str, ...]]]


class FileMapping:
    """One mapping that is sound and fits `procedure`."""

    def __init__(self, definition: MappingFile, procedure: Procedure) -> None:
        self.id = definition.mapping
        self.version = definition.version
        self.title = definition.title
        self.basis: str = definition.basis
        self.procedure = definition.procedure
        self.form = definition.form
        self.definition = definition
        self._of = procedure
        # Of names in the mapping, in whatever rows: ten thousand packages ask for the same ones.
        self._target = lru_cache(4096)(partial(_place, procedure))
        header = vars(definition.header).values()
        self._named = frozenset({*(one.from_ for one in definition.ignored), *header, *definition.names.values()})

    def fits(self, form: str, version: str) -> bool:
        return self.definition.fits(form, version)

    def read(self, package: Package) -> Mapped:
        """As the socket says."""
        fields, boxes, used = package.fields, Boxes(), set[str]()
        scope, there = self._scope(fields), fields.keys()
        for one in self.definition.fields:
            if one.value or not there.isdisjoint(one.from_):
                self._fill(boxes, one, "", "", fields, scope, used)
        rows = {row.to: _numbers(fields, row.from_) for row in self.definition.rows}
        for row in self.definition.rows:
            for number in rows[row.to]:
                for one in row.fields:
                    self._fill(boxes, one, f"{row.from_}.{number}.", f"{row.to}.{number}.", fields, scope, used)
        for key in boxes:
            _note_row(rows, key)
        files = tuple((to, file) for file in package.files if (to := self._question_of(file.of)))
        left = tuple(
            name for name, text in fields.items() if name not in used and name not in self._named and text.strip()
        )
        taken = {file.name for _, file in files}
        left_files = (*(file.name for file in package.files if file.name not in taken), *package.unused)
        return Mapped(
            self._header(package), boxes, {key: found for key, found in rows.items() if found}, files, left, left_files
        )

    def _scope(self, fields: Mapping[str, str]) -> Scope:
        scope = Scope(_NOWHERE)
        for alias, name in self.definition.names.items():
            if fields.get(name, "").strip():
                keep_value(scope.whole, alias, fields[name].strip(), {})
        return scope

    def _fill(
        self, boxes: Boxes, one: FieldMap, source: str, goal: str, fields: Mapping[str, str], scope: Scope, used: set[str]
    ) -> None:  # fmt: skip
        names = [f"{source}{name}" for name in one.from_] if source else one.from_
        if one.when and self.definition.rules[one.when].evaluate(scope) is not True:
            return
        used.update(names)
        said = [text for name in names if (text := fields.get(name, "")) and not text.isspace()]
        text = one.join.join(said)
        if one.value:
            computed = self.definition.rules[one.value].evaluate(scope)
            text = "" if computed is UNKNOWN else str(computed)
        found = self._target(f"{goal}{one.to}") if text else None
        if found is not None and not text.isspace():
            field, _, box = found
            boxes.setdefault(field.id, {}).update(_boxes(one, box, text))

    def _question_of(self, name: str) -> str:
        said = {one.from_: one.to for one in self.definition.files}
        return said.get(name) or said.get("", "")

    def _header(self, package: Package) -> Header:
        """What the mapping names stands for what the package does not say of itself."""
        said, header = self.definition.header, package.header
        number = header.receipt_number or package.fields.get(said.receipt_number, "").strip()
        if len(number) > MOST_SAID:
            raise Unreadable("long_text", said.receipt_number)
        return replace(
            header,
            receipt_number=number,
            arrived_at=header.arrived_at or read_instant(package.fields.get(said.arrived_at, "")),
            serial=header.serial or package.fields.get(said.serial, "").strip(),
        )

    def write(self, answers: Answers) -> dict[str, str]:
        """The fields of a package that would be read as these answers; rows are numbered anew, from 1."""
        fields: dict[str, str] = {}
        for one in self.definition.fields:
            self._write(fields, one, "", "", answers)
        for row in self.definition.rows:
            for place, number in enumerate(answers.get(row.to, ()), 1):
                for one in row.fields:
                    self._write(fields, one, f"{row.from_}.{place}.", f"{row.to}.{number}.", answers)
        return fields

    def _write(self, fields: dict[str, str], one: FieldMap, source: str, goal: str, answers: Answers) -> None:
        found = self._target(f"{goal}{one.to}")
        if found is None or found[0].id not in answers or len(one.from_) != 1:
            return
        field, part, _ = found
        texts = field.type.typed(answers[field.id], field.settings).get(part, ())
        if one.date:
            texts = (_day_text(str(answers[field.id]), one.date),)
        theirs = {ours: code for code, ours in one.codes.items()}
        if texts:
            fields[f"{source}{one.from_[0]}"] = one.split.join(theirs.get(text, text) for text in texts)


def _place(procedure: Procedure, to: str) -> tuple[Field, str, str] | None:
    """The question, the box of it that is named ("" = the answer as a whole), and the box that a text for it goes into."""
    found = target(procedure, to)
    return None if found is None else (*found, found[1] or _whole(found[0]))


def _numbers(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The numbers of the rows of `name`, in order."""
    found = {rest.partition(".")[0] for key in fields if key.startswith(f"{name}.") and (rest := key[len(name) + 1 :])}
    return tuple(sorted(filter(_ROW.fullmatch, found), key=int))


def _note_row(rows: dict[str, tuple[str, ...]], key: str) -> None:
    """A question in a row needs its row, also where the mapping names the row itself (`children.1.birth`)."""
    row = row_of(key) if "." in key else ""
    if row:
        repeat, _, number = row.rpartition(".")
        if number not in rows.get(repeat, ()):
            rows[repeat] = tuple(sorted((*rows.get(repeat, ()), number), key=int))


def _boxes(one: FieldMap, box: str, text: str) -> dict[str, tuple[str, ...]]:
    """What cannot be read is left as it is: the question itself then says what is wrong with it."""
    if one.date:
        return _day_boxes(text.strip(), one.date)
    pieces = text.split(one.split) if one.split else (text,)
    return {box: tuple([one.codes.get(bare, bare) for piece in pieces if (bare := piece.strip())])}


def _whole(field: Field) -> str:
    """The box that takes an answer as a whole: a day, or a name, is read from one text."""
    if field.type.id in ("date", "year_month"):
        return "year"
    if field.type.id in ("person_name", "kana"):
        return "full"
    parts = field.type.parts(field.settings)
    return parts[0].name if parts else ""


def _day_boxes(text: str, form: str) -> dict[str, tuple[str, ...]]:
    partial = _PARTIAL.fullmatch(text)
    if partial:
        year, month = partial.groups()
        return {"year": (year,), "month": (month,)} if month else {"year": (year,)}
    with suppress(ValueError):
        text = datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  # a day of a calendar, in no zone
    return {"year": (text,)}


def _day_text(stored: str, form: str) -> str:
    try:
        return date.fromisoformat(stored).strftime(form)
    except ValueError:
        return stored
