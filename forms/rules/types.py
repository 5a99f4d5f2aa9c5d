"""Types that rules know. A type is compared by name; a choice also carries its options."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    """`name` is one of yes_no, text, number, money, date, month, time, choice, choices, duration, rows, spelling, other. `options` are codes."""

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
TIME = Type("time")  # of a day
DURATION = Type("duration")  # only between functions and dates: no question has it
OTHER = Type("other")  # can be asked only whether it was answered (names, addresses)
ROWS = Type("rows")  # people or things offered as rows: only for `rows_from`
SPELLING = Type("spelling")  # what a function takes that compares how something is written: a text or a name
