from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.procedures.changed_lines import keyed
from portal.services.procedures.sheet_line import SheetLine, SheetSection
from portal.services.procedures.sign_sheet import mark_of
from portal.services.procedures.write_sheet import sheet_sections
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.workshop.check_texts import Same
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.store.procedures import signed_lines
from portal.store.procedures.signed_lines import SignedLineRow
from portal.store.workshop import line_requests
from portal.store.workshop.line_requests import LineRequestRow


@dataclass(frozen=True)
class LineToSign:
    # `mark`: hex, "" for a line that needs no signature. `new`: not so in the version in force.
    line: SheetLine
    mark: str
    signed: SignedLineRow | None
    new: bool
    asked: LineRequestRow | None

    @property
    def open(self) -> bool:
        return bool(self.mark) and self.signed is None


@dataclass(frozen=True)
class SectionToSign:
    section: SheetSection
    lines: tuple[LineToSign, ...]
    mark: str  # of all its lines as they are read

    @property
    def open(self) -> tuple[LineToSign, ...]:
        return tuple(line for line in self.lines if line.open)


Sheet = tuple[tuple[SheetSection, tuple[tuple[bytes, bool, SheetLine], ...]], ...]


def write_lines(installation: Basics, procedure: Procedure, before: Procedure | None) -> Sheet:
    # Section, then mark (empty: needs no signature), new, line. Never within a transaction: it runs scenarios.
    on, city = installation.clock.today(), installation.city
    old = {key for section in _sections(Same(city, before), on) for key, _ in keyed(section)}
    return tuple(
        (
            section,
            tuple((mark_of(key) if line.assumed else b"", key not in old, line) for key, line in keyed(section)),
        )
        for section in _sections(Same(city, procedure), on)
    )


@lru_cache(maxsize=16)
def _sections(same: Same, on: date) -> tuple[SheetSection, ...]:
    # Kept: a tenth of a second for the largest definition.
    return sheet_sections(same.definition, same.city, on) if same.definition is not None else ()


def lines_to_sign(
    signed: Mapping[bytes, SignedLineRow], sheet: Sheet, asked: Mapping[bytes, LineRequestRow] = MappingProxyType({})
) -> tuple[SectionToSign, ...]:
    return tuple(
        SectionToSign(
            section,
            tuple(LineToSign(line, mark.hex(), signed.get(mark), new, asked.get(mark)) for mark, new, line in lines),
            _mark_of_all(lines),
        )
        for section, lines in sheet
    )


def _mark_of_all(lines: Iterable[tuple[bytes, bool, SheetLine]]) -> str:
    return sha256(b"".join(mark for mark, _, _ in lines)).hexdigest()


def lines_of_section(sheet: Sheet, mark: str) -> set[str]:
    # Raises Conflict if a line was changed since the section was read: what was not read is not signed.
    for _, lines in sheet:
        if _mark_of_all(lines) == mark:
            return {line.hex() for line, _, _ in lines if line}
    raise Conflict("definition draft")


def open_marks(unit: Unit, procedure: str, sheet: Sheet) -> frozenset[bytes]:
    signed = signed_lines.rows_of(unit, procedure)
    return frozenset(mark for _, lines in sheet for mark, _, _ in lines if mark and mark not in signed)


def places_of(sheet: Sheet) -> dict[bytes, bytes]:
    # By mark: section, question, kind and code of a line, without its words.
    return {
        mark: mark_of((*key[:3], key[4]))
        for section, lines in sheet
        for (key, _), (mark, _, _) in zip(keyed(section), lines, strict=True)
        if mark
    }


def open_requests(unit: Unit, draft: OpenedDraft, sheet: Sheet) -> dict[bytes, LineRequestRow]:
    # By the open line. A line that changed keeps its request by its place; a line that is gone has none (D298).
    if not draft.open:
        return {}
    rows, places = line_requests.of_draft(unit, draft.row.id), places_of(sheet)
    signed = signed_lines.of_procedure(unit, draft.row.procedure)
    by_line = {row.line: row for row in rows if row.line in places and row.line not in signed}
    for row in rows:
        if row.line not in places:
            alike = (mark for mark, place in places.items() if place == row.place)
            moved = next((mark for mark in alike if mark not in by_line and mark not in signed), None)
            if moved is not None:
                by_line[moved] = row
    return by_line


def sign_lines(
    installation: Basics, unit: Unit, member: Member, draft_id: int, sheet: Sheet, chosen: Collection[str]
) -> int:
    # `chosen`: marks as hex; unknown and signed ones are passed over. Returns how many were signed.
    draft = open_draft(unit, member, draft_id)
    fresh = sorted(mark for mark in open_marks(unit, draft.row.procedure, sheet) if mark.hex() in chosen)
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    asked = open_requests(unit, draft, sheet)
    for mark in fresh:
        if mark in asked:  # so that it is this line's, not its neighbour's, once the former line is gone
            line_requests.remove(unit, draft_id, [asked[mark].line])
            line_requests.put(unit, replace(asked[mark], line=mark))
        by = f"{member.name}（{member.login}）"
        signed_lines.add(unit, draft.row.procedure, mark, signed_by=by, signed_on=day, now=now)
    if fresh:
        detail = f"{draft.row.procedure} draft {draft_id} {len(fresh)} lines"
        write_audit(installation, unit, member.actor, "sign sheet", detail=detail)
    return len(fresh)
