"""The kinds of procedure, and how an application of each moves from draft to outcome. Knows neither people nor rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DRAFT = "draft"
RECEIVED = "received"  # 受付
SCREENING = "screening"  # 形式審査
RETURNED = "returned"  # 補正待ち
EXAMINING = "examining"  # 実質審査
WITHDRAWN = "withdrawn"  # 取下げ
# Ends of which nothing comes: no place is kept for them, and no fee is asked for any more.
IN_VAIN = (WITHDRAWN, "refused", "declined", "sent_back")

APPLICANT = "applicant"
STAFF = "staff"


@dataclass(frozen=True)
class Kind:
    """`word` is the official Japanese word. `disposition`: ends in a 処分, so that an objection can be made (教示).
    `waiting` are outcomes that another one may still follow."""

    id: str
    word: str
    outcomes: tuple[str, ...]
    disposition: bool = False
    waiting: tuple[str, ...] = ()


_APPOINTMENT = ("accepted", "declined", "waiting")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            Kind("application", "申請", ("approved", "partly", "refused"), disposition=True),
            # 届出 is done when it has arrived in good order (行政手続法37条): there is no decision to wait for.
            Kind("notification", "届出", ("done", "sent_back")),
            Kind("request", "申出・申込", _APPOINTMENT, waiting=("waiting",)),
            Kind("reservation", "予約", _APPOINTMENT, waiting=("waiting",)),
            Kind("report", "通報・アンケート", ("taken", "repaired", "closed"), waiting=("taken", "repaired")),
        )
    }
)


@dataclass(frozen=True)
class Move:
    """One way to go on. `who` may take it; `guard` names what must hold first ("" = nothing more)."""

    from_: str
    to: str
    who: str
    guard: str = ""


_COMMON = (
    Move(DRAFT, RECEIVED, APPLICANT, "complete"),
    Move(DRAFT, RECEIVED, STAFF, "complete"),  # at the counter, or from paper
    Move(RECEIVED, SCREENING, STAFF),
    Move(SCREENING, RETURNED, STAFF, "says_what_to_mend"),
    Move(RETURNED, SCREENING, APPLICANT, "mended"),
    Move(RETURNED, SCREENING, STAFF, "mended"),  # by telephone or letter
    Move(SCREENING, EXAMINING, STAFF, "in_good_form"),
    Move(RECEIVED, WITHDRAWN, APPLICANT),
    Move(SCREENING, WITHDRAWN, APPLICANT),
    Move(RETURNED, WITHDRAWN, APPLICANT),
    Move(EXAMINING, WITHDRAWN, STAFF, "asked_by_applicant"),
)
# 行政手続法7条: what is not in good form is mended or refused, without being examined. Without a disposition there is
# nothing to examine, so that any outcome may follow the check of form.
_REFUSED_FOR_FORM = "refused"


def _moves(kind: Kind) -> tuple[Move, ...]:
    at_once = kind.outcomes if not kind.disposition else (_REFUSED_FOR_FORM,)
    guard = "decided" if kind.disposition else ""
    decided = tuple(Move(EXAMINING, outcome, STAFF, guard) for outcome in kind.outcomes)
    for_form = tuple(Move(SCREENING, outcome, STAFF, guard) for outcome in at_once)
    later = tuple(
        Move(waiting, outcome, STAFF)
        for waiting in kind.waiting
        for outcome in kind.outcomes[kind.outcomes.index(waiting) + 1 :] or kind.outcomes
        if outcome != waiting
    )
    return _COMMON + decided + for_form + later


# Every way an application of a kind can go: kind → moves.
MOVES: Mapping[str, tuple[Move, ...]] = MappingProxyType({kind.id: _moves(kind) for kind in KINDS.values()})


# States that mean the same to every applicant. That staff began to look (形式審査) is no event for them.
_ALIKE = (RETURNED, WITHDRAWN)


def public_words(kind: str, state: str) -> str:
    """The key of the sentence that tells the applicant where it stands, by kind."""
    shown = RECEIVED if state == SCREENING else state
    noun = "" if kind == "application" or shown in _ALIKE else f"{kind}."
    return f"state.{noun}{shown}"


def moves(kind: str, state: str, who: str) -> tuple[Move, ...]:
    """What `who` may do now. KeyError for a kind that there is not."""
    return tuple(move for move in MOVES[kind] if move.from_ == state and move.who == who)
