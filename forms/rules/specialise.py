# What remains of a rule with values known in advance, such as a city's settings.
#
# One possible value replaces a name; none means never answered: a comparison is never true. Questions in what remains
# have full names.

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

Possible = Sequence[object]

TRUE, FALSE, UNKNOWN = ast.Constant(value=True), ast.Constant(value=False), ast.Constant(value=None)
_ORDER: Mapping[type[ast.cmpop], Callable[..., object]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_INVERSE: Mapping[type[ast.cmpop], ast.cmpop] = {
    ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Lt: ast.GtE(), ast.LtE: ast.Gt(),
    ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
_NO_LENGTH = ("days", "months", "years")
_EMPTY: Mapping[str, ast.Constant] = {"any": FALSE, "all": TRUE, "count": ast.Constant(value=0)}


@dataclass(frozen=True)
class Known:
    # `values`: full name (`city.days`, `door`) → possible values. `codes`: a name's options. `computed`: questions
    # without an own answer → their rule, specialised. `prefixes` are tried before a bare name, nearest first.

    values: Mapping[str, Possible]
    names: frozenset[str] = frozenset()
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    computed: Mapping[str, ast.expr] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ("",)

    def within(self, name: str) -> "Known":
        """`name`: the question that has the rule."""
        parts = name.split(".")[:-1]
        around = [".".join(parts[:depth]) + "." for depth in range(len(parts), 0, -1)]
        return replace(self, prefixes=(*around, ""))

    def inside(self, repeat: str) -> "Known":
        return replace(self, prefixes=(f"{repeat}.", *self.prefixes))

    def full(self, name: str) -> str:
        around = (prefix + name for prefix in self.prefixes)
        return next((full for full in around if full in self.names or full in self.values), "")

    def possible(self, node: ast.expr) -> Possible | None:
        """None: anything."""
        if isinstance(node, ast.Constant):
            return (node.value,)
        if not isinstance(node, ast.Name | ast.Attribute):
            return None
        return self.values.get(self.full(ast.unparse(node)))


def specialise(rule: ast.expr, known: Known) -> ast.expr:
    """A yes/no rule becomes `TRUE`, `FALSE` or `UNKNOWN` if nothing remains."""
    match rule:
        case ast.BoolOp(op=op, values=parts):
            return _junction(op, [specialise(part, known) for part in parts])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _negation(operand, known)
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _comparison(left, sign, right, known)
        case ast.BinOp(left=left, op=sign, right=right):
            return _total(specialise(left, known), sign, specialise(right, known))
        case ast.Call():
            return _call(rule, known)
        case ast.Name() | ast.Attribute():
            return _name(rule, known)
    return rule


def is_never(rule: ast.expr) -> bool:
    return isinstance(rule, ast.Constant) and rule.value in (False, None) and not _is_number(rule)


def is_always(rule: ast.expr) -> bool:
    return isinstance(rule, ast.Constant) and rule.value is True


def _junction(op: ast.boolop, parts: list[ast.expr]) -> ast.expr:
    decisive = isinstance(op, ast.Or)
    if any(isinstance(part, ast.Constant) and part.value is decisive for part in parts):
        return ast.Constant(value=decisive)
    # Only names are negated here: an unknown part can no longer make the whole true, and of alternatives it is none.
    if any(_is_unknown(part) for part in parts):
        if not decisive:
            return UNKNOWN
        parts = [part for part in parts if not _is_unknown(part)] or [UNKNOWN]
    remaining = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is not None)]
    if not remaining:
        return UNKNOWN if any(_is_unknown(part) for part in parts) else ast.Constant(value=not decisive)
    return remaining[0] if len(remaining) == 1 else ast.BoolOp(op=op, values=remaining)


def _negation(operand: ast.expr, known: Known) -> ast.expr:
    match operand:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return specialise(inner, known)
        case ast.BoolOp(op=op, values=parts):
            swapped: ast.boolop = ast.And() if isinstance(op, ast.Or) else ast.Or()
            return _junction(swapped, [_negation(part, known) for part in parts])
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _comparison(left, _INVERSE[type(sign)], right, known)
    value = specialise(operand, known)
    if isinstance(value, ast.Constant):
        return value if value.value is None else ast.Constant(value=not value.value)
    return ast.UnaryOp(op=ast.Not(), operand=value)


def _comparison(left: ast.expr, sign: ast.cmpop, right: ast.expr, known: Known) -> ast.expr:
    if isinstance(sign, ast.In | ast.NotIn):
        return _membership(left, sign, right, known)
    first, second = _side(left, right, known), _side(right, left, known)
    if _is_unknown(first) or _is_unknown(second):
        return UNKNOWN
    many, few = known.possible(first), known.possible(second)
    if many is None or few is None:
        return ast.Compare(left=first, ops=[sign], comparators=[second])
    results = [_compare(sign, value, other) for value in many for other in few]
    return _agreed(results, first, sign, second)


def _side(node: ast.expr, beside: ast.expr, known: Known) -> ast.expr:
    # A bare name may be a code of the question beside it.
    if isinstance(node, ast.Name) and isinstance(beside, ast.Name | ast.Attribute):
        full = known.full(ast.unparse(beside))
        if node.id in known.codes.get(full, ()):
            return ast.Constant(value=node.id) if full in known.values else node
    return specialise(node, known)


def _membership(left: ast.expr, sign: ast.cmpop, right: ast.expr, known: Known) -> ast.expr:
    positive = isinstance(sign, ast.In)
    if isinstance(right, ast.List):
        values = known.possible(left)
        if values is None:
            return ast.Compare(left=specialise(left, known), ops=[sign], comparators=[right])
        if not values:
            return UNKNOWN
        codes = [_code(element) for element in right.elts]
        return _agreed([(value in codes) is positive for value in values], left, sign, right)
    chosen = known.possible(right)
    if chosen is None:
        return ast.Compare(left=left, ops=[sign], comparators=[specialise(right, known)])
    # Each possible value of a question with several choices is the list of the chosen codes.
    results = [(_code(left) in value) is positive for value in chosen if isinstance(value, Sequence)]
    return _agreed(results, left, sign, right)


def _agreed(results: Sequence[object], left: ast.expr, sign: ast.cmpop, right: ast.expr) -> ast.expr:
    if not results:
        return UNKNOWN
    if None in results or len(set(results)) > 1:
        return ast.Compare(left=left, ops=[sign], comparators=[right])
    return TRUE if results[0] else FALSE


def _compare(sign: ast.cmpop, first: object, second: object) -> object:
    try:
        return _ORDER[type(sign)](first, second)
    except TypeError:
        return None  # a day as text beside one as a date: left to the engine


def _total(left: ast.expr, sign: ast.operator, right: ast.expr) -> ast.expr:
    if _is_unknown(left) or _is_unknown(right):
        return UNKNOWN
    match right:
        case ast.Constant(value=0):
            return left
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=0)]) if name in _NO_LENGTH:
            return left
        case ast.Constant(value=int(second)) if isinstance(left, ast.Constant) and isinstance(left.value, int):
            return ast.Constant(value=left.value - second if isinstance(sign, ast.Sub) else left.value + second)
    return ast.BinOp(left=left, op=sign, right=right)


def _call(call: ast.Call, known: Known) -> ast.expr:
    match call:
        case ast.Call(func=ast.Name(id="choose"), args=[holds, chosen, other]):
            condition = specialise(holds, known)
            if isinstance(condition, ast.Constant):
                return UNKNOWN if condition.value is None else specialise(chosen if condition.value else other, known)
            values = [specialise(value, known) for value in (chosen, other)]
            return _with_arguments(call, [condition, *values])
        case ast.Call(func=ast.Name(id="only_if"), args=[holds, amount]):
            condition = specialise(holds, known)
            if isinstance(condition, ast.Constant) and condition.value is not None:
                return specialise(amount, known) if condition.value else ast.Constant(value=0)
            return _with_arguments(call, [condition, specialise(amount, known)])
        case ast.Call(func=ast.Attribute(value=rows, attr=how), args=args) if known.full(ast.unparse(rows)):
            return _over_rows(call, known.full(ast.unparse(rows)), how, args, known)
    arguments = [specialise(argument, known) for argument in call.args]
    if any(_is_unknown(argument) for argument in arguments):
        return UNKNOWN
    return _with_arguments(call, arguments)


def _over_rows(call: ast.Call, repeat: str, how: str, args: list[ast.expr], known: Known) -> ast.expr:
    if known.values.get(repeat) == ():
        return UNKNOWN
    if not args:
        return call
    part = specialise(args[0], known.inside(repeat))
    if is_never(part) and how in ("any", "count"):
        return _EMPTY[how]
    if is_always(part) and how == "all":
        return TRUE
    return ast.Call(func=ast.Attribute(value=_named(repeat), attr=how), args=[part], keywords=[])


def _name(node: ast.Name | ast.Attribute, known: Known) -> ast.expr:
    name = ast.unparse(node)
    if name.endswith(".answered"):
        asked = known.full(name.removesuffix(".answered"))
        values = known.values.get(asked)
        if values is not None:
            return ast.Constant(value=bool(values))
        return _named(f"{asked}.answered") if asked else node
    full = known.full(name)
    if full in known.computed:
        return known.computed[full]
    values = known.values.get(full)
    if values is not None and len(values) <= 1 and full != "today":
        value = values[0] if values else None
        if value is None or isinstance(value, bool | int | str | date):
            return ast.Constant(value=value)  # type: ignore[arg-type]
    return _named(full) if full in known.names else node


def _named(name: str) -> ast.expr:
    return ast.parse(name, mode="eval").body


def _with_arguments(call: ast.Call, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(func=call.func, args=arguments, keywords=call.keywords)


def _code(node: ast.expr) -> object:
    if isinstance(node, ast.Name):
        return node.id
    return node.value if isinstance(node, ast.Constant) else None


def _is_unknown(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_number(node: ast.Constant) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)
