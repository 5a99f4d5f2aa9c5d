"""Reads rules with the names allowed at their place (rules 2 and 4 of the language)."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

from forms.definition.placeholders import fills, placeholders
from forms.definition.predecessor import ARRIVED_ON, DECIDED_ON, EARLIER, KNOWN, OUTCOME
from forms.definition.procedure import Paper, Rule, Sourced, Stop
from forms.definition.rule_names import names_of
from forms.definition.text_values import TextValue
from forms.loading.items import items
from forms.loading.questions import DraftStep, Place
from forms.loading.reading import Reading
from forms.loading.shape import SettingShape
from forms.loading.tree import Mark, Node, moved
from forms.rules.expression import Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.types import DATE, YES_NO, Type

# Answers known before anybody types: about the person who signed in, and about their spouse from a register; each
# with the type of question it answers.
_OF_BOTH = {
    "name": "person_name",
    "kana": "kana",
    "birth": "date",
    "sex": "sex",
    "address": "address",
    "january": "choice",
}
# From the city's own records about the person who signed in (`forms.definition.qualifications`), and from the date on which
# they became a resident.
_HELD = {
    "insurance": "choice", "insurer": "text", "insurer_no": "insured_number", "insurance_symbol": "text", "insurance_number": "text",
    "insurance_branch": "text", "care_number": "insured_number", "care_level": "choice", "pension": "choice", "allowance": "yes_no",
    "moved_lately": "yes_no",
}  # fmt: skip
# Of the company that applies: whose account signed in, or that an agent looked up.
_COMPANY = {
    "company.number": "corporate_number", "company.name": "text", "company.address": "address",
    "company.head": "person_name", "company.head_kana": "kana",
}  # fmt: skip
# Of the company whose account signed in, also where it files for another.
_OFFICE = {"office.name": "text", "office.address": "address"}
# Who is at the screen, for whomever they file: by their card, or as the holder of a company's account.
_SENDER = {"sender": "person_name"}
APPLICANT: Mapping[str, str] = MappingProxyType(
    _OF_BOTH
    | _COMPANY
    | _OFFICE
    | _SENDER
    | {"phone": "phone", "email": "email", "employer": "text"}
    | _HELD
    | {f"spouse.{name}": kind for name, kind in _OF_BOTH.items()}
)


def vocabulary(
    steps: Sequence[DraftStep], settings: Mapping[str, SettingShape], follows: Sequence[str] = ()
) -> Vocabulary:
    """`follows`: outcomes of the earlier application."""
    repeats = frozenset(repeat.name for step in steps for repeat in step.repeats)
    known = names_of([draft for step in steps for draft in step.fields], settings, repeats)
    if not follows:
        return known
    of_earlier = {KNOWN: YES_NO, OUTCOME: Type("choice", tuple(follows)), ARRIVED_ON: DATE, DECIDED_ON: DATE}
    types = {f"{EARLIER}.{name}": kind for name, kind in of_earlier.items()}
    return replace(known, types={**known.types, **types}, defaults={**known.defaults, f"{EARLIER}.{KNOWN}": False})


class Rules:
    def __init__(
        self,
        reading: Reading,
        known: Vocabulary,
        broken: Set[str],
        drafts: Sequence[DraftStep],
    ) -> None:
        self.reading = reading
        self.known = known
        self.broken = broken
        self.asked = {draft.name: draft for step in drafts for draft in step.fields}

    @property
    def follows(self) -> bool:
        return f"{EARLIER}.{KNOWN}" in self.known.types

    @property
    def everything(self) -> Set[str]:
        return self.known.fields | self.known.repeats

    def expression(
        self, node: Node | None, may: Set[str], want: Type = YES_NO, place: Place = Place()
    ) -> Expression | None:
        """None if missing or wrong. `may`: the allowed questions and repeats."""
        if node is None or not isinstance(node.value, str):
            return None
        text = node.value.rstrip()
        if self.broken & set(re.findall(r"\w+", text)):
            return None
        known = replace(self.known, prefixes=place.prefixes, entered=place.rows)
        try:
            result = Expression.read(text, known, want)
        except Faulty as faulty:
            for fault in faulty.faults:
                self.reading.complain(_place(node, fault.offset), fault.key, fault.text)
            return None
        for name in sorted((self.questions(result) | (result.names & self.known.repeats)) - may):
            match = re.search(rf"\b{name}\b", text) or re.search(rf"\b{name.rpartition('.')[2]}\b", text)
            mark = _place(node, match.start() if match else 0)
            self.reading.complain(mark, "order.later", f"{name} is asked later: rules can only use earlier questions")
        return result

    def questions(self, expression: Expression) -> Set[str]:
        return {
            name if name in self.known.fields else name.rpartition(".")[0]
            for name in expression.names
            if name in self.known.fields or name.rpartition(".")[0] in self.known.fields
        }

    def rules(self, node: Node | None, path: str, may: Set[str], place: Place = Place()) -> tuple[Rule, ...]:
        rules = []
        for number, item in enumerate(items(node)):
            that = self.expression(item.get("that"), may, place=place)
            if that is not None:
                say = item.word("say")
                values = self.values(say, may, place)
                rules.append(Rule(that, say, f"{path}.{number}.say", sourced(item), values))
        return tuple(rules)

    def stop(self, node: Node | None, path: str, may: Set[str], place: Place = Place()) -> Stop | None:
        if node is None:
            return None
        when = self.expression(node.get("when"), may, place=place)
        if when is None:
            return None
        say, following = node.word("say"), node.word("next")
        values = self.values(f"{say}{following}", may, place)
        return Stop(when, say, following, path, sourced(node), values)

    def values(self, text: str, may: Set[str], place: Place) -> tuple[TextValue, ...]:
        """Other words are the city's, or the lint's. An individual number is never shown."""
        known = replace(self.known, prefixes=place.prefixes)
        values = []
        for word in dict.fromkeys(placeholders(text)):
            full = known.resolve(word)
            draft = self.asked.get(full) if full in may and not fills(word) else None
            row = known.row_of(full)
            if draft is not None and row in ("", *place.rows) and draft.shape.protection != "number":
                values.append(TextValue(word, full, row, draft.shape.label, draft.type, draft.settings))
        return tuple(values)

    def papers(self, node: Node | None, path: str, place: Place = Place()) -> tuple[Paper, ...]:
        """Each `when` may use everything (rule 4)."""
        papers = []
        for item in items(node):
            if item.get("id") is None or item.get("label") is None:
                continue  # reported by its shape
            shape, full = item.plain(), place.full(item.word("id"))
            papers.append(
                Paper(
                    id=full,
                    label=shape["label"],
                    path=f"{path}.{full}",
                    why=shape.get("why", ""),
                    when=self.expression(item.get("when"), self.everything, place=place),
                    required=shape.get("required", True),
                    later=shape.get("later", False),
                    later_days=shape.get("later_days"),
                    debit_settles=shape.get("debit_settles", False),
                    fill=shape.get("fill", ""),
                    office=shape.get("office", False),
                    one_of=tuple(shape.get("one_of", ())),
                    from_=shape.get("from", ""),
                    certainty=shape.get("certainty", "assumed"),
                )
            )
        return tuple(papers)


def sourced(node: Node) -> Sourced | None:
    source = node.get("source")
    if source is None or source.get("text") is None or source.get("certainty") is None:
        return None  # reported by its shape
    return Sourced(source.word("text"), source.word("certainty"))


def _place(node: Node, offset: int) -> Mark:
    return node.mark if node.begins is None else moved(node.begins, offset)
