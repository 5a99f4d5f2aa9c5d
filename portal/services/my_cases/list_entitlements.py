"""What a resident has by decisions."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from forms.definition.kind import REVOKED
from forms.definition.outcome import Outcome
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case, open_own_case
from portal.services.cases.name_principal import name_principal
from portal.services.cases.renewals import renewals_of
from portal.services.cases.result import outcome_of, sections_of, values_of
from portal.services.filing.start_again import may_start_again
from portal.services.my_cases.own_applications import own_applications
from portal.services.procedures.check_sections import CheckSection
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.sessions import Session
from portal.store.cases import entitlements, results
from portal.store.cases.entitlements import EntitlementRow
from portal.store.fees import coupons

_SHOWN_AFTER_END = timedelta(days=90)
NOW, COMING, NEAR, ENDED = "now", "coming", "near", "ended"


@dataclass(frozen=True)
class TermView:
    whose: str  # title of its row
    first: date
    last: date | None
    state: str  # NOW, COMING, NEAR (a reminder was due) or ENDED

    @property
    def key(self) -> str:
        return f"entitlements.{self.state}" if self.last is not None else f"entitlements.{self.state}_open"


@dataclass(frozen=True)
class Renewal:
    procedure: str
    title: str
    filed: tuple[tuple[str, date], ...]  # receipt numbers and days since the decision, newest first
    prefills: bool  # from former answers


@dataclass(frozen=True)
class EntitlementView:
    """`renewal` None: the section says what follows."""

    receipt_number: str
    title: str
    outcome: str
    duty: str
    terms: tuple[TermView, ...]
    sections: tuple[CheckSection, ...]
    renewal: Renewal | None
    coupon: bool = False
    whose: str = ""  # name of the principal, a child for example; "" where each row names its own

    @property
    def ended(self) -> bool:
        return all(term.state == ENDED for term in self.terms)

    @property
    def endless(self) -> bool:
        return all(term.last is None for term in self.terms)


def list_entitlements(
    installation: Records, unit: Unit, session: Session, language: str = "ja"
) -> tuple[EntitlementView, ...]:
    """Ended ones for some time, last."""
    by_id = {row.id: row for row in own_applications(installation.clock, unit, session)}
    today = installation.clock.today()
    shown = [
        row
        for row in entitlements.of_applications(unit, list(by_id))
        if not row.last_on or date.fromisoformat(row.last_on) + _SHOWN_AFTER_END >= today
    ]
    views = []
    for (application_id, made_at), rows in groupby(shown, lambda row: (row.application_id, row.made_at)):
        case = open_own_case(installation, unit, by_id[application_id])
        views.append(_view(installation, unit, case, made_at, list(rows), set(by_id), today, language))
    return tuple(sorted(views, key=lambda view: view.ended))


def _view(
    installation: Records, unit: Unit, case: Case, made_at: int, rows: Sequence[EntitlementRow], own: Set[int],
    today: date, language: str,
) -> EntitlementView:  # fmt: skip
    result = next(row for row in results.of_application(unit, case.row.id) if row.made_at == made_at)
    outcome, speech = outcome_of(case, result.outcome), speech_of(case.procedure, language)
    sections = sections_of(case, values_of(case, result), language)
    terms = tuple(_term(row, outcome, sections, today) for row in sorted(rows, key=lambda row: row.id))
    return EntitlementView(
        case.row.receipt_number,
        speech.text("title", case.procedure.title),
        speech.text(f"outcomes.{result.outcome}.label", outcome.label if outcome is not None else ""),
        case.row.duty,
        terms,
        sections,
        None if case.row.state == REVOKED else _renewal(installation, unit, case, outcome, made_at, own, language),
        any(row.made_at == made_at for row in coupons.of_application(unit, case.row.id)),
        "" if any(term.whose for term in terms) else name_principal(installation, unit, case.row),
    )


def _term(row: EntitlementRow, outcome: Outcome | None, sections: Sequence[CheckSection], today: date) -> TermView:
    first = date.fromisoformat(row.first_on)
    last = date.fromisoformat(row.last_on) if row.last_on else None
    soon = timedelta(days=max(outcome.remind_days, default=0) if outcome is not None else 0)
    if last is not None and last < today:
        state = ENDED
    elif first > today:
        state = COMING
    else:
        state = NEAR if last is not None and last - soon <= today else NOW
    whose = ""
    if row.row_name:
        of_row = (section for section in sections for line in section.rows if line.field.startswith(f"{row.row_name}."))
        whose = next((section.title for section in of_row), "")
    return TermView(whose, first, last, state)


def _renewal(
    installation: Records, unit: Unit, case: Case, outcome: Outcome | None, made_at: int, own: Set[int], language: str
) -> Renewal | None:
    # None also if the city no longer offers the procedure.
    if outcome is None or not outcome.renews_by:
        return None
    try:
        procedure = installation.catalogue.current(outcome.renews_by)
    except NotFound:
        return None
    filed = tuple(
        (row.receipt_number, tokyo_day(from_micro(row.arrived_at)))
        for row in renewals_of(installation, unit, case.row, outcome, made_at)
        if row.id in own
    )
    title = speech_of(procedure, language).text("title", procedure.title)
    return Renewal(procedure.id, title, filed, not filed and may_start_again(installation, case, procedure.id))
