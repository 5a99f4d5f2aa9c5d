"""The same condition in a form that reads better."""

import ast
from collections.abc import Mapping

_OPPOSITES: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def turned(node: ast.expr) -> ast.expr | None:
    """`not node` without `not`."""
    match node:
        case ast.BoolOp(op=sign, values=parts):
            other = ast.Or() if isinstance(sign, ast.And) else ast.And()
            return ast.BoolOp(other, [ast.UnaryOp(ast.Not(), part) for part in parts])
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return part
        case ast.Call(func=ast.Attribute(value=rows, attr="any" | "all" as each), args=[part]):
            other_each = "all" if each == "any" else "any"
            return ast.Call(ast.Attribute(rows, other_each), [ast.UnaryOp(ast.Not(), part)], [])
        case ast.Compare(left=left, ops=[sign], comparators=right) if type(sign) in _OPPOSITES:
            return ast.Compare(left, [_OPPOSITES[type(sign)]()], right)
    return None


def joined(parts: list[ast.expr]) -> list[ast.expr]:
    """Neighbours about the same answer become one condition."""
    joined: list[ast.expr] = []
    for part in parts:
        if not joined or (both := _both(joined[-1], part)) is None:
            joined.append(part)
        else:
            joined[-1] = both
    return joined


def _both(first: ast.expr, second: ast.expr) -> ast.expr | None:
    match first, second:
        case (
            ast.Compare(left=codes, ops=[ast.In()], comparators=[ast.Name() | ast.Attribute() as answer]),
            ast.Compare(left=ast.Name() | ast.Constant() as code, ops=[ast.In()], comparators=[other]),
        ) if ast.dump(answer) == ast.dump(other):
            listed = codes.elts if isinstance(codes, ast.List) else [codes]
            return ast.Compare(ast.List([*listed, code]), [ast.In()], [other])
    return None
