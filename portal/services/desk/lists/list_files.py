"""A kept list as CSV, read whole or not at all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.city.kept_lists import MOST_ENTRIES, KeptList
from forms.path.environment import ListEntry
from forms.text.japanese import plain
from portal.services.cases.keep_book import csv_line
from portal.services.desk.lists.change_list import ListState, row_of
from portal.services.desk.lists.describe_list import describe_row
from portal.services.desk.lists.read_entry import headings, read_entry, typed_of
from portal.services.shared.follow_lists import entry_of
from portal.services.shared.read_table import Fault, read_table
from portal.store.procedures.kept_lists import EntryRow

PLACE = "順番"
NEEDED = ("キー", "名前")
_MOST_FAULTS = 200
_PLACES = 5  # digits


@dataclass(frozen=True)
class ListTable:
    rows: tuple[EntryRow, ...] = ()  # the whole list afterwards
    faults: tuple[Fault, ...] = ()
    differences: tuple[str, ...] = ()
    added: int = 0
    changed: int = 0
    absent: int = 0  # entries that the file does not name, which stay
    lines: tuple[tuple[str, ...], ...] = ()


def write_list(state: ListState) -> Iterator[bytes]:
    """UTF-8 with BOM; an apostrophe marks text that begins like a formula, and is taken off again by `read_list`."""
    heads = headings(state.kept)
    yield "\ufeff".encode() + csv_line((PLACE, *heads.values()))
    for place, row in enumerate(state.rows, start=1):
        typed = typed_of(entry_of(row))
        yield csv_line((str(place), *(typed.get(box, "") for box in heads)))


def read_list(state: ListState, content: bytes) -> ListTable:
    """All faults at once, with line and column."""
    table = read_table(content)
    if isinstance(table, Fault):
        return ListTable(faults=(table,))
    boxes, faults = _boxes(state.kept, table[0])
    if faults:
        return ListTable(faults=tuple(faults))
    lines = [(number, cells) for number, cells in enumerate(table[1:], start=2) if any(cell.strip() for cell in cells)]
    if len(lines) > MOST_ENTRIES:
        return ListTable(faults=(Fault(0, 0, f"{MOST_ENTRIES}行までです。"),))
    entries: dict[str, ListEntry] = {}
    places: dict[str, int] = {}
    for number, cells in lines:
        typed = {box: _undefused(cells[at]) if at < len(cells) else "" for box, at in boxes.items()}
        before = state.row(plain(typed["key"]))
        whole = {**(typed_of(entry_of(before)) if before else {}), **typed}
        entry, flaws = read_entry(state.kept, whole)
        faults += [Fault(number, boxes.get(flaw.box, -1) + 1, flaw.words) for flaw in flaws]
        faults += _extra(number, cells, frozenset(boxes.values()))
        if entry.key in entries:
            faults.append(Fault(number, boxes["key"] + 1, f"キー「{entry.key}」が、前の行にもあります。"))
        entries[entry.key] = entry
        if typed.get(PLACE, "").strip():
            place = _place(typed[PLACE])
            if place is None:
                faults.append(Fault(number, boxes[PLACE] + 1, "順番は、数字で書いてください（例：3）。"))
            else:
                places[entry.key] = place
    if faults:
        return ListTable(faults=tuple(sorted(faults)[:_MOST_FAULTS]))
    return _table(state, entries, places, [tuple(cells) for cells in table if any(cell.strip() for cell in cells)])


def _boxes(kept: KeptList, head: Sequence[str]) -> tuple[dict[str, int], list[Fault]]:
    known = {heading: box for box, heading in headings(kept).items()} | {PLACE: PLACE}
    boxes: dict[str, int] = {}
    faults: list[Fault] = []
    for at, written in enumerate(head):
        heading = written.strip()
        if heading and heading not in known:
            faults.append(Fault(1, at + 1, f"列「{heading[:40]}」はありません。使える列：{'、'.join(known)}"))
        elif heading and known[heading] in boxes:
            faults.append(Fault(1, at + 1, f"列「{heading}」が2つあります。"))
        elif heading:
            boxes[known[heading]] = at
    faults += [Fault(1, 0, f"列「{heading}」がありません。") for heading in NEEDED if known[heading] not in boxes]
    return boxes, faults


def _extra(number: int, cells: Sequence[str], named: Collection[int]) -> list[Fault]:
    return [
        Fault(number, at + 1, "見出しのない列に、何か書かれています。")
        for at, cell in enumerate(cells)
        if at not in named and cell.strip()
    ][:1]


def _undefused(cell: str) -> str:
    marked = cell[1:]
    return marked if cell.startswith("'") and csv_line([marked]) == csv_line([cell]) else cell


def _place(cell: str) -> int | None:
    digits = plain(cell)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _PLACES else None


def _table(
    state: ListState, entries: Mapping[str, ListEntry], places: Mapping[str, int], lines: Sequence[tuple[str, ...]]
) -> ListTable:  # fmt: skip
    before = {row.key: row for row in state.rows}
    merged = {
        **before,
        **{
            key: row_of(state.kept, entry, before[key].place if key in before else len(before) + at)
            for at, (key, entry) in enumerate(entries.items())
        },
    }
    if len(merged) > MOST_ENTRIES:
        return ListTable(faults=(Fault(0, 0, f"全部で{MOST_ENTRIES}件までです。おわったものも数えます。"),))
    ordered = sorted(
        merged.values(), key=lambda row: (places.get(row.key, row.place + 1), row.key not in places, row.place)
    )
    rows = tuple(replace(row, place=place) for place, row in enumerate(ordered))
    different = [row for row in rows if before.get(row.key) != row]
    added = sum(row.key not in before for row in different)
    sentences = tuple(
        describe_row(state.kept, vars(before[row.key]) if row.key in before else None, vars(row)) for row in different
    )
    return ListTable(
        rows, (), sentences, added, len(different) - added, len(before.keys() - entries.keys()), tuple(lines)
    )
