"""Outcomes that a core system gives back as a table, and the blank that it is written into: checked whole, every fault with its line
and column, and shown before anything is decided. A line that is done already is told as such, so that the same table twice is nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.calendar import fiscal_year
from forms.japanese import plain, unusable
from forms.kind import KINDS
from forms.written_day import read_day
from portal.db import Unit
from portal.errors import Held
from portal.services.cases import Case, case_of_line
from portal.services.decide_application import MOST_SIGNS, Decision, choices, read_decision
from portal.services.holds import demand_free
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.name_principal import shown_name
from portal.services.official_words import HOLDS, STATES
from portal.services.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.outcome_notice import notice_title, number_taken
from portal.services.own_case import is_kept_away, record_own_case
from portal.services.queue_line import QueueLine
from portal.services.read_table import Fault, read_table
from portal.services.receipt_number import read
from portal.services.rights import Member
from portal.services.settle_outcome import decision_of
from portal.store import applications, decisions, notices
from portal.store.applications import ApplicationRow

MOST_LINES = 500
_MOST_ABOVE = 20  # lines in which a heading is looked for that does not stand first
RECEIPT, RESULT, WORDS, NUMBER, DAY, REVISION = (
    "受付番号", "結果", "申請した人へのことば", "文書番号", "決裁日", "更新番号",
)  # fmt: skip
NEEDED, READ = (RECEIPT, RESULT), (RECEIPT, RESULT, WORDS, NUMBER, DAY, REVISION)
# What the blank has besides, for people who fill it in.
BLANK = (RECEIPT, "手続", "氏名", "届いた日", "状態", "選べる結果", RESULT, WORDS, NUMBER, DAY, REVISION)
NEW, SAME = "new", "same"
_WRONG = {
    "no_words": (WORDS, "この結果には、申請した人への理由がいります。"),
    "words.too_long": (WORDS, f"{MOST_SIGNS}字までにしてください。"),
    "number.too_long": (NUMBER, f"文書番号を、{MOST_OF_NUMBER}字までで書いてください。"),
    "no_day": (DAY, "決裁日を、届いた日から今日までの日付で書いてください。例：2026-11-20"),
}


@dataclass(frozen=True)
class ResultLine:
    """`what`: NEW, or SAME where it is decided so already. `revision` of the case as it was read."""

    receipt_number: str
    name: str
    decision: Decision
    revision: int
    what: str


@dataclass
class ReadResults:
    """`empty`: lines of the blank that nobody filled in; `again`: the same line a second time."""

    lines: list[ResultLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    empty: int = 0
    again: int = 0

    @property
    def fresh(self) -> int:
        return sum(line.what == NEW for line in self.lines)


def blank_results(rows: Sequence[ApplicationRow], lines: Sequence[QueueLine]) -> Iterator[bytes]:
    """The table for those of these cases that can be decided now, as CSV: what may be chosen stands beside each."""
    yield "\ufeff".encode() + csv_line(BLANK)
    for row, line in zip(rows, lines, strict=True):
        ends = "／".join(STATES[end] for end in choices(row) if end in KINDS[row.kind].outcomes)
        if not ends:
            continue
        about = (row.receipt_number, line.procedure, line.name, line.arrived.isoformat(), STATES[row.state], ends)
        yield csv_line((*about, "", "", "", "", str(row.revision)))


def read_results(installation: Installation, unit: Unit, member: Member, content: bytes) -> ReadResults:
    """With any fault nothing of it may be used. That somebody was kept from their own case is recorded; the caller commits."""
    found, table = ReadResults(), read_table(content)
    if isinstance(table, Fault):
        return ReadResults(faults=[table])
    heads = [plain(cell) for cell in table[0]]
    found.faults = list(_of_heads(heads, table))
    twice = dict.fromkeys(name for name in READ if heads.count(name) > 1)
    found.faults += [Fault(1, heads.index(name) + 1, f"列「{name}」が2つあります。") for name in twice]
    filled = [(at, cells) for at, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))]
    if len(filled) > MOST_LINES:
        found.faults.append(Fault(0, 0, f"1回に{MOST_LINES}行までです。分けてください。"))
    if not found.faults:
        reader = _Reader(installation, unit, member, heads, found)
        for at, cells in filled:
            reader.line(at, cells)
    if not found.faults and not found.lines:
        found.faults.append(Fault(0, 0, "結果が1つも書かれていません。"))
    return found


def _of_heads(heads: Sequence[str], table: Sequence[Sequence[str]]) -> Iterator[Fault]:
    """What is not there; and what is done about it, where the reason can be told: a title above, or cells that nothing divides."""
    missing = [name for name in NEEDED if name not in heads]
    lines = enumerate(table[1:_MOST_ABOVE], start=2) if missing else ()
    below = next((at for at, cells in lines if {*NEEDED} <= {plain(cell) for cell in cells}), 0)
    if below:
        yield Fault(1, 0, f"見出しが{below}行目にあります。その上の行を消して、見出しを1行目にしてください。")
        return
    for name in missing:
        yield Fault(1, 0, f"列「{name}」がありません。")
    if missing and len(heads) == 1:
        yield Fault(
            1, 0, "列が1つしかありません。CSVでは、列をコンマ（,）、タブ、セミコロン（;）のどれかで区切ってください。"
        )


class _Reader:
    def __init__(
        self, installation: Installation, unit: Unit, member: Member, heads: Sequence[str], into: ReadResults
    ) -> None:
        self.installation, self.unit, self.member, self.heads, self.into = installation, unit, member, heads, into
        self.seen: dict[str, tuple[str, ...]] = {}
        self.numbers: set[tuple[str, int, str]] = set()

    def line(self, at: int, cells: Sequence[str]) -> None:
        if len(cells) != len(self.heads):
            self.fault(at, "", f"列の数が{len(cells)}です。見出しは{len(self.heads)}列です。")
            return
        said = {name: cells[self.heads.index(name)].strip() if name in self.heads else "" for name in READ}
        if not any(said[name] for name in (RESULT, WORDS, NUMBER, DAY)):
            self.into.empty += 1
            return
        receipt = read(said[RECEIPT])
        case = case_of_line(self.installation, self.unit, self.member, receipt) if receipt else None
        if receipt is None or case is None:
            self.fault(at, RECEIPT, "この受付番号の申請はありません。")
        elif receipt in self.seen:
            self._again(at, receipt, said)
        else:
            self.seen[receipt] = _told(said)
            self._result(at, case, said)

    def _again(self, at: int, receipt: str, said: dict[str, str]) -> None:
        if self.seen[receipt] == _told(said):
            self.into.again += 1
        else:
            self.fault(at, RECEIPT, "同じ受付番号が前の行にもあり、ちがうことが書かれています。")

    def _result(self, at: int, case: Case, said: dict[str, str]) -> None:
        ends = {STATES[end]: end for end in KINDS[case.row.kind].outcomes}
        outcome = ends.get(plain(said[RESULT]), plain(said[RESULT]))
        if outcome not in ends.values():
            self.fault(at, RESULT, f"結果は、{'、'.join(ends)}のどれかです。")
            return
        day = self._day(said[DAY])
        words = said[WORDS].replace("\r\n", "\n")
        decision = read_decision(self.installation, case, outcome, words, said[NUMBER], day)
        given = self._given(case, decision)
        if given is None:
            self._new(at, case, decision, said)
        elif given:
            self.fault(at, RESULT, given)
        else:
            self._keep(case, decision, SAME)

    def _new(self, at: int, case: Case, decision: Decision, said: dict[str, str]) -> None:
        faults = list(self._faults(case, decision, said))
        for head, words in faults:
            self.fault(at, head, words)
        if not faults:
            self._keep(case, decision, NEW)

    def _keep(self, case: Case, decision: Decision, what: str) -> None:
        name = shown_name(self.installation, case.procedure, case.summary)
        self.into.lines.append(ResultLine(case.row.receipt_number, name, decision, case.row.revision, what))

    def _given(self, case: Case, decision: Decision) -> str | None:
        """None: no outcome yet. "": this very one. Else what to tell about the other."""
        row = decisions.open_one(self.unit, case.row.id)
        if row is not None:
            before = decision_of(case, row)
            same = before.outcome == decision.outcome and decision.words in ("", before.words)
            same &= decision.number in ("", before.number) and decision.decided_on in ("", before.decided_on)
            return "" if same else "ほかの結果が、決裁か、伝わるのを待っています。"
        if case.row.decided_at is None and case.row.state != decision.outcome:
            return None
        same = case.row.state == decision.outcome and self._said_so(case, decision)
        return "" if same else f"もう結果が出ています（{STATES[case.row.state]}）。"

    def _said_so(self, case: Case, decision: Decision) -> bool:
        """What the table leaves empty is not compared."""
        found = [row for row in notices.of_application(self.unit, case.row.id) if row.outcome == decision.outcome]
        if decision.number and decision.number not in {row.number for row in found}:
            return False
        if decision.decided_on and found and decision.decided_on not in {row.decided_on for row in found}:
            return False
        last = [event for event in applications.events(self.unit, case.row.id) if event.to_state == decision.outcome]
        if not decision.words or not last:
            return not decision.words
        sealed = last[-1].sealed_words
        told = case.sealer.open(f"words:{last[-1].at}", sealed) if sealed else ""
        return told == decision.words or told.startswith(f"{decision.words}\n\n")

    def _faults(self, case: Case, decision: Decision, said: dict[str, str]) -> Iterator[tuple[str, str]]:
        for box, key in decision.mistakes:
            yield (
                _WRONG.get(f"{box}.{key}")
                or _WRONG.get(key)
                or (RESULT, f"この結果は、今の状態（{STATES[case.row.state]}）では選べません。")
            )
        if unusable(decision.words, lines=True):
            yield WORDS, "使えない文字があります。"
        if said[REVISION] and plain(said[REVISION]) != str(case.row.revision):
            yield REVISION, "この表をつくったあとに、申請が変わっています。申請を見てから、表をつくりなおしてください。"
        if is_kept_away(self.installation, self.unit, self.member, case):
            record_own_case(self.installation, self.unit, self.member, case)
            yield RECEIPT, "あなたか、あなたの家族の申請かもしれません。ほかの職員が審査します。"
        yield from self._held(case, decision)
        yield from self._numbered(case, decision)

    def _held(self, case: Case, decision: Decision) -> Iterator[tuple[str, str]]:
        if ("outcome", "none_chosen") in decision.mistakes:
            return
        try:
            demand_free(self.installation, self.unit, case, decision.outcome)
        except Held as held:
            yield RECEIPT, "".join(HOLDS[name] for name in held.holds)

    def _numbered(self, case: Case, decision: Decision) -> Iterator[tuple[str, str]]:
        if not decision.number or decision.mistakes:
            return
        on = date.fromisoformat(decision.decided_on) if decision.decided_on else self.installation.clock.today()
        key = (self.installation.city.office(case.row.duty, on).office, fiscal_year(on), decision.number)
        if not notice_title(case.procedure, case.row.kind, decision.outcome):
            yield NUMBER, "この結果には通知書がないので、文書番号は付きません。"
        elif key in self.numbers:
            yield NUMBER, "同じ文書番号が、前の行にもあります。"
        elif number_taken(self.installation, self.unit, case, decision.number, on):
            yield NUMBER, "この文書番号は、ほかの申請に使われています。"
        self.numbers.add(key)

    def fault(self, at: int, head: str, words: str) -> None:
        self.into.faults.append(Fault(at, self.heads.index(head) + 1 if head in self.heads else 0, words))

    def _day(self, typed: str) -> str:
        """ISO; as it was typed where it is no day, so that it is told."""
        found = read_day("", typed[:40], "", "")
        return found.isoformat() if isinstance(found, date) else typed


def _told(said: dict[str, str]) -> tuple[str, ...]:
    return tuple(said[name] for name in (RESULT, WORDS, NUMBER, DAY))
