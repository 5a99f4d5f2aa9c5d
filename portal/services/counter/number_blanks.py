"""For hours without a computer; keyed later with the day of their stamp."""

# A list shows sheets not keyed yet.

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time

from portal.clock import TOKYO, Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.counter.print_case import PRINTED
from portal.services.filing.drafts import start_draft
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import drawn_number, form_content
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.catalogue import Catalogue, demand_whole
from portal.services.shared.form_number import read_number, written
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.counter import blank_forms
from portal.store.counter.blank_forms import BlankRow
from portal.store.filing import drafts

MOST = 30  # at once: thirty sheets take a processor ten seconds
_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TRIES = 50


@dataclass(frozen=True)
class BlankLine:
    number: str
    title: str
    made_on: date
    state: str
    uid: str


def make_blanks(installation: Basics, unit: Unit, member: Member, once: str, procedure: str, many: int) -> None:
    """Idempotent by `once`."""
    if not _ONCE.fullmatch(once) or not 1 <= many <= MOST:
        raise BadRequest("blanks")
    current = installation.catalogue.current(procedure)
    if not counter_doors(current):
        raise NotFound(procedure)
    member.demand("enter", current.duty)
    demand_whole(current, changes=True)
    if blank_forms.of_batch(unit, once):
        return
    now, made, tries = to_micro(installation.clock.now()), 0, 0
    while made < many:
        row = BlankRow(blank_forms.last(unit) + 1, once, procedure, current.meaning, member.id, now)
        made += blank_forms.add(unit, row)
        tries += 1
        if tries > many + _TRIES:
            raise Conflict("blanks")
    write_audit(installation, unit, member.actor, "number blank forms", detail=f"{procedure} {many}")


def blanks_of(catalogue: Catalogue, unit: Unit, member: Member, batch: str) -> list[BlankRow]:
    """Raises NotFound without any for this member."""
    rows = blank_forms.of_batch(unit, batch)
    if not rows or not member.may("enter", catalogue.version(unit, rows[0].meaning).duty):
        raise NotFound("blanks")
    return [row for row in rows if row.uid is None and row.spoiled_at is None]


def record_print(installation: Basics, unit: Unit, member: Member, rows: list[BlankRow]) -> None:
    """Raises TooMany."""
    count(installation, unit, PRINTED, member.login)
    range_ = f"{rows[0].number}-{rows[-1].number}" if rows else "none"
    write_audit(installation, unit, member.actor, "print blank forms", detail=range_)


def print_blanks(installation: Basics, unit: Unit, rows: list[BlankRow]) -> dict[str, object]:
    today = installation.clock.today()
    procedure = installation.catalogue.version(unit, rows[0].meaning)
    plain = form_content(procedure, installation.city, today, None, find_official(installation.settings, procedure.id))
    forms = [
        plain
        | {
            "form_number": drawn_number(written(row.number)),
            "version": f"様式の番号 {written(row.number)}　{plain['version']}",
        }
        for row in rows
    ]
    return {"title": f"{procedure.title}（番号つきの様式）", "city": installation.city.name, "forms": forms}


def set_blanks(clock: Clock, content: dict[str, object]) -> Paper:
    """Outside a unit."""
    made = datetime.combine(clock.today(), time.min, TOKYO)
    return typeset("blanks", json.loads(json.dumps(content)), made)


def open_blanks(catalogue: Catalogue, unit: Unit, member: Member) -> list[BlankLine]:
    lines = []
    for row in blank_forms.open_ones(unit):
        procedure = catalogue.version(unit, row.meaning)
        if member.may("enter", procedure.duty):
            begun = row.uid is not None and drafts.by_id(unit, row.uid) is not None
            state, uid = ("begun", row.uid or "") if begun else ("blank", "")
            lines.append(
                BlankLine(written(row.number), procedure.title, tokyo_day(from_micro(row.made_at)), state, uid)
            )
    return lines


def key_blank(installation: Records, unit: Unit, member: Member, typed: str) -> tuple[str, str]:
    """(draft id, "") or ("", reason). Numbers of other duties count as unknown."""
    row = blank_of(installation.catalogue, unit, member, typed)
    if row is None:
        return "", "番号がちがうようです。様式の右上にある番号を、もう一度見て入れてください。"
    refused = _refused(unit, member, row)
    if refused:
        return "", refused
    current = installation.catalogue.current(row.procedure)
    doors = counter_doors(current)
    if not doors:
        return "", "この手続は、いまは紙で受け付けていません。担当課に渡してください。"
    draft_id = start_draft(installation, unit, current, doors[0], staff_id=member.id)
    if not blank_forms.key(unit, row.number, draft_id):
        raise Conflict("blank form")  # keyed concurrently
    write_audit(installation, unit, member.actor, "key blank form", detail=f"{row.number} {draft_id}")
    return draft_id, ""


def blank_of(catalogue: Catalogue, unit: Unit, member: Member, typed: str) -> BlankRow | None:
    number = read_number(typed)
    row = blank_forms.by_number(unit, number) if number else None
    if row is None or not member.may("enter", catalogue.version(unit, row.meaning).duty):
        return None
    return row


def _refused(unit: Unit, member: Member, row: BlankRow) -> str:
    form = f"様式 {written(row.number)} は、"
    if row.spoiled_at is not None:
        return f"{form}使わなかったものとして記録してあります。"
    if row.filed_at is not None:
        filed = applications.by_uid(unit, row.uid or "")
        receipt = f"（受付番号 {filed.receipt_number}）" if filed is not None and member.may("see", filed.duty) else ""
        return f"{form}もう登録してあります{receipt}。同じ様式を2回は入れられません。"
    if row.uid is None:
        return ""
    if drafts.by_id(unit, row.uid) is not None:
        return f"{form}入力のとちゅうです。下の一覧の「続ける」から開いてください。"
    if drafts.is_discarded(unit, row.uid):
        return f"{form}捨てた受付にあります。「窓口入力」の下で元に戻してください。"
    return ""


def spoil_blank(installation: Basics, unit: Unit, member: Member, typed: str) -> bool:
    """False if it is keyed."""
    row = blank_of(installation.catalogue, unit, member, typed)
    if row is None or not blank_forms.spoil(unit, row.number, to_micro(installation.clock.now())):
        return False
    write_audit(installation, unit, member.actor, "spoil blank form", detail=str(row.number))
    return True
