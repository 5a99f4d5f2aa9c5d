"""A kept list on its section's pages, with its history."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.city.kept_lists import KeptList
from forms.path.environment import ListEntry
from forms.text.searched import has_words
from portal.clock import from_micro
from portal.db import Unit
from portal.services.desk.lists.change_list import COURIER, FILE, ORDER, ListState
from portal.services.desk.lists.read_entry import OF_COLUMN, headings
from portal.services.shared.follow_lists import entry_of
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import ChangeRow
from portal.store.staff import staff_members

MOST_CHANGES = 100
NOW, COMING, ENDED = "now", "coming", "ended"
_STAFF = "staff:"


@dataclass(frozen=True)
class ListLine:
    entry: ListEntry
    state: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class HistoryLine:
    revision: int
    at: datetime
    who: str
    act: str
    sentences: tuple[str, ...]


def state_on(entry: ListEntry, on: date) -> str:
    if entry.holds(on):
        return NOW
    return COMING if entry.starts > on.isoformat() else ENDED


def lines_of(state: ListState, on: date, words: str, shown: str) -> list[ListLine]:
    """`shown`: a state, or "" for all."""
    entries = [entry_of(row) for row in state.rows]
    return [
        ListLine(entry, state_on(entry, on), tuple(shown_cell(state.kept, entry.columns, name) for name in state.kept.columns))
        for entry in entries
        if shown in ("", state_on(entry, on))
        and has_words(words, entry.key, entry.label, entry.kana, entry.easy, entry.english, entry.note)
    ]  # fmt: skip


def shown_cell(kept: KeptList, columns: Mapping[str, Any], name: str) -> str:
    cell = columns.get(name, "")
    if cell == "" or kept.columns[name].type not in ("integer", "money"):
        return str(cell)
    return f"{cell:,}円" if kept.columns[name].type == "money" else f"{cell:,}"


def history_of(unit: Unit, kept: KeptList) -> list[HistoryLine]:
    return [
        HistoryLine(row.revision, from_micro(row.at), _who(unit, row.actor), row.act, describe_change(kept, row))
        for row in kept_lists.history(unit, kept.id, MOST_CHANGES)
    ]


def _who(unit: Unit, actor: str) -> str:
    if not actor.startswith(_STAFF):
        return "持ち運び" if actor.startswith("system:") else actor
    login = actor.removeprefix(_STAFF)
    member = staff_members.by_login(unit, login)
    return member.name if member is not None else login


def describe_change(kept: KeptList, row: ChangeRow) -> tuple[str, ...]:
    changes = json.loads(row.changes)
    if row.act == ORDER:
        return ("順番を変えた",)
    sentences = tuple(describe_row(kept, change["before"], change["after"]) for change in changes)
    if row.act in (FILE, COURIER):
        source = "ファイルで" if row.act == FILE else "内側から届いた："
        return (f"{source}{len(changes)}件を変えた", *sentences)
    return sentences


def describe_row(kept: KeptList, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    if before is None:
        return f"「{after['label']}」（{after['key']}）を足した"
    old, new = _cells(kept, before), _cells(kept, after)
    parts = [
        f"{heading}「{old.get(box, '')}」→「{new.get(box, '')}」"
        for box, heading in headings(kept).items()
        if old.get(box, "") != new.get(box, "")
    ]
    if before["place"] != after["place"]:
        parts.append("順番")
    return f"「{before['label']}」（{after['key']}）：{'、'.join(parts)}"


def _cells(kept: KeptList, written: Mapping[str, Any]) -> dict[str, str]:
    columns = json.loads(written["cells"])
    own = {f"{OF_COLUMN}{name}": shown_cell(kept, columns, name) for name in kept.columns}
    return {**{name: str(value) for name, value in written.items()}, **own}
