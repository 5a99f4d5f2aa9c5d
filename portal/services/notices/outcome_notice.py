"""Writes the 処理結果通知書 as decided."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.city.bodies import body_name
from forms.city.city import City, Office
from forms.definition.outcome import Outcome
from forms.definition.procedure import Procedure
from forms.definition.terms import Forwarding
from forms.numbers.calendar import fiscal_year, in_both_calendars, year_in_both_calendars
from forms.path.consequences import following, forwarding_of
from forms.path.path import Path
from forms.path.result import path_with_result
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.receiving_office import office_line
from portal.services.notices.ask_by_letter import Addressee, addressee_of, written_to
from portal.services.notices.notice_text import FORWARDED_TITLE, RESULTS
from portal.services.notices.put_in_dispatch import goes_on_line_alone, put_notice
from portal.services.paper.print_form import in_eras
from portal.services.procedures.describe_following import describe_items
from portal.services.shared.needs import Basics, HasDocuments
from portal.services.shared.official_words import STATES
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.courier import courier
from portal.store.desk import document_numbers
from portal.store.notices import notices
from portal.store.notices.notices import NoticeRow

_FISCAL_YEAR = re.compile("([12][0-9]{3})年度")
MOST_SIGNS = 40  # of a number entered by hand
# Not an outcome: a statutory period was extended (延期通知). Numbered, printed and delivered like the others.
EXTENDED, EXTENSION_TITLE = "extended", "決まるまでの期間を延ばします"
# Where the definition names no title. An outcome without either is announced only on the applicant's page and by mail.
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
    outcome: str
    words: str
    appeal: str  # 教示, a paragraph a line
    number: str  # by hand, "" = next
    on: date  # day of 決裁; `provision` of a refusal
    label: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    provision: str = ""
    former: str = ""  # day and number of the decision changed or ended
    values: Answers = field(default_factory=dict, repr=False)  # of the result


def notice_title(city: City, procedure: Procedure, kind: str, outcome: str, on: date) -> str:
    """ "" if none is written here: the definition names none, or the core system writes it."""
    chosen = procedure.outcome(kind, outcome)
    if chosen is None or city.core_writes(procedure, chosen, on):
        return ""
    return chosen.notice or ("" if procedure.named_outcomes else _TITLES[kind].get(chosen.state, ""))


def core_title(city: City, procedure: Procedure, kind: str, outcome: str, on: date) -> str:
    chosen = procedure.outcome(kind, outcome)
    return chosen.notice if chosen is not None and city.core_writes(procedure, chosen, on) else ""


def provision_of(procedure: Procedure, chosen: Outcome | None) -> str:
    return (chosen.law if chosen is not None else "") or procedure.law.text


def extension_title(procedure: Procedure) -> str:
    named = procedure.outcomes.get(EXTENDED)
    return (named.notice if named is not None else "") or EXTENSION_TITLE


def title_of(city: City, case: Case, outcome: str, on: date) -> str:
    """A forwarded case has no title of a decision."""
    title = notice_title(city, case.procedure, case.row.kind, outcome, on)
    away = decided_elsewhere(case.procedure, case.row.kind, outcome, case.path)
    return FORWARDED_TITLE if title and away is not None else title


def decided_elsewhere(procedure: Procedure, kind: str, outcome: str, path: Path) -> Forwarding | None:
    # The city itself sends a 届出 back, whether or not another body has seen it.
    return None if is_sent_back(procedure.outcome(kind, outcome)) else forwarding_of(procedure, path)


def is_sent_back(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.state == "sent_back"


def number_mistake(installation: Basics, unit: Unit, case: Case, number: str) -> str:
    """too_long, taken, or ""."""
    if len(number) > MOST_SIGNS or not number.isprintable():
        return "too_long"
    return "taken" if number and number_taken(installation, unit, case, number) else ""


def number_taken(installation: Basics, unit: Unit, case: Case, number: str, on: date | None = None) -> bool:
    day = on or installation.clock.today()
    office, year = installation.city.office(case.row.duty, day).office, fiscal_year(day)
    kept_for = document_numbers.owner(unit, office, year, number)
    return notices.is_taken(unit, office, year, number) or kept_for not in (None, case.row.id)


def write_outcome_notice(installation: HasDocuments, unit: Unit, actor: Actor, case: Case, written: Written) -> None:
    """In the transaction of the outcome. Raises Conflict if the entered number was taken meanwhile."""
    title = title_of(installation.city, case, written.outcome, written.on)
    if title:
        _write(installation, unit, actor, case, title, written)


def write_extension_notice(
    installation: HasDocuments, unit: Unit, actor: Actor, case: Case, words: str, number: str
) -> None:
    """延期通知, in the transaction of the extension. Raises Conflict."""
    written = Written(EXTENDED, words, "", number, installation.clock.today())
    _write(installation, unit, actor, case, extension_title(case.procedure), written)


def write_core_notice(
    installation: HasDocuments, unit: Unit, actor: Actor, case: Case, title: str, written: Written, pdf: str
) -> None:
    """The core system's paper (base64), under its own number. Raises Conflict."""
    _write(installation, unit, actor, case, title, written, {"pdf": pdf})


def _write(
    installation: HasDocuments, unit: Unit, actor: Actor, case: Case, title: str, written: Written,
    beside: Mapping[str, str] = {},
) -> None:  # fmt: skip
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    # A number counts in the year of its 決裁, even if the notice is written in April.
    office, year = installation.city.office(case.row.duty, today), fiscal_year(written.on)
    number, sequence = _number(unit, office, year, written.number)
    content = notice_content(installation.city, case, office, title, written, today) | dict(beside)
    content["representative"] = written_to(unit, case).representative
    row = NoticeRow(
        0, case.row.id, written.outcome, title, office.office, year, number, sequence, written.on.isoformat(),
        today.isoformat(), case.sealer.seal(f"notice:{now}", content), now,
    )  # fmt: skip
    if not notices.add(unit, row):
        raise Conflict("number")
    # Inside signs nothing for the applicant's page: what came by courier is read in the outer zone, which does.
    signs = installation.documents is not None or courier.of(unit, case.row.id) is not None
    if not signs or not goes_on_line_alone(unit, case):
        put_notice(installation, unit, actor, case, notices.of_application(unit, case.row.id)[-1])
    write_audit(installation, unit, actor, "write notice", application_id=case.row.id, detail=number)


def _number(unit: Unit, office: Office, year: int, entered: str) -> tuple[str, int | None]:
    # Skips numbers entered by hand, the only gaps of the sequence.
    if entered:
        return entered, None
    while True:
        sequence = notices.next_number(unit, office.office, year)
        number = f"{office.symbol}第{sequence}号"
        kept = document_numbers.owner(unit, office.office, year, number)
        if kept is None and not notices.is_taken(unit, office.office, year, number):
            return number, sequence


@dataclass(frozen=True)
class About:
    procedure: Procedure
    kind: str
    path: Path
    to: Addressee
    arrived: date
    receipt_number: str
    hidden: bool = False  # without the address of a protected person


def notice_content(city: City, case: Case, office: Office, title: str, written: Written, today: date) -> dict[str, Any]:
    path = path_with_result(case.procedure, written.outcome, written.values, case.path, case.environment)
    about = About(
        case.procedure, case.row.kind, path, addressee_of(case), case.arrival_day, case.row.receipt_number, case.protected,
    )  # fmt: skip
    if at := office_line(city, case.row.office, today):
        written = replace(written, rows=(*written.rows, ("受付の窓口", at)))
    return content_about(city, about, office, title, written, today)


def content_about(
    city: City, about: About, office: Office, title: str, written: Written, today: date
) -> dict[str, Any]:  # fmt: skip
    to, away = about.to, decided_elsewhere(about.procedure, about.kind, written.outcome, about.path)
    chosen = about.procedure.outcome(about.kind, written.outcome)
    state = chosen.state if chosen is not None else written.outcome
    # A decision of another body is reported as that body's.
    words = {} if away is not None else RESULTS
    items = following(about.procedure, about.path, written.outcome)
    follows, easy = (describe_items(about.procedure, items, state, language) for language in ("ja", "easy"))
    label = (chosen.label if chosen is not None else "") or words.get(state) or written.label or STATES.get(state, "")
    return {
        "name": to.name, "organisation": to.organisation, "representative": to.representative, "postal": "" if about.hidden else to.postal, "address": [] if about.hidden else list(to.address),
        "subject": title, "arrived": in_both_calendars(about.arrived), "decided": in_both_calendars(written.on), "day": today.isoformat(),
        "outcome": label, "state": state, "reasons": chosen is not None and chosen.reasons,
        "easy": about.procedure.texts.get("easy", {}).get(f"outcomes.{written.outcome}.label", ""), "rows": [[label, _fiscal_year_in_eras(value)] for label, value in written.rows], "provision": written.provision, "law": provision_of(about.procedure, chosen),
        "forwarded": body_name(city, office, away.to) if away is not None else "",
        "after": [[part.title, in_eras(part.texts, in_both_calendars)] for part in follows],
        "followed": [item.place for item in items],
        "easy_after": [text for part in easy for text in part.texts],
        "words": written.words, "appeal": written.appeal, "former": written.former,
        "receipt_number": about.receipt_number, "procedure": about.procedure.title,
        "office": {
            "office": office.office, "telephone": office.telephone, "place": office.place, "fax": office.fax, "mail": office.mail,
            "authority": office.authority, "seal": office.seal, "from": office.from_.isoformat(),
        },
    }  # fmt: skip


def _fiscal_year_in_eras(value: str) -> str:
    # 2026年度 is 令和8年度（2026年度）, as tax bills name it.
    year = _FISCAL_YEAR.fullmatch(value)
    return year_in_both_calendars(date(int(year[1]), 4, 1)).replace("年", "年度") if year else value


def notice_name(number: int) -> str:
    """Under which the applicant's first look is recorded."""
    return f"notice-{number}"
