"""One line of text into a small tree of allowed nodes. Knows no names and no types.

Python's own grammar, read by `ast` and never run; length and depth are bounded, so that an evaluation is too.
"""

import ast
import warnings
from collections.abc import Iterator

from forms.rules.faults import Fault, Faulty
from forms.rules.hints import of_node, of_syntax

MAX_LENGTH = 300
MAX_DEPTH = 8

_LEAVES = (ast.Name, ast.Attribute, ast.Constant)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
_CONSTANTS = (bool, int, str)


def parse(text: str) -> ast.expr:
    """The tree of `text`. `Faulty` if it is too long, too deep, no expression, or uses what rules do not have."""
    if len(text) > MAX_LENGTH:
        raise Faulty([Fault("expression.long", MAX_LENGTH, f"longer than {MAX_LENGTH} characters: part it in two")])
    try:
        with warnings.catch_warnings():
            # `1or x` and "\d" are mere warnings to Python, and later versions refuse them.
            warnings.simplefilter("error")
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        offset = (error.offset or 1) - 1 if isinstance(error, SyntaxError) and error.lineno == 1 else 0
        at, advice = of_syntax(text, max(offset, 0))
        raise Faulty([Fault("expression.syntax", at, f"no expression: {advice}")]) from error
    faults = list(_forbidden(tree, text, _level(tree)))
    if faults:
        raise Faulty(faults)
    return tree


def offset_of(node: ast.expr, text: str) -> int:
    """Where a node begins, in characters: `ast` counts UTF-8 bytes."""
    lines = text.split("\n")[: node.lineno]
    return sum(len(line) + 1 for line in lines[:-1]) + len(lines[-1].encode()[: node.col_offset].decode())


def _forbidden(node: ast.expr, text: str, depth: int) -> Iterator[Fault]:
    at = offset_of(node, text)
    reason = _reason(node)
    if reason:
        yield Fault(reason[0], at, reason[1])
    elif depth > MAX_DEPTH:
        yield Fault("expression.deep", at, f"nested deeper than {MAX_DEPTH}: part it in two")
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _forbidden(child, text, depth + _level(child))


def _level(node: ast.expr) -> int:
    return 0 if isinstance(node, _LEAVES) else 1


def _reason(node: ast.expr) -> tuple[str, str] | None:
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1:
            return "expression.chained", "one comparison at a time: write `a < b and b < c`"
        allowed = isinstance(node.ops[0], _COMPARISONS)
    elif isinstance(node, ast.Constant):
        # No null, no fraction: an unanswered question is unknown, and money is whole yen.
        allowed = isinstance(node.value, _CONSTANTS)
    elif isinstance(node, ast.UnaryOp):
        allowed = isinstance(node.op, ast.Not | ast.USub)
    elif isinstance(node, ast.BinOp):
        allowed = isinstance(node.op, ast.Add | ast.Sub)
    elif isinstance(node, ast.Call):
        allowed = all(word.arg == "round" and isinstance(word.value, ast.Name) for word in node.keywords)
    else:
        allowed = isinstance(node, ast.BoolOp | ast.List | ast.Name | ast.Attribute)
    if allowed:
        return None
    return "expression.node", of_node(node)
