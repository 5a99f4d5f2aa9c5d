import ast
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from forms.loading.tree import Node
from forms.messages import sentences
from forms.numbers.calendar import is_day
from forms.rules.faults import Faulty
from forms.rules.parse import MAX_LENGTH, parse
from portal.services.workshop.definition_text import Path
from portal.services.workshop.edit_questions import BLOCK, QUESTION, ROWS, STEP, kind_of, parts_of

# A list of questions is shown after each edit, which changes one of its rules.
_parsed = lru_cache(maxsize=1024)(parse)
TRUTH, CHOICE, SEVERAL, NUMBER, DAY, OTHER = "truth", "choice", "several", "number", "day", "other"
_KINDS = {
    "yes_no": TRUTH, "consent": TRUTH, "choice": CHOICE, "sex": CHOICE, "multiple_choice": SEVERAL,
    "integer": NUMBER, "money": NUMBER, "decimal": NUMBER, "quantity": NUMBER, "date": DAY,
}  # fmt: skip
_COMPARED = {">=": "以上", "<=": "以下", ">": "より大きい", "<": "より小さい", "==": "と同じ", "!=": "でない"}
_DAYS = {">=": "以後", "<=": "以前", ">": "より後", "<": "より前", "==": "と同じ日"}
_AGES = {"age": "歳以上の人", "under": "歳未満の人"}
_ANSWERED = {"answered": "答えがある", "unanswered": "答えがない"}


def _linked(words: str) -> str:
    return words if words.endswith(("い", "る", "だ", "じ")) else f"{words}の"


def _whens(*groups: Mapping[str, str]) -> Mapping[str, str]:
    return {sign: f"{_linked(words)}とき" for group in groups for sign, words in group.items()}


# By kind: each comparison and its wording.
COMPARISONS: Mapping[str, Mapping[str, str]] = {
    TRUTH: _whens({"is": "つぎ"}, _ANSWERED),
    CHOICE: _whens({"in": "つぎのどれか", "not in": "つぎのどれでもない"}, _ANSWERED),
    SEVERAL: _whens({"in": "つぎのどれかを選んだ", "not in": "つぎのどれも選んでいない"}, _ANSWERED),
    NUMBER: _whens(_COMPARED, _ANSWERED),
    DAY: _whens(_DAYS, _AGES, _ANSWERED),
    OTHER: _whens(_ANSWERED),
}
YES, NO = "yes", "no"
MOST = 8
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
    ast.NotIn: "not in",
}  # fmt: skip


@dataclass(frozen=True)
class Comparable:
    # A question that the rule may look at. `name`: as the rule writes it. `options`: code → label.
    name: str
    label: str
    kind: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Clause:
    name: str
    comparison: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    clauses: tuple[Clause, ...] = ()
    any: bool = False


class Comparables:
    def __init__(self, tree: Node) -> None:
        self.places: dict[Path, int] = {}
        self.questions: list[tuple[int, tuple[str, str], Comparable]] = []
        self.within: dict[tuple[str, ...], tuple[list[int], list[tuple[str, Comparable]]]] = {}
        self.tree = tree
        for number, (path, node) in enumerate(parts_of(tree)):
            self.places[path] = number
            full = names_of(tree, path) if kind_of(node, path) == QUESTION else None
            if full is not None and "id" in node.mapping and _asks(node):
                self.questions.append((number, full, _comparable(node.word("id"), node)))

    def before(self, path: Path) -> dict[str, Comparable]:
        # The questions that a rule within the part at `path` sees, without those of blocks.
        owner = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in self.places), ())
        end = self._end(owner, path[len(owner) :])
        rows = (*owner, "ask", 0) if path[len(owner) :] and _repeats(self.tree, owner) else owner
        prefixes = _prefixes(self.tree, rows) if owner else ()
        numbers, questions = self._within(prefixes)
        return dict(questions[: bisect_left(numbers, end)])

    def _within(self, rows: tuple[str, ...]) -> tuple[list[int], list[tuple[str, Comparable]]]:
        # Seen from within these rows, kept: a list of questions asks for each of them.
        if rows not in self.within:
            named = [
                (number, question if row or not prefix else replace(question, name=f"{prefix}{question.name}"))
                for number, (row, prefix), question in self.questions
                if row in ("", *rows)
            ]
            self.within[rows] = [number for number, _ in named], [(question.name, question) for _, question in named]
        return self.within[rows]

    def _end(self, owner: Path, key: Path) -> int:
        # A question's own `stop` also sees its answer; `must` and `warn` the whole step, papers and terms everything.
        if not owner or (key and key[0] == "attach"):
            return len(self.places)
        if key and key[0] in ("must", "warn", "distinct"):
            return max(number for path, number in self.places.items() if path[:2] == owner[:2]) + 1
        return self.places[owner] + (1 if key and key[0] == "stop" else 0)


def _repeats(tree: Node, path: Path) -> bool:
    node = tree.at(path)
    return node is not None and "repeat" in node.mapping


def _asks(node: Node) -> bool:
    return "type" not in node.mapping or node.word("type") not in ("note", "file", "my_number")


def _comparable(name: str, node: Node) -> Comparable:
    type_ = node.word("type") if "type" in node.mapping else ""
    if type_ == "computed":
        type_ = {"yes_no": "yes_no", "integer": "integer", "money": "money", "date": "date"}.get(
            str(node.mapping["of"].value) if "of" in node.mapping else "", ""
        )
    kind = _KINDS.get(type_, OTHER)
    options = {
        code: str(option.mapping["label"].value) if "label" in option.mapping else str(option.value)
        for code, option in node.part("options").items()
        if "codes" not in node.part("options")
    }
    if type_ == "sex":
        options = {code: sentences("ja")[f"sex.{code}"] for code in ("male", "female", "other", "unknown")}
    kind = OTHER if kind in (CHOICE, SEVERAL) and not options else kind
    label = " ".join(str(node.mapping["label"].value).split()) if "label" in node.mapping else name
    return Comparable(name, label, kind, options)


def names_of(tree: Node, path: Path) -> tuple[str, str] | None:
    # Of what is there: the row it is in, with a dot, and the prefix of its name. None within a block.
    row = prefix = ""
    node = tree
    for depth, step in enumerate(path[:-1], 1):
        node = node.mapping[step] if isinstance(step, str) else node.value[step]  # type: ignore[index, assignment]
        if isinstance(step, int):
            kind = kind_of(node, path[:depth])
            if kind == BLOCK:
                return None
            if kind == ROWS:
                row = prefix = f"{prefix}{node.mapping['repeat'].value}."
            elif kind == STEP and "as" in node.mapping:
                prefix = f"{node.mapping['as'].value}."
    return row, prefix


def _prefixes(tree: Node, path: Path) -> tuple[str, ...]:
    # The rows that a rule at this place is in.
    names = names_of(tree, path)
    if names is None or not names[0]:
        return ()
    steps = names[0].rstrip(".").split(".")
    return tuple(".".join(steps[: number + 1]) + "." for number in range(len(steps)))


def read_condition(text: str, known: Mapping[str, Comparable]) -> Condition | None:
    # None for what cannot be shown.
    if not text:
        return Condition()
    try:
        tree = _parsed(text)
    except Faulty:
        return None
    parts = tree.values if isinstance(tree, ast.BoolOp) else [tree]
    clauses = [_clause_of(part, known) for part in parts]
    if len(clauses) > MOST or None in clauses:
        return None
    return Condition(tuple(clause for clause in clauses if clause is not None), _is_or(tree))


def _is_or(tree: ast.expr) -> bool:
    return isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or)


def _clause_of(node: ast.expr, known: Mapping[str, Comparable]) -> Clause | None:
    clause = _read(node)
    question = known.get(clause.name) if clause is not None else None
    if clause is None or question is None or clause.comparison not in COMPARISONS[question.kind]:
        return None
    return None if wrong_values(question, clause) else clause


def _read(node: ast.expr) -> Clause | None:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name() | ast.Attribute() as operand):
            name = ast.unparse(operand)
            if name.endswith(".answered"):
                return Clause(name.removesuffix(".answered"), "unanswered")
            return Clause(name, "is", (NO,))
        case ast.Name() | ast.Attribute():
            name = ast.unparse(node)
            if name.endswith(".answered"):
                return Clause(name.removesuffix(".answered"), "answered")
            return Clause(name, "is", (YES,))
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="attains"), args=[birth, ast.Constant(value=int() as years)]),
            ops=[ast.LtE() | ast.Gt() as sign],
            comparators=[ast.Name(id="today")],
        ):
            return Clause(ast.unparse(birth), "age" if isinstance(sign, ast.LtE) else "under", (str(years),))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _compared(left, _SIGNS[type(sign)], right)
    return None


def _compared(left: ast.expr, sign: str, right: ast.expr) -> Clause | None:
    match left, right:
        case ast.Name() | ast.Attribute(), ast.Constant(value=int() | str() as value):
            return Clause(ast.unparse(left), sign, (str(value),))
        case ast.Name() | ast.Attribute(), ast.List(elts=elements) if sign in ("in", "not in"):
            return Clause(ast.unparse(left), sign, tuple(map(ast.unparse, elements)))
        case ast.List(elts=elements), ast.Name() | ast.Attribute() if sign in ("in", "not in"):
            return Clause(ast.unparse(right), sign, tuple(map(ast.unparse, elements)))
        case ast.Name(), ast.Name() | ast.Attribute():
            if sign in ("in", "not in"):
                return Clause(ast.unparse(right), sign, (ast.unparse(left),))
            return Clause(ast.unparse(left), {"==": "in", "!=": "not in"}.get(sign, sign), (ast.unparse(right),))
        case ast.Attribute(), ast.Name():
            return Clause(ast.unparse(left), {"==": "in", "!=": "not in"}.get(sign, sign), (ast.unparse(right),))
    return None


def wrong_values(question: Comparable, clause: Clause) -> bool:
    if clause.comparison in _ANSWERED:
        return bool(clause.values)
    if question.kind == TRUTH:
        return clause.values not in ((YES,), (NO,))
    if question.kind in (CHOICE, SEVERAL):
        return (
            not clause.values
            or len(set(clause.values)) < len(clause.values)
            or not {*clause.values} <= {*question.options}
        )
    value = clause.values[0] if len(clause.values) == 1 else ""
    if question.kind == DAY and clause.comparison not in _AGES:
        return not is_day(value)
    return not re.fullmatch(r"0|[1-9][0-9]{0,14}", value, re.ASCII)


def write_condition(condition: Condition, known: Mapping[str, Comparable]) -> str:
    # Its values are right. Raises OverflowError if the rule would be too long.
    joint = " or " if condition.any else " and "
    text = joint.join(_written(clause, known[clause.name].kind) for clause in condition.clauses)
    if len(text) > MAX_LENGTH:
        raise OverflowError
    return text


def _written(clause: Clause, kind: str) -> str:
    name, sign, values = clause.name, clause.comparison, clause.values
    if sign in _ANSWERED:
        return f"{name}.answered" if sign == "answered" else f"not {name}.answered"
    if kind == TRUTH:
        return name if values == (YES,) else f"not {name}"
    if kind == CHOICE:
        return f"{name} {sign} [{', '.join(values)}]" if len(values) > 1 else (
            f"{name} {'==' if sign == 'in' else '!='} {values[0]}"
        )  # fmt: skip
    if kind == SEVERAL:
        return f"[{', '.join(values)}] {sign} {name}" if len(values) > 1 else f"{values[0]} {sign} {name}"
    if sign in _AGES:
        return f"attains({name}, {values[0]}) {'<=' if sign == 'age' else '>'} today"
    return f'{name} {sign} "{values[0]}"' if kind == DAY else f"{name} {sign} {values[0]}"


def words_of(condition: Condition, known: Mapping[str, Comparable], end: str) -> str:
    # 「お子さんはいますか」が「はい」のとき、きく
    joint = "、または" if condition.any else "、かつ"
    return joint.join(f"{_clause_text(clause, known[clause.name])}とき" for clause in condition.clauses) + f"、{end}"


def _clause_text(clause: Clause, question: Comparable) -> str:
    sign, values = clause.comparison, "か".join(f"「{question.options.get(code, code)}」" for code in clause.values)
    if sign in _ANSWERED:
        return f"「{question.label}」に{_ANSWERED[sign]}"
    if question.kind == SEVERAL:
        return f"「{question.label}」で{values}を選{'んだ' if sign == 'in' else 'んでいない'}"
    if question.kind == TRUTH:
        words = f"「{'はい' if clause.values == (YES,) else 'いいえ'}」"
    elif question.kind == CHOICE:
        words = f"{values}{'' if sign == 'in' else 'でない'}"
    else:
        words = f"{clause.values[0]}{(_AGES if sign in _AGES else _DAYS if question.kind == DAY else _COMPARED)[sign]}"
    return f"「{question.label}」が{_linked(words)}"
