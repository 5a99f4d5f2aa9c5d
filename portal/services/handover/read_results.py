"""A core system's table, checked in full first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Procedure
from forms.numbers.calendar import fiscal_year
from forms.path.result import OUTCOME
from forms.text.japanese import plain, unusable
from forms.text.written_day import read_day
from portal.db import Unit
from portal.errors import Held
from portal.services.cases.cases import Case, case_of_line
from portal.services.cases.holds import demand_free
from portal.services.cases.keep_book import csv_line
from portal.services.cases.name_principal import shown_name
from portal.services.cases.own_case import is_kept_away, record_own_case
from portal.services.cases.result import outcome_words, values_of
from portal.services.desk.case.decide_application import MOST_SIGNS, Decision, choices, read_decision
from portal.services.desk.case.settle_outcome import decision_of, demand_no_stop
from portal.services.desk.queue.line import QueueLine
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.result_columns import PREFIX, boxes_of, head_by_name, unknown_heads
from portal.services.notices.outcome_notice import MOST_SIGNS as MOST_OF_NUMBER
from portal.services.notices.outcome_notice import notice_title, number_taken
from portal.services.shared.official_words import HOLDS, STATES
from portal.services.shared.read_table import Fault, read_table
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.store.cases import applications, results
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import decisions
from portal.store.notices import notices

MOST_LINES = 500
_MOST_ABOVE = 20  # lines searched for headings that are not on the first
RECEIPT, RESULT, WORDS, NUMBER, DAY, REVISION = (
    "受付番号", "結果", "申請した人へのことば", "文書番号", "決裁日", "更新番号",
)  # fmt: skip
NEEDED, READ = (RECEIPT, RESULT), (RECEIPT, RESULT, WORDS, NUMBER, DAY, REVISION)
# Columns of the blank, some only for people.
BLANK = (RECEIPT, "手続", "氏名", "届いた日", "状態", "選べる結果", RESULT, WORDS, NUMBER, DAY, REVISION)
NEW, SAME = "new", "same"
_WRONG = {
    "no_words": (WORDS, "この結果には、申請した人への理由が必要です。"),
    "gap": (WORDS, "〔　〕のところを、この申請のことに書きかえてください。"),
    "words.too_long": (WORDS, f"{MOST_SIGNS}字までにしてください。"),
    "number.too_long": (NUMBER, f"文書番号を、{MOST_OF_NUMBER}字までで書いてください。"),
    "no_day": (DAY, "決裁日を、届いた日から今日までの日付で書いてください。例：2026-11-20"),
}


@dataclass(frozen=True)
class ResultLine:
    """`what`: NEW, or SAME if already decided so. `cells` of the result by heading."""

    receipt_number: str
    name: str
    decision: Decision
    revision: int
    what: str
    label: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ReadResults:
    lines: list[ResultLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    empty: int = 0  # not filled in
    again: int = 0  # repeated

    @property
    def fresh(self) -> int:
        return sum(line.what == NEW for line in self.lines)


def blank_results(
    rows: Sequence[ApplicationRow], lines: Sequence[QueueLine], procedures: Mapping[str, Procedure] = {}, heads: Sequence[str] = ()
) -> Iterator[bytes]:  # fmt: skip
    """`procedures` by meaning; `heads`: columns of results."""
    yield "\ufeff".encode() + csv_line((*BLANK, *heads))
    for row, line in zip(rows, lines, strict=True):
        procedure = procedures[row.meaning]
        ends = [end for end in choices(procedure, row) if end != WITHDRAWN]
        outcomes = "／".join(outcome_words(procedure, row.kind, end) for end in ends)
        if not outcomes:
            continue
        about = (row.receipt_number, line.procedure, line.name, line.arrived.isoformat(), STATES[row.state], outcomes)
        yield csv_line((*about, "", "", "", "", str(row.revision), *("" for _ in heads)))


def read_results(installation: HandoverNeeds, unit: Unit, member: Member, content: bytes) -> ReadResults:
    """Unusable with any fault. The caller commits: refusals of own cases are recorded."""
    results, table = ReadResults(), read_table(content)
    if isinstance(table, Fault):
        return ReadResults(faults=[table])
    heads = [plain(cell) for cell in table[0]]
    results.faults = list(_of_heads(heads, table))
    twice = dict.fromkeys(name for name in READ if heads.count(name) > 1)
    results.faults += [Fault(1, heads.index(name) + 1, f"列「{name}」が2つあります。") for name in twice]
    filled = [
        (line_number, cells) for line_number, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))
    ]
    if len(filled) > MOST_LINES:
        results.faults.append(Fault(0, 0, f"1回に{MOST_LINES}行までです。分けてください。"))
    if not results.faults:
        reader = _Reader(installation, unit, member, heads, results)
        for line_number, cells in filled:
            reader.line(line_number, cells)
    if not results.faults and not results.lines:
        results.faults.append(Fault(0, 0, "結果が1つも書かれていません。"))
    return results


def _of_heads(heads: Sequence[str], table: Sequence[Sequence[str]]) -> Iterator[Fault]:
    missing = [name for name in NEEDED if name not in heads]
    lines = enumerate(table[1:_MOST_ABOVE], start=2) if missing else ()
    below = next((line_number for line_number, cells in lines if {*NEEDED} <= {plain(cell) for cell in cells}), 0)
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
        self, installation: HandoverNeeds, unit: Unit, member: Member, heads: Sequence[str], into: ReadResults
    ) -> None:
        self.installation, self.unit, self.member, self.heads, self.into = installation, unit, member, heads, into
        self.seen: dict[str, tuple[str, ...]] = {}
        self.numbers: set[tuple[str, int, str]] = set()
        self.case: Case | None = None
        self.values: dict[str, str] = {}

    def line(self, line_number: int, cells: Sequence[str]) -> None:
        self.case, self.values = None, {}
        if len(cells) != len(self.heads):
            self.fault(line_number, "", f"列の数が{len(cells)}です。見出しは{len(self.heads)}列です。")
            return
        values = {name: cells[self.heads.index(name)].strip() if name in self.heads else "" for name in READ}
        values |= {name: cells[self.heads.index(name)].strip() for name in self.heads if name.startswith(PREFIX)}
        self.values = values
        if not any(cell for name, cell in values.items() if name not in (RECEIPT, REVISION)):
            self.into.empty += 1
            return
        receipt = read(values[RECEIPT])
        case = case_of_line(self.installation, self.unit, self.member, receipt) if receipt else None
        self.case = case
        if receipt is None or case is None:
            self.fault(line_number, RECEIPT, "この受付番号の申請はありません。")
        elif receipt in self.seen:
            self._again(line_number, receipt, values)
        else:
            self.seen[receipt] = _result_of(values)
            self._result(line_number, case, values)

    def _again(self, line_number: int, receipt: str, values: dict[str, str]) -> None:
        if self.seen[receipt] == _result_of(values):
            self.into.again += 1
        else:
            self.fault(line_number, RECEIPT, "同じ受付番号が前の行にもあり、ちがうことが書かれています。")

    def _result(self, line_number: int, case: Case, values: dict[str, str]) -> None:
        ends = {
            outcome_words(case.procedure, case.row.kind, name): name
            for name, outcome in case.procedure.outcomes_of(case.row.kind).items()
            if outcome.state
        }
        outcome = ends.get(plain(values[RESULT]), plain(values[RESULT]))
        if outcome not in ends.values():
            self.fault(line_number, RESULT, f"{'、'.join(ends)} のどれかにしてください。")
            return
        day = self._day(values[DAY])
        words = values[WORDS].replace("\r\n", "\n")
        cells = {name: cell for name, cell in values.items() if name.startswith(PREFIX)}
        decision = read_decision(
            self.installation, case, outcome, words, values[NUMBER], day, raw_of=boxes_of(case, cells)
        )
        for name in unknown_heads(case, cells):
            self.fault(line_number, name, "この手続の結果に、この項目はありません。")
        given = self._given(case, decision, filled=any(cells.values()))
        if given is None:
            self._new(line_number, case, decision, values)
        elif given:
            self.fault(line_number, RESULT, given)
        else:
            self._keep(case, decision, SAME, cells)

    def _new(self, line_number: int, case: Case, decision: Decision, values: dict[str, str]) -> None:
        faults = list(self._faults(case, decision, values))
        for head, words in faults:
            self.fault(line_number, head, words)
        if not faults:
            cells = {name: cell for name, cell in values.items() if name.startswith(PREFIX)}
            self._keep(case, decision, NEW, cells)

    def _keep(self, case: Case, decision: Decision, kind: str, cells: Mapping[str, str]) -> None:
        name, label = (
            shown_name(case.procedure, case.summary),
            outcome_words(case.procedure, case.row.kind, decision.outcome),
        )
        line = ResultLine(case.row.receipt_number, name, decision, case.row.revision, kind, label, cells)
        self.into.lines.append(line)

    def _given(self, case: Case, decision: Decision, *, filled: bool) -> str | None:
        # None without an outcome yet, "" for the same, else a message.
        row = decisions.open_one(self.unit, case.row.id)
        if row is not None:
            before = decision_of(case, row)
            same = before.outcome == decision.outcome and decision.words in ("", before.words)
            same &= decision.number in ("", before.number) and decision.decided_on in ("", before.decided_on)
            same &= not filled or dict(decision.result) == dict(before.result)
            return "" if same else "ほかの結果が、決裁か、伝わるのを待っています。"
        repeated = self._is_result(case, decision, filled)
        if case.row.decided_at is None and (case.row.state != decision.state or not repeated):
            return None
        same = case.row.state == decision.state and repeated and self._was_notified(case, decision)
        return "" if same else f"もう結果が出ています（{STATES[case.row.state]}）。"

    def _is_result(self, case: Case, decision: Decision, filled: bool) -> bool:
        # True where the state alone says it.
        stored = results.of_application(self.unit, case.row.id)
        if not stored or not case.procedure.named_outcomes:
            return True
        values = {**values_of(case, stored[-1])}
        return stored[-1].outcome == decision.outcome and (
            not filled or values == {**decision.result, OUTCOME: decision.outcome}
        )

    def _was_notified(self, case: Case, decision: Decision) -> bool:
        matching = [row for row in notices.of_application(self.unit, case.row.id) if row.outcome == decision.outcome]
        if decision.number and decision.number not in {row.number for row in matching}:
            return False
        if decision.decided_on and matching and decision.decided_on not in {row.decided_on for row in matching}:
            return False
        last = [event for event in applications.events(self.unit, case.row.id) if event.to_state == decision.state]
        if not decision.words or not last:
            return not decision.words
        sealed = last[-1].sealed_words
        sent_words = case.sealer.open(f"words:{last[-1].at}", sealed) if sealed else ""
        return sent_words == decision.words or sent_words.startswith(f"{decision.words}\n\n")

    def _faults(self, case: Case, decision: Decision, values: dict[str, str]) -> Iterator[tuple[str, str]]:
        for name, sentence in decision.wrong:
            yield head_by_name(case, name), sentence
        for box, key in decision.mistakes:
            if box == "result":
                continue
            yield (
                _WRONG.get(f"{box}.{key}")
                or _WRONG.get(key)
                or (RESULT, f"この結果は、今の状態（{STATES[case.row.state]}）では選べません。")
            )
        if unusable(decision.words, lines=True):
            yield WORDS, "使えない文字があります。"
        if values[REVISION] and plain(values[REVISION]) != str(case.row.revision):
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
            demand_free(self.installation, self.unit, case, decision.state)
            demand_no_stop(self.unit, case, decision.outcome)
        except Held as held:
            yield RECEIPT, "".join(HOLDS[name] for name in held.holds)

    def _numbered(self, case: Case, decision: Decision) -> Iterator[tuple[str, str]]:
        if not decision.number or decision.mistakes:
            return
        on = date.fromisoformat(decision.decided_on) if decision.decided_on else self.installation.clock.today()
        key = (self.installation.city.office(case.row.duty, on).office, fiscal_year(on), decision.number)
        if not notice_title(self.installation.city, case.procedure, case.row.kind, decision.outcome, on):
            yield NUMBER, "この結果には通知書がないので、文書番号は付きません。"
        elif key in self.numbers:
            yield NUMBER, "同じ文書番号が、前の行にもあります。"
        elif number_taken(self.installation, self.unit, case, decision.number, on):
            yield NUMBER, "この文書番号は、ほかの申請に使われています。"
        self.numbers.add(key)

    def _about(self) -> str:
        # The name for those alone who may open the case.
        case = self.case
        if case is None:
            return self.values.get(RECEIPT, "")
        hides = case.hides or is_kept_away(self.installation, self.unit, self.member, case)
        name = "" if hides else shown_name(case.procedure, case.summary)
        return f"{case.row.receipt_number}　{name}".strip()

    def fault(self, line_number: int, head: str, words: str) -> None:
        column = self.heads.index(head) + 1 if head in self.heads else 0
        self.into.faults.append(Fault(line_number, column, words, self._about(), head, self.values.get(head, "")))

    def _day(self, typed: str) -> str:
        day = read_day("", typed[:40], "", "")
        return day.isoformat() if isinstance(day, date) else typed


def _result_of(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(cell for name, cell in values.items() if name not in (RECEIPT, REVISION))
