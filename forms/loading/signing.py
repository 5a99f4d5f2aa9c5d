"""The signature of a definition, and who gives one beside whoever sends: each must be somebody whom questions name."""

from collections.abc import Mapping, Sequence

from forms.loading.items import items
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, GuardianShape, SignerShape
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean
from forms.signer import Guardian, Signature, Signer

_TYPES: Mapping[str, str] = {"name": "person_name", "birth": "date"}
PATH = "identity.signature.signers"


def read_signature(
    reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None, steps: Sequence[DraftStep]
) -> Signature | None:
    """None where the definition asks for none, or is broken."""
    said = shape.identity.signature if shape is not None else None
    node = root.mapping["identity"].get("signature") if said is not None else None
    if said is None or node is None:
        return None
    asked = {field.name: field for step in steps for field in step.fields}
    read = _Signers(reading, rules, asked)
    signers = [read.signer(item, one) for item, one in zip(items(node.get("signers")), said.signers, strict=True)]
    return Signature(said.need, said.because or "", said.certainty, said.order, tuple(filter(None, signers)))


class _Signers:
    def __init__(self, reading: Reading, rules: Rules, asked: Mapping[str, DraftField]) -> None:
        self.reading = reading
        self.rules = rules
        self.asked = asked
        self.seen: set[str] = set()

    def signer(self, node: Node, said: SignerShape) -> Signer | None:
        if said.id in self.seen:
            self.reading.complain(node.mapping["id"].mark, "signer.duplicate", f"{said.id} stands twice: take another")
        self.seen.add(said.id)
        named = self.named(node, said)
        if named is None:
            return None
        guardian = None
        if said.guardian is not None:
            guardian = Guardian(said.guardian.name, said.guardian.birth)
            self.named(node.mapping["guardian"], said.guardian, around=named.place.rows)
        when = self.rules.expression(node.get("when"), self.rules.everything, place=named.place)
        return Signer(
            said.id, said.label, f"{PATH}.{said.id}", said.name, said.birth, said.days, when, said.filed_by, guardian,
            said.paper,
        )  # fmt: skip

    def named(
        self, node: Node, said: SignerShape | GuardianShape, around: tuple[str, ...] | None = None
    ) -> DraftField | None:
        """The question that holds the name. Both stand in the same row; those of a guardian in it too, or outside of rows."""
        found = [self.question(node, role, name) for role, name in (("name", said.name), ("birth", said.birth))]
        name, birth = found
        if name is None or birth is None:
            return None
        if name.place.rows != birth.place.rows:
            text = "name and birth stand in different rows: nobody could tell whose they are"
            self.reading.complain(node.mapping["birth"].mark, "signer.rows", text)
        if around is not None and name.place.rows not in ((), around):
            text = "a guardian stands in the row of the minor, or outside of rows"
            self.reading.complain(node.mapping["name"].mark, "signer.rows", text)
        return name

    def question(self, node: Node, role: str, name: str) -> DraftField | None:
        kind, found = _TYPES[role], self.asked.get(name)
        if found is not None and found.type.id == kind:
            return found
        if name not in self.rules.broken:
            guess = did_you_mean(name, [other for other, one in self.asked.items() if one.type.id == kind])
            self.reading.complain(node.mapping[role].mark, "signer.unknown", f"no {kind} question {name}{guess}")
        return None
