"""Deadlines, fee, 個人番号, appeal, retention."""

from dataclasses import dataclass

from forms.rules.expression import Expression


@dataclass(frozen=True)
class Due:
    """期限, 「めやす」 unless its certainty is law or std. Late applications are accepted, with `late`."""

    on: Expression
    certainty: str
    late: str = ""
    source: str = ""  # the provision
    say: str = ""  # in words, before anything is answered


@dataclass(frozen=True)
class Duplicate:
    """The `same` persons' applications are shown to staff."""

    same: tuple[str, ...]
    open_only: bool
    once: bool = False  # one online application in `years` 年度 per person or `per` answers, until an unsuccessful end
    household: bool = False  # per household of the register; where it is unknown, per `instead` answers
    per: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    years: int = 1
    say: str = ""

    @property
    def counts_others(self) -> bool:
        # Not only the applications of the same person.
        return self.household or bool(self.per)


@dataclass(frozen=True)
class Withdrawal:
    until: Expression  # the last day (取下げ); unknown sets no limit
    say: str
    certainty: str


BEFORE_SENDING = "before_sending"  # on line, where the amount and a provider are known; elsewhere as `before`
# Owed as soon as it arrived, if nothing is paid by then.
AT_ONCE = frozenset({"before", BEFORE_SENDING})


@dataclass(frozen=True)
class Fee:
    """Yen. `exempt` needs `evidence`; repaid after `refund`."""

    text: str
    certainty: str
    amount: Expression | None = None
    exempt: Expression | None = None
    evidence: str = ""
    paid: str = "later"
    refund: tuple[str, ...] = ()
    decided: str = ""  # a question of the result, in place of `amount` once it is there


@dataclass(frozen=True)
class Forwarding:
    """進達: `to` the body that decides (経由事務). `when` None: all."""

    to: str
    certainty: str
    when: Expression | None = None


@dataclass(frozen=True)
class MyNumber:
    how: str  # none, ask, fill_inside or a city setting; `basis` in 番号法
    of: tuple[str, ...]
    basis: str
    certainty: str


@dataclass(frozen=True)
class Period:
    kind: str
    days: int | Expression
    unit: str
    stops: tuple[str, ...]  # states that pause the period (行政手続法6条・37条)
    certainty: str
    extension: str = ""  # text shown when a statutory period is extended


@dataclass(frozen=True)
class Window:
    """Both days included, "" = open side. `say` is shown outside."""

    from_: str
    to: str
    say: str
    year: Expression | None = None


@dataclass(frozen=True)
class Keep:
    """From `from_`, then deleted or anonymised."""

    years: int
    from_: str
    then: str
    certainty: str


@dataclass(frozen=True)
class Provision:
    text: str
    certainty: str


@dataclass(frozen=True)
class Appeal:
    # 教示 (行政不服審査法82条, 行政事件訴訟法46条). `body`: a key of `forms.city.bodies` or a name, "" = no disposition, for the reason
    # in `none`; `law` names the body; `ruling_first`: 前置. `when`, `outcomes`: None, () = all. `cases` precede it.

    body: str
    within: str
    court_within: str
    certainty: str
    law: str = ""
    ruling_first: Provision | None = None
    none: str = ""
    when: Expression | None = None
    outcomes: tuple[str, ...] = ()
    cases: "tuple[Appeal, ...]" = ()


@dataclass(frozen=True)
class NextStep:
    # Text at `place`. `when`: None = always. `until`: "drawing", or "" = as long as the case is open.
    place: str
    say: str
    when: Expression | None = None
    until: str = ""


@dataclass(frozen=True)
class Following:
    """On the notice and the resident's page; `payment`: when money is paid. Text at `place`.say. `outcomes`, `when`: ()
    and None = always."""

    place: str
    say: str
    source: str
    certainty: str
    payment: bool = False
    outcomes: tuple[str, ...] = ()
    when: Expression | None = None
