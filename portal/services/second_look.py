"""A paper form by two (複数人での確認): where the city wants it, who keyed it does not register it. Somebody else holds the screen
against the paper, or keys it anew without seeing it; what they mend is looked at by one more, and where two keyed it they choose."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from forms.answers import canonical
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.ask_reception import STAMP
from portal.services.drafts import Draft
from portal.services.enter_at_counter import Entry, save_entry
from portal.services.installation import Installation
from portal.services.key_blind import cleared, differences, keys_blind, seal_first, with_picked
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import papers_keyed
from portal.store.papers_keyed import KeyedRow


class Look(StrEnum):
    """What comes of 登録する: it is registered, waits for somebody else, or two keyed it otherwise."""

    REGISTERS = "registers"
    KEYED = "keyed"
    DIFFERS = "differs"


def wants_two(installation: Installation, entry: Entry) -> bool:
    """A form with a stamp, of a procedure that the city names."""
    today = installation.clock.today()
    return STAMP in entry.reception.answers and installation.city.by_two(entry.draft.procedure.id, today)


def keyed_apart(unit: Unit, draft: Draft) -> KeyedRow | None:
    """Of a form that somebody keyed and another keys anew."""
    row = papers_keyed.of_draft(unit, draft.id)
    return row if row is not None and row.sealed_first is not None else None


def look_by_two(installation: Installation, unit: Unit, member: Member, entry: Entry) -> tuple[Look, Entry]:
    """Whether it may be registered now by `member`, and the entry as it is to be saved. If not, they stand as who keyed it: the next
    must be somebody else. The caller saves the entry and commits."""
    apart = keyed_apart(unit, entry.draft)
    if apart is not None:
        return _anew(installation, unit, member, entry, apart), entry
    if not wants_two(installation, entry):
        return Look.REGISTERS, entry
    keyed, mark = papers_keyed.of_draft(unit, entry.draft.id), _mark(installation, entry)
    same = keyed is not None and hmac.compare_digest(keyed.mark, mark)
    if keyed is not None and same and keyed.staff_id != member.id:
        _note(installation, unit, member, entry, "confirm keyed paper")
        return Look.REGISTERS, entry
    blind = keys_blind(installation, entry)
    if not same or blind:
        now = to_micro(installation.clock.now())
        papers_keyed.put(
            unit, KeyedRow(entry.draft.id, member.id, mark, now, seal_first(installation, entry) if blind else None)
        )
        _note(installation, unit, member, entry, "key paper")
    return Look.KEYED, cleared(entry) if blind else entry


def _anew(installation: Installation, unit: Unit, member: Member, entry: Entry, row: KeyedRow) -> Look:
    if row.staff_id == member.id:
        return Look.KEYED
    chosen = hmac.compare_digest(row.mark, _mark(installation, entry))
    if not chosen and differences(installation, entry, row):
        return Look.DIFFERS
    _note(installation, unit, member, entry, "confirm keyed paper")
    return Look.REGISTERS


def may_choose(unit: Unit, member: Member, draft: Draft) -> KeyedRow | None:
    """What another keyed before them; None for the first, who sees nothing of the second either."""
    row = keyed_apart(unit, draft)
    return row if row is not None and row.staff_id != member.id else None


def choose(
    installation: Installation, unit: Unit, member: Member, entry: Entry, picked: Mapping[str, str]
) -> Entry:  # fmt: skip
    """Stored as it was picked. NotFound where nothing is theirs to choose; Conflict as `save_draft`."""
    row = may_choose(unit, member, entry.draft)
    if row is None:
        raise NotFound("keyed")
    chosen = with_picked(installation, entry, row, picked)
    papers_keyed.settle(unit, row.draft_id, _mark(installation, chosen))
    _note(installation, unit, member, entry, "choose between keyed papers")
    return save_entry(installation, unit, replace(chosen, draft=entry.draft))


def _note(installation: Installation, unit: Unit, member: Member, entry: Entry, action: str) -> None:
    write_audit(installation, unit, member.actor, action, detail=f"{entry.draft.procedure.id} {entry.draft.id}")


def _mark(installation: Installation, entry: Entry) -> str:
    """Of what would be registered, and how it was taken in."""
    told = {"answers": dict(entry.path.answers), "reception": dict(entry.reception.answers)}
    return hmac.new(
        installation.form_key, f"keyed\n{entry.draft.id}\n".encode() + canonical(told), "sha256"
    ).hexdigest()
