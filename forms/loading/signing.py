"""Reads the signers besides the sender."""

from collections.abc import Mapping, Sequence

from forms.definition.signer import Guardian, Signature, Signer
from forms.loading.items import items
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, GuardianShape, SignerShape
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean

_TYPES: Mapping[str, str] = {"name": "person_name", "birth": "date"}
PATH = "identity.signature.signers"


def read_signature(
    reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None, steps: Sequence[DraftStep]
) -> Signature | None:
    signature = shape.identity.signature if shape is not None else None
    node = root.mapping["identity"].get("signature") if signature is not None else None
    if signature is None or node is None:
        return None
    asked = {field.name: field for step in steps for field in step.fields}
    signers_reader = _Signers(reading, rules, asked)
    signers = [
        signers_reader.signer(item, signer_shape)
        for item, signer_shape in zip(items(node.get("signers")), signature.signers, strict=True)
    ]
    return Signature(
        signature.need, signature.because or "", signature.certainty, signature.order, tuple(filter(None, signers))
    )


class _Signers:
    def __init__(self, reading: Reading, rules: Rules, asked: Mapping[str, DraftField]) -> None:
        self.reading = reading
        self.rules = rules
        self.asked = asked
        self.seen: set[str] = set()

    def signer(self, node: Node, shape: SignerShape) -> Signer | None:
        if shape.id in self.seen:
            self.reading.complain(
                node.mapping["id"].mark, "signer.duplicate", f"{shape.id} is used twice: choose another"
            )
        self.seen.add(shape.id)
        named = self.named(node, shape)
        if named is None:
            return None
        guardian = None
        if shape.guardian is not None:
            guardian = Guardian(shape.guardian.name, shape.guardian.birth)
            self.named(node.mapping["guardian"], shape.guardian, around=named.place.rows)
        when = self.rules.expression(node.get("when"), self.rules.everything, place=named.place)
        return Signer(
            shape.id, shape.label, f"{PATH}.{shape.id}", shape.name, shape.birth, shape.days, when, shape.filed_by, guardian,
            shape.paper,
        )  # fmt: skip

    def named(
        self, node: Node, shape: SignerShape | GuardianShape, around: tuple[str, ...] | None = None
    ) -> DraftField | None:
        """In the same row; for a guardian also outside of rows."""
        questions = [self.question(node, role, name) for role, name in (("name", shape.name), ("birth", shape.birth))]
        name, birth = questions
        if name is None or birth is None:
            return None
        if name.place.rows != birth.place.rows:
            text = "name and birth are in different rows: ask for both in one row"
            self.reading.complain(node.mapping["birth"].mark, "signer.rows", text)
        if around is not None and name.place.rows not in ((), around):
            text = "a guardian must be in the row of the minor, or outside of rows"
            self.reading.complain(node.mapping["name"].mark, "signer.rows", text)
        return name

    def question(self, node: Node, role: str, name: str) -> DraftField | None:
        kind, question = _TYPES[role], self.asked.get(name)
        if question is not None and question.type.id == kind:
            return question
        if name not in self.rules.broken:
            guess = did_you_mean(name, [other for other, field in self.asked.items() if field.type.id == kind])
            self.reading.complain(node.mapping[role].mark, "signer.unknown", f"no {kind} question {name}{guess}")
        return None
