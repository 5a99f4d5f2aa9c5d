"""Expands blocks and code lists before publishing: a later change of a block changes no old version."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.loading.items import items
from forms.loading.library import Block, Codes, Library
from forms.loading.question_shape import UseShape
from forms.loading.reading import Reading
from forms.loading.shared_shape import ParameterShape
from forms.loading.tree import Mark, Node
from forms.rules.faults import did_you_mean

_OF_USE = ("use", "with", "override", "drop", "ask_first")
_BY_CARD = frozenset({"principal", "filer"})
_RULES = frozenset({"when", "that", "compute", "required", "rows", "rows_from"})
_PARAMETER = re.compile(r"\bwith\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Used:
    shared: Block | Codes
    prefix: str
    reworded: frozenset[str] = frozenset()


@dataclass
class Expansion:
    reading: Reading
    library: Library
    used: list[Used] = field(default_factory=list)

    def definition(self, root: Node) -> Node:
        for key, prefix in (("steps", ""), ("result", "result.")):
            listed = root.get(key)
            if listed is not None:
                root = _with(root, key, _list(listed, [self.part(part, prefix) for part in items(listed)]))
        return root

    def part(self, node: Node, prefix: str) -> Node:
        inner = prefix
        for key in ("as", "repeat"):
            name = node.get(key)
            if name is not None:
                inner = f"{inner}{name.value}."
        ask = node.get("ask")
        parts = [self.part(child, inner) for child in items(ask)]
        if node.get("use") is not None:
            parts = self.use(node, inner, parts)
            if not parts:
                self.reading.pass_over(node.mark, "value.few")
            node = Node({key: child for key, child in node.mapping.items() if key not in _OF_USE}, node.mark, node.keys)
            return _with(node, "ask", Node(tuple(parts), node.mark))
        if ask is not None:
            return _with(node, "ask", _list(ask, parts))
        return self.coded(node, inner)

    def coded(self, node: Node, prefix: str) -> Node:
        options = node.get("options")
        name = options.get("codes") if options is not None else None
        if name is None or options is None or len(options.mapping) > 1:
            return node
        codes = self.library.codes.get(str(name.value))
        if codes is None:
            guess = did_you_mean(str(name.value), self.library.codes)
            self.reading.complain(name.mark, "codes.unknown", f"no code list {name.value}{guess}")
            return node
        if node.get("id") is not None:
            self.used.append(Used(codes, f"{prefix}{node.word('id')}."))
        return _with(node, "options", codes.options)

    def use(self, node: Node, prefix: str, after: Sequence[Node]) -> list[Node]:
        usage = Node({key: node.mapping[key] for key in _OF_USE if key in node.mapping}, node.mark, node.keys)
        shape = self.reading.shape(UseShape, usage)
        first = [self.part(child, prefix) for child in items(node.get("ask_first"))]
        name = node.mapping["use"]
        block = self.library.blocks.get(str(name.value))
        if block is None and isinstance(name.value, str):
            guess = did_you_mean(str(name.value), self.library.blocks)
            self.reading.complain(name.mark, "block.unknown", f"no block {name.value}{guess}")
        if shape is None or block is None:
            return [*first, *after]
        filling = _Filling(self.reading, node, shape, block)
        filled = [
            self.coded(part, prefix) if part.get("ask") is None else self.inside(part, prefix)
            for part in filling.parts()
        ]
        self.used.append(Used(block, prefix, filling.reworded))
        return [*first, *filled, *after]

    def inside(self, node: Node, prefix: str) -> Node:
        parts = [self.coded(part, prefix) for part in items(node.get("ask"))]
        return _with(node, "ask", _list(node.mapping["ask"], parts))


def _of_applicant(node: Node | None) -> bool:
    source = node.mapping.get("from", node) if node is not None else None
    return source is not None and str(source.value).startswith("applicant.")


class _Filling:
    def __init__(self, reading: Reading, node: Node, use: UseShape, block: Block) -> None:
        self.reading = reading
        self.node = node
        self.use = use
        self.block = block
        self.by_card = node.get("role") is not None and node.word("role") in _BY_CARD
        self.arguments = self.parameters()
        self.reworded = frozenset(
            f"ask.{name}.{key}"
            for name, wording in use.override.items()
            for key in ("label", "why")
            if getattr(wording, key)
        )
        self.check_names()

    def parameters(self) -> Mapping[str, Node]:
        given = self.node.part("with")
        keys = self.node.get("with")
        arguments: dict[str, Node] = {}
        for name, shape in self.block.shape.params.items():
            if name in given:
                arguments[name] = given[name]
                self.check_parameter(name, shape, given[name])
            elif shape.default is not None:
                arguments[name] = Node(shape.default, self.node.mark)
            else:
                mark = self.node.mapping["use"].mark
                self.reading.complain(mark, "block.parameter_missing", f"{self.block.id} needs the parameter {name}")
        for name in given:
            if name not in self.block.shape.params and keys is not None:
                guess = did_you_mean(name, self.block.shape.params)
                message = f"the block {self.block.id} has no parameter {name}{guess}"
                self.reading.complain(keys.keys[name], "block.parameter", message)
        return arguments

    def check_parameter(self, name: str, shape: ParameterShape, node: Node) -> None:
        fits = {
            "condition": isinstance(node.value, bool | str),
            "choice": node.value in shape.options,
            "answer": isinstance(node.value, str),
        }[shape.type]
        if not fits:
            possible = f"one of {', '.join(shape.options)}" if shape.options else f"a {shape.type}"
            self.reading.complain(node.mark, "block.parameter_value", f"{name} takes {possible}")

    def check_names(self) -> None:
        known = self.block.names
        for key, names in (("drop", self.use.drop), ("override", self.use.override)):
            for name in names:
                if name not in known:
                    guess = did_you_mean(name, known)
                    message = f"the block {self.block.id} has no question {name}{guess}"
                    self.reading.complain(_place(self.node, key, name), "block.question", message)

    def parts(self) -> Iterator[Node]:
        for node in items(self.block.root.get("ask")):
            if node.get("ask") is None:
                yield from self.question(node)
            else:
                inner = [part for child in items(node.get("ask")) for part in self.question(child)]
                if inner:
                    yield _with(node, "ask", _list(node.mapping["ask"], inner))

    def question(self, node: Node) -> Iterator[Node]:
        name = node.word("id") if node.get("id") is not None else ""
        given = self.given(node.get("given"))
        if name in self.use.drop or given is False:
            return
        parts = {
            key: self.substitute(key, child)
            for key, child in node.mapping.items()
            if key != "given" and not self.lacks_argument(key, child)
        }
        if isinstance(given, Node):
            parts["given"] = given
        required = node.get("required")
        if required is not None and isinstance(required.value, dict):
            parts["required"] = Node(self.matches(required), required.mark)
        if not self.by_card and _of_applicant(node.get("known_from")):
            # The card holds the applicant's own data: for a spouse or a child it would be wrong.
            del parts["known_from"]
        parts |= self.node.part("override").get(name, Node({})).mapping
        yield Node(parts, node.mark, node.keys)

    def given(self, node: Node | None) -> bool | Node:
        if node is None:
            return True
        if isinstance(node.value, dict):
            return self.matches(node)
        argument = self.arguments.get(str(node.value))
        if argument is None:
            self.unknown(node, str(node.value))
            return True
        return argument.value if isinstance(argument.value, bool) else argument

    def matches(self, node: Node) -> bool:
        matching = True
        for name, wanted in node.mapping.items():
            argument = self.arguments.get(name)
            if argument is None:
                self.unknown(node, name)
                continue
            matching = matching and argument.value in (
                [value_node.value for value_node in items(wanted)] or [wanted.value]
            )
        return matching

    def unknown(self, node: Node, name: str) -> None:
        if name not in self.block.shape.params:
            guess = did_you_mean(name, self.block.shape.params)
            self.reading.complain(node.mark, "block.parameter", f"this block has no parameter {name}{guess}")

    def substitute(self, key: str, node: Node) -> Node:
        if isinstance(node.value, dict):
            inner = {name: self.substitute(name, child) for name, child in node.mapping.items()}
            return Node(inner, node.mark, node.keys)
        if isinstance(node.value, tuple):
            kept = [child for child in node.value if not self.always_holds(child)]
            return Node(tuple(self.substitute(key, child) for child in kept), node.mark)
        if key in _RULES and isinstance(node.value, str) and _PARAMETER.search(node.value):
            return Node(_PARAMETER.sub(lambda match: str(self.arguments[match[1]].value), node.value), node.mark)
        return node

    def always_holds(self, node: Node) -> bool:
        # `that: with.x`, where x is true unless a procedure gives a rule.
        that = node.mapping.get("that") if isinstance(node.value, dict) else None
        name = _PARAMETER.fullmatch(str(that.value)) if that is not None else None
        argument = self.arguments.get(name[1]) if name is not None else None
        return argument is not None and argument.value is True

    def lacks_argument(self, key: str, node: Node) -> bool:
        if isinstance(node.value, dict):
            return any(self.lacks_argument(name, child) for name, child in node.mapping.items())
        if isinstance(node.value, tuple):
            return any(self.lacks_argument(key, child) for child in node.value)
        names = _PARAMETER.findall(str(node.value)) if key in _RULES else []
        for name in names:
            self.unknown(node, name)
        return any(name not in self.arguments for name in names)


def _place(node: Node, key: str, name: str) -> Mark:
    part = node.mapping[key]
    if name in part.keys:
        return part.keys[name]
    return next((child.mark for child in items(part) if child.value == name), part.mark)


def _with(node: Node, key: str, child: Node) -> Node:
    return Node({**node.mapping, key: child}, node.mark, {**node.keys, key: node.keys.get(key, child.mark)})


def _list(node: Node, parts: Sequence[Node]) -> Node:
    return Node(tuple(parts), node.mark) if isinstance(node.value, tuple) else node
