"""複数人での確認 of a paper form after comparing it or keying it blind, where the city requires it."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from forms.answers import canonical
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.counter.double_entry import cleared, differences, keys_blind, seal_first, with_picked
from portal.services.counter.enter_at_counter import Entry, save_entry
from portal.services.counter.needs import CounterNeeds
from portal.services.filing.drafts import Draft
from portal.services.procedures.ask_reception import STAMP
from portal.services.shared.needs import Basics, HasFormKey
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.counter import papers_keyed
from portal.store.counter.papers_keyed import KeyedRow


class Look(StrEnum):
    REGISTERS = "registers"
    KEYED = "keyed"
    DIFFERS = "differs"


def wants_two(installation: Basics, entry: Entry) -> bool:
    today = installation.clock.today()
    return STAMP in entry.reception.answers and installation.city.by_two(entry.draft.procedure.id, today)


def keyed_apart(unit: Unit, draft: Draft) -> KeyedRow | None:
    row = papers_keyed.of_draft(unit, draft.id)
    return row if row is not None and row.sealed_first is not None else None


def look_by_two(installation: HasFormKey, unit: Unit, member: Member, entry: Entry) -> tuple[Look, Entry]:
    """Whether `member` may register, and the entry to save. If not, they become the first person."""
    apart = keyed_apart(unit, entry.draft)
    if apart is not None:
        return _check_second_entry(installation, unit, member, entry, apart), entry
    if not wants_two(installation, entry):
        return Look.REGISTERS, entry
    keyed, mark = papers_keyed.of_draft(unit, entry.draft.id), _mark(installation.form_key, entry)
    same = keyed is not None and hmac.compare_digest(keyed.mark, mark)
    if keyed is not None and same and keyed.staff_id != member.id:
        _note(installation, unit, member, entry, "confirm keyed paper")
        return Look.REGISTERS, entry
    blind = keys_blind(installation, entry)
    if not same or blind:
        now = to_micro(installation.clock.now())
        papers_keyed.put(unit, KeyedRow(entry.draft.id, member.id, mark, now, seal_first(entry) if blind else None))
        _note(installation, unit, member, entry, "key paper")
    return Look.KEYED, cleared(entry) if blind else entry


def _check_second_entry(installation: HasFormKey, unit: Unit, member: Member, entry: Entry, row: KeyedRow) -> Look:
    if row.staff_id == member.id:
        return Look.KEYED
    chosen = hmac.compare_digest(row.mark, _mark(installation.form_key, entry))
    if not chosen and differences(entry, row):
        return Look.DIFFERS
    _note(installation, unit, member, entry, "confirm keyed paper")
    return Look.REGISTERS


def may_choose(unit: Unit, member: Member, draft: Draft) -> KeyedRow | None:
    """None for the first person, who must not see the second entry."""
    row = keyed_apart(unit, draft)
    return row if row is not None and row.staff_id != member.id else None


def choose(
    installation: CounterNeeds, unit: Unit, member: Member, entry: Entry, picked: Mapping[str, str]
) -> Entry:  # fmt: skip
    """Raises NotFound if nothing is to be chosen; Conflict as `save_draft`."""
    row = required(may_choose(unit, member, entry.draft), NotFound("keyed"))
    chosen = with_picked(installation, entry, row, picked)
    papers_keyed.settle(unit, row.draft_id, _mark(installation.form_key, chosen))
    _note(installation, unit, member, entry, "choose between keyed papers")
    return save_entry(installation, unit, replace(chosen, draft=entry.draft))


def _note(installation: Basics, unit: Unit, member: Member, entry: Entry, action: str) -> None:
    write_audit(installation, unit, member.actor, action, detail=f"{entry.draft.procedure.id} {entry.draft.id}")


def _mark(form_key: bytes, entry: Entry) -> str:
    content = {"answers": dict(entry.path.answers), "reception": dict(entry.reception.answers)}
    return hmac.new(form_key, f"keyed\n{entry.draft.id}\n".encode() + canonical(content), "sha256").hexdigest()
