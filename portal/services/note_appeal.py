"""Records that somebody objects to what was decided, or sues (審査請求, 取消訴訟), and how that ended. Until then nothing of the case is
thrown away. Decides nothing and changes neither state nor period: who judges it is another body, and its words are papers of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms.calendar import months_on
from forms.kind import KINDS
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.one_form import demand_form
from portal.services.past_day import past_day
from portal.services.print_form import written_day
from portal.services.rights import Member
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import appeals
from portal.store.appeals import AppealRow

MOST_SIGNS = 100
KINDS_OF: Mapping[str, str] = {"review": "審査請求", "again": "再審査請求", "suit": "取消訴訟などの裁判"}
RESULTS: Mapping[str, str] = {
    "upheld": "認められた（認容・取消し）", "partly": "一部が認められた", "dismissed": "認められなかった（棄却）",
    "inadmissible": "形式が合わなかった（却下）", "withdrawn": "取り下げられた", "other": "そのほか",
}  # fmt: skip


@dataclass(frozen=True)
class AppealView:
    """`settled_on` None while it is open; `kept_until`: the last day on which the case is kept because of it, None for a suit."""

    id: int
    kind: str
    filed_on: date
    body: str
    number: str
    settled_on: date | None
    kept_until: date | None
    result: str


def may_object(case: Case) -> bool:
    """Only to what is decided as a 処分, or should have been (不作為: 行政不服審査法3条)."""
    return KINDS[case.row.kind].disposition


def read_appeal(
    installation: Installation, case: Case, kind: str, filed_on: str, body: str, number: str
) -> tuple[str, dict[str, str]]:
    """(day ISO, what is wrong: box → key)."""
    wrong = {}
    if kind not in KINDS_OF:
        wrong["kind"] = "no_kind"
    day = past_day(installation, filed_on, case.arrival_day)
    if day is None:
        wrong["filed_on"] = "no_day"
    if not body.strip() or len(body) > MOST_SIGNS:
        wrong["body"] = "no_body"
    if len(number) > MOST_SIGNS:
        wrong["number"] = "too_long"
    return day.isoformat() if day else "", wrong


def note_appeal(
    installation: Installation, unit: Unit, member: Member, case: Case, kind: str, filed_on: str, body: str, number: str, once: str
) -> None:  # fmt: skip
    """As `read_appeal` found nothing wrong with. Once for each form. NotAllowed; NotFound where nothing is decided."""
    member.demand("review", case.row.duty)
    if not may_object(case):
        raise NotFound("appeal")
    demand_form(once)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"appeal:{once}", {"body": body.strip(), "number": number.strip()})
    if not appeals.add(unit, AppealRow(0, case.row.id, once, kind, filed_on, sealed, member.id, now)):
        return
    tell_inside(
        unit, member.actor, case, "appeal", f"{KINDS_OF[kind]}、{written_day(date.fromisoformat(filed_on))}", now
    )
    write_audit(
        installation, unit, member.actor, "note appeal", application_id=case.row.id, detail=f"{kind} {filed_on}"
    )


def appeal_of(unit: Unit, case: Case, number: int) -> AppealRow:
    """NotFound."""
    row = appeals.one_of(unit, case.row.id, number)
    if row is None:
        raise NotFound("appeal")
    return row


def read_end(installation: Installation, row: AppealRow, settled_on: str, result: str) -> tuple[str, dict[str, str]]:
    """As `read_appeal`."""
    wrong = {}
    day = past_day(installation, settled_on, date.fromisoformat(row.filed_on))
    if day is None:
        wrong["settled_on"] = "no_end"
    if result not in RESULTS:
        wrong["result"] = "no_result"
    return day.isoformat() if day else "", wrong


def settle_appeal(
    installation: Installation, unit: Unit, member: Member, case: Case, row: AppealRow, settled_on: str, result: str
) -> None:
    """As `read_end` found nothing wrong with. NotAllowed; Conflict if it was settled already."""
    member.demand("review", case.row.duty)
    now = to_micro(installation.clock.now())
    if not appeals.settle(unit, row.id, settled_on, result, member.id, now):
        raise Conflict("appeal")
    tell_inside(
        unit,
        member.actor,
        case,
        "appeal_settled",
        f"{RESULTS[result]}、{written_day(date.fromisoformat(settled_on))}",
        now,
    )
    write_audit(installation, unit, member.actor, "settle appeal", application_id=case.row.id, detail=result)


def kept_until(kind: str, settled_on: date) -> date | None:
    """公文書等の管理に関する法律施行令9条1項: what was objected to is kept for a year from the day after the 裁決, what was sued about until
    the suit ends. It binds the state; cities have it in their own 文書管理規則 in much the same words, which nobody has compared.
    An objection that was taken back ends without a 裁決, and is kept as long."""
    return None if kind == "suit" else months_on(settled_on, 12)


def appeals_of(unit: Unit, case: Case) -> tuple[AppealView, ...]:
    """The newest first."""
    return tuple(_view(case, row) for row in reversed(appeals.of(unit, case.row.id)))


def _view(case: Case, row: AppealRow) -> AppealView:
    words = case.sealer.open(f"appeal:{row.once}", row.sealed_words)
    ended = date.fromisoformat(row.settled_on) if row.settled_on else None
    return AppealView(
        row.id, KINDS_OF[row.kind], date.fromisoformat(row.filed_on), words["body"], words["number"], ended,
        kept_until(row.kind, ended) if ended else None, RESULTS.get(row.result, ""),
    )  # fmt: skip
