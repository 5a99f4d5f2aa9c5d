"""Types and names, when loaded."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.path.environment import Environment
from forms.rules import compile as closures
from forms.rules.compile import Run
from forms.rules.faults import Fault, did_you_mean
from forms.rules.functions import CHOOSE, EXTREMES, FUNCTIONS, LOOKUPS, NAMES, ROUNDINGS, SIZE, Function
from forms.rules.hints import of_comparison, of_function, of_type, of_word
from forms.rules.literals import literal
from forms.rules.parse import offset_of
from forms.rules.scope import UNKNOWN
from forms.rules.types import DATE, DURATION, MONEY, NUMBER, OTHER, SPELLING, TABLE, TEXT, YES_NO, Type
from forms.rules.vocabulary import Vocabulary

WRONG = Type("wrong")  # already reported: fits every type, so that one fault is not reported twice
_ORDERED = frozenset({"number", "money", "date", "month", "time"})
_EQUAL = _ORDERED | {"yes_no", "text", "choice"}
# any or all inside any or all: the cost of one evaluation stays below the rows squared.
MOST_NESTED = 2
_GATHERS: Mapping[str, Callable[[list[object]], object]] = {
    "any": closures.any_of,
    "all": closures.all_of,
    "count": closures.number_of,
    "sum": closures.sum_of,
    "min": closures.least_of,
    "max": closures.greatest_of,
    "first": closures.first_of,
}
# Gather what the rows hold, of these types; the others gather yes or no.
_GATHERED = {
    "sum": frozenset({"number", "money"}), "min": frozenset({"number", "money", "date"}),
    "max": frozenset({"number", "money", "date"}), "first": _EQUAL,
}  # fmt: skip
MOST_COMPARED = 8
_OUTSIDE: Mapping[str, Callable[[Environment], Mapping[str, object]]] = {
    "city": lambda environment: environment.city,
    "principal": lambda environment: environment.principal,
    "earlier": lambda environment: environment.earlier,
}
_ALL = ": see docs/language.md"
_ADDED = {DATE: ": write days(n), months(n), years(n)", MONEY: ": write times(amount, n)"}
_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


@dataclass(frozen=True)
class Term:
    type: Type
    run: Run


_NOTHING = Term(WRONG, closures.constant(UNKNOWN))


class Checker:
    """`closures`: what evaluates the parts, as in `forms.rules.compile`."""

    def __init__(self, text: str, vocabulary: Vocabulary, closures: Any = closures) -> None:
        self.text = text
        self.closures = closures
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []
        self.names: set[str] = set()
        self.depth = 0

    def whole(self, tree: ast.expr, want: Type) -> Term:
        return self.fit(self.term(tree), want, tree)

    def term(self, node: ast.expr) -> Term:
        match node:
            case ast.Constant(value=value):
                return Term(_type_of(value), self.closures.constant(value))
            case ast.Name() | ast.Attribute():
                return self.name(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Term(YES_NO, self.closures.negation(self.fit(self.term(operand), YES_NO, operand).run))
            case ast.UnaryOp(operand=operand):
                return Term(NUMBER, self.closures.minus(self.fit(self.term(operand), NUMBER, operand).run))
            case ast.BoolOp(op=op, values=values):
                parts = [self.fit(self.term(value), YES_NO, value).run for value in values]
                return Term(YES_NO, self.closures.junction(parts, decisive=isinstance(op, ast.Or)))
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[right]):
                run = self.among(left, right)
                return Term(YES_NO, run if isinstance(op, ast.In) else self.closures.negation(run))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.compare(left, _SIGNS[type(op)], right, node)
            case ast.BinOp(left=left, op=op, right=right):
                return self.total(left, right, isinstance(op, ast.Sub), node)
            case ast.Call():
                return self.call(node)
        return self.fault("expression.list", node, "a list is allowed only after `in`")

    def fault(self, key: str, node: ast.expr, text: str) -> Term:
        self.faults.append(Fault(key, offset_of(node, self.text), text))
        return _NOTHING

    def fit(self, term: Term, want: Type, node: ast.expr) -> Term:
        term = self.meant(term, node, want)
        if term.type in (want, WRONG):
            return term
        name = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        advice = of_type(term.type, want, name)
        return self.fault("expression.type", node, f"this is {term.type}, but {want} is needed here{advice}")

    def meant(self, term: Term, node: ast.expr, want: Type) -> Term:
        if want == MONEY and _is_number(node):
            return Term(MONEY, term.run)
        value = literal(node.value, want) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        return term if value is None else Term(want, self.closures.constant(value))

    def name(self, node: ast.expr) -> Term:
        name = ast.unparse(node)
        owner, _, last = name.rpartition(".")
        asked = self.vocabulary.resolve(owner) if last == "answered" else ""
        full = asked if asked in self.vocabulary.fields else self.vocabulary.resolve(name)
        if not full:
            undeclared = ": declare it under `settings`" if name.startswith("city.") else ""
            known = of_word(name) or did_you_mean(name, self.nameable()) or undeclared
            return self.fault("expression.name", node, f"unknown name {name}{known}")
        row = self.vocabulary.row_of(full)
        if row and row not in self.vocabulary.entered:
            bare = full.removeprefix(f"{row}.")
            advice = f"{name} has a value in every row: write {row}.any(… {bare} …), or {', '.join(list(_GATHERS)[1:])}"
            return self.fault("expression.row", node, advice)
        self.names.add(full)
        if full == asked:
            return Term(YES_NO, self.closures.answered(full, row))
        return Term(self.vocabulary.types[full], self.read(full, row))

    def nameable(self) -> set[str]:
        known = self.vocabulary.types
        bare = {full.removeprefix(prefix) for prefix in self.vocabulary.prefixes for full in known}
        return {name for name in bare if not self.vocabulary.row_of(self.vocabulary.resolve(name))} | {
            full.removeprefix(f"{row}.")
            for row in self.vocabulary.entered
            for full in known
            if full.startswith(f"{row}.")
        }

    def read(self, name: str, row: str) -> Run:
        root, _, rest = name.partition(".")
        kind, default = self.vocabulary.types[name], self.vocabulary.defaults.get(name, UNKNOWN)
        run: Run
        if root in _OUTSIDE:
            run = self.closures.outside(_OUTSIDE[root], rest, kind, default)
        elif name in ("today", "door"):
            run = getattr(self.closures, name)
        else:
            run = self.closures.field(name, row)
        return run

    def compare(self, left: ast.expr, sign: str, right: ast.expr, node: ast.expr) -> Term:
        if self.unknown(left) and self.unknown(right):
            # With two unknown names the left one is the misspelled question, the right one an option of it.
            return self.term(left)
        for side in (left, right):
            if isinstance(side, ast.Constant) and isinstance(side.value, bool):
                return self.fault("expression.type", side, f"do not compare with {side.value}{of_word('true')}")
        first = self.option(left, self.choice(right)) or self.term(left)
        second = self.option(right, self.choice(left)) or self.term(right)
        first, second = self.meant(first, left, second.type), self.meant(second, right, first.type)
        if first.type != second.type and {first.type.name, second.type.name} <= _EQUAL:
            advice = of_comparison(first.type, second.type)
            self.fault("expression.type", node, f"{first.type} cannot be compared with {second.type}{advice}")
        else:
            self.comparable(first, sign, left)
            self.comparable(second, sign, right)
        return Term(YES_NO, self.closures.comparison(sign, first.run, second.run))

    def comparable(self, term: Term, sign: str, node: ast.expr) -> None:
        name = term.type.name
        if term.type == WRONG or name in _ORDERED or (sign in ("==", "!=") and name in _EQUAL):
            return
        if name == "choices":
            advice = f"several can be chosen: write `code in {ast.unparse(node)}`"
        elif name in _EQUAL:
            advice = f"{name} has no order: write == or !="
        else:
            advice = f"{name} cannot be compared: ask only whether it was answered (`{_called(node)}.answered`)"
        self.fault("expression.type", node, advice)

    def unknown(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and not self.vocabulary.resolve(node.id)

    def choice(self, node: ast.expr) -> Type | None:
        named = self.vocabulary.resolve(ast.unparse(node)) if isinstance(node, ast.Name | ast.Attribute) else ""
        type_ = self.vocabulary.types.get(named)
        return type_ if type_ is not None and type_.name in ("choice", "choices") else None

    def option(self, node: ast.expr, beside: Type | None) -> Term | None:
        code = _code(node)
        if beside is None or code is None or (code not in beside.options and self.choice(node) is not None):
            return None
        # Several can be chosen: the other side gets the complaint.
        return self.code(code, beside, node) if beside.name == "choice" else _NOTHING

    def code(self, code: str, of: Type, node: ast.expr) -> Term:
        if code not in of.options:
            guess = of_word(code) or did_you_mean(code, of.options)
            return self.fault("expression.option", node, f"no option {code}{guess}")
        return Term(Type("choice", of.options), self.closures.constant(code))

    def among(self, left: ast.expr, right: ast.expr) -> Run:
        if isinstance(right, ast.List):
            term = self.term(left)
            many = Term(term.type, self.closures.constant(tuple(self.member(part, term.type) for part in right.elts)))
        else:
            many, code = self.term(right), _code(left)
            if many.type.name != "choices" or code is None:
                if many.type != WRONG:
                    advice = "write `x in [a, b]`, or `code in x` where several can be chosen"
                    self.fault("expression.type", right, advice)
                return _NOTHING.run
            term = self.code(code, many.type, left)
        run: Run = self.closures.membership(term.run, many.run)
        return run

    def member(self, node: ast.expr, of: Type) -> object:
        code = _code(node)
        if of.name == "choice" and code is not None:
            self.code(code, of, node)
            return code
        value = node.value if isinstance(node, ast.Constant) else UNKNOWN
        fits = of in (WRONG, _type_of(value)) or (of == MONEY and _is_number(node))
        if not fits or of.name not in _EQUAL | {"wrong"}:
            self.fault("expression.type", node, f"write a value of {of} here")
        return value

    def total(self, left: ast.expr, right: ast.expr, minus: bool, node: ast.expr) -> Term:
        first, second = self.term(left), self.term(right)
        if WRONG in (first.type, second.type):
            return _NOTHING
        pair = {first.type, second.type}
        money = MONEY in pair and (_is_number(left) or _is_number(right)) and pair <= {MONEY, NUMBER}
        if (
            (first.type, second.type) == (DATE, DURATION)
            or (len(pair) == 1 and pair <= {NUMBER, MONEY, DURATION})
            or money
        ):
            return Term(MONEY if money else first.type, self.closures.total(first.run, second.run, minus))
        sign = "subtracted from" if minus else "added to"
        return self.fault(
            "expression.type",
            node,
            f"{second.type} cannot be {sign} {first.type}{_ADDED.get(first.type, '')}",
        )

    def call(self, node: ast.Call) -> Term:
        name = ast.unparse(node.func)
        owner, _, last = name.rpartition(".")
        repeat = self.vocabulary.repeat(owner) if owner else ""
        if repeat:
            return self.rows(repeat, last, node)
        if name == CHOOSE:
            return self.chosen(node)
        if name in EXTREMES or name == SIZE:
            return self.amounts(name, node)
        if name in LOOKUPS:
            return self.looked_up(name, node)
        if name not in FUNCTIONS:
            return self.fault("expression.function", node, self.no_function(name))
        function = FUNCTIONS[name]
        if len(node.args) != len(function.takes):
            takes, given = len(function.takes), len(node.args)
            return self.fault("expression.arity", node, f"{name} takes {takes} values, not {given}")
        terms = [(self.term(arg), want, arg) for arg, want in zip(node.args, function.takes, strict=True)]
        runs = [self.argument(term, want, arg).run for term, want, arg in terms]
        if function.rounds:
            runs.append(self.closures.constant(self.rounding(node)))
        elif node.keywords:
            return self.fault("expression.round", node, f"{name} does not round: remove round=")
        return Term(function.gives, self.closures.call(function, runs))

    def chosen(self, node: ast.Call) -> Term:
        if len(node.args) != 3 or node.keywords:
            return self.fault("expression.arity", node, f"{CHOOSE} takes a condition and two values")
        holds, left, right = node.args
        condition = self.fit(self.term(holds), YES_NO, holds)
        first, second = self.term(left), self.term(right)
        first, second = self.meant(first, left, second.type), self.meant(second, right, first.type)
        if first.type != second.type and WRONG not in (first.type, second.type):
            return self.fault(
                "expression.type", node, f"both values must have the same type, not {first.type} and {second.type}"
            )
        return Term(first.type, self.closures.choice(condition.run, first.run, second.run))

    def amounts(self, name: str, node: ast.Call) -> Term:
        least, most = (1, 1) if name == SIZE else (2, MOST_COMPARED)
        if not least <= len(node.args) <= most or node.keywords:
            takes = "one value" if name == SIZE else f"2 to {MOST_COMPARED} values"
            return self.fault("expression.arity", node, f"{name} takes {takes}")
        terms = [self.term(arg) for arg in node.args]
        kinds = {term.type for term in terms} - {WRONG}
        want = next((kind for kind in (DATE, MONEY) if kind in kinds), NUMBER)
        if want == DATE:
            return self.fault("expression.type", node, f"{name} takes no days{of_function(name)}")
        runs = [self.fit(term, want, arg).run for term, arg in zip(terms, node.args, strict=True)]
        return Term(want, self.closures.extreme(name, runs))

    def looked_up(self, name: str, node: ast.Call) -> Term:
        """`lookup(city.table, answer)`: a row. `band(city.table, amount)`: the highest row reached."""
        if len(node.args) != 2 or node.keywords:
            return self.fault("expression.arity", node, f"{name} takes a table of the settings and an answer")
        table, key = (self.term(arg) for arg in node.args)
        if WRONG in (table.type, key.type):
            return _NOTHING
        if not table.type.name.startswith(TABLE):
            text = f"this is {table.type}, but a table is needed here: declare a setting with `type: table`"
            return self.fault("expression.type", node.args[0], text)
        rows, numbers = table.type.options, all(row.isdigit() for row in table.type.options)
        takes = (NUMBER, MONEY) if name == "band" else (NUMBER,)
        if key.type.name == "choice" and name == "lookup":
            lacks = [code for code in key.type.options if code not in rows]
            if lacks:
                return self.fault("expression.row_of_table", node.args[1], f"the table has no row {', '.join(lacks)}")
        elif key.type not in takes or not numbers:
            wanted = "a number" if numbers else "a choice with the codes of the rows"
            return self.fault("expression.type", node.args[1], f"{name} needs {wanted} here, not {key.type}")
        kind = Type(table.type.name.removeprefix(TABLE))
        find = LOOKUPS[name]
        function = Function((), kind, lambda _, rows_there, answer: find(rows_there, answer))
        return Term(kind, self.closures.call(function, [table.run, key.run]))

    def no_function(self, name: str) -> str:
        owner, _, last = name.rpartition(".")
        if self.vocabulary.resolve(name) or (last == "answered" and self.vocabulary.resolve(owner)):
            return f"no function {name}: write {name} without ()"
        if owner and last in _GATHERS and owner not in ("household", "register"):
            return f"no rows are called {owner}{did_you_mean(owner, self.vocabulary.repeats)}"
        return f"no function {name}{of_function(name) or did_you_mean(name, NAMES) or _ALL}"

    def argument(self, term: Term, want: Type, node: ast.expr) -> Term:
        if want == SPELLING and term.type in (TEXT, OTHER):
            return term
        if want == OTHER and term.type.name in ("choice", "other"):
            return term
        return self.fit(term, want, node)

    def rounding(self, node: ast.Call) -> str:
        word = next((_code(word.value) or "" for word in node.keywords), "")
        if word not in ROUNDINGS:
            self.fault("expression.round", node, f"state the rounding: round={', '.join(ROUNDINGS)}")
        return word

    def rows(self, repeat: str, last: str, node: ast.Call) -> Term:
        parent = self.vocabulary.row_of(repeat)
        if parent and parent not in self.vocabulary.entered:
            return self.fault("expression.row", node, f"{repeat} exists in every row of {parent}: use it inside a row")
        self.names.add(repeat)
        if last == "count" and not node.args:
            return Term(NUMBER, self.closures.count(repeat, parent))
        if last not in _GATHERS:
            return self.fault("expression.function", node, f"rows have no {last}{did_you_mean(last, _GATHERS)}")
        if len(node.args) != 1 or node.keywords:
            return self.fault("expression.arity", node, f"{last} takes one value: an expression for each row")
        if self.depth == MOST_NESTED:
            return self.fault("expression.deep", node, f"rows inside rows may be nested at most {MOST_NESTED} deep")
        outside, self.vocabulary = self.vocabulary, self.vocabulary.inside(repeat)
        self.depth += 1
        of = self.term(node.args[0])
        values = _GATHERED.get(last, frozenset())
        want = of.type if of.type.name in values else MONEY if values else YES_NO
        of = self.fit(of, want, node.args[0])
        self.depth -= 1
        self.vocabulary = outside
        gives = of.type if values else NUMBER if last == "count" else YES_NO
        return Term(gives, self.closures.over_rows(repeat, parent, of.run, _GATHERS[last]))


def _type_of(value: object) -> Type:
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, int):
        return NUMBER
    return TEXT if isinstance(value, str) else WRONG


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == CHOOSE:
        return all(map(_is_number, node.args[1:]))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) and _type_of(node.value) == NUMBER


def _called(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else "x"


def _code(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
