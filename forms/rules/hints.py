"""For habits from other languages, spreadsheets and YAML."""

import ast
import keyword
import re
from collections.abc import Mapping
from types import MappingProxyType

from forms.rules.literals import WRITTEN
from forms.rules.types import DATE, MONEY, MONTH, NUMBER, TEXT, TIME, YES_NO, Type

# Tried in this order on text that does not parse; quoted words are blanked first.
_SYNTAX = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"&&?", "write `and`"),
        (r"\|\|?", "write `or`"),
        (r"<>|≠", "write !="),
        (r"≧|≥|＞＝", "write >="),
        (r"≦|≤|＜＝", "write <="),
        (r"=[<>]", "write <= or >="),
        (r"＝", "write =="),
        (r"＞", "write >"),
        (r"＜", "write <"),
        (r"（|）|、|，", "write ASCII brackets and commas: ( ) ,"),
        (r"!(?!=)", "write `not`"),
        (r"\?", "write choose(condition, this, that)"),
        (r"\b\d{4}-\d\d-\d\d\b", f"write a day in quotes: {WRITTEN[DATE]}"),
        (r"\b\d{4}-\d\d\b", f"write a month in quotes: {WRITTEN[MONTH]}"),
        (r"\b\d\d?:\d\d\b", f"write a time in quotes: {WRITTEN[TIME]}"),
        (r"\d+年", f"write a day in quotes: {WRITTEN[DATE]}"),
        (r"(?<![=<>!])=(?!=)", "write == to compare"),
        (r"\b(かつ|AND)\b", "write `and`"),
        (r"\b(または|OR)\b", "write `or`"),
        (r"\bNOT\b", "write `not`"),
        (r"\bbetween\b", "write `a <= x and x <= b`"),
        (r"^\s*if\b", "remove `if`: write only the condition"),
    )
)
# Python keywords that are plausible option codes: `continue`, `from`, `pass`.
_KEPT = re.compile(rf"\b({'|'.join(set(keyword.kwlist) - {'and', 'or', 'not', 'in', 'True', 'False', 'None'})})\b")
_ERA = re.compile(r"(令和|平成|昭和|大正|明治)[0-9元]")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NODES: Mapping[type, str] = MappingProxyType(
    {
        ast.Mult: "write times(amount, n): only money is multiplied",
        ast.Div: "write share(amount, 1, 2, round=down)",
        ast.FloorDiv: "write share(amount, 1, 2, round=down)",
        ast.Tuple: "write a list in [a, b], and a number without commas",
        ast.Set: "write a list in [a, b]",
        ast.Is: "write ==, or `not x.answered`",
        ast.IsNot: "write !=, or `x.answered`",
        ast.IfExp: "write choose(condition, this, that)",
        ast.Subscript: "rows have any(…), all(…), count(…), sum(…), min(…), max(…) and first(…)",
        ast.UAdd: "remove +",
        float: "write whole numbers",
        type(None): "write `x.answered` or `not x.answered`",
    }
)
_ONLY = "rules have only and, or, not, one comparison, in [...], +, - and the listed functions"
_NOTHING = frozenset({"", "null", "none", "None", "nil", "empty", "blank", "unanswered", "undefined"})
_TRUTH = frozenset({"true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "はい", "いいえ"})
_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "min": "first_of(a, b) for days",
        "max": "last_of(a, b) for days",
        "answered": "x.answered",
        "empty": "not x.answered",
        "len": "rows.count()",
        "count": "rows.count()",
        "sum": "rows.sum(…)",
        "any": "rows.any(…)",
        "all": "rows.all(…)",
        "age": "age_on(birth, day)",
        "date": WRITTEN[DATE],
        "day": WRITTEN[DATE],
        "year": "fiscal_year(d)",
        "month": "month_of(d)",
        "round": "share(amount, 1, 1, round=down)",
        "if": "choose(condition, this, that)",
        "IF": "choose(condition, this, that)",
    }
)


def of_syntax(text: str, offset: int) -> tuple[int, str]:
    blanked = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    for pattern, advice in _SYNTAX:
        match = pattern.search(blanked)
        if match is not None:
            return match.start(), advice
    if blanked.count("(") != blanked.count(")"):
        return offset, "close every bracket"
    kept = _KEPT.search(blanked)
    if kept is not None:
        return kept.start(), f"`{kept[0]}` is a reserved word in rules: rename that option or question"
    return offset, "correct the spelling"


def of_node(node: ast.expr) -> str:
    inside = (
        [node.value] if isinstance(node, ast.Constant) else [node, getattr(node, "op", node), *getattr(node, "ops", ())]
    )
    return next((_NODES[type(part)] for part in inside if type(part) in _NODES), _ONLY)


def of_word(word: str) -> str:
    if word in _NOTHING:
        return ": write `x.answered` or `not x.answered`"
    if _ERA.match(word):
        return f": write a day in quotes: {WRITTEN[DATE]}"
    return ": write a yes/no question as `x` or `not x`" if word in _TRUTH else ""


def of_function(name: str) -> str:
    replacement = _FUNCTIONS.get(name.rpartition(".")[2])
    return f": write {replacement}" if replacement else ""


def of_type(given: Type, want: Type, name: str) -> str:
    if want == MONEY and given == NUMBER:
        return ": write times(amount, n)"
    if want != YES_NO or not name:
        return ""
    if given.name in ("choice", "choices"):
        option = given.options[0] if given.options else "option"
        return f": write {name} == {option}" if given.name == "choice" else f": write {option} in {name}"
    return f": write {name} > 0" if given in (NUMBER, MONEY) else f": write {name}.answered"


def of_comparison(left: Type, right: Type) -> str:
    pair = {left, right}
    for kind, written in WRITTEN.items():
        # Without quotes 2026-11-20 is a number: 1995.
        if pair in ({kind, TEXT}, {kind, NUMBER}):
            return f": write {written}"
    if pair in ({NUMBER, TEXT}, {MONEY, TEXT}):
        return ": write a number without quotes"
    return ": write month_of(d)" if pair == {DATE, MONTH} else ""
