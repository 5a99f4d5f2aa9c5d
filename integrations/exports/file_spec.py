import re
from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from forms.text.reading import Sheet
from integrations.exports.sources import Source

# 100 leaves room for insertions and suffixes: file systems allow 255.
_NAME = re.compile(r"[A-Za-z0-9{][A-Za-z0-9._{}:%-]{0,99}")
_DAY_FORMAT = re.compile(r"([^%\x00-\x1f\"{}]|%[YmdHMS])+")
_NUMBER_FORMAT = re.compile(r"0[1-9]d")
_IN_NAMES = ("layout", "city_code", "batch", "stem", "table", "ts", "seq", "part")
_IN_ENTRIES = ("receipt", "question", "number")


def _template(value: str, allowed: tuple[str, ...], message: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(
            "a file name has only ASCII letters, digits, dots, hyphens and underscores, at most 100, and no dot first"
        )
    for _, name, form, conversion in Formatter().parse(value):
        if name is None:
            continue
        if name not in allowed or conversion:
            raise ValueError(message)
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


def _word_or(value: str, allowed: tuple[str, ...], message: str) -> str:
    if value not in allowed and not re.fullmatch(r"token:[!-~]{1,20}", value):
        raise ValueError(message)
    return value


def _no_value(value: str) -> str:
    message = "write nothing, quoted, or token:NULL with the word for no value"
    return _word_or(value, ("nothing", "quoted"), message)


def _unanswered(value: str) -> str:
    message = "write empty, report, same, or token:BLANK with the word for an empty answer"
    return _word_or(value, ("empty", "report", "same"), message)


def _body(value: str) -> str:
    fields = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
    if not value.isascii() or any(field != ("rows", "", None) for field in fields):
        raise ValueError("write ASCII, and {rows} for the number of applications")
    return value


FileName = Annotated[str, AfterValidator(_file_name)]


class Done(Sheet):
    """When the end marker exists, all files are complete."""

    name: FileName
    body: Annotated[str, AfterValidator(_body)] = ""


class Report(Sheet):
    name: FileName


class Split(Sheet):
    """By lines or bytes of the first file, or by value; an application stays together."""

    rows: Annotated[int, Field(ge=1)] | None = None
    bytes: Annotated[int, Field(ge=1024)] | None = None
    by: Annotated[Source, Field(pattern=r"^(head|answers)\.")] | None = None

    @property
    def ways(self) -> int:
        return sum(way is not None for way in (self.rows, self.bytes, self.by))


class NameLimit(Sheet):
    most: Annotated[int, Field(ge=1, le=200)]
    signs: Literal["any", "alphanumeric"] = "any"


class Attached(Sheet):
    """`entry` names each file of the ZIP."""

    name: FileName
    entry: Annotated[str, AfterValidator(_entry)] = "{receipt}_{number:02d}"


class FileSpec(Sheet):
    """`fixed`: byte columns; `jsonl`: an object per line. `unanswered`: how left empty differs from not asked, if at
    all (`same`)."""

    kind: Literal["csv", "tsv", "fixed", "jsonl", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "utf-16le-bom", "cp932", "cp932-ibm"] = "utf-8"
    newline: Literal["crlf", "lf", "none"] = "crlf"
    last_newline: bool = True
    quoting: Literal["all", "minimal", "strings", "none"] = "all"  # strings quotes all but type N
    no_value: Annotated[str, AfterValidator(_no_value)] = "nothing"  # nothing, quoted, or a word
    unanswered: Annotated[str, AfterValidator(_unanswered)] = "empty"
    embedded_newline: Literal["reject", "space", "keep"]
    formulas: Literal["defuse", "keep"]  # defuse puts ' before text that a spreadsheet would evaluate
    header: Literal["names", "physical", "both", "none"] = "names"
    name: FileName
    names: NameLimit | None = None
    split: Split | None = None
    empty: Literal["create", "skip"] = "create"  # whether to make a file without lines
    report: Report | None = None
    attachments: Attached | None = None
    tells_maps: bool = False  # codes in the manifest
    done: Done

    @property
    def separator(self) -> str:
        return "\t" if self.kind == "tsv" else ","

    @property
    def line_end(self) -> str:
        return {"crlf": "\r\n", "lf": "\n", "none": ""}[self.newline]

    @property
    def null(self) -> str:
        """The text for no value."""
        words = {"nothing": "", "quoted": '""'}
        return words[self.no_value] if self.no_value in words else self.no_value.removeprefix("token:")

    @property
    def blank(self) -> str | None:
        if self.unanswered in ("same", "report"):
            return None
        return "" if self.unanswered == "empty" else self.unanswered.removeprefix("token:")

    @property
    def is_text(self) -> bool:
        return self.kind != "xlsx"

    def contradictions(self) -> Iterator[str]:
        if self.kind in ("fixed", "jsonl") and self.header != "none":
            yield f"a {self.kind} file has no heading: write header: none"
        if self.newline == "none" and self.kind != "fixed":
            yield "only lines of fixed width may have no end"
        if self.kind == "fixed" and self.encoding == "utf-16le-bom":
            yield "columns of fixed width are counted in bytes: take another encoding"
        if self.quoting == "none" and (self.no_value == "quoted" or self.embedded_newline == "keep"):
            yield "without quotes nothing can be quoted: no_value is nothing or a word, embedded_newline reject or space"
        if not self.is_text and (self.header == "both" or self.split):
            yield "a workbook has one heading and is not split: full worksheets continue in others"
        yield from self._blank_contradictions()
        yield from self._split_contradictions()

    def _blank_contradictions(self) -> Iterator[str]:
        marks_unanswered = self.unanswered.startswith("token:") or self.unanswered in ("same", "report")
        alike = self.kind == "fixed" or (
            self.kind in ("csv", "tsv") and (self.no_value == "quoted" or self.quoting == "none")
        )
        if alike and not marks_unanswered:
            yield "an empty answer looks like a question that was not asked: unanswered is report, a word or same"
        if self.unanswered == "report" and self.report is None:
            yield "unanswered: report needs a report"
        if self.kind == "fixed" and self.unanswered.startswith("token:"):
            yield "a column of fixed width may have no room for a word: unanswered is report or same"
        if self.unanswered.startswith("token:") and self.unanswered == self.no_value:
            yield "no_value and unanswered need different words"

    def _split_contradictions(self) -> Iterator[str]:
        if self.split and self.split.ways != 1:
            yield "split has one of rows, bytes and by"
        if bool(self.split) != ("{part" in self.name):
            yield "{part} is required in the name of a split file, and allowed nowhere else"
