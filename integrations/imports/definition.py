"""A mapping file as frozen types."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from forms.rules.expression import Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.types import TEXT, YES_NO
from forms.text.reading import Fault, Sheet

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$", max_length=80)]
Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Target = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
FileTarget = Annotated[str, StringConstraints(pattern=r"^(paper-)?[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
DayFormat = Annotated[str, StringConstraints(pattern=r"^([^%\"]|%[YmdHM])+$", max_length=40)]
Names = Annotated[tuple[Words, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class FieldMap(Sheet):
    """Several `from` are joined by `join`; `split` separates codes. `value` and `when` are rules over `names`."""

    from_: Names = Field(default=(), alias="from")
    to: Target  # a question's full name, or `.part` for a box
    join: str = Field(default=" ", max_length=5)
    date: DayFormat | None = None  # format of a day
    codes: Mapping[str, str] = Field(default_factory=dict)  # theirs → ours
    split: str = Field(default="", max_length=3)
    when: str = ""
    value: str = ""


class RowMap(Sheet):
    """`from.1.<field>`, `from.2.<field>` … are rows of the repeat `to`."""

    from_: Words = Field(alias="from")
    to: Target
    fields: tuple[FieldMap, ...] = Field(min_length=1)


class FileMap(Sheet):
    """`from` "" = any other field."""

    from_: str = Field(default="", alias="from", max_length=200)
    to: FileTarget  # a question, or a later paper: `paper-passbook`


class Ignored(Sheet):
    from_: Words = Field(alias="from")
    why: Words


class HeaderMap(Sheet):
    receipt_number: str = Field(default="", max_length=200)
    arrived_at: str = Field(default="", max_length=200)
    serial: str = Field(default="", max_length=200)
    state: str = Field(default="", max_length=200)


class Former(Sheet):
    """Of a system that the city leaves. `prefix` before its numbers, which two forms may share; what is in a state of
    `done` becomes no application."""

    prefix: str = Field(default="", max_length=40)
    done: tuple[Words, ...] = ()


class MappingFile(Sheet):
    """`form_versions` () = all. `assumption`: not a ministry's layout. `rest`: `labels` = what no line names is called by
    its label (`written_out`)."""

    mapping: Id
    version: int = Field(ge=1)
    title: Words
    basis: Literal["fact", "vendor", "assumption"]
    form: Words
    form_versions: tuple[str, ...] = ()
    procedure: Id
    from_version: int = 1  # of the procedure
    rest: Literal["", "labels"] = ""
    names: Mapping[Alias, Words] = Field(default_factory=dict)
    header: HeaderMap = HeaderMap()
    former: Former | None = None
    fields: tuple[FieldMap, ...] = ()
    rows: tuple[RowMap, ...] = ()
    files: tuple[FileMap, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    def fits(self, form: str, version: str) -> bool:
        return form == self.form and (not self.form_versions or version in self.form_versions)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(dict.fromkeys(self.names, TEXT), frozenset(self.names))

    @cached_property
    def rules(self) -> Mapping[str, Expression]:
        """Requires a mapping without faults."""
        whens = {line.when: YES_NO for line in self.lines if line.when}
        values = {line.value: TEXT for line in self.lines if line.value}
        return {text: Expression.read(text, self.vocabulary, want) for text, want in (whens | values).items()}

    @property
    def lines(self) -> Iterator[FieldMap]:
        yield from self.fields
        for row in self.rows:
            yield from row.fields

    @property
    def placed(self) -> Iterator[tuple[tuple[int | str, ...], FieldMap, str]]:
        for index, line in enumerate(self.fields):
            yield ("fields", index), line, line.to
        for index, row in enumerate(self.rows):
            for inner, line in enumerate(row.fields):
                yield ("rows", index, "fields", inner), line, f"{row.to}.{line.to}"

    def faults(self) -> Iterator[Fault]:
        targets: set[str] = set()
        for path, line, target in self.placed:
            if not line.from_ and not line.value:
                yield path, "write `from` or `value`"
            if line.date and (line.codes or line.split):
                yield path, "a day has no codes and is not split"
            if target in targets and not line.when:
                yield path, f"{target} is filled already: write `when` for both"
            targets.add(target)
            for key, text, want in (("when", line.when, YES_NO), ("value", line.value, TEXT)):
                yield from (((*path, key), fault) for fault in self._rule_faults(text, want))
        ignored = {entry.from_ for entry in self.ignored}
        for path, line, _ in self.placed:
            for name in line.from_ if path[0] == "fields" else ():
                if name in ignored:
                    yield path, f"{name} is both mapped and ignored"

    def _rule_faults(self, text: str, want: object) -> Iterator[str]:
        if not text:
            return
        try:
            Expression.read(text, self.vocabulary, YES_NO if want == YES_NO else TEXT)
        except Faulty as faulty:
            yield from (fault.text for fault in faulty.faults)
