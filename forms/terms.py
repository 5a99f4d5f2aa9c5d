"""What a procedure promises and demands: days, money, whose number, an objection, and how long it is kept. Knows no question."""

from dataclasses import dataclass

from forms.rules.expression import Expression


@dataclass(frozen=True)
class Due:
    """期限: a day computed from the answers, 「めやす」 unless its certainty is law or std. `late` is said after it, and refuses nobody."""

    on: Expression
    certainty: str
    late: str = ""


@dataclass(frozen=True)
class Duplicate:
    """An application about the `same` persons is shown to staff. `open_only`: not beside decided ones. `once`: whoever signed in may send
    one on line in a 年度, and no second unless that one ended in vain."""

    same: tuple[str, ...]
    open_only: bool
    once: bool = False


@dataclass(frozen=True)
class Fee:
    """手数料 in words; `amount` computes whole yen. `exempt` frees from it, shown by `evidence`; given back after `refund`."""

    text: str
    certainty: str
    amount: Expression | None = None
    exempt: Expression | None = None
    evidence: str = ""
    paid: str = "later"
    refund: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forwarding:
    """進達: `to` whom the city sends it on, because another body decides (経由事務)."""

    to: str
    certainty: str


@dataclass(frozen=True)
class MyNumber:
    """個人番号: `how` none, ask or fill_inside, or a city's setting; `of` block instances and repeats; `basis` 番号法."""

    how: str
    of: tuple[str, ...]
    basis: str
    certainty: str


@dataclass(frozen=True)
class Period:
    """How long the city takes. `stops`: while it is what (returned, forwarded) the clock stands (行政手続法6条・37条)."""

    kind: str
    days: int | Expression
    unit: str
    stops: tuple[str, ...]
    certainty: str
    extension: str = ""  # what is said when a statutory period is extended


@dataclass(frozen=True)
class Window:
    """受付期間: the days on which it is taken, both included; "" = open on that side. `say` tells what to do outside.
    `year`: the 年度 it is for, whose own days the city knows."""

    from_: str
    to: str
    say: str
    year: Expression | None = None


@dataclass(frozen=True)
class Keep:
    """Retention: `years` from `from_`, then delete or anonymise."""

    years: int
    from_: str
    then: str
    certainty: str


@dataclass(frozen=True)
class Appeal:
    """教示: to whom and until when an objection can be made (行政不服審査法82条, 行政事件訴訟法46条)."""

    body: str
    within: str
    court_within: str
    certainty: str
