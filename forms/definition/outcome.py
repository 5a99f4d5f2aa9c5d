"""処理結果. `forms/loading/meanings.yaml` explains the keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.kind import ANNULLED, KINDS, REVOKED, WITHDRAWN, Kind
from forms.rules.expression import Expression

# Not an end: a statutory period is extended (延期通知). It has a notice of its own.
EXTENDED = "extended"
HERE, CORE_SYSTEM = "here", "core_system"
# The setting of each procedure that has titled notices: who writes them. A city may set it, by date.
NOTICE_SETTING = "notice"
# 行政手続法8条, 14条: a refusal, whole or partial, and the end of what was granted state their reasons. Ending a case without a
# decision does so too.
_WITH_REASONS = frozenset({"partly", "refused", "sent_back", "declined", ANNULLED, REVOKED})


@dataclass(frozen=True)
class Outcome:
    # `state`: of the kind, "" for `extended`; several may share one (非該当 and 却下). `label`: "" = the word of the
    # state. `written_by`: "" = as the city sets it. `effective`, `term`, `coupon` (uses of a 利用券), `coupon_value` (yen of
    # one use): full names of the result's questions. `law`: ""
    # = that of the procedure.

    id: str
    state: str
    label: str = ""
    notice: str = ""
    written_by: str = ""
    disposition: bool = False
    reasons: bool = False
    shows: tuple[str, ...] = ()
    certainty: str = "assumed"
    effective: str = ""
    term: str = ""
    renews_by: str = ""
    remind_days: tuple[int, ...] = ()
    on_list: bool = False
    law: str = ""
    at_counter: Expression | None = None
    coupon: str = ""
    coupon_value: str = ""


@dataclass(frozen=True)
class RefusalReason:
    """Staff may rewrite it."""

    id: str
    say: str
    law: str  # "" = that of the outcome or procedure
    outcomes: tuple[str, ...]  # () = each that needs reasons
    certainty: str


# Of every kind that has these states. A definition that names one gives it a label and a title of its own.
ENDINGS: Mapping[str, Outcome] = {
    ANNULLED: Outcome(ANNULLED, ANNULLED, notice="決定取消通知書", written_by=HERE, disposition=True, reasons=True),
    REVOKED: Outcome(REVOKED, REVOKED, notice="決定撤回通知書", written_by=HERE, disposition=True, reasons=True),
}


def usual_outcome(kind: Kind, state: str, notice: str = "") -> Outcome:
    return Outcome(state, state, notice=notice, disposition=kind.disposition, reasons=state in _WITH_REASONS)


def usual_outcomes(kind: str, notices: Mapping[str, str]) -> Mapping[str, Outcome]:
    """For a definition that names none."""
    states = KINDS[kind]
    outcomes = {
        state: usual_outcome(states, state, notices.get(state, ""))
        for state in states.outcomes
        if state not in states.named
    }
    extension = (
        {EXTENDED: Outcome(EXTENDED, "", notice=notices[EXTENDED], written_by=HERE)} if EXTENDED in notices else {}
    )
    return outcomes | extension


def state_of(outcomes: Mapping[str, Outcome], outcome: str) -> str:
    return outcome if outcome == WITHDRAWN or outcome not in outcomes else outcomes[outcome].state
