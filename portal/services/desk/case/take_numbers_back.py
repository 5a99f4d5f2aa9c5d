"""文書番号 and 決裁日 from a table, all lines or none."""

# A repeat changes nothing.

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.numbers.calendar import fiscal_year
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_line, case_of_member
from portal.services.cases.name_principal import shown_name
from portal.services.notices.outcome_notice import EXTENDED, MOST_SIGNS, number_taken
from portal.services.shared.needs import Basics, Records
from portal.services.shared.past_day import past_day
from portal.services.shared.read_table import Fault, read_table
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import document_numbers
from portal.store.desk.document_numbers import DocumentNumberRow
from portal.store.notices import notices

MOST_LINES = 500
NEEDED = ("受付番号", "文書番号", "決裁日")
NEW, SAME, OTHER = "new", "same", "other"


@dataclass(frozen=True)
class NumberLine:
    receipt_number: str
    name: str
    number: str
    on: date
    what: str  # NEW, SAME, or OTHER than `before`
    before: str


@dataclass
class ReadNumbers:
    lines: list[NumberLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return sum(line.what != SAME for line in self.lines)


def read_numbers(installation: Records, unit: Unit, member: Member, content: bytes) -> ReadNumbers:
    """Void with any fault."""
    numbers, table = ReadNumbers(), read_table(content)
    if isinstance(table, Fault):
        return ReadNumbers(faults=[table])
    heads = [cell.strip() for cell in table[0]]
    missing = [name for name in NEEDED if heads.count(name) != 1]
    numbers.faults = [Fault(1, 0, f"列「{name}」がないか、2つあります。") for name in missing]
    filled = [
        (line_number, cells) for line_number, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))
    ]
    if len(filled) > MOST_LINES:
        numbers.faults.append(Fault(0, 0, f"1回に{MOST_LINES}行までです。分けてください。"))
    if not numbers.faults and not filled:
        numbers.faults.append(Fault(0, 0, "番号が1つも書かれていません。"))
    if not numbers.faults:
        reader = _Reader(installation, unit, member, heads)
        for line_number, cells in filled:
            reader.line(line_number, cells, numbers)
    return numbers


class _Reader:
    def __init__(self, installation: Records, unit: Unit, member: Member, heads: Sequence[str]) -> None:
        self.installation, self.unit, self.member, self.heads = installation, unit, member, heads
        self.seen: set[tuple[str, ...]] = set()

    def line(self, line_number: int, cells: Sequence[str], into: ReadNumbers) -> None:
        if len(cells) != len(self.heads):
            into.faults.append(Fault(line_number, 0, f"列の数が{len(cells)}です。見出しは{len(self.heads)}列です。"))
            return
        typed, number, day = (cells[self.heads.index(name)].strip() for name in NEEDED)
        receipt, on = read(typed), self._day(day)
        case = case_of_line(self.installation, self.unit, self.member, receipt) if receipt else None
        if case is None:
            self._fault(into, line_number, "受付番号", "この受付番号の申請はありません。")
        elif on is None:
            self._fault(
                into, line_number, "決裁日", "決裁日を、届いた日から今日までの日付で書いてください。例：2026-11-20"
            )
        elif not number or len(number) > MOST_SIGNS or not number.isprintable():
            self._fault(into, line_number, "文書番号", f"文書番号を、{MOST_SIGNS}字までで書いてください。")
        else:
            self._known(line_number, case, number, on, into)

    def _known(self, line_number: int, case: Case, number: str, on: date, into: ReadNumbers) -> None:
        office = self.installation.city.office(case.row.duty, on).office
        given = next(
            (row for row in notices.of_application(self.unit, case.row.id) if row.outcome != EXTENDED), None
        )  # fmt: skip
        before = document_numbers.of(self.unit, case.row.id)
        current = given or before
        current_values = (current.number, current.decided_on) if current else None
        keys = {("case", case.row.receipt_number), ("number", office, str(fiscal_year(on)), number)}
        if keys & self.seen:
            self._fault(into, line_number, "文書番号", "同じ受付番号か文書番号が、前の行にもあります。")
        elif given and current_values != (number, on.isoformat()):
            self._fault(into, line_number, "文書番号", f"もう結果が出ています（{given.number}）。")
        elif not given and number_taken(self.installation, self.unit, case, number, on):
            self._fault(into, line_number, "文書番号", "この文書番号は、ほかの申請に使われています。")
        else:
            change = SAME if current_values == (number, on.isoformat()) else OTHER if current_values else NEW
            name = shown_name(case.procedure, case.summary)
            into.lines.append(
                NumberLine(case.row.receipt_number, name, number, on, change, current_values[0] if current_values else "")
            )  # fmt: skip
        self.seen |= keys

    def _fault(self, into: ReadNumbers, line_number: int, head: str, words: str) -> None:
        into.faults.append(Fault(line_number, self.heads.index(head) + 1, words))

    def _day(self, typed: str) -> date | None:
        return past_day(self.installation.clock, typed[:40], date.min)


def keep_numbers(installation: Records, unit: Unit, member: Member, lines: Sequence[NumberLine]) -> int:
    """Number of changes. Raises Conflict: then do not commit."""
    changed = [line for line in lines if line.what != SAME]
    for line in changed:
        case = case_of_member(installation, unit, member, line.receipt_number)
        keep_number(installation, unit, member, case, line.number, line.on)
    return len(changed)


def keep_number(installation: Basics, unit: Unit, member: Member, case: Case, number: str, on: date) -> None:
    """Reserves it. Raises NotAllowed; Conflict if taken."""
    member.demand("review", case.row.duty)
    now, office = to_micro(installation.clock.now()), installation.city.office(case.row.duty, on).office
    row = DocumentNumberRow(case.row.id, office, fiscal_year(on), number, on.isoformat(), member.id, now)
    if not document_numbers.put(unit, row):
        raise Conflict("number")
    write_audit(installation, unit, member.actor, "take number back", application_id=case.row.id, detail=number)
