"""Parses a line into allowed nodes with Python's `ast`; length and depth are bounded, and so is evaluation."""

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
    """Raises Faulty if `text` is too long, too deep or invalid."""
    if len(text) > MAX_LENGTH:
        raise Faulty([Fault("expression.long", MAX_LENGTH, f"longer than {MAX_LENGTH} characters: split it in two")])
    try:
        with warnings.catch_warnings():
            # For `1or x` and "\d" Python only warns; later versions refuse them.
            warnings.simplefilter("error")
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        offset = (error.offset or 1) - 1 if isinstance(error, SyntaxError) and error.lineno == 1 else 0
        position, advice = of_syntax(text, max(offset, 0))
        raise Faulty([Fault("expression.syntax", position, f"not an expression: {advice}")]) from error
    faults = list(_forbidden(tree, text, _level(tree)))
    if faults:
        raise Faulty(faults)
    return tree


def offset_of(node: ast.expr, text: str) -> int:
    """In characters: `ast` counts UTF-8 bytes."""
    lines = text.split("\n")[: node.lineno]
    return sum(len(line) + 1 for line in lines[:-1]) + len(lines[-1].encode()[: node.col_offset].decode())


def _forbidden(node: ast.expr, text: str, depth: int) -> Iterator[Fault]:
    offset = offset_of(node, text)
    reason = _reason(node)
    if reason:
        yield Fault(reason[0], offset, reason[1])
    elif depth > MAX_DEPTH:
        yield Fault("expression.deep", offset, f"nested deeper than {MAX_DEPTH}: split it in two")
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
        # No null and no fraction: an unanswered question is unknown, and money is whole yen.
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
