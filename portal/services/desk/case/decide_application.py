"""An outcome (処理結果) or 取下げ cannot be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.answers import Answers
from forms.definition.field import Raw
from forms.definition.kind import IN_VAIN, KINDS, WITHDRAWN
from forms.definition.outcome import ENDINGS, Outcome
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.numbers.calendar import in_both_calendars
from forms.path.binding import sentence
from forms.path.consequences import appeal_of
from portal.clock import Clock, iso_day
from portal.db import Unit
from portal.services.bookings.settle_budget import settle_budget
from portal.services.cases.cases import Case
from portal.services.cases.coupons import issue_coupon
from portal.services.cases.ending import ending_of
from portal.services.cases.entitlements import end_effects
from portal.services.cases.move_application import Act, move_application, notify_applicant, ways
from portal.services.cases.result import (
    is_reopened,
    keep_result,
    outcome_of,
    outcome_words,
    read_values,
    rows_of_result,
    state_of_outcome,
)
from portal.services.desk.needs import DeskNeeds
from portal.services.fees.refund_payment import end_of_wish, refund_by_rule
from portal.services.my_cases.stop_application import close_asking, close_correction
from portal.services.notices.appeal_words import appeal_words, numbered
from portal.services.notices.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.notices.outcome_notice import Written, provision_of, write_outcome_notice
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.sessions import GUEST
from portal.services.signing.end_signing import end_signing
from portal.store.cases import results
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import document_numbers
from portal.store.my_cases.withdrawals import GRANTED, OVERTAKEN
from portal.store.notices import notices
from portal.store.residents import people

MOST_SIGNS, MOST_OF_PROVISION = 2000, 200
LEAST_OF_REASON = 10  # signs; 行政手続法8条: a reason names the fact and the rule, which no shorter text does


@dataclass(frozen=True)
class Decision:
    # `outcome`: of the definition, `ends_in` its state ("" = of the same name). `appeal`: 教示. `number`, `decided_on`:
    # "" = as returned, else next number and today. `result`: stored values. `wrong`: sentences by question of the
    # result. `provision`: of a refusal. `asked_on`: of 取下げ, when the section learned of it, as stated ("" = today).

    outcome: str
    words: str
    appeal: str
    mistakes: tuple[tuple[str, str], ...]
    number: str = ""
    decided_on: str = ""
    ends_in: str = ""
    result: Answers = field(default_factory=dict)
    wrong: tuple[tuple[str, str], ...] = ()
    provision: str = ""
    asked_on: str = ""

    @property
    def state(self) -> str:
        return self.ends_in or self.outcome

    @property
    def appeal_text(self) -> str:
        return numbered(self.appeal)

    @property
    def notice_words(self) -> str:
        return "\n\n".join(part for part in (self.words, self.appeal_text) if part)


def choices(procedure: Procedure, row: ApplicationRow) -> tuple[str, ...]:
    """The definition's outcomes that may follow now, and 取下げ. `endings_of` are no choice."""
    possible = ways(row)
    outcomes = [
        name
        for name, outcome in procedure.outcomes_of(row.kind).items()
        if outcome.state in possible and name not in ENDINGS
    ]
    return (*outcomes, WITHDRAWN) if WITHDRAWN in possible else tuple(outcomes)


def endings_of(case: Case) -> tuple[str, ...]:
    """取消し and 撤回, where the city itself made a disposition."""
    possible = ways(case.row)
    return tuple(end for end in ENDINGS if end in possible and appeal_of(case.procedure, case.path, end) is not None)


def no_result(_field: Field) -> Raw:
    return {}


def read_decision(
    installation: Basics, case: Case, outcome: str, words: str, number: str = "", decided_on: str = "",
    raw_of: Callable[[Field], Raw] = no_result, *, provision: str | None = None, among: Sequence[str] | None = None,
    asked_on: str = "",
) -> Decision:  # fmt: skip
    # `raw_of`: boxes of a question of the result. `provision` None: that of the outcome or procedure, as is "" if the
    # outcome has its own. `among` None: the outcomes that may follow.
    mistakes = []
    chosen = outcome_of(case, outcome)
    if outcome not in (choices(case.procedure, case.row) if among is None else among):
        mistakes.append(("outcome", "none_chosen"))
    if not words.strip() and chosen is not None and chosen.reasons:
        mistakes.append(("words", "no_words"))
    if len(words) > MOST_SIGNS:
        mistakes.append(("words", "too_long"))
    if has_gap(words):
        mistakes.append(("words", "gap"))
    usual = provision_of(case.procedure, chosen)
    provision = usual if provision is None else provision.strip() or (usual if chosen and chosen.law else "")
    refused = chosen is not None and chosen.disposition and chosen.reasons
    if refused and not 0 < len(provision) <= MOST_OF_PROVISION:
        mistakes.append(("provision", "no_provision"))
    if len(number) > MOST_OF_NUMBER or not number.isprintable():
        mistakes.append(("number", "too_long"))
    if decided_on.strip() and not _is_day(installation.clock, case, decided_on.strip()):
        mistakes.append(("decided_on", "no_day"))
    asked_on = asked_on.strip() if outcome == WITHDRAWN else ""
    if asked_on and not _is_day(installation.clock, case, asked_on):
        mistakes.append(("asked_on", "no_day"))
    result, wrong = _read_result(case, outcome, raw_of) if chosen is not None else ({}, ())
    if wrong:
        mistakes.append(("result", "wrong"))
    disposition = chosen is not None and chosen.disposition
    appeal = appeal_words(installation, case, outcome) if disposition else ""
    return Decision(
        outcome, words.strip(), appeal, tuple(mistakes), number.strip(), decided_on.strip(),
        state_of_outcome(case, outcome), result, wrong, provision if refused else "", asked_on,
    )  # fmt: skip


def has_gap(words: str) -> bool:
    # A prepared reason holds 〔児童の氏名〕 for the deciding member to fill in.
    return "〔" in words


def is_short(outcome: Outcome | None, words: str) -> bool:
    """Words that a person types; a file or a machine brings those of the core system."""
    return outcome is not None and outcome.reasons and 0 < len("".join(words.split())) < LEAST_OF_REASON


def _read_result(
    case: Case, outcome: str, raw_of: Callable[[Field], Raw]
) -> tuple[Answers, tuple[tuple[str, str], ...]]:
    if case.procedure.result is None or outcome in ENDINGS:
        return {}, ()
    path, speech = read_values(case, outcome, raw_of), speech_of(case.procedure, "ja")
    asked = {question.id: question for question in path.fields}
    wrong = [
        (name, sentence(mistake, asked[name], speech))
        for name, mistakes in path.mistakes.items()
        for mistake in mistakes
    ]
    wrong += [
        (name, sentence(Mistake(f"{asked[name].type.id}.required"), asked[name], speech)) for name in path.missing
    ]
    return path.answers, tuple(wrong)


def _is_day(clock: Clock, case: Case, typed: str) -> bool:
    day = iso_day(typed)
    return day is not None and case.arrival_day <= day <= clock.today()


def outcome_page(unit: Unit, case: Case) -> str:
    # Where an applicant finds the outcome, as a place in a sentence; "" without a page.
    person = people.by_id(unit, case.row.person_id) if case.row.person_id else None
    if person is None:
        return ""
    return "申請した人が受付番号とコードで見るページ" if person.issuer == GUEST else "申請した人のマイページ"


def number_and_day(today: date, unit: Unit, case: Case, decision: Decision) -> tuple[str, date]:
    returned = document_numbers.of(unit, case.row.id)
    number = decision.number or (returned.number if returned else "")
    day = decision.decided_on or (returned.decided_on if returned else "")
    return number, date.fromisoformat(day) if day else today


def _former_words(unit: Unit, case: Case, decision: Decision) -> str:
    # Day and number of the decision that this one changes or ends, or "".
    rows = results.of_application(unit, case.row.id)
    if not rows or (decision.state not in ENDINGS and not is_reopened(unit, case, rows[-1].made_at)):
        return ""
    numbers = [row.number for row in notices.of_application(unit, case.row.id) if row.outcome == rows[-1].outcome]
    return f"{in_both_calendars(date.fromisoformat(rows[-1].decided_on))}{f'　{numbers[-1]}' if numbers else ''}"


def decide_application(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, revision: int, decision: Decision,
    today: date | None = None,
) -> None:  # fmt: skip
    """Raises NotAllowed, Conflict; Held, except for 取下げ."""
    # `today`: on which it was decided, if it leaves later.
    if decision.outcome == WITHDRAWN:
        act = Act("withdraw", WITHDRAWN, "withdraw application", decision.notice_words, decision.asked_on)
    else:
        # The period ends with the first decision, also if the case stays open for the next (認定, then 利用調整).
        due = NO_DUE if decision.state in KINDS[case.row.kind].named else ""
        ending = ending_of(decision.result)
        audited = ("decide application", decision.outcome)
        if ending is not None:
            audited = ("end decision", f"{decision.outcome} {ending.on or 'from the beginning'} {ending.hearing}")
        act = Act("decide", decision.state, audited[0], decision.notice_words, audited[1], due)
    former = _former_words(unit, case, decision)
    settle_budget(installation, unit, case, decision.state, decision.result)
    now = move_application(installation, unit, member, case, revision, act)
    if decision.outcome == WITHDRAWN:
        end_signing(installation, unit, case)
        end_effects(unit, case.row.id, now)
        close_correction(unit, case.row.id, now)
    else:
        number, day = number_and_day(today or installation.clock.today(), unit, case, decision)
        keep_result(unit, case, decision.outcome, decision.result, day, now)
        issue_coupon(installation, unit, case, decision.outcome, decision.result, day, now)
        label = outcome_words(case.procedure, case.row.kind, decision.outcome)
        rows = tuple(rows_of_result(case, decision.outcome, decision.result))
        written = Written(
            decision.outcome,
            decision.words,
            decision.appeal,
            number,
            day,
            label,
            rows,
            decision.provision,
            former,
            decision.result,
        )
        write_outcome_notice(installation, unit, member.actor, case, written)
    if decision.state in IN_VAIN:
        ended = end_of_wish(case.row) if decision.outcome == WITHDRAWN else "refused"
        refund_by_rule(installation, unit, case, member.actor, ended, iso_day(decision.asked_on))
    notify_applicant(installation, unit, case, "withdrawn" if decision.outcome == WITHDRAWN else "decided", now)
    close_asking(unit, case, member.actor, GRANTED if decision.outcome == WITHDRAWN else OVERTAKEN, now)
