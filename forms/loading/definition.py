"""From the tree of one definition to a frozen `Procedure`, or all complaints about it."""

from collections.abc import Mapping
from typing import Any

from forms.complaints import Refused
from forms.event import EVENTS
from forms.field import FieldType
from forms.kind import KINDS
from forms.loading.blocks import Expansion
from forms.loading.canonical import canonical, parts
from forms.loading.library import Library
from forms.loading.questions import Questions
from forms.loading.reading import Reading, place
from forms.loading.rules import Rules, vocabulary
from forms.loading.shape import DefinitionShape
from forms.loading.signing import read_signature
from forms.loading.steps import Steps
from forms.loading.terms import Terms, read_settings
from forms.loading.texts import marks, read_texts, sentences
from forms.loading.tree import Node
from forms.procedure import CarryOver, Procedure, Setting, Sourced
from forms.rules.faults import did_you_mean
from forms.terms import Appeal, Duplicate, Forwarding, Keep, MyNumber

# What stands in the file as it does in the procedure.
_SAME = (
    "version", "kind", "title", "kana", "duty", "events", "search", "summary", "invited", "delivery", "helper",
    "because", "next",
)  # fmt: skip
# What lists show of the principal, and the type of question that holds it.
_ROLES = {"name": "person_name", "kana": "kana", "birth": "date"}


class Definition:
    """Reads one definition. `procedure` gives it, or raises `Refused`."""

    def __init__(self, root: Node, name: str, types: Mapping[str, FieldType], library: Library) -> None:
        self.reading = Reading(name)
        expansion = Expansion(self.reading, library)
        self.root = expansion.definition(root)
        self.used = expansion.used
        self.shape = self.reading.shape(DefinitionShape, self.root)
        questions = Questions(self.reading, types)
        self.drafts = questions.steps(self.root.get("steps"))
        self.settings = read_settings(self.reading, self.root, self.shape)
        known = vocabulary(self.drafts, self.settings)
        rules = Rules(self.reading, known, questions.broken)
        self.steps = Steps(self.reading, rules).read(self.drafts)
        self.terms = Terms(self.reading, rules, self.root, self.shape)
        self.signature = read_signature(self.reading, rules, self.root, self.shape, self.drafts)
        self.attach = rules.papers(self.root.get("attach"), "attach")
        self.check_kind()
        self.check_events()
        self.check_principal()
        self.check_names()

    def procedure(self, translations: Mapping[str, tuple[Reading, Node]]) -> Procedure:
        """The procedure with its translations. `Refused` with the complaints of all its files."""
        shape, complaints = self.shape, list(self.reading.complaints)
        if shape is None or complaints:
            raise Refused(complaints)
        japanese = {path: str(node.value) for path, node in sentences(self.root).items()}
        texts = read_texts(japanese, translations, self.used)
        complaints += [said for reading, _ in translations.values() for said in reading.complaints]
        complaints += texts.complaints
        if complaints:
            raise Refused(complaints)
        plain = self.root.plain()
        text = canonical(plain, texts.translations)
        return Procedure(
            **{name: getattr(shape, name) for name in _SAME},
            **self.people(shape),
            **self.demands(shape),
            **self.work(shape),
            settings={
                name: Setting(name, one.type, one.default, one.certainty, one.options)
                for name, one in self.settings.items()
            },
            steps=self.steps,
            scenarios=tuple(plain.get("scenarios", ())),
            texts=texts.by_language,
            stale=texts.stale,
            source=self.reading.name,
            meaning=parts(text)[2],
            canonical=text,
            marks=marks(self.root),
        )

    def people(self, shape: DefinitionShape) -> dict[str, Any]:
        """Who may file, how they show who they are, and whom it is about."""
        return {
            "id": shape.procedure,
            "law": Sourced(shape.law.text, shape.law.certainty),
            "who": {str(door): who for door, who in shape.who.items()},
            "bring": {str(door): what for door, what in shape.bring.items()},
            "show": {str(role): what for role, what in shape.show.items()},
            "sign_in": shape.identity.sign_in,
            "signature": self.signature,
            "my_number": shape.my_number and MyNumber(**dict(shape.my_number)),
            "principal": {str(role): name for role, name in shape.principal.items()},
        }

    def demands(self, shape: DefinitionShape) -> dict[str, Any]:
        """Days, fee, papers, and what becomes of a decision."""
        return {
            "period": self.terms.period(),
            "due": self.terms.due(),
            "window": self.terms.window(),
            "fee": self.terms.fee(shape.fee),
            "capacity": shape.time and shape.time.capacity,
            "duplicate": shape.duplicate and Duplicate(**dict(shape.duplicate)),
            "reservation": shape.reservation.resource if shape.reservation else "",
            "attach": self.attach,
            "appeal": shape.appeal and Appeal(**dict(shape.appeal)),
            "forwarding": shape.forwarding and Forwarding(**dict(shape.forwarding)),
        }

    def work(self, shape: DefinitionShape) -> dict[str, Any]:
        """For staff, and what stays when all is done."""
        return {
            "check": shape.staff.check,
            "return_reasons": shape.staff.return_reasons,
            "notices": shape.staff.notices,
            "carry_over": shape.carry_over and CarryOver(**dict(shape.carry_over)),
            "keep": shape.keep and Keep(**dict(shape.keep)),
        }

    def check_kind(self) -> None:
        if self.shape is not None and self.shape.kind not in KINDS:
            guess = did_you_mean(self.shape.kind, KINDS)
            self.reading.complain(place(self.root, ["kind"]), "kind.unknown", f"no kind {self.shape.kind}{guess}")

    def check_events(self) -> None:
        for number, event in enumerate(self.shape.events if self.shape is not None else ()):
            if event not in EVENTS:
                mark = place(self.root, ["events", number])
                self.reading.complain(mark, "event.unknown", f"no life event {event}{did_you_mean(event, EVENTS)}")

    def check_principal(self) -> None:
        types = {field.name: field.type.id for draft in self.drafts for field in draft.fields if not field.place.rows}
        for role, name in (self.shape.principal if self.shape is not None else {}).items():
            if types.get(name) != _ROLES[role]:
                guess = did_you_mean(name, [other for other, kind in types.items() if kind == _ROLES[role]])
                mark = place(self.root, ["principal", role])
                self.reading.complain(mark, "principal.unknown", f"no {_ROLES[role]} question {name}{guess}")

    def check_names(self) -> None:
        """Names that stand outside rules: who has a number, who may not apply twice."""
        if self.shape is None:
            return
        fields = {field.name for draft in self.drafts for field in draft.fields}
        repeats = {repeat.name for draft in self.drafts for repeat in draft.repeats}
        instances = {prefix.rstrip(".") for draft in self.drafts for prefix in draft.place.prefixes if prefix}
        for key, named, known in (
            ("my_number.of", self.shape.my_number.of if self.shape.my_number else (), repeats | instances),
            ("duplicate.same", self.shape.duplicate.same if self.shape.duplicate else (), fields),
        ):
            for number, name in enumerate(named):
                if name not in known:
                    mark = place(self.root, [*key.split("."), number])
                    self.reading.complain(
                        mark, "name.unknown", f"nothing here is called {name}{did_you_mean(name, known)}"
                    )
