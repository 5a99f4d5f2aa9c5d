"""Expressions of XLSForm (a part of XPath) as rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from types import MappingProxyType
from typing import Any

from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.limits import pattern_of

_TOKEN = re.compile(
    r"""\s*(\$\{\s*([\w.-]+)\s*\}|'([^']*)'|"([^"]*)"|([0-9]+(?:\.[0-9]+)?)|(!=|<=|>=|[=<>+*(),-])|([A-Za-z][\w:-]*)|(\.))"""
)
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SPELT = {"=": "==", "!=": "!="}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST, MOST_TOKENS, DEEP = 2000, 200, 25
TRUTH, NUMBER, DAY, CHOICE, SEVERAL, OTHER = "truth", "number", "day", "choice", "several", "other"
KINDS = {
    "yes_no": TRUTH, "consent": TRUTH, "integer": NUMBER, "decimal": NUMBER, "date": DAY, "choice": CHOICE, "multiple_choice": SEVERAL,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    # `name`: within its rows. `codes`: of the file → ours; for a truth "yes" or "no". `rows`: repeats it is in.
    name: str
    kind: str
    codes: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    whole: bool = True


Linear = tuple[dict[str, Fraction], Fraction]  # coefficient by name, and the constant
Tree = tuple[Any, ...]


def rule_of(
    text: str, seen: Mapping[str, Asked], rows: tuple[str, ...] = (), own: Asked | None = None,
    cells: Mapping[str, str] = MappingProxyType({}),
) -> str:  # fmt: skip
    # `seen`: questions before, by their names in the file; `rows`: repeats around the rule; `cells`: of the choice that
    # the rule filters, by their heads. Raises NoRule.
    writer = _Writer(seen, rows, own)
    return _short(writer.truth(_parse(text, cells)))


def constraint_of(
    text: str, seen: Mapping[str, Asked], rows: tuple[str, ...], own: Asked
) -> tuple[str, dict[str, Any]]:
    # The rule or "", and what settings of a text say instead. Raises NoRule.
    rest, settings = list[Tree](), dict[str, Any]()
    for part in _joined(_parse(text)):
        match part:
            case ("call", "regex", [("self", _), ("string", regex)]) if "pattern" not in settings:
                settings |= pattern_of(regex)
            case ("<=" | "<" as sign, ("call", "string-length", [("self", _)]), ("number", digits)) if digits.isdigit():
                settings["max"] = int(digits) - (sign == "<")
            case _:
                rest.append(part)
    writer = _Writer(seen, rows, own)
    return _short(writer.truth(reduce(lambda left, right: ("and", left, right), rest))) if rest else "", settings


def _joined(tree: Tree) -> list[Tree]:
    return [*_joined(tree[1]), *_joined(tree[2])] if tree[0] == "and" else [tree]


def value_of(text: str, seen: Mapping[str, Asked], rows: tuple[str, ...] = ()) -> tuple[str, str, bool]:
    # A calculation, its kind, and whether its value has no fractions. Raises NoRule.
    writer, tree = _Writer(seen, rows, None), _parse(text)
    ways: tuple[tuple[str, Callable[[Tree], str]], ...] = (
        (NUMBER, writer.number), (DAY, writer.day), (TRUTH, writer.truth),
    )  # fmt: skip
    problem = NoRule()
    for kind, write in ways:
        try:
            return _short(write(tree)), kind, writer.whole(tree)
        except NoRule as left:
            problem = problem if problem.args else left
    raise problem


def _short(rule: str) -> str:
    if len(rule) > 300:
        raise NoRule("式が長すぎます。")
    return rule


def _tokens(text: str) -> list[tuple[str, str]]:
    # Quotes as word processors turn them.
    tokens, place, text = [], 0, text.translate(_QUOTES)
    if len(text) > MOST:
        raise NoRule("式が長すぎます。")
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise NoRule(f"式の「{text[place:].strip()[:20]}」が読めません。")
        kinds = ("name", "string", "string", "number", "sign", "word", "self")
        number = next(number for number in range(7) if match[number + 2] is not None)
        tokens.append((kinds[number], match[number + 2]))
        place = match.end()
    if len(tokens) > MOST_TOKENS:
        raise NoRule("式が長すぎます。")
    return tokens


def _parse(text: str, cells: Mapping[str, str] = MappingProxyType({})) -> Tree:
    parser = _Parser(_tokens(text), cells)
    tree = parser.level(0)
    if parser.place < len(parser.tokens):
        raise NoRule(f"式の「{parser.tokens[parser.place][1]}」から後が読めません。")
    return tree


_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], cells: Mapping[str, str]) -> None:
        self.tokens, self.cells, self.place, self.depth = tokens, cells, 0, 0

    def next(self, *wanted: str) -> str:
        if self.place < len(self.tokens):
            kind, word = self.tokens[self.place]
            if kind in ("sign", "word") and word in wanted:
                self.place += 1
                return word
        return ""

    def level(self, number: int) -> Tree:
        if number == len(_LEVELS):
            self.depth += 1
            tree = self.part()
            self.depth -= 1
            return tree
        tree = self.level(number + 1)
        while sign := self.next(*_LEVELS[number]):
            tree = (sign, tree, self.level(number + 1))
        return tree

    def part(self) -> Tree:
        if self.place >= len(self.tokens) or self.depth > DEEP:
            raise NoRule("式が途中で終わっているか、かっこが深すぎます。")
        kind, word = self.tokens[self.place]
        self.place += 1
        if kind in ("name", "string", "number", "self"):
            return kind, word
        if word == "-":
            return "-", ("number", "0"), self.level(len(_LEVELS))
        if word == "(":
            tree = self.level(0)
            self.closed()
            return tree
        if kind == "word" and self.next("("):
            return "call", word, self.arguments()
        if kind == "word" and word.lower() in self.cells:
            cell = self.cells[word.lower()]
            return ("number" if re.fullmatch(r"[0-9]{1,9}", cell) else "string"), cell
        raise NoRule(f"式の「{word}」が読めません。")

    def arguments(self) -> list[Tree]:
        given: list[Tree] = []
        if self.next(")"):
            return given
        while True:
            given.append(self.level(0))
            if not self.next(","):
                self.closed()
                return given

    def closed(self) -> None:
        if not self.next(")"):
            raise NoRule("かっこが閉じていません。")


@dataclass(frozen=True)
class _Writer:
    seen: Mapping[str, Asked]
    rows: tuple[str, ...]
    own: Asked | None

    def asked(self, tree: Tree, within: bool = True) -> Asked:
        # The question that is named. `within`: it has one answer here.
        asked = self.own if tree[0] == "self" else self.seen.get(tree[1]) if tree[0] == "name" else None
        if asked is None:
            raise NoRule(
                f"${{{tree[1]}}} は、この行より前の質問ではありません。"
                if tree[0] == "name"
                else "くらべかたが読めません。"
            )
        if within and asked.rows != self.rows[: len(asked.rows)]:
            raise NoRule(f"${{{tree[1]}}} は、くりかえしの中の質問です。")
        return asked

    def truth(self, tree: Tree) -> str:
        match tree:
            case ("and" | "or" as joint, left, right):
                sides = [self.truth(side) for side in (left, right)]
                if joint == "and":
                    sides = [
                        f"({rule})" if side[0] == "or" else rule
                        for rule, side in zip(sides, (left, right), strict=True)
                    ]
                return f" {joint} ".join(sides)
            case ("call", "not", [inner]):
                rule = self.truth(inner)
                return f"not {rule}" if re.fullmatch(r"[a-z_.0-9]+", rule) else f"not ({rule})"
            case ("call", "selected", [question, ("string" | "number", code)]):
                return self.chosen(self.asked(question), "=", code)
            case (sign, left, right) if sign in _COMPARED:
                return self.compared(sign, left, right)
        raise NoRule(_words(tree))

    def compared(self, sign: str, left: Tree, right: Tree) -> str:
        if left[0] == "string" or (right[0] in ("name", "self") and left[0] not in ("name", "self")):
            sign, left, right = _TURNED[sign], right, left
        if left[0] == "call" and left[1] == "string-length" and right in (("number", "0"), ("number", "1")):
            return self.filled(sign, left[2][0], right[1])
        if left[0] in ("name", "self"):
            asked = self.asked(left)
            if right == ("string", "") and sign in _SPELT:
                return f"{'not ' if sign == '=' else ''}{asked.name}.answered"
            if asked.kind not in (NUMBER, DAY) and right[0] in ("string", "number"):
                if asked.kind == SEVERAL:
                    raise NoRule("いくつでも選ぶ質問は、selected() でくらべてください。")
                return self.chosen(asked, sign, right[1])
        try:
            first, second = self.day(left), self.day(right)
        except NoRule:
            return _inequality(sign, self.linear(left), self.linear(right), self.whole(left) and self.whole(right))
        return f"{first} {_SPELT.get(sign, sign)} {second}"

    def filled(self, sign: str, tree: Tree, number: str) -> str:
        if (sign, number) in ((">", "0"), ("!=", "0"), (">=", "1")):
            return f"{self.asked(tree).name}.answered"
        if (sign, number) in (("=", "0"), ("<", "1")):
            return f"not {self.asked(tree).name}.answered"
        raise NoRule("字の数とは、くらべられません。")

    def chosen(self, asked: Asked, sign: str, code: str) -> str:
        ours = asked.codes.get(code)
        if asked.kind not in (CHOICE, SEVERAL, TRUTH) or ours is None or sign not in _SPELT:
            raise NoRule(f"「{code}」という選択肢がありません。" if asked.codes else "ことばとは、くらべられません。")
        if asked.kind == TRUTH:
            return asked.name if (ours == "yes") is (sign == "=") else f"not {asked.name}"
        if asked.kind == SEVERAL:
            return f"{ours} in {asked.name}"
        return f"{asked.name} {_SPELT[sign]} {ours}"

    def day(self, tree: Tree) -> str:
        match tree:
            case ("call", "today" | "now", []):
                return "today"
            case ("call", "date", [("string", day)]) | ("string", day) if _DAY.fullmatch(day):
                return f'"{day}"'
            case ("name" | "self", _) if self.asked(tree).kind == DAY:
                return self.asked(tree).name
        raise NoRule(_words(tree))

    def whole(self, tree: Tree) -> bool:
        # Whether the answers in it have no fractions.
        match tree:
            case ("name" | "self", _):
                return self.asked(tree, within=False).whole
            case ("call", word, arguments):
                parts = arguments[word == "if" :]
                return word in ("count", "count-selected") or all(self.whole(part) for part in parts)
        return all(self.whole(part) for part in tree[1:] if isinstance(part, tuple))

    def number(self, tree: Tree) -> str:
        names, constant = self.linear(tree)
        if constant.denominator > 1 or any(share.denominator > 1 for share in names.values()):
            raise NoRule("割り算は書けません。")
        return _total(names, constant)

    def linear(self, tree: Tree) -> Linear:
        match tree:
            case ("number", digits):
                return {}, Fraction(digits)
            case ("name" | "self", _):
                asked = self.asked(tree)
                if asked.kind != NUMBER:
                    raise NoRule(f"「{tree[1]}」は数の質問ではありません。")
                return {asked.name: Fraction(1)}, Fraction(0)
            case ("+" | "-" as sign, left, right):
                first, second = self.linear(left), self.linear(right)
                factor = 1 if sign == "+" else -1
                names = {
                    name: first[0].get(name, Fraction(0)) + factor * second[0].get(name, Fraction(0))
                    for name in {**first[0], **second[0]}
                }
                return names, first[1] + factor * second[1]
            case ("*" | "div" | "mod" as sign, left, right):
                return _scaled(sign, self.linear(left), self.linear(right))
            case ("call", word, arguments):
                return self.gathered(word, arguments), Fraction(0)
        raise NoRule(_words(tree))

    def gathered(self, word: str, arguments: list[Tree]) -> dict[str, Fraction]:
        match word, arguments:
            case "count-selected", [question]:
                asked = self.asked(question)
                if asked.kind != SEVERAL:
                    raise NoRule("count-selected() は、いくつでも選ぶ質問に使います。")
                return {f"choose({code} in {asked.name}, 1, 0)": Fraction(1) for code in asked.codes.values()}
            case "sum" | "min" | "max", [("name", _) as question]:
                asked = self.asked(question, within=False)
                if asked.kind == NUMBER and asked.rows and asked.rows[:-1] == self.rows:
                    return {f"{asked.rows[-1]}.{word}({asked.name})": Fraction(1)}
            case "count", [("name", _) as question]:
                asked = self.asked(question, within=False)
                if asked.rows and asked.rows[:-1] == self.rows:
                    return {f"{asked.rows[-1]}.count()": Fraction(1)}
            case "if", [condition, first, second]:
                chosen = f"choose({self.truth(condition)}, {self.number(first)}, {self.number(second)})"
                return {chosen: Fraction(1)}
        raise NoRule(_words(("call", word)))


def _words(tree: Tree) -> str:
    if tree[:2] == ("call", "pulldata"):
        return "pulldata() は、ほかのファイルの表を引くので、入りません。課の一覧（/desk/lists）に表を入れ、質問を「一覧から選ぶ」にすると、列の値を式に書けます。"
    if tree[0] == "call":
        return f"{tree[1]}() は、ここでは使えません。"
    return "この計算やくらべかたは、書けません。"


def _scaled(sign: str, left: Linear, right: Linear) -> Linear:
    (names, constant), (others, factor) = left, right
    if sign == "*" and not names:
        (names, constant), (others, factor) = right, left
    if others or (sign == "mod" and names):
        raise NoRule("答えどうしのかけ算、割り算、あまりは書けません。")
    if sign == "*":
        return {name: share * factor for name, share in names.items()}, constant * factor
    if not factor:
        raise NoRule("0で割っています。")
    if sign == "mod":
        return {}, constant - factor * int(constant / factor)
    return {name: share / factor for name, share in names.items()}, constant / factor


def _inequality(sign: str, left: Linear, right: Linear, whole: bool) -> str:
    # Multiplied so that it has whole numbers alone.
    names = {name: left[0].get(name, Fraction(0)) - right[0].get(name, Fraction(0)) for name in {**left[0], **right[0]}}
    names, bound = {name: share for name, share in names.items() if share}, right[1] - left[1]
    if not names:
        raise NoRule("この式は、答えによりません。")
    scale = lcm(*(share.denominator for share in names.values()))
    smaller = gcd(*(int(share * scale) for share in names.values()))
    factor = Fraction(scale, smaller)
    if all(share < 0 for share in names.values()):
        factor, sign = -factor, _TURNED[sign]
    names, bound = {name: share * factor for name, share in names.items()}, bound * factor
    if bound.denominator > 1:
        if not whole or sign in ("=", "!="):
            raise NoRule("小数とは、くらべられません。")
        sign, bound = (">", Fraction(bound.__floor__())) if sign in (">", ">=") else ("<=", Fraction(bound.__floor__()))
    plus = {name: share for name, share in names.items() if share > 0}
    minus = {name: -share for name, share in names.items() if share < 0}
    return f"{_total(plus, Fraction(0))} {_SPELT.get(sign, sign)} {_total(minus, bound)}"


def _total(names: Mapping[str, Fraction], constant: Fraction) -> str:
    # A number of times is written as a sum.
    if sum(abs(int(share)) for share in names.values()) > 100:
        raise NoRule("かけ算は書けません。")
    parts = _signed([(name, int(share)) for name, share in names.items()])
    if constant or not parts:
        parts.append(("-" if constant < 0 else "+", str(abs(int(constant)))))
    first, *others = parts
    return ("-" if first[0] == "-" else "") + first[1] + "".join(f" {sign} {text}" for sign, text in others)


def _signed(shares: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    return [("-" if share < 0 else "+", name) for name, share in shares for _ in range(abs(share))]
