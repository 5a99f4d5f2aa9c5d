"""Ends a case: the outcome (処理結果) with words for the applicant, or 取下げ as the applicant asked. Not undone."""

from dataclasses import dataclass
from datetime import date

from forms.kind import IN_VAIN, KINDS, WITHDRAWN
from portal.db import Unit
from portal.services.cases import Case
from portal.services.end_signing import end_signing
from portal.services.installation import Installation
from portal.services.move_application import Act, move_application, tell_applicant, ways
from portal.services.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.outcome_notice import Written, write_outcome_notice
from portal.services.refund_payment import refund_by_rule
from portal.services.rights import Member
from portal.services.stop_application import close_asking
from portal.store import document_numbers
from portal.store.applications import ApplicationRow
from portal.store.withdrawals import GRANTED, OVERTAKEN

# 行政手続法8条: who is refused, in whole or in part, is told why. Who is sent away without a decision is told, too.
NEEDS_WORDS = frozenset({"partly", "refused", "sent_back", "declined"})
MOST_SIGNS = 2000


@dataclass(frozen=True)
class Decision:
    """`words` are the member's, `appeal` the 教示 that goes with them ("" without one), `number` the document number that was
    entered ("" = the one that came back for the case, or the next of the sequence), `decided_on` the ISO day of 決裁 ("" = the one
    that came back with the number, or today). `mistakes`: (box, key)."""

    outcome: str
    words: str
    appeal: str
    mistakes: tuple[tuple[str, str], ...]
    number: str = ""
    decided_on: str = ""

    @property
    def told(self) -> str:
        """All that the applicant is told."""
        return "\n\n".join(part for part in (self.words, self.appeal) if part)


def choices(row: ApplicationRow) -> tuple[str, ...]:
    """What a case may end with now: the outcomes of its kind, and 取下げ while it is examined."""
    kind = KINDS[row.kind]
    return tuple(end for end in (*kind.outcomes, WITHDRAWN) if end in ways(row))


def read_decision(
    installation: Installation, case: Case, outcome: str, words: str, number: str = "", decided_on: str = ""
) -> Decision:
    """`outcome` one of `choices`; what is wrong with it otherwise."""
    wrong = []
    if outcome not in choices(case.row):
        wrong.append(("outcome", "none_chosen"))
    if not words.strip() and outcome in NEEDS_WORDS:
        wrong.append(("words", "no_words"))
    if len(words) > MOST_SIGNS:
        wrong.append(("words", "too_long"))
    if len(number) > MOST_OF_NUMBER or not number.isprintable():
        wrong.append(("number", "too_long"))
    if decided_on.strip() and not _is_day(installation, case, decided_on.strip()):
        wrong.append(("decided_on", "no_day"))
    appeal = "" if outcome == WITHDRAWN else appeal_words(installation, case)
    return Decision(outcome, words.strip(), appeal, tuple(wrong), number.strip(), decided_on.strip())


def _is_day(installation: Installation, case: Case, typed: str) -> bool:
    """Nothing is approved before it came, nor tomorrow."""
    try:
        return case.arrival_day <= date.fromisoformat(typed) <= installation.clock.today()
    except ValueError:
        return False


def appeal_words(installation: Installation, case: Case) -> str:
    """教示 (行政不服審査法82条, 行政事件訴訟法46条), on favourable dispositions too: who is approved may object to a part.

    Some laws allow an action only after the ruling on the objection (介護保険法196条): the last sentence holds for
    both, because definitions do not say yet which."""
    appeal = case.procedure.appeal
    if appeal is None or not KINDS[case.row.kind].disposition:
        return ""
    city = installation.city
    authority = city.office(case.row.duty, installation.clock.today()).authority
    return (
        f"この決定に不服があるときは、決定を知った日の翌日から{appeal.within}以内に、{appeal.body}に審査請求ができます"
        "（決定の日の翌日から1年をすぎるとできません）。"
        f"決定の取消しを求める訴えは、決定を知った日の翌日から{appeal.court_within}以内に、{city.name}を被告として"
        f"（代表者は{authority}）起こすことができます（決定の日の翌日から1年をすぎるとできません）。"
        f"審査請求をしたときは、その裁決を知った日の翌日から{appeal.court_within}以内です。"
        "審査請求を先にするよう法律が定めている決定では、訴えは裁決のあとに限ります。"
    )


def number_and_day(installation: Installation, unit: Unit, case: Case, decision: Decision) -> tuple[str, date]:
    """What was entered, else what came back from the city's own 決裁, else the next number and today."""
    back = document_numbers.of(unit, case.row.id)
    number = decision.number or (back.number if back else "")
    day = decision.decided_on or (back.decided_on if back else "")
    return number, date.fromisoformat(day) if day else installation.clock.today()


def decide_application(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, decision: Decision
) -> None:
    """`decision` without mistakes. NotAllowed; Conflict; Held while something stops it, unless the applicant does."""
    if decision.outcome == WITHDRAWN:
        act = Act("withdraw", WITHDRAWN, "withdraw application", decision.told)
    else:
        act = Act("decide", decision.outcome, "decide application", decision.told, decision.outcome)
    now = move_application(installation, unit, member, case, revision, act)
    if decision.outcome == WITHDRAWN:
        end_signing(installation, unit, case)
    else:
        written = Written(
            decision.outcome, decision.words, decision.appeal, *number_and_day(installation, unit, case, decision)
        )
        write_outcome_notice(installation, unit, member.actor, case, written)
    if decision.outcome in IN_VAIN:
        ended = "withdrawn" if decision.outcome == WITHDRAWN else "refused"
        refund_by_rule(installation, unit, case, member.actor, ended)
    tell_applicant(installation, unit, case, "withdrawn" if decision.outcome == WITHDRAWN else "decided", now)
    close_asking(unit, case, member.actor, GRANTED if decision.outcome == WITHDRAWN else OVERTAKEN, now)
