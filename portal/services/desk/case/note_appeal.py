"""審査請求, 取消訴訟: they bar disposal until their result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.numbers.calendar import in_era, months_on
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.appeal_period import period_after, ruling_expected, year_after
from portal.services.desk.case.reopen_decision import may_reopen
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import Basics, Records
from portal.services.shared.past_day import past_day
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import appeals
from portal.store.desk.appeals import AppealRow

MOST_SIGNS = 100
KINDS_OF: Mapping[str, str] = {"review": "審査請求", "again": "再審査請求", "suit": "取消訴訟などの裁判"}
RESULTS: Mapping[str, str] = {
    "upheld": "認められた（認容・取消し）", "partly": "一部が認められた", "dismissed": "認められなかった（棄却）",
    "inadmissible": "形式が合わなかった（却下）", "withdrawn": "取り下げられた", "other": "そのほか",
}  # fmt: skip
BINDING = ("upheld", "partly")  # a ruling binds the authority (行政不服審査法52条), a judgment too (行政事件訴訟法33条)


@dataclass(frozen=True)
class AppealForm:
    kind: str = ""
    filed_on: str = ""  # for a letter the day of posting (行政不服審査法18条3項)
    body: str = ""
    number: str = ""
    who: str = ""
    received_on: str = ""  # "" = the same day
    known_on: str = ""  # when the person learned of the decision, as they write (19条2項3号), or ""


@dataclass(frozen=True)
class AppealView:
    """`kept_until`: None for a suit. `period_ends`, `year_ends`, `expected_on`: see `appeal_period`."""

    id: int
    kind: str
    filed_on: date
    body: str
    number: str
    settled_on: date | None
    kept_until: date | None
    result: str
    binds: bool
    who: str
    received_on: date
    known_on: date | None
    period_ends: date | None
    year_ends: date | None
    expected_on: date | None

    @property
    def late(self) -> bool:
        """Admissible only for a good reason, which authority or court judges."""
        return any(end is not None and self.filed_on > end for end in (self.period_ends, self.year_ends))


def may_object(case: Case) -> bool:
    """Objections concern a 処分, also a missing one (不作為: 行政不服審査法3条)."""
    return any(outcome.disposition for outcome in case.procedure.outcomes_of(case.row.kind).values())


def read_appeal(clock: Clock, case: Case, form: AppealForm) -> tuple[AppealForm, dict[str, str]]:
    """The form with ISO days, and mistakes: box → key."""
    mistakes = {}
    if form.kind not in KINDS_OF:
        mistakes["kind"] = "no_kind"
    filed = past_day(clock, form.filed_on, case.arrival_day)
    if filed is None:
        mistakes["filed_on"] = "no_day"
    received = past_day(clock, form.received_on, filed or case.arrival_day) if form.received_on.strip() else filed
    if received is None and filed is not None:
        mistakes["received_on"] = "no_receipt"
    known = past_day(clock, form.known_on, case.arrival_day)
    if form.known_on.strip() and (known is None or (filed is not None and known > filed)):
        mistakes["known_on"] = "not_known"
    for box in ("body", "who"):
        if not getattr(form, box).strip() or len(getattr(form, box)) > MOST_SIGNS:
            mistakes[box] = f"no_{box}"
    if len(form.number) > MOST_SIGNS:
        mistakes["number"] = "too_long"
    return replace(form, filed_on=_iso(filed), received_on=_iso(received), known_on=_iso(known)), mistakes


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def note_appeal(installation: Records, unit: Unit, member: Member, case: Case, form: AppealForm, once: str) -> None:
    """Raises NotAllowed, OwnCase; NotFound unless it is a 処分."""
    demand_review(installation, unit, member, case)
    if not may_object(case):
        raise NotFound("appeal")
    demand_form(once)
    now = to_micro(installation.clock.now())
    words = {box: getattr(form, box).strip() for box in ("body", "number", "who", "received_on", "known_on")}
    words["received_on"] = words["received_on"] or form.filed_on
    sealed = case.sealer.seal(f"appeal:{once}", words)
    if not appeals.add(unit, AppealRow(0, case.row.id, once, form.kind, form.filed_on, sealed, member.id, now)):
        return
    day = in_era(date.fromisoformat(form.filed_on))
    add_inside_event(unit, member.actor, case, "appeal", f"{KINDS_OF[form.kind]}、{day}", now)
    detail = f"{form.kind} {form.filed_on}"
    write_audit(installation, unit, member.actor, "note appeal", application_id=case.row.id, detail=detail)


def appeal_of(unit: Unit, case: Case, number: int) -> AppealRow:
    """Raises NotFound."""
    return required(appeals.one_of(unit, case.row.id, number), NotFound("appeal"))


def read_end(clock: Clock, row: AppealRow, settled_on: str, result: str) -> tuple[str, dict[str, str]]:
    mistakes = {}
    day = past_day(clock, settled_on, date.fromisoformat(row.filed_on))
    if day is None:
        mistakes["settled_on"] = "no_end"
    if result not in RESULTS:
        mistakes["result"] = "no_result"
    return day.isoformat() if day else "", mistakes


def settle_appeal(
    installation: Records, unit: Unit, member: Member, case: Case, row: AppealRow, settled_on: str, result: str
) -> None:
    """Raises NotAllowed, OwnCase; Conflict once settled."""
    demand_review(installation, unit, member, case)
    now = to_micro(installation.clock.now())
    if not appeals.settle(unit, row.id, settled_on, result, member.id, now):
        raise Conflict("appeal")
    add_inside_event(
        unit,
        member.actor,
        case,
        "appeal_settled",
        f"{RESULTS[result]}、{in_era(date.fromisoformat(settled_on))}",
        now,
    )
    write_audit(installation, unit, member.actor, "settle appeal", application_id=case.row.id, detail=result)


def kept_until(kind: str, settled_on: date) -> date | None:
    """公文書等の管理に関する法律施行令9条1項: a case is kept for a year from the day after the 裁決, for suits until
    they end. It binds the state; the cities' 文書管理規則 were not compared. A withdrawn objection has no 裁決 and is
    kept as long."""
    return None if kind == "suit" else months_on(settled_on, 12)


def appeals_of(installation: Basics, unit: Unit, case: Case) -> tuple[AppealView, ...]:
    return tuple(_view(installation, unit, case, row) for row in reversed(appeals.of(unit, case.row.id)))


def _view(installation: Basics, unit: Unit, case: Case, row: AppealRow) -> AppealView:
    words = case.sealer.open(f"appeal:{row.once}", row.sealed_words)
    filed = date.fromisoformat(row.filed_on)
    received = date.fromisoformat(words["received_on"])
    known = date.fromisoformat(words["known_on"]) if words["known_on"] else None
    ended = date.fromisoformat(row.settled_on) if row.settled_on else None
    return AppealView(
        row.id, KINDS_OF[row.kind], filed, words["body"], words["number"], ended,
        kept_until(row.kind, ended) if ended else None, RESULTS.get(row.result, ""), row.result in BINDING,
        words["who"], received, known, period_after(case, row.kind, known) if known else None,
        year_after(unit, case, filed), ruling_expected(installation, case, row.kind, received),
    )  # fmt: skip


def appeals_panel(installation: Basics, unit: Unit, case: Case) -> dict[str, Any]:
    return {
        "appeals": appeals_of(installation, unit, case),
        "may_object": may_object(case),
        "may_reopen": may_reopen(case),
        "today": installation.clock.today(),
    }
