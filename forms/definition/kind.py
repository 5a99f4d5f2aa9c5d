"""Kinds of procedures: states and moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DRAFT = "draft"
RECEIVED = "received"  # 受付
SCREENING = "screening"  # 形式審査
RETURNED = "returned"  # 補正待ち
EXAMINING = "examining"  # 実質審査
WITHDRAWN = "withdrawn"  # 取下げ
ANNULLED = "annulled"  # 取消し: the decision was wrong from the beginning
REVOKED = "revoked"  # 撤回: the decision was right and stops from a day on
# Unsuccessful ends: places are freed and fees no longer due.
IN_VAIN = (WITHDRAWN, "refused", "declined", "sent_back")

APPLICANT = "applicant"
STAFF = "staff"


@dataclass(frozen=True)
class Kind:
    id: str
    word: str
    outcomes: tuple[str, ...]
    disposition: bool = False  # ends in a 処分 with 教示
    waiting: tuple[str, ...] = ()  # outcomes that another may follow
    named: tuple[str, ...] = ()  # outcomes only for definitions that name their own
    endings: tuple[str, ...] = ()  # later states of a granted decision


_APPOINTMENT = ("accepted", "declined", "waiting")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            # 保留 (保育の利用調整 and the like) leaves the case open for a later place.
            Kind(
                "application", "申請", ("approved", "partly", "refused", "waiting"), disposition=True,
                waiting=("waiting",), named=("waiting",), endings=(ANNULLED, REVOKED),
            ),
            # A 届出 is complete when it arrives in good order (行政手続法37条): there is no decision.
            Kind("notification", "届出", ("done", "sent_back")),
            Kind("request", "申出・申込", _APPOINTMENT, waiting=("waiting",)),
            Kind("reservation", "予約", _APPOINTMENT, waiting=("waiting",)),
            Kind("report", "通報・アンケート", ("taken", "repaired", "closed"), waiting=("taken", "repaired")),
        )
    }
)  # fmt: skip


@dataclass(frozen=True)
class Move:
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
    # An applicant withdraws before the examination by one press; staff record it for who telephones or comes by.
    Move(SCREENING, WITHDRAWN, STAFF, "asked_by_applicant"),
    Move(RETURNED, WITHDRAWN, STAFF, "asked_by_applicant"),
    Move(EXAMINING, WITHDRAWN, STAFF, "asked_by_applicant"),
)
# 行政手続法7条: an application with formal defects is corrected or refused without examination. Without a disposition
# there is nothing to examine, so any outcome may follow the formal check.
_REFUSED_FOR_FORM = "refused"


def _moves(kind: Kind) -> tuple[Move, ...]:
    at_once = kind.outcomes if not kind.disposition else (_REFUSED_FOR_FORM,)
    guard = "decided" if kind.disposition else ""
    decided = tuple(Move(EXAMINING, outcome, STAFF, guard) for outcome in kind.outcomes)
    for_form = tuple(Move(SCREENING, outcome, STAFF, guard) for outcome in at_once)
    later = tuple(
        Move(waiting, outcome, STAFF, guard)
        for waiting in kind.waiting
        for outcome in kind.outcomes[kind.outcomes.index(waiting) + 1 :] or kind.outcomes
        # Stages (認定, then 利用調整) and months of waiting follow each other in one state.
        if outcome != waiting or waiting in kind.named
    )
    # Somebody who waits for a place may give up waiting; what a report has set going is the city's own work.
    given_up = tuple(
        Move(waiting, WITHDRAWN, STAFF, "asked_by_applicant") for waiting in kind.waiting if kind.id != "report"
    )
    granted = (outcome for outcome in kind.outcomes if outcome not in (*IN_VAIN, *kind.waiting))
    ended = tuple(Move(outcome, ending, STAFF, "heard") for outcome in granted for ending in kind.endings)
    return _COMMON + decided + for_form + later + given_up + ended


# kind → moves
MOVES: Mapping[str, tuple[Move, ...]] = MappingProxyType({kind.id: _moves(kind) for kind in KINDS.values()})


# States with one message for all kinds. 形式審査 is not shown to applicants.
_ALIKE = (RETURNED, WITHDRAWN)


def public_words(kind: str, state: str) -> str:
    shown = RECEIVED if state == SCREENING else state
    noun = "" if kind == "application" or shown in _ALIKE else f"{kind}."
    return f"state.{noun}{shown}"


def moves(kind: str, state: str, who: str) -> tuple[Move, ...]:
    """Raises KeyError."""
    return tuple(move for move in MOVES[kind] if move.from_ == state and move.who == who)
