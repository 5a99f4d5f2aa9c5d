"""保証の段階 (身元確認 IAL, 当人認証 AAL) by a versioned table."""

# Derived, not stored: a correction must not change applications.

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from forms.city.dated import Dated, Id, Words, in_order
from forms.text.reading import Fault, Sheet, read_sheet

_FILE = Path(__file__).with_suffix(".yaml")
Level = Annotated[int, Field(ge=0, le=3)]


class Row(Sheet):
    way: Literal["card", "mail", "line", "gbizid", "unsigned", "counter-visual", "paper"]
    acr: str = ""
    shown: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    identity: Level
    authentication: Level | None = None

    def fits(self, evidence: Mapping[str, Any]) -> bool:
        shown = set(evidence.get("shown", ()))
        return (
            evidence.get("way") == self.way
            and self.acr in ("", evidence.get("acr"))
            and (not self.shown or not shown.isdisjoint(self.shown))
            and set(self.methods) <= set(evidence.get("methods", ()))
        )


class Table(Dated):
    id: Id
    source: Words
    certainty: Literal["fact", "vendor", "assumed"]
    rows: tuple[Row, ...]


class Tables(Sheet):
    tables: Annotated[tuple[Table, ...], AfterValidator(in_order)]

    def faults(self) -> Iterable[Fault]:
        for number, table in enumerate(self.tables):
            if not table.rows:
                yield ("tables", number, "rows"), "a table without rows tells nothing: write one"


@cache
def tables() -> tuple[Table, ...]:
    """Oldest first. Raises Refused."""
    return read_sheet(_FILE, Tables).tables


def assurance(evidence: Mapping[str, Any], on: date) -> str:
    """ "" if no table is in force or no row fits."""
    table = next((candidate for candidate in reversed(tables()) if candidate.holds(on)), None)
    row = next((row for row in table.rows if row.fits(evidence)), None) if table else None
    if table is None or row is None:
        return ""
    known = "" if table.certainty == "fact" else "。国の表は確かめられていません"
    sign_in = "" if row.authentication is None else f"・当人認証{row.authentication}"
    return f"身元確認{row.identity}{sign_in}（表 {table.id}{known}）"
