"""The answers so far as rules see them."""

# Not asked and unanswered are both unknown (rule 3 of the language).

from collections.abc import Mapping, Sequence

from forms.path.environment import Environment
from forms.rules.expression import UNKNOWN


class Row:
    """`key`: `children.1`, "" for the application. By full names."""

    __slots__ = ("key", "rows", "values")

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.values: dict[str, object] = {}
        self.rows: dict[str, list[Row]] = {}

    def copied(self) -> "Row":
        row = Row(self.key)
        row.values = dict(self.values)
        row.rows = {name: [inner.copied() for inner in rows] for name, rows in self.rows.items()}
        return row


class Scope:
    __slots__ = ("environment", "frames")

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.frames: dict[str, Row] = {"": Row()}

    @property
    def whole(self) -> Row:
        return self.frames[""]

    def value(self, name: str, repeat: str = "") -> object:
        return self.frames[repeat].values.get(name, UNKNOWN)

    def answered(self, name: str, repeat: str = "") -> object:
        return name in self.frames[repeat].values

    def rows(self, repeat: str, inside: str) -> Sequence[Row] | None:
        return self.frames[inside].rows.get(repeat)

    def enter(self, repeat: str, row: Row | None) -> Row | None:
        before = self.frames.get(repeat)
        if row is None:
            self.frames.pop(repeat, None)
        else:
            self.frames[repeat] = row
        return before


def keep_value(row: Row, name: str, value: object, parts: Mapping[str, object]) -> None:
    row.values[name] = value
    for part, inner in parts.items():
        row.values[f"{name}.{part}"] = inner
