"""How the files of a layout look and what they are called, as frozen types. Knows neither columns nor records."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from forms.reading import Sheet
from integrations.exports.sources import Source

# 100 leaves room for what is put in and behind it: a file system takes 255.
_NAME = re.compile(r"[A-Za-z0-9{][A-Za-z0-9._{}:%-]{0,99}")
_DAY_FORMAT = re.compile(r"([^%\x00-\x1f\"{}]|%[YmdHMS])+")
_NUMBER_FORMAT = re.compile(r"0[1-9]d")
_IN_NAMES = ("layout", "city_code", "batch", "stem", "table", "ts", "seq", "part")
_IN_ENTRIES = ("receipt", "question", "number")


def _template(value: str, known: tuple[str, ...], said: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(
            "a file name has ASCII letters, digits, dot, hyphen and underline only, 100 at most and no dot first"
        )
    for _, name, form, conversion in Formatter().parse(value):
        if name is None:
            continue
        if name not in known or conversion:
            raise ValueError(said)
        if not form:
            continue
        if name in ("seq", "part", "number"):
            if not _NUMBER_FORMAT.fullmatch(form):
                raise ValueError(f"write {{{name}}} or {{{name}:03d}}")
        elif name != "ts" or not _DAY_FORMAT.fullmatch(form):
            raise ValueError("only {ts:…} has a form, of %Y %m %d %H %M %S")
    return value


def _file_name(value: str) -> str:
    return _template(
        value, _IN_NAMES, "write {layout}, {city_code}, {batch}, {seq}, {part}, {stem}, {table} or {ts:%Y%m%d}"
    )


def _entry(value: str) -> str:
    return _template(value, _IN_ENTRIES, "write {receipt}, {question} or {number}")


def _word_or(value: str, known: tuple[str, ...], said: str) -> str:
    if value not in known and not re.fullmatch(r"token:[!-~]{1,20}", value):
        raise ValueError(said)
    return value


def _no_value(value: str) -> str:
    said = "write nothing, quoted, or token:NULL with the word that stands for no value"
    return _word_or(value, ("nothing", "quoted"), said)


def _unanswered(value: str) -> str:
    said = "write empty, report, same, or token:BLANK with the word that stands for what was left empty"
    return _word_or(value, ("empty", "report", "same"), said)


def _body(value: str) -> str:
    fields = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
    if not value.isascii() or any(field != ("rows", "", None) for field in fields):
        raise ValueError("write ASCII, and {rows} for the number of applications")
    return value


FileName = Annotated[str, AfterValidator(_file_name)]


class Done(Sheet):
    """The end marker: written last, so that whoever waits for it finds everything else complete."""

    name: FileName
    body: Annotated[str, AfterValidator(_body)] = ""


class Report(Sheet):
    """What was replaced, cut, left out or left empty, line by line, as a file of its own (CSV, UTF-8 with mark)."""

    name: FileName


class Split(Sheet):
    """When another set of files begins: after so many lines or bytes of the first file, or for each value of `by`. The lines of
    one application are never parted."""

    rows: Annotated[int, Field(ge=1)] | None = None
    bytes: Annotated[int, Field(ge=1024)] | None = None
    by: Annotated[Source, Field(pattern=r"^(head|answers)\.")] | None = None

    @property
    def ways(self) -> int:
        return sum(one is not None for one in (self.rows, self.bytes, self.by))


class NameLimit(Sheet):
    """What the receiver takes as the name of a file, without what stands behind its last dot."""

    most: Annotated[int, Field(ge=1, le=200)]
    signs: Literal["any", "alphanumeric"] = "any"


class Attached(Sheet):
    """The files that were handed in, as one ZIP; `entry` names each in it. A kind of line `attachment` says which is which."""

    name: FileName
    entry: Annotated[str, AfterValidator(_entry)] = "{receipt}_{number:02d}"


class FileSpec(Sheet):
    """How the files look. `fixed`: columns of so many bytes; `jsonl`: a JSON object a line. `last_newline`: whether the last
    line ends, too. `quoting` of csv and tsv: strings quotes all but type N. `no_value` of csv and tsv: nothing between the
    separators, quoted, or a word. `unanswered`: what tells a question that was left empty from one that was not asked: an empty
    text, a word, a line in the report; `same`: nothing does. `formulas`: defuse puts ' before a text that a spreadsheet would
    compute; keep is for readers that are no spreadsheet. `empty`: whether a file without lines is made. `tells_maps`: whether the manifest has the codes of the columns."""

    kind: Literal["csv", "tsv", "fixed", "jsonl", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "utf-16le-bom", "cp932", "cp932-ibm"] = "utf-8"
    newline: Literal["crlf", "lf", "none"] = "crlf"
    last_newline: bool = True
    quoting: Literal["all", "minimal", "strings", "none"] = "all"
    no_value: Annotated[str, AfterValidator(_no_value)] = "nothing"
    unanswered: Annotated[str, AfterValidator(_unanswered)] = "empty"
    embedded_newline: Literal["reject", "space", "keep"]
    formulas: Literal["defuse", "keep"]
    header: Literal["names", "physical", "both", "none"] = "names"
    name: FileName
    names: NameLimit | None = None
    split: Split | None = None
    empty: Literal["create", "skip"] = "create"
    report: Report | None = None
    attachments: Attached | None = None
    tells_maps: bool = False
    done: Done

    @property
    def separator(self) -> str:
        return "\t" if self.kind == "tsv" else ","

    @property
    def line_end(self) -> str:
        return {"crlf": "\r\n", "lf": "\n", "none": ""}[self.newline]

    @property
    def null(self) -> str:
        """What stands where there is no value."""
        known = {"nothing": "", "quoted": '""'}
        return known[self.no_value] if self.no_value in known else self.no_value.removeprefix("token:")

    @property
    def blank(self) -> str | None:
        """The text of a question that was asked and left empty; None where its cell tells nothing."""
        if self.unanswered in ("same", "report"):
            return None
        return "" if self.unanswered == "empty" else self.unanswered.removeprefix("token:")

    @property
    def is_text(self) -> bool:
        return self.kind != "xlsx"

    def contradictions(self) -> Iterator[str]:
        """What does not go together."""
        if self.kind in ("fixed", "jsonl") and self.header != "none":
            yield f"a {self.kind} file has no heading: write header: none"
        if self.newline == "none" and self.kind != "fixed":
            yield "only lines of fixed width can do without an end"
        if self.kind == "fixed" and self.encoding == "utf-16le-bom":
            yield "columns of fixed width are counted in bytes: take another encoding"
        if self.quoting == "none" and (self.no_value == "quoted" or self.embedded_newline == "keep"):
            yield "without quotes nothing can be quoted: no_value is nothing or a word, embedded_newline reject or space"
        if not self.is_text and (self.header == "both" or self.split):
            yield "a workbook has one heading and is not split: its worksheets go on in others"
        yield from self._blank_contradictions()
        yield from self._split_contradictions()

    def _blank_contradictions(self) -> Iterator[str]:
        tells = self.unanswered.startswith("token:") or self.unanswered in ("same", "report")
        alike = self.kind == "fixed" or (
            self.kind in ("csv", "tsv") and (self.no_value == "quoted" or self.quoting == "none")
        )
        if alike and not tells:
            yield "nobody could tell an answer left empty from a question that was not asked: unanswered is report, a word or same"
        if self.unanswered == "report" and self.report is None:
            yield "unanswered: report needs a report"
        if self.kind == "fixed" and self.unanswered.startswith("token:"):
            yield "a column of fixed width may have no room for a word: unanswered is report or same"
        if self.unanswered.startswith("token:") and self.unanswered == self.no_value:
            yield "no_value and unanswered are two things and need two words"

    def _split_contradictions(self) -> Iterator[str]:
        if self.split and self.split.ways != 1:
            yield "split has one of rows, bytes and by"
        if bool(self.split) != ("{part" in self.name):
            yield "the name of a file that is split, and no other, has {part}"
