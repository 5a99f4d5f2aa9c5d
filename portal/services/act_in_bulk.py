"""One act on many chosen cases: each in a transaction of its own with a line of its own, so that what fails in the middle leaves no
half of anything, and the same list can be sent again: what was done is told as changed and not done twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.kind import IN_VAIN, KINDS
from portal.db import Unit
from portal.errors import Conflict, Held, NotAllowed, NotFound, OwnCase
from portal.services.cases import Case, case_of_member
from portal.services.decide_application import MOST_SIGNS, NEEDS_WORDS, read_decision
from portal.services.installation import Installation
from portal.services.official_words import HOLDS, STATES
from portal.services.own_case import record_own_case
from portal.services.pass_screening import pass_screening
from portal.services.rights import Member
from portal.services.settle_outcome import settle_outcome
from portal.services.take_case import take_case
from portal.store import checked_items

MOST = 500
TAKE, PASS = "take", "pass"
OUTCOMES = tuple(dict.fromkeys(end for kind in KINDS.values() for end in kind.outcomes))
_DONE = {
    "take": "担当にしました", "pass": "実質審査に進めました", "decide": "結果を出しました",
    "wait": "結果を決めました（取り消せる時間のあとで伝わります）", "propose": "結果の案を出しました（決裁を待ちます）",
}  # fmt: skip
_WRONG = {
    "none_chosen": "この結果は、今のこの申請では選べません",
    "no_words": "理由が必要です",
    "too_long": "ことばが長すぎます",
}


@dataclass(frozen=True)
class Chosen:
    """A case as it stood on the page on which it was chosen."""

    receipt_number: str
    revision: int


@dataclass(frozen=True)
class BulkLine:
    receipt_number: str
    done: bool
    words: str


def act_words(act: str) -> str:
    """What it does, in the words of a button."""
    return {TAKE: "自分の担当にする", PASS: "実質審査に進める"}.get(act) or f"結果を「{STATES[act]}」にする"


def read_act(act: str, words: str) -> str:
    """What is wrong with it for all of them, as a key; "" where nothing is."""
    if act not in (TAKE, PASS, *OUTCOMES):
        return "no_act"
    if act in NEEDS_WORDS and not words.strip():
        return "no_words"
    return "too_long" if len(words) > MOST_SIGNS else ""


def act_in_bulk(
    installation: Installation, member: Member, chosen: Sequence[Chosen], act: str, words: str
) -> Iterator[BulkLine]:
    """In the order in which they were chosen; each is committed before its line is given."""
    for one in chosen:
        try:
            with installation.database.write() as unit:
                case = case_of_member(installation, unit, member, one.receipt_number)
                done, said = _one(installation, unit, member, case, one.revision, act, words)
                if done:
                    unit.commit()
        except Held as held:
            done, said = False, "".join(HOLDS[name] for name in held.holds)
        except OwnCase:
            done, said = False, "あなたか、あなたの家族の申請かもしれません。ほかの職員が審査します"
            with installation.database.write() as unit:
                record_own_case(installation, unit, member, case)
                unit.commit()
        except Conflict:
            done, said = False, "この一覧を開いたあとに変わっているか、今はできません"
        except (NotAllowed, NotFound):
            done, said = False, "この申請の審査はできません"
        yield BulkLine(one.receipt_number, done, said)


def without_ticks(unit: Unit, chosen: Sequence[Chosen], act: str) -> int:
    """Of how many cases nobody has ticked a line of the check list, before an outcome that gives something."""
    if act not in OUTCOMES or act in IN_VAIN:
        return 0
    return len(chosen) - len(checked_items.ticked_among(unit, [one.receipt_number for one in chosen]))


def _one(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, act: str, words: str
) -> tuple[bool, str]:
    if act == TAKE:
        take_case(installation, unit, member, case, revision)
        return True, _DONE[TAKE]
    if act == PASS:
        pass_screening(installation, unit, member, case, revision)
        return True, _DONE[PASS]
    member.demand("review", case.row.duty)
    decision = read_decision(installation, case, act, words)
    if decision.mistakes:
        return False, _WRONG[decision.mistakes[0][1]]
    return True, _DONE[settle_outcome(installation, unit, member, case, revision, decision)]
