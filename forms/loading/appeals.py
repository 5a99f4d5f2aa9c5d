"""Reads `appeal` (教示) and `forwarding` (進達)."""

from dataclasses import replace

from forms.definition.terms import Appeal, Forwarding, Provision
from forms.loading.items import items
from forms.loading.reading import Reading, key_place
from forms.loading.rules import Rules
from forms.loading.shape import AppealCaseShape, AppealShape, DefinitionShape
from forms.loading.tree import Node
from forms.rules.expression import Expression


class Appeals:
    def __init__(self, reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None) -> None:
        self.reading, self.rules, self.root, self.shape = reading, rules, root, shape
        # Read here, so that errors are reported even if no procedure is built.
        self.of_cases = [self._when(node) for node in items(root.at(("appeal", "cases")))]
        self.forwarded = self._when(root.get("forwarding"))
        if shape is not None and shape.appeal is not None:
            self._one_of(shape.appeal, "appeal")
            for number, case in enumerate(shape.appeal.cases):
                self._one_of(case, "appeal", "cases", number)

    def _when(self, node: Node | None) -> Expression | None:
        return self.rules.expression(node.get("when") if node is not None else None, self.rules.everything)

    def _one_of(self, shape: AppealShape | AppealCaseShape, *steps: str | int) -> None:
        if bool(shape.body) == bool(shape.none):
            text = "write either `body`, to whom to object, or `none`, why there is no decision to object to"
            self.reading.complain(key_place(self.root, list(steps)), "appeal.body", text)

    def appeal(self) -> Appeal | None:
        shape = self.shape.appeal if self.shape is not None else None
        if shape is None:
            return None
        cases = [
            replace(_appeal(case), when=when, outcomes=case.outcomes)
            for case, when in zip(shape.cases, self.of_cases, strict=True)
        ]
        return replace(_appeal(shape), cases=tuple(cases))

    def forwarding(self) -> Forwarding | None:
        shape = self.shape.forwarding if self.shape is not None else None
        return None if shape is None else Forwarding(shape.to, shape.certainty, self.forwarded)


def _appeal(shape: AppealShape | AppealCaseShape) -> Appeal:
    first = shape.ruling_first
    return Appeal(
        shape.body, shape.within, shape.court_within, shape.certainty, shape.law,
        None if first is None else Provision(first.text, first.certainty), shape.none,
    )  # fmt: skip
