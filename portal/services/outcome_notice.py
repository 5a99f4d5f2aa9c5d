"""The written notice of an outcome (処理結果通知書): its title by procedure and kind, its number, and what stands on it, kept as
it was decided. Which sheet of paper it becomes is for `print_notice`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.calendar import fiscal_year
from forms.city import Office
from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.ask_by_letter import addressee_of
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.official_words import STATES
from portal.services.print_form import written_day
from portal.services.put_in_dispatch import put_notice
from portal.services.write_audit import write_audit
from portal.store import courier, document_numbers, notices
from portal.store.notices import NoticeRow

MOST_SIGNS = 40  # of a number that is entered by hand
# No outcome: a statutory period was put off (延期通知). Its row is numbered, printed and delivered as the others are.
EXTENDED, EXTENSION_TITLE = "extended", "決まるまでの期間を延ばします"
# Where a definition names no title for an outcome. An outcome without either is told on my page and by mail alone.
_ALL = "処理結果通知書"
_RESULT = "お申込みの結果のお知らせ"
_TITLES = {
    "application": {"approved": _ALL, "partly": _ALL, "refused": _ALL},
    "notification": {"sent_back": "届出の返戻のお知らせ"},
    "request": {"accepted": _RESULT, "declined": _RESULT},
    "reservation": {},
    "report": {},
}


@dataclass(frozen=True)
class Written:
    """What the decision says: `words` are the member's, `appeal` the 教示 ("" without one), `number` the one that was entered
    by hand ("" = the next of the sequence), `on` the day of 決裁."""

    outcome: str
    words: str
    appeal: str
    number: str
    on: date


def notice_title(procedure: Procedure, kind: str, outcome: str) -> str:
    """ "" where this outcome has no written notice."""
    return procedure.notices.get(outcome) or _TITLES[kind].get(outcome, "")


def number_mistake(installation: Installation, unit: Unit, case: Case, number: str) -> str:
    """What is wrong with a number that was entered by hand: too_long, taken, or ""; none was entered where it is ""."""
    if len(number) > MOST_SIGNS or not number.isprintable():
        return "too_long"
    return "taken" if number and number_taken(installation, unit, case, number) else ""


def number_taken(installation: Installation, unit: Unit, case: Case, number: str, on: date | None = None) -> bool:
    """By another notice, or for another case that it came back for. `on`: the day of 決裁, today where none is given."""
    day = on or installation.clock.today()
    office, year = installation.city.office(case.row.duty, day).office, fiscal_year(day)
    kept_for = document_numbers.owner(unit, office, year, number)
    return notices.is_taken(unit, office, year, number) or kept_for not in (None, case.row.id)


def write_outcome_notice(installation: Installation, unit: Unit, actor: Actor, case: Case, written: Written) -> None:
    """In the transaction of the outcome. Conflict if a number by hand was taken meanwhile."""
    title = notice_title(case.procedure, case.row.kind, written.outcome)
    if title:
        _write(installation, unit, actor, case, title, written)


def write_extension_notice(
    installation: Installation, unit: Unit, actor: Actor, case: Case, words: str, number: str
) -> None:
    """延期通知, in the transaction that puts the day off: `words` tell until when and why. Conflict as above."""
    written = Written(EXTENDED, words, "", number, installation.clock.today())
    _write(installation, unit, actor, case, EXTENSION_TITLE, written)


def _write(
    installation: Installation, unit: Unit, actor: Actor, case: Case, title: str, written: Written
) -> None:  # fmt: skip
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    # A number counts in the year of its 決裁, also where the notice is made in April.
    office, year = installation.city.office(case.row.duty, today), fiscal_year(written.on)
    number, sequence = _number(unit, office, year, written.number)
    content = notice_content(installation, case, office, title, written, today)
    row = NoticeRow(
        0, case.row.id, written.outcome, title, office.office, year, number, sequence, written.on.isoformat(),
        today.isoformat(), case.sealer.seal(f"notice:{now}", content), now,
    )  # fmt: skip
    if not notices.add(unit, row):
        raise Conflict("number")
    # Inside nothing is signed for my page: what came by courier is read at the outer zone, which does.
    signs = installation.documents is not None or courier.of(unit, case.row.id) is not None
    if not signs or notices.declared_at(unit, case.row.id) is None:
        put_notice(installation, unit, actor, case, notices.of_application(unit, case.row.id)[-1])
    write_audit(installation, unit, actor, "write notice", application_id=case.row.id, detail=number)


def _number(unit: Unit, office: Office, year: int, entered: str) -> tuple[str, int | None]:
    """One that somebody entered by hand is passed over: that is the only way in which the sequence has a gap."""
    if entered:
        return entered, None
    while True:
        sequence = notices.next_number(unit, office.office, year)
        number = f"{office.symbol}第{sequence}号"
        kept = document_numbers.owner(unit, office.office, year, number)
        if kept is None and not notices.is_taken(unit, office.office, year, number):
            return number, sequence


def notice_content(
    installation: Installation, case: Case, office: Office, title: str, written: Written, today: date
) -> dict[str, Any]:
    """Whoever is protected has no address on it: staff know where it may go."""
    to = addressee_of(installation, case)
    hidden = case.protected
    return {
        "name": to.name, "postal": "" if hidden else to.postal, "address": [] if hidden else list(to.address), "subject": title,
        "arrived": written_day(case.arrival_day), "decided": written_day(written.on), "day": today.isoformat(),
        "outcome": STATES.get(written.outcome, ""), "words": written.words, "appeal": written.appeal,
        "receipt_number": case.row.receipt_number, "procedure": case.procedure.title,
        "disposition": bool(written.appeal),
        "office": {
            "office": office.office, "telephone": office.telephone, "place": office.place,
            "authority": office.authority, "from": office.from_.isoformat(),
        },
    }  # fmt: skip
