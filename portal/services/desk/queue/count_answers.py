"""答えの集計: all answers to a procedure that wants them counted (`tallied`), question by question."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from forms.definition.field import Value
from forms.definition.option_labels import option_labels
from forms.definition.procedure import PUBLIC, Field, Procedure, full_name
from forms.fields.choice import code_of
from forms.fields.yes_no import CODES
from forms.text.speech import Speech
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.cases.audit_ground import only_audits
from portal.services.desk.queue.number_groups import groups_of, in_order
from portal.services.filing.drafts import application_sealer
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import DOORS
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import counted_answers
from portal.store.desk.counted_answers import CountedRow

MOST = 5000  # applications that one look opens
TEXTS = 50  # per page
Choose = Callable[[Procedure], Mapping[str, Field]]  # questions of a version that are counted, by name
_LAST = 1 << 62
_CHOSEN, _MEASURED, _WRITTEN = ("choice", "choices", "yes_no"), ("number", "date"), "text"
# Not names, addresses, numbers of people, papers and consents.
_KINDS = {
    "choice": "choice", "sex": "choice", "multiple_choice": "choices", "yes_no": "yes_no", "integer": "number",
    "decimal": "number", "money": "number", "date": "date", "year_month": "date", "text": _WRITTEN, "long_text": _WRITTEN,
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """`door` "": all."""

    since: date
    until: date
    door: str = ""


@dataclass
class Tally:
    """Of one question. `values` are stored values, of choices their codes; `texts` what was written freely."""

    question: Field
    kind: str
    asked: int = 0  # applications whose version has it
    answered: int = 0
    values: Counter[Value] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)
    texts: int = 0

    def add(self, value: Value, asked: Field, speech: Speech) -> None:
        self.answered += 1
        self.texts += bool(text_of(value, self.kind))
        if self.kind in _CHOSEN:
            for code in _codes(value, self.kind):
                self.values[code] += 1
                if code not in self.labels:  # an option of an earlier version
                    self.labels[code] = labels_of(asked, speech).get(code, code)
        elif self.kind in _MEASURED:
            self.values[value] += 1

    @property
    def unit(self) -> str:
        return str(getattr(self.question.settings, "unit", "") or ("円" if self.question.type.id == "money" else ""))

    @property
    def bars(self) -> list[tuple[str, int]]:
        if self.kind in _CHOSEN:
            return [(label, self.values[code]) for code, label in self.labels.items()]
        return groups_of(self.values, self.kind, self.unit) if self.kind in _MEASURED else []

    def share(self, number: int) -> float:
        """Per cent of those who answered."""
        return number * 100 / (self.answered or 1)

    def ends(self, speech: Speech) -> dict[str, str]:
        """Smallest, middle (the lower of two) and largest, as answers are shown."""
        if self.kind not in _MEASURED or not self.values:
            return {}
        known = in_order(self.values, self.kind)
        middle, passed = known[0], 0
        for value in known:
            passed += self.values[value]
            if 2 * passed >= self.answered:
                middle = value
                break
        least, most = (
            ("いちばん早い答え", "いちばん遅い答え")
            if self.kind == "date"
            else ("いちばん小さい答え", "いちばん大きい答え")
        )
        named = {least: known[0], "まん中の答え": middle, most: known[-1]}
        return {
            words: self.question.type.show(value, self.question.settings, speech, self.question.path)
            for words, value in named.items()
        }


@dataclass(frozen=True)
class Results:
    procedure: Procedure
    tallies: tuple[Tally, ...]
    opened: int
    more: bool  # than MOST arrived
    earlier: int  # of these, filed by an earlier version
    speech: Speech


@dataclass(frozen=True)
class FreeText:
    id: int
    receipt_number: str
    door: str
    arrived_at: int
    text: str


def tallied_of(installation: Basics, member: Member) -> tuple[Procedure, ...]:
    """Procedures whose results this member may see."""
    return tuple(
        procedure
        for procedure in installation.catalogue.all()
        if procedure.tallied and member.may("see", procedure.duty)
    )


def may_read_texts(member: Member, procedure: Procedure) -> bool:
    """An auditor opens one case for a ground, never all."""
    return not only_audits(member, procedure.duty)


def count_answers(installation: Records, unit: Unit, member: Member, name: str, wanted: Wanted) -> Results:
    """Raises NotFound, NotAllowed. Opens every answer: `unit` only reads, and the caller records it (`note_results`)."""
    procedure = tallied(installation, member, name)
    rows = _rows(installation, unit, member, procedure, wanted, _LAST)
    return _count(installation, unit, procedure, rows, lambda version: version.by_name)


def count_all(installation: Records, unit: Unit, procedure: Procedure, wanted: Wanted, choose: Choose) -> Results:
    """For the public, small counts not hidden yet. Only what was filed under a version with `tallied: public`."""
    rows = _rows_of(unit, procedure, tuple(installation.city.duties), wanted, _LAST)
    open_rows = (row for row in rows if installation.catalogue.version(unit, row.meaning).tallied == PUBLIC)
    return _count(installation, unit, procedure, open_rows, choose)


def _count(
    installation: Records, unit: Unit, procedure: Procedure, rows: Iterator[CountedRow], choose: Choose
) -> Results:
    speech = speech_of(procedure, "ja")
    tallies = {
        each.name: Tally(each, kind, labels=labels_of(each, speech))
        for each in choose(procedure).values()
        if (kind := kind_of(each))
    }

    def counted_of(version: Procedure) -> dict[str, Field]:
        alike = choose(version).items()
        return {name: each for name, each in alike if name in tallies and kind_of(each) == tallies[name].kind}

    versions = {procedure.meaning: counted_of(procedure)}
    opened = earlier = 0
    for row in islice(rows, MOST):
        opened += 1
        earlier += row.meaning != procedure.meaning
        if row.meaning not in versions:
            versions[row.meaning] = counted_of(installation.catalogue.version(unit, row.meaning))
        questions = versions[row.meaning]
        for name in questions:
            tallies[name].asked += 1
        for key, value in _answers(installation, row).items():
            name = full_name(key)
            if name in questions:
                tallies[name].add(value, questions[name], speech)
    more = next(rows, None) is not None
    return Results(procedure, tuple(tallies.values()), opened, more, earlier, speech)


def note_results(installation: Basics, unit: Unit, member: Member, results: Results, wanted: Wanted) -> None:
    detail = f"{results.procedure.id} {wanted.since} {wanted.until} {results.opened} applications"
    write_audit(installation, unit, member.actor, "see counted answers", detail=detail)


def note_texts(installation: Basics, unit: Unit, member: Member, question: str, texts: Sequence[FreeText]) -> None:
    """At each case: who reads the audit of one finds the look."""
    for number in dict.fromkeys(text.id for text in texts):
        write_audit(installation, unit, member.actor, "read free text", application_id=number, detail=question)


def free_texts(
    installation: Records, unit: Unit, member: Member, name: str, question: str, wanted: Wanted, before: int = 0
) -> tuple[Field, list[FreeText], int]:
    """(the question, a page newest first, where the next page begins or 0). Raises NotFound, NotAllowed. `note_texts` records it."""
    procedure = tallied(installation, member, name)
    asked = procedure.by_name.get(question)
    if asked is None or not may_hold_texts(asked):
        raise NotFound(question)
    if not may_read_texts(member, procedure):
        raise NotAllowed("free texts")
    texts, opened, last = list[FreeText](), 0, 0
    for row in _rows(installation, unit, member, procedure, wanted, before or _LAST, texts=True):
        if opened == MOST or len(texts) >= TEXTS:
            return asked, texts, last
        opened, last = opened + 1, row.id
        for key, value in _answers(installation, row).items():
            if full_name(key) == question and (text := text_of(value, kind_of(asked))):
                texts.append(FreeText(row.id, row.receipt_number, row.door, row.arrived_at, text))
    return asked, texts, 0


def kind_of(question: Field) -> str:
    """ "" for what is not counted."""
    if question.concept or question.protection in ("confidential", "number"):
        return ""
    return _KINDS.get(question.type.id, "")


def may_hold_texts(question: Field) -> bool:
    kind = kind_of(question)
    return kind == _WRITTEN or bool(kind and getattr(question.settings, "detail_code", ""))


def text_of(value: Value, kind: str) -> str:
    """Also beside an option with `tell`."""
    if kind == _WRITTEN:
        return str(value)
    entries = value if isinstance(value, list) else [value]
    return next((str(entry["tell"]) for entry in entries if isinstance(entry, dict)), "")


def tallied(installation: Basics, member: Member, name: str) -> Procedure:
    """Raises NotFound, NotAllowed."""
    procedure = installation.catalogue.current(name)
    if not procedure.tallied:
        raise NotFound(name)
    member.demand("see", procedure.duty)
    return procedure


def _rows(
    installation: Basics, unit: Unit, member: Member, procedure: Procedure, wanted: Wanted, before: int, *,
    texts: bool = False,
) -> Iterator[CountedRow]:  # fmt: skip
    duties = [
        duty
        for duty in member.duties("see", tuple(installation.city.duties))
        if not (texts and only_audits(member, duty))
    ]
    return _rows_of(unit, procedure, duties, wanted, before)


def _rows_of(
    unit: Unit, procedure: Procedure, duties: Sequence[str], wanted: Wanted, before: int
) -> Iterator[CountedRow]:  # fmt: skip
    doors = [wanted.door] if wanted.door in DOORS else list(DOORS)
    since, until = (to_micro(tokyo_midnight(day)) for day in (wanted.since, wanted.until + timedelta(days=1)))
    return counted_answers.newest(unit, procedure.id, duties, doors, since, until, before)


def _answers(installation: Records, row: CountedRow) -> Mapping[str, Value]:
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    answers: Mapping[str, Value] = box.open(f"answers:{row.answers_revision}", row.sealed_answers)
    return answers


def _codes(value: Value, kind: str) -> list[str]:
    if kind == "yes_no":
        return ["yes" if value else "no"]
    return [code_of(entry) for entry in (value if isinstance(value, list) else [value])]


def labels_of(question: Field, speech: Speech) -> dict[str, str]:
    if question.type.id == "yes_no":
        return {code: question.type.show(code == "yes", question.settings, speech, question.path) for code in CODES}
    return option_labels(question, speech)
