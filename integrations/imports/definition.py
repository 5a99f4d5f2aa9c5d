"""A mapping file as frozen types: which field of a form goes to which box of which question. Knows no package."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from forms.reading import Fault, Sheet
from forms.rules.expression import Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.types import TEXT, YES_NO

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$", max_length=80)]
Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Target = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
FileTarget = Annotated[str, StringConstraints(pattern=r"^(paper-)?[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
DayFormat = Annotated[str, StringConstraints(pattern=r"^([^%\"]|%[YmdHM])+$", max_length=40)]
Names = Annotated[tuple[Words, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class FieldMap(Sheet):
    """One box of one question. `to`: a question by its full name, `.part` behind it for one of its boxes. Several fields of `from`
    are put together with `join`; `date` says how a day is written; `codes` theirs → ours; `split` parts several codes. `value`
    (a rule over `names`) stands for the text, `when` (a rule) must hold."""

    from_: Names = Field(default=(), alias="from")
    to: Target
    join: str = Field(default=" ", max_length=5)
    date: DayFormat | None = None
    codes: Mapping[str, str] = Field(default_factory=dict)
    split: str = Field(default="", max_length=3)
    when: str = ""
    value: str = ""


class RowMap(Sheet):
    """`from.1.<field>`, `from.2.<field>` … are the rows of the repeat `to`."""

    from_: Words = Field(alias="from")
    to: Target
    fields: tuple[FieldMap, ...] = Field(min_length=1)


class FileMap(Sheet):
    """Files that the package says belong to the field `from` ("" = any other) are files of the question `to`, or of a paper that may
    follow: `paper-passbook`."""

    from_: str = Field(default="", alias="from", max_length=200)
    to: FileTarget


class Ignored(Sheet):
    """A field that goes nowhere, and why: whatever is in neither list is shown to staff."""

    from_: Words = Field(alias="from")
    why: Words


class HeaderMap(Sheet):
    """Fields that stand for a header that is not there."""

    receipt_number: str = Field(default="", max_length=200)
    arrived_at: str = Field(default="", max_length=200)
    serial: str = Field(default="", max_length=200)


class MappingFile(Sheet):
    """`form` and `form_versions` (() = all) say which packages it fits. `basis` is told wherever it was used: `assumption` is not
    the layout of any ministry. `procedure` from its version `from_version` on."""

    mapping: Id
    version: int = Field(ge=1)
    title: Words
    basis: Literal["fact", "vendor", "assumption"]
    form: Words
    form_versions: tuple[str, ...] = ()
    procedure: Id
    from_version: int = 1
    names: Mapping[Alias, Words] = Field(default_factory=dict)
    header: HeaderMap = HeaderMap()
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
        """Each `when` and `value`, read once. Only of a mapping without faults."""
        whens = {one.when: YES_NO for one in self.lines if one.when}
        values = {one.value: TEXT for one in self.lines if one.value}
        return {text: Expression.read(text, self.vocabulary, want) for text, want in (whens | values).items()}

    @property
    def lines(self) -> Iterator[FieldMap]:
        yield from self.fields
        for row in self.rows:
            yield from row.fields

    @property
    def placed(self) -> Iterator[tuple[tuple[int | str, ...], FieldMap, str]]:
        """(where it stands, the line, its target's full name)."""
        for at, one in enumerate(self.fields):
            yield ("fields", at), one, one.to
        for at, row in enumerate(self.rows):
            for inner, one in enumerate(row.fields):
                yield ("rows", at, "fields", inner), one, f"{row.to}.{one.to}"

    def faults(self) -> Iterator[Fault]:
        targets: set[str] = set()
        for where, one, target in self.placed:
            if not one.from_ and not one.value:
                yield where, "say `from`, or a `value`"
            if one.date and (one.codes or one.split):
                yield where, "a day has no codes and is not split"
            if target in targets and not one.when:
                yield where, f"{target} is filled already: say `when` for each of the two"
            targets.add(target)
            for key, text, want in (("when", one.when, YES_NO), ("value", one.value, TEXT)):
                yield from (((*where, key), fault) for fault in self._rule_faults(text, want))
        ignored = {one.from_ for one in self.ignored}
        for where, one, _ in self.placed:
            for name in one.from_ if where[0] == "fields" else ():
                if name in ignored:
                    yield where, f"{name} is both mapped and ignored"

    def _rule_faults(self, text: str, want: object) -> Iterator[str]:
        if not text:
            return
        try:
            Expression.read(text, self.vocabulary, YES_NO if want == YES_NO else TEXT)
        except Faulty as faulty:
            yield from (fault.text for fault in faulty.faults)
