"""Says a rule of a definition in Japanese: for the print form, where it must read at a glance, and for the 確認票,
where its formula stands beside it. Evaluates nothing."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.messages import sentences
from forms.procedure import Field, Procedure
from forms.rules.expression import Expression
from forms.rules.parse import parse
from forms.rules.types import MONTH, TIME

_DOORS = {"online": "オンライン", "counter": "窓口", "post": "郵送"}
_DATES = {"<": "より前", "<=": "以前", ">": "より後", ">=": "以後", "==": "と同じ日", "!=": "と違う日"}
_WHENS = {**_DATES, "==": "", "!=": "以外"}
_NUMBERS = {"<": "より少ない", "<=": "以下", ">": "より多い", ">=": "以上", "==": "", "!=": "以外"}
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_LENGTHS = {"days": "日", "months": "か月", "years": "年"}
_DAYS = ("attains", "open_day_from", "open_day_until", "school_year_end", "month_end", "first_of", "last_of")


@dataclass(frozen=True)
class Saying:
    """`words` end so that のとき can follow. `plain`: nothing of the formula is left in them."""

    words: str
    plain: bool


def say_rule(procedure: Procedure, rule: Expression, within: str = "", names: Mapping[str, str] = {}) -> Saying:
    """`within`: id of the question whose rule it is; a rule in a block names its neighbours without the block.
    `names`: id → how a question is called here; without it, by its label in 「」."""
    teller = _Teller(procedure, within, names)
    words = teller.whole(parse(rule.text))
    return Saying(words, teller.plain)


def say_value(procedure: Procedure, value: Expression, within: str = "", names: Mapping[str, str] = {}) -> Saying:
    """A day, a number or a sum: what stands there, not whether it holds."""
    teller = _Teller(procedure, within, names)
    words = teller.value(parse(value.text))
    return Saying(words, teller.plain)


def option_label(field: Field, code: str) -> str:
    """An option of a question in its own words, or in those of its type."""
    option = getattr(field.settings, "options", {}).get(code)
    return option.label if option is not None else sentences("ja").get(f"{field.type.id}.{code}", code)


class _Teller:
    def __init__(self, procedure: Procedure, within: str, names: Mapping[str, str]) -> None:
        self.names = names
        self.fields = procedure.by_name
        self.repeats = {repeat.id: repeat.label for repeat in procedure.repeats}
        self.within = within.split(".")[:-1]
        self.plain = True

    def whole(self, node: ast.expr) -> str:
        """A condition."""
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return "、かつ".join(self.part(part) for part in parts)
            case ast.BoolOp(op=ast.Or(), values=parts):
                return "、または".join(self.part(part) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return self.denied(part)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as sign], comparators=[right]):
                return self.among(left, right) + ("以外" if isinstance(sign, ast.NotIn) else "")
            case ast.Call(func=ast.Attribute(value=rows, attr="any" | "all" as each), args=[part]):
                some = "どれかで" if each == "any" else "どれでも"
                return f"{self.rows(rows)}の{some}{self.inside(rows, part)}"
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.comparison(left, _SIGNS[type(sign)], right)
        return self.bare(node)

    def part(self, node: ast.expr) -> str:
        words = self.whole(node)
        return f"（{words}）" if isinstance(node, ast.BoolOp) else words

    def bare(self, node: ast.expr) -> str:
        """A question or setting that is yes or no, or whether something was answered."""
        name = ast.unparse(node)
        if name.endswith(".answered"):
            return f"{self.value(ast.parse(name.removesuffix('.answered'), mode='eval').body)}に記入がある"
        field = self.field(name)
        if field is not None and "const" in field.type.json_schema(field.settings):
            return f"{self.value(node)}に印がある"
        return f"{self.value(node)}が「はい」"

    def denied(self, node: ast.expr) -> str:
        words = self.whole(node)
        for yes, no in (("がある", "がない"), ("が「はい」", "が「いいえ」")):
            if words.endswith(yes) and not isinstance(node, ast.BoolOp):
                return words.removesuffix(yes) + no
        return f"「{words}」ではない"

    def among(self, left: ast.expr, right: ast.expr) -> str:
        if isinstance(right, ast.List):
            listed = "か".join(self.code(one, left) for one in right.elts)
            return f"{self.value(left)}が{listed}"
        return f"{self.value(right)}で{self.code(left, right)}を選んだ"

    def comparison(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        if isinstance(right, ast.Call) and not isinstance(left, ast.Call):
            left, sign, right = right, _TURNED[sign], left
        age = self.age(left, sign, right)
        if age:
            return age
        if self.is_day(left) or self.is_day(right):
            return f"{self.value(left)}が{self.value(right)}{_DATES[sign]}"
        if self.is_when(left) or self.is_when(right):
            return f"{self.value(left)}が{self.value(right)}{_WHENS[sign]}"
        unlike = "以外" if sign == "!=" else _NUMBERS[sign]
        return f"{self.value(left)}が{self.code(right, left)}{unlike}"

    def age(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        """attains(birth, 65) > today: who is not yet 65."""
        match left, right:
            case (
                ast.Call(func=ast.Name(id="attains"), args=[birth, ast.Constant(value=int() as years)]),
                ast.Name(id="today"),
            ) if sign in ("<=", ">"):
                return f"{self.value(birth)}の人が{years}歳{'以上' if sign == '<=' else '未満'}"
        return ""

    def is_day(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id="today"):
                return True
            case ast.Call(func=ast.Name(id="choose"), args=[_, one, _]):
                return self.is_day(one)
            case ast.Call(func=ast.Name(id=name)):
                return name in _DAYS
            case ast.BinOp(left=left):
                return self.is_day(left)
        field = self.field(ast.unparse(node))
        return field is not None and field.type.rule_type(field.settings).name == "date"

    def is_when(self, node: ast.expr) -> bool:
        """A month, or a time of day."""
        field = self.field(ast.unparse(node))
        return ast.unparse(node).startswith("month_of(") or (
            field is not None and field.type.rule_type(field.settings) in (MONTH, TIME)
        )

    def value(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id="today"):
                return "今日（出したあとは届いた日）"
            case ast.Name(id="door"):
                return "出し方"
            case ast.Constant(value=bool(value)):
                return "はい" if value else "いいえ"
            case ast.Constant(value=int() | str() as value):
                return _written(str(value))
            case ast.BinOp(left=left, op=sign, right=right):
                joint = "の前" if isinstance(sign, ast.Sub) else "の後"
                if self.is_day(left):
                    return f"{self.value(left)}から{self.value(right)}{joint}"
                return f"{self.value(left)}{'－' if isinstance(sign, ast.Sub) else '＋'}{self.value(right)}"
            case ast.Call(func=ast.Attribute(value=rows, attr=how), args=args) if self.repeat(ast.unparse(rows)):
                return self.gathered(rows, how, args, node)
            case ast.Call(func=ast.Name(id="only_if"), args=[holds, amount]):
                return f"（{self.whole(holds)}なら{self.value(amount)}、でなければ0円）"
            case ast.Call(func=ast.Name(id="choose"), args=[holds, one, other]):
                return f"（{self.whole(holds)}なら{self.value(one)}、でなければ{self.value(other)}）"
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(name, [self.value(arg) for arg in args], node)
        return self.named(ast.unparse(node))

    def rows(self, node: ast.expr) -> str:
        repeat = self.repeat(ast.unparse(node))
        return f"「{self.repeats[repeat]}」" if repeat else self.formula(ast.unparse(node))

    def repeat(self, name: str) -> str:
        """The full name of the repeat that `name` means here, or ""."""
        full = (".".join((*self.within[:depth], name)) for depth in range(len(self.within), -1, -1))
        return next((one for one in full if one in self.repeats), "")

    def inside(self, rows: ast.expr, part: ast.expr) -> str:
        """A condition or value as each row sees it."""
        outside, self.within = self.within, (self.repeat(ast.unparse(rows)) or ast.unparse(rows)).split(".")
        words = (
            self.whole(part) if isinstance(part, ast.Compare | ast.BoolOp | ast.UnaryOp) else self.value_or_truth(part)
        )
        self.within = outside
        return words

    def value_or_truth(self, part: ast.expr) -> str:
        """A bare name in a row: yes or no where the question is one, else its value."""
        field = self.field(ast.unparse(part).removesuffix(".answered"))
        truth = ast.unparse(part).endswith(".answered") or (
            field is not None and field.type.rule_type(field.settings).name == "yes_no"
        )
        return self.bare(part) if truth else self.value(part)

    def gathered(self, rows: ast.expr, how: str, args: list[ast.expr], node: ast.expr) -> str:
        match how, args:
            case "count", []:
                return f"{self.rows(rows)}の数"
            case "count", [part]:
                return f"{self.rows(rows)}のうち{self.inside(rows, part)}ものの数"
            case "sum", [part]:
                return f"{self.rows(rows)}の{self.inside(rows, part)}の合計"
        return self.formula(ast.unparse(node))

    def call(self, name: str, args: list[str], node: ast.expr) -> str:
        match name, args:
            case "days" | "months" | "years", [count]:
                return f"{count}{_LENGTHS[name]}"
            case "attains", [birth, years]:
                return f"{birth}の人が{years}歳になる日"
            case "open_day_from", [day]:
                return f"{day}（市役所が閉まっている日なら次に開く日）"
            case "school_year_end", [day]:
                return f"{day}から最初に来る3月31日"
            case "fiscal_year", [day]:
                return f"{day}の年度"
            case "month_end", [day]:
                return f"{day}の月の終わりの日"
            case "month_of", [day]:
                return f"{day}の月"
            case "first_of" | "last_of", [one, other]:
                return f"{one}と{other}の{'早い' if name == 'first_of' else '遅い'}ほう"
            case "open_day_until", [day]:
                return f"{day}（市役所が閉まっている日なら前に開いていた日）"
            case "times", [amount, count]:
                return f"{amount}×{count}"
            case "share", [amount, part, whole]:
                return f"{amount}の{whole}分の{part}"
        return self.formula(ast.unparse(node))

    def named(self, name: str) -> str:
        root, _, rest = name.partition(".")
        if root == "city" and rest:
            return f"市の設定「{rest}」"
        field = self.field(name)
        return self.formula(name) if field is None else self.names.get(field.id, f"「{field.label}」")

    def code(self, node: ast.expr, beside: ast.expr) -> str:
        """An option beside the question that offers it, or any other value."""
        code = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)
        if ast.unparse(beside) == "door":
            return f"「{_DOORS.get(code, code)}」"
        field = self.field(ast.unparse(beside))
        if field is not None and code in field.type.options(field.settings):
            return f"「{option_label(field, code)}」"
        return self.value(node)

    def field(self, name: str) -> Field | None:
        """The question that `name` means here: the nearest one from the block outwards."""
        for depth in range(len(self.within), -1, -1):
            found = self.fields.get(".".join((*self.within[:depth], name)))
            if found is not None:
                return found
        return None

    def formula(self, text: str) -> str:
        self.plain = False
        return f"［{text}］"


def _written(text: str) -> str:
    """A day or a month that stands in a rule, as people say it; whatever else stands there, as it stands."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", text)
    if found is None:
        return text
    year, month, day = (int(part) if part else None for part in found.groups())
    return f"{year}年{month}月" + (f"{day}日" if day else "")
