"""YAML into a frozen type, every error with line and column."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from forms.complaints import Complaint, Refused
from forms.loading.reading import Reading, key_place, place
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from forms.text.plain import keep_plain, kept_plain


def _day(value: object) -> date:
    # Only strings: pydantic would take 20260401 for seconds since 1970.
    if isinstance(value, str) and len(value) == 10:
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("write the day as 2026-11-20")


Day = Annotated[date, BeforeValidator(_day)]
# Keys and indexes from the top of the file, and what is wrong there.
Fault = tuple[tuple[int | str, ...], str]


class Sheet(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def faults(self) -> Iterable[Fault]:
        """Errors of the whole file; called when all parts are valid."""
        return ()


S = TypeVar("S", bound=Sheet)


def read_sheet(path: Path, kind: type[S]) -> S:
    """Raises Refused. Cached while unchanged."""
    try:
        facts = path.stat()
    except OSError:
        return _read_sheet(path, kind)
    return cast(S, _read_once(path, kind, facts.st_mtime_ns, facts.st_size))


def read_again(path: Path, laid: Mapping[str, str], kind: type[S]) -> S:
    """A file that counts as soon as it changes; a text in its place (`laid`, by name) goes before it. Raises Refused."""
    if path.name in laid:
        return read_text(laid[path.name], path, kind)
    return read_sheet(path, kind) if path.exists() else kind()


def read_text(text: str, path: Path, kind: type[S]) -> S:
    """A text in place of the file's. Raises Refused. Cached."""
    return cast(S, _read_text_once(text, path, kind))


def complaint_at(
    path: Path, steps: tuple[int | str, ...], key: str, text: str, instead: str | None = None
) -> Complaint:
    """`instead`: a text in place of the file's."""
    tree = read_tree(read_source(path) if instead is None else instead, str(path))
    return Complaint(str(path), *key_place(tree, steps), key, text)


def read_beside(path: Path, kind: type[S], beside: Callable[[S], Iterable[Fault]]) -> S:
    return _read_sheet(path, kind, beside)


@lru_cache(maxsize=64)
def _read_once(path: Path, kind: type[Sheet], _changed: int, _size: int) -> Sheet:
    # Parsing a city takes 0.1 s, and the tests start hundreds of services. Sheets are frozen, so they can be
    # shared.
    return _read_sheet(path, kind)


@lru_cache(maxsize=64)
def _read_text_once(text: str, path: Path, kind: type[Sheet]) -> Sheet:
    return _of_text(text, path, kind)


def _nothing(_sheet: object) -> Iterable[Fault]:
    return ()


def _read_sheet(path: Path, kind: type[S], beside: Callable[[S], Iterable[Fault]] = _nothing) -> S:
    text = read_source(path)
    plain = kept_plain(path, text)
    if plain is not None:
        with suppress(ValidationError):
            sheet = kind.model_validate(plain)
            if not [*sheet.faults(), *beside(sheet)]:
                return sheet
    sheet = _of_text(text, path, kind, beside)
    keep_plain(path, text, read_tree(text, str(path)).plain())
    return sheet


def _of_text(text: str, path: Path, kind: type[S], beside: Callable[[S], Iterable[Fault]] = _nothing) -> S:
    reading = Reading(str(path))
    tree = read_tree(text, reading.name)
    sheet = reading.shape(kind, tree)
    for steps, words in (*sheet.faults(), *beside(sheet)) if sheet else ():
        reading.complain(place(tree, steps), "value.unfit", words, of=words)
    if sheet is None or reading.complaints:
        raise Refused(reading.complaints)
    return sheet
