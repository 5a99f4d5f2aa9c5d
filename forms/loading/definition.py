"""Builds a frozen `Procedure` from a tree."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from forms.complaints import Refused
from forms.definition.carry_over import CarryOver
from forms.definition.field import FieldType
from forms.definition.kind import KINDS
from forms.definition.marks import Marks
from forms.definition.outcome import RefusalReason
from forms.definition.procedure import Procedure, Rule, Sourced, repeats_in
from forms.definition.terms import Duplicate, Fee, Keep, MyNumber
from forms.loading.appeals import Appeals
from forms.loading.blocks import Expansion
from forms.loading.budget import read_budget
from forms.loading.canonical import canonical, parts
from forms.loading.drawings import read_drawing
from forms.loading.duplicate import check_once
from forms.loading.following import read_following, read_next
from forms.loading.items import items
from forms.loading.library import Library
from forms.loading.option_places import read_option_places
from forms.loading.outcomes import check_terms, draft_result, notice_setting, read_outcomes
from forms.loading.predecessor import read_predecessor
from forms.loading.questions import Questions
from forms.loading.reading import Reading, check_events, key_place, place
from forms.loading.receiving import read_receiving
from forms.loading.rules import Rules, sourced, vocabulary
from forms.loading.shape import DefinitionShape
from forms.loading.signing import read_signature
from forms.loading.steps import Steps
from forms.loading.terms import Terms, read_settings, settings_of
from forms.loading.texts import Texts, marks, read_texts, sentences
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean

# Keys whose value in the file is the value in the procedure.
_SAME = (
    "version", "kind", "title", "kana", "duty", "events", "search", "summary", "invited", "delivery", "helper",
    "joined", "tallied", "because",
)  # fmt: skip
# The type of question that lists need for each datum of the principal.
_ROLES = {"name": "person_name", "kana": "kana", "birth": "date", "company": "corporate_number"}
_ADDRESSEES = {"person": "person_name", "organisation": "text", "instead": "person_name"}


_BEARS_TEXTS = frozenset({"key", "value", "block", "codes"})
_NAMES_A_QUESTION = frozenset(
    {
        "principal.unknown", "addressee.unknown", "name.unknown", "repeat.each", "repeat.name", "signer.unknown",
        "wording.by", "drawing.units", "duplicate.per", "receiving.unknown",
    }
)  # fmt: skip
_WORD = re.compile(r"\w+")


class Definition:
    def __init__(self, root: Node, name: str, types: Mapping[str, FieldType], library: Library) -> None:
        self.reading = Reading(name)
        expansion = Expansion(self.reading, library)
        self.root = expansion.definition(root)
        self.used = expansion.used
        self.shape = self.reading.mended_shape(DefinitionShape, self.root)
        questions = Questions(self.reading, types)
        self.broken = questions.broken
        self.drafts = questions.steps(self.root.get("steps"))
        result = draft_result(self.reading, questions, self.root)
        drafts = self.drafts if result is None else (*self.drafts, result)
        self.settings = read_settings(self.reading, self.root, self.shape)
        follows = self.shape.follows.outcomes if self.shape is not None and self.shape.follows is not None else ()
        rules = Rules(self.reading, vocabulary(drafts, self.settings, follows), questions.broken, drafts)
        steps = Steps(self.reading, rules).read(drafts)
        self.steps = steps[: len(self.drafts)]
        self.result = None if result is None else steps[-1]
        self.outcomes = read_outcomes(self.reading, rules, self.root, self.shape)
        self.notice = notice_setting(self.reading, self.root, self.shape, self.outcomes)
        check_terms(self.reading, self.root, self.outcomes, self.shape, result)
        self.terms = Terms(self.reading, rules, self.root, self.shape)
        self.appeals = Appeals(self.reading, rules, self.root, self.shape)
        self.who_when = self.filers(rules)
        self.after = read_following(rules, self.root, self.shape)
        self.next = read_next(rules, self.root)
        self.follows = read_predecessor(self.reading, rules, self.root, self.shape, self.drafts)
        self.budget = read_budget(self.reading, rules, self.root, self.shape, result)
        self.option_places = read_option_places(self.reading, self.shape, self.settings, drafts)
        self.drawing = read_drawing(self.reading, rules, self.root, self.shape, self.drafts)
        self.receiving = read_receiving(self.reading, self.root, self.shape, self.drafts)
        check_once(self.reading, self.root, self.shape, self.drafts)
        self.signature = read_signature(self.reading, rules, self.root, self.shape, self.drafts)
        self.attach = rules.papers(self.root.get("attach"), "attach")
        self.check_kind()
        check_events(self.reading, self.root, self.shape.events if self.shape is not None else ())
        self.check_principal()
        self.check_names()
        self.pass_over_broken()

    def pass_over_broken(self) -> None:
        # What names a broken question has its complaint there.
        marks = {node.mark for node in _scalars(self.root) if self.broken & set(_WORD.findall(str(node.value)))}
        self.reading.complaints[:] = [
            complaint
            for complaint in self.reading.complaints
            if complaint.key not in _NAMES_A_QUESTION or (complaint.line, complaint.column) not in marks
        ]

    def procedure(self, translations: Mapping[str, tuple[Reading, Node]]) -> Procedure:
        """Raises Refused."""
        shape, complaints = self.shape, list(self.reading.complaints)
        if shape is None:
            raise Refused(complaints)
        if complaints and not (shape.kind in KINDS and _all_are_named(self.root)):
            raise Refused(complaints)
        japanese = {path: str(node.value) for path, node in sentences(self.root).items()}
        texts = read_texts(japanese, translations, self.used)
        translated = [complaint for reading, _ in translations.values() for complaint in reading.complaints]
        translated += texts.complaints
        if complaints:
            # A text that is lost with its key, block or codes is no mistake of its translation.
            lost = any(complaint.key.partition(".")[0] in _BEARS_TEXTS for complaint in complaints)
            kept = [complaint for complaint in translated if not (lost and complaint.key == "translation.unknown")]
            raise Refused([*complaints, *kept], self.part(shape, texts))
        procedure = self.whole(shape, texts)
        if translated:
            raise Refused(translated, procedure)
        return procedure

    def whole(self, shape: DefinitionShape, texts: Texts) -> Procedure:
        plain = self.root.plain()
        text = canonical(plain, texts.translations)
        return Procedure(
            **{name: getattr(shape, name) for name in _SAME},
            **self.people(shape),
            **self.demands(shape),
            **self.work(shape),
            settings=settings_of(self.settings) | dict(self.notice),
            steps=self.steps,
            result=self.result,
            named_outcomes=self.outcomes,
            after=self.after,
            scenarios=tuple(plain.get("scenarios", ())),
            texts=texts.by_language,
            stale=texts.stale,
            source=self.reading.name,
            meaning=parts(text)[2],
            canonical=text,
            marks=Marks.of(marks(self.root)),
        )

    def part(self, shape: DefinitionShape, texts: Texts) -> Procedure:
        """Faultless questions under faultless conditions; no period, deadline, fee or appeal."""
        return Procedure(
            **{name: getattr(shape, name) for name in _SAME},
            **self.people(shape),
            **self.work(shape),
            period=None,
            fee=Fee(shape.fee.text, shape.fee.certainty),
            appeal=None,
            settings=settings_of(self.settings) | dict(self.notice),
            steps=self.steps,
            attach=self.attach,
            scenarios=tuple(self.root.plain().get("scenarios", ())),
            texts=texts.by_language,
            stale=texts.stale,
            source=self.reading.name,
            meaning="",
            marks=Marks.of(marks(self.root)),
        )

    def people(self, shape: DefinitionShape) -> dict[str, Any]:
        by_hand = shape.identity.by_hand
        return {
            "id": shape.procedure,
            "law": Sourced(shape.law.text, shape.law.certainty),
            "who": {str(door): who for door, who in shape.who.items()},
            "who_when": self.who_when,
            "bring": {str(door): items for door, items in shape.bring.items()},
            "show": {str(role): items for role, items in shape.show.items()},
            "sign_in": shape.identity.sign_in,
            "signature": self.signature,
            "by_hand": by_hand and Sourced(by_hand.because, by_hand.certainty),
            "my_number": shape.my_number and MyNumber(**dict(shape.my_number)),
            "principal": {str(role): name for role, name in shape.principal.items()},
            "addressee": {str(role): name for role, name in shape.addressee.items()},
            "receiving": self.receiving,
        }

    def demands(self, shape: DefinitionShape) -> dict[str, Any]:
        return {
            "period": self.terms.period(),
            "due": self.terms.due(self.follows),
            "window": self.terms.window(),
            "fee": self.terms.fee(shape.fee),
            "capacity": shape.time and shape.time.capacity,
            "option_places": self.option_places,
            "budget": self.budget,
            "drawing": self.drawing,
            "duplicate": shape.duplicate and Duplicate(**dict(shape.duplicate)),
            "withdraw": self.terms.withdraw(shape.withdraw),
            "reservation": shape.reservation.resource if shape.reservation else "",
            "attach": self.attach,
            "follows": self.follows,
            "appeal": self.appeals.appeal(),
            "forwarding": self.appeals.forwarding(),
        }

    def work(self, shape: DefinitionShape) -> dict[str, Any]:
        return {
            "next": self.next,
            "check": shape.staff.check,
            "return_reasons": shape.staff.return_reasons,
            "return_reasons_of": shape.staff.return_reasons_of,
            "refusal_reasons": tuple(
                RefusalReason(code, reason.say, reason.law, reason.outcomes, reason.certainty)
                for code, reason in shape.staff.refusal_reasons.items()
            ),
            "notices": shape.staff.notices,
            "carry_over": shape.carry_over and CarryOver(**dict(shape.carry_over)),
            "keep": shape.keep and Keep(**dict(shape.keep)),
        }

    def filers(self, rules: Rules) -> dict[str, Rule]:
        """By role: when somebody may file as it."""
        filers = {}
        for role, node in self.root.part("who_when").items():
            if self.shape is not None and not any(role in roles for roles in self.shape.who.values()):
                mark = key_place(self.root, ["who_when", role])
                self.reading.complain(
                    mark, "who_when.role", f"no door admits {role}: add it to `who`, or remove it here"
                )
            when = rules.expression(node.get("when"), rules.everything)
            if when is not None and node.get("say") is not None:
                filers[role] = Rule(when, node.word("say"), f"who_when.{role}.say", sourced(node))
        return filers

    def check_kind(self) -> None:
        node = self.root.get("kind")  # not of the shape: reported beside what is wrong with that, too
        if node is not None and isinstance(node.value, str) and node.value not in KINDS:
            self.reading.complain(node.mark, "kind.unknown", f"no kind {node.value}{did_you_mean(node.value, KINDS)}")

    def check_principal(self) -> None:
        for role, name, guess in self.misnamed(self.shape.principal if self.shape is not None else {}, _ROLES):
            text = f"no {_ROLES[role]} question {name}{guess}"
            self.reading.complain(place(self.root, ["principal", role]), "principal.unknown", text)
        for role, name, guess in self.misnamed(self.shape.addressee if self.shape is not None else {}, _ADDRESSEES):
            text = f"no {_ADDRESSEES[role]} question {name}{guess}"
            self.reading.complain(place(self.root, ["addressee", role]), "addressee.unknown", text)

    def misnamed(self, named: Mapping[Any, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """(role, name, proposal) of questions without their role's type."""
        types = {field.name: field.type.id for draft in self.drafts for field in draft.fields if not field.place.rows}
        for role, name in named.items():
            if types.get(name) != wanted[role]:
                yield role, name, did_you_mean(name, [other for other, kind in types.items() if kind == wanted[role]])

    def check_names(self) -> None:
        if self.shape is None:
            return
        fields = {field.name for draft in self.drafts for field in draft.fields}
        repeats = {repeat.name for draft in self.drafts for repeat in draft.repeats}
        instances = {prefix.rstrip(".") for draft in self.drafts for prefix in draft.place.prefixes if prefix}
        shown = {f"outcomes.{name}.shows": (outcome.shows, fields) for name, outcome in self.outcomes.items()}
        staff = self.shape.staff
        rows = (repeat.attach for step in self.steps for repeat in repeats_in(step.items))
        askable = fields | {paper.id for attach in (self.attach, *rows) for paper in attach}
        shown |= {f"staff.return_reasons_of.{code}": (of, askable) for code, of in staff.return_reasons_of.items()}
        for code in staff.return_reasons_of:
            if code not in staff.return_reasons:
                mark = place(self.root, ["staff", "return_reasons_of", code])
                text = f"unknown name {code}{did_you_mean(code, staff.return_reasons)}"
                self.reading.complain(mark, "name.unknown", text)
        for key, named, known in (
            *((key, *names) for key, names in shown.items()),
            ("my_number.of", self.shape.my_number.of if self.shape.my_number else (), repeats | instances),
            ("duplicate.same", self.shape.duplicate.same if self.shape.duplicate else (), fields),
            ("duplicate.per", self.shape.duplicate.per if self.shape.duplicate else (), fields),
            ("duplicate.instead", self.shape.duplicate.instead if self.shape.duplicate else (), fields),
        ):
            for number, name in enumerate(named):
                if name not in known and name not in self.broken:
                    mark = place(self.root, [*key.split("."), number])
                    self.reading.complain(mark, "name.unknown", f"unknown name {name}{did_you_mean(name, known)}")


def _all_are_named(root: Node) -> bool:
    return all(
        (node.get("id") is not None or node.get("repeat") is not None) and _all_are_named(node)
        for key in ("steps", "ask", "attach", "result")
        for node in items(root.get(key))
    )


def _scalars(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict | tuple):
        for child in node.value.values() if isinstance(node.value, dict) else node.value:
            yield from _scalars(child)
    else:
        yield node
