"""A choice carries its options."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    name: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(self.options)}]" if self.options else self.name


YES_NO = Type("yes_no")
TEXT = Type("text")
NUMBER = Type("number")
MONEY = Type("money")
DATE = Type("date")
MONTH = Type("month")
TIME = Type("time")  # time of day
DURATION = Type("duration")  # only between functions and dates: no question has this type
OTHER = Type("other")  # only `.answered` can be read (names, addresses)
ROWS = Type("rows")  # people or things offered as rows, only for `rows_from`
TABLES = {"integer": NUMBER, "money": MONEY}  # values of a table, by the type of the setting
TABLE = "table_of_"


def table_of(kind: Type, rows: tuple[str, ...]) -> Type:
    """Only `lookup` and `band` take it."""
    return Type(f"{TABLE}{kind}", rows)


SPELLING = Type("spelling")  # argument of functions that compare spelling: a text or a name
