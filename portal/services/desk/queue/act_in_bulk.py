"""Each case in its own transaction."""

# A repeat is safe.

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from forms.definition.kind import IN_VAIN
from forms.definition.outcome import ENDINGS, Outcome
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.errors import Conflict, GroundNeeded, Held, NotAllowed, NotFound, OwnCase
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.name_principal import listed_name
from portal.services.cases.own_case import record_own_case
from portal.services.desk.case.decide_application import MOST_SIGNS, has_gap, is_short, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.settle_outcome import settle_outcome, take_outcome_back
from portal.services.desk.case.tick_checks import explain_unchecked
from portal.services.desk.needs import BulkNeeds
from portal.services.desk.queue.bulk_reasons import Reason
from portal.services.desk.queue.find_unfound import look_up, unfound_words
from portal.services.desk.queue.foresee_acts import (
    NOT_YOURS,
    OPINION_OPEN,
    PASS,
    TAKE,
    why_conflict,
    why_no_outcome,
)
from portal.services.desk.sections.hand_cases import GIVEN, return_case
from portal.services.desk.sections.take_case import release_case, take_case
from portal.services.shared.needs import HasPayments, Records
from portal.services.shared.official_words import HOLDS, STATES
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import checked_items, decisions, opinions

MOST = 500
DONE_WORDS = {
    "take": "担当にしました", "pass": "実質審査に進めました", "decide": "結果を出しました",
    "wait": "結果を決めました（取り消せる時間のあとで伝わります）", "propose": "結果の案を出しました（決裁を待ちます）",
}  # fmt: skip
_WRONG = {
    "no_words": "理由が必要です",
    "too_long": "ことばが長すぎます",
    "gap": "理由の〔　〕のところが、書かれていません",
    "wrong": "この結果には、1件ずつ書くことがあります。申請の画面か、結果の表で入れてください",
}


@dataclass(frozen=True)
class Chosen:
    receipt_number: str
    revision: int


@dataclass(frozen=True)
class Taken:
    receipt_number: str
    revision: int  # since it was taken
    former: int  # whose it was; 0: no one's
    holder: int = 0  # to whom it was handed; 0: who took it


@dataclass(frozen=True)
class BulkLine:
    receipt_number: str
    done: bool
    words: str
    name: str
    before: tuple[int, int | None] = (0, None)  # revision and assignee

    @property
    def taken(self) -> str:
        # What `give_back_in_bulk` reads; "" if it was not taken.
        revision, former = self.before
        taken = self.done and self.words == DONE_WORDS[TAKE]
        return f"{self.receipt_number}:{revision + 1}:{former or 0}" if taken else ""

    @property
    def undoable(self) -> bool:
        return self.done and self.words in (DONE_WORDS["wait"], DONE_WORDS["propose"])


def outcomes_of(procedures: Iterable[Procedure]) -> dict[str, Outcome]:
    """By id; of equal ids the first, named by its state if labels differ."""
    outcomes: dict[str, Outcome] = {}
    for procedure in procedures:
        for name, outcome in procedure.outcomes.items():
            if outcome.state and name not in ENDINGS:
                first = outcomes.setdefault(name, outcome)
                if first.label != outcome.label:
                    outcomes[name] = replace(first, label="")
    return outcomes


def act_words(act: str, outcomes: Mapping[str, Outcome]) -> str:
    if act in (TAKE, PASS):
        return {TAKE: "自分の担当にする", PASS: "実質審査に進める"}[act]
    return f"結果を「{outcomes[act].label or STATES[outcomes[act].state]}」にする"


def read_act(act: str, words: str, outcomes: Mapping[str, Outcome]) -> str:
    """A key, or "". A missing reason is no problem: each case gets its own."""
    if act not in (TAKE, PASS, *outcomes):
        return "no_act"
    if act in outcomes and is_short(outcomes[act], words):
        return "short"
    return "too_long" if len(words) > MOST_SIGNS else "gap" if has_gap(words) else ""


def act_in_bulk(
    installation: BulkNeeds, member: Member, chosen: Sequence[Chosen], act: str, words: str,
    reasons: Mapping[str, Reason] = MappingProxyType({}), unchecked: str = "",
) -> Iterator[BulkLine]:  # fmt: skip
    """`reasons` by receipt number, else `words`. `unchecked`: why items of the check list may stay open. Commits before
    it yields."""
    revisions = {choice.receipt_number: choice.revision for choice in chosen}

    def why_not(unit: Unit, case: Case, number: str) -> str:
        proposed = decisions.open_one(unit, case.row.id) is not None
        return why_conflict(case.row, revisions[number], proposed=proposed)

    def do(unit: Unit, case: Case) -> tuple[bool, str]:
        number, reason = case.row.receipt_number, reasons.get(case.row.receipt_number, Reason(words))
        member.demand("review", case.row.duty)
        if act in (TAKE, PASS):
            try:
                (take_case if act == TAKE else pass_screening)(installation, unit, member, case, revisions[number])
            except Conflict:
                return False, why_not(unit, case, number)
            return True, DONE_WORDS[act]
        if opinions.asked_among(unit, [case.row.id]):  # asked after the list was opened
            return False, OPINION_OPEN
        decision = read_decision(installation, case, act, reason.words, provision=reason.law or None)
        if decision.mistakes:
            return False, _WRONG.get(decision.mistakes[0][1]) or why_no_outcome(case.procedure, case.row, act)
        if unfound:
            return False, unfound_words(unfound)
        if not explain_unchecked(installation, unit, member, case, decision.state, unchecked):
            return False, "確かめた印のない項目があります"
        try:
            return True, DONE_WORDS[settle_outcome(installation, unit, member, case, revisions[number], decision)]
        except Conflict:
            return False, why_not(unit, case, number)

    for choice in chosen:
        # One at a time, so that the audit record of the look-up is beside the decision.
        looked = look_up(installation, member, {choice.receipt_number: act}) if act not in (TAKE, PASS) else {}
        opened, unfound = looked.get(choice.receipt_number, (None, ()))
        yield in_own_transaction(installation, member, choice.receipt_number, do, opened=opened)


def in_own_transaction(
    installation: Records,
    member: Member,
    receipt_number: str,
    do: Callable[[Unit, Case], tuple[bool, str]],
    refused: str = NOT_YOURS,
    *,
    opened: Case | None = None,
) -> BulkLine:
    """`do` returns whether it was done, and words for the line. Otherwise nothing is stored."""
    name = ""
    before: tuple[int, int | None] = (0, None)
    try:
        with installation.database.write() as unit:
            # To open a case is most of what an act costs: `opened` is taken while its row is the same.
            same = opened is not None and applications.by_number(unit, receipt_number) == opened.row
            case = opened if opened is not None and same else case_of_member(installation, unit, member, receipt_number)
            name = listed_name(case.procedure, case.summary)
            before = case.row.revision, case.row.assignee_id
            done, result = do(unit, case)
            if done:
                unit.commit()
    except Held as held:
        done, result = False, "".join(HOLDS[name] for name in held.holds)
    except OwnCase:
        done, result = False, "あなたか、あなたの家族の申請かもしれません。ほかの職員が審査します"
        with installation.database.change() as unit:
            record_own_case(installation, unit, member, case)
    except Conflict:
        done, result = False, "ほかの人が先に変えたので、今はできません"
    except (NotAllowed, NotFound, GroundNeeded):
        done, result = False, refused
    return BulkLine(receipt_number, done, result, name, before)


def without_ticks(
    unit: Unit, chosen: Sequence[Chosen], act: str, outcomes: Mapping[str, Outcome]
) -> tuple[str, ...]:  # fmt: skip
    """Receipt numbers of cases without a ticked check."""
    if act not in outcomes or outcomes[act].state in IN_VAIN:
        return ()
    numbers = [choice.receipt_number for choice in chosen]
    ticked = checked_items.ticked_among(unit, numbers)
    return tuple(number for number in numbers if number not in ticked)


def take_back_in_bulk(installation: HasPayments, member: Member, numbers: Sequence[str]) -> Iterator[BulkLine]:
    """Commits before it yields."""

    def do(unit: Unit, case: Case) -> tuple[bool, str]:
        take_outcome_back(installation, unit, member, case)
        return True, "取り消しました。だれにも伝わっていません"

    for number in numbers:
        yield in_own_transaction(installation, member, number, do)


def give_back_in_bulk(installation: BulkNeeds, member: Member, takes: Sequence[Taken]) -> Iterator[BulkLine]:
    # Those that are as they were taken, to whose they were. Commits before it yields.
    by_number = {taken.receipt_number: taken for taken in takes}

    def do(unit: Unit, case: Case) -> tuple[bool, str]:
        taken = by_number[case.row.receipt_number]
        if (case.row.assignee_id, case.row.revision) != (taken.holder or member.id, taken.revision):
            return False, "担当を替えたあとで変わったので、そのままです"
        # Who may review it no more has it no more.
        if taken.former:
            handed = return_case(installation, unit, member, case, taken.revision, taken.former)
            if handed.result == GIVEN:
                return True, f"{handed.to}の担当にもどしました"
        release_case(installation, unit, member, case, taken.revision)
        return True, "担当を外しました"

    for number in by_number:
        yield in_own_transaction(installation, member, number, do)
