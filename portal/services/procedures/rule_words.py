"""In Japanese, for forms and the 確認票."""

import ast
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Field, Procedure, Setting
from forms.messages import sentences
from forms.rules.expression import Expression
from forms.rules.parse import parse
from forms.rules.types import DATE, MONTH, TIME
from portal.services.procedures.number_questions import number_questions
from portal.services.procedures.rearrange_rule import joined, turned

_DOORS = {"online": "オンライン", "counter": "窓口", "post": "郵送"}
_DATES = {"<": "より前", "<=": "以前", ">": "より後", ">=": "以後", "==": "と同じ日", "!=": "と違う日"}
_WHENS = {**_DATES, "==": "", "!=": "以外"}
_NUMBERS = {"<": "より少ない", "<=": "以下", ">": "より多い", ">=": "以上", "==": "", "!=": "以外"}
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_CALLS = {
    "abs": "{}の大きさ（0より小さければ、マイナスをとる）",
    "days": "{}日",
    "months": "{}か月",
    "years": "{}年",
    "months_on": "{}の翌日から数えて{}か月が終わる日",
    "years_on": "{}の翌日から数えて{}年が終わる日",
    "attains": "{}の人が{}歳になる日",
    "open_days_after": "{}から{}開庁日後",
    "open_day_from": "{}（市役所が閉まっている日なら次に開く日）",
    "open_day_until": "{}（市役所が閉まっている日なら前に開いていた日）",
    "school_year_end": "{}から最初に来る3月31日",
    "fiscal_year": "{}の年度",
    "month_end": "{}の月の終わりの日",
    "month_of": "{}の月",
    "month_number": "{}の月",
    "minutes_between": "{}から{}までの分",
    "age_on": "{}の人の、{}の歳",
    "first_of": "{}と{}の早いほう",
    "last_of": "{}と{}の遅いほう",
    "times": "{}×{}",
    "share": "{0}の{2}分の{1}",
    "lookup": "{0}の、{1}の行",
    "band": "{0}の、{1}が届く行",
}
_EXTREMES = {"min": "小さい", "max": "大きい"}
_LATEST = {"min": "早い", "max": "遅い"}
_LENGTHS = {"days": "日数", "months": "月数", "years": "年数"}
_PARTS = {"period.first": "period.from", "period.last": "period.to", "slot.day": "slot.on"}
# These inflect: they are put before とき without の.
_VERBAL = ("ある", "ない", "選んだ", "出す", "多い", "同じ", "違う")
_REGISTER = {
    "principal.spouse.exists": "台帳に配偶者がいるか", "register.leaving_date()": "台帳にある転出の日",
    "earlier.known": "前の申請とつながっているか", "earlier.outcome": "前の申請の結果",
    "earlier.arrived_on": "前の申請が着いた日", "earlier.decided_on": "前の申請の決定の日",
}  # fmt: skip
_FACTS = {"event_date": "台帳にある、{}の日", "child_born": "台帳に、{}に生まれた同じ世帯の子がいるか"}
_DAYS = (
    "month_start",
    "attains",
    "open_day_from",
    "open_day_until",
    "open_days_after",
    "school_year_end",
    "month_end",
    "first_of",
    "last_of",
)


@dataclass(frozen=True)
class RuleWords:
    words: str
    plain: bool  # without formula

    @property
    def when(self) -> str:
        """問3が「はい」のとき, 問4に印があるとき."""
        return f"{self.words}{'' if self.words.endswith(_VERBAL) else 'の'}とき"


def rule_words(
    procedure: Procedure,
    rule: Expression | ast.expr,
    within: str = "",
    names: Mapping[str, str] = {},
    columns: Mapping[str, str] = {},
) -> RuleWords:
    """`within`: id of the question with the rule. `names`: id → name of a question, by default 「label」."""
    phraser = _Phraser(procedure, within, names, columns)
    words = phraser.whole(_tree(rule))
    return RuleWords(words, phraser.plain)


def value_words(
    procedure: Procedure, value: Expression | ast.expr, within: str = "", names: Mapping[str, str] = {}
) -> RuleWords:
    phraser = _Phraser(procedure, within, names)
    words = phraser.value(_tree(value))
    return RuleWords(words, phraser.plain)


def _tree(rule: Expression | ast.expr) -> ast.expr:
    return parse(rule.text) if isinstance(rule, Expression) else rule


def option_label(field: Field, code: str) -> str:
    option = getattr(field.settings, "options", {}).get(code)
    return option.label if option is not None else sentences("ja").get(f"{field.type.id}.{code}", code)


class _Phraser:
    def __init__(
        self, procedure: Procedure, within: str, names: Mapping[str, str], columns: Mapping[str, str] = {}
    ) -> None:
        self.names = names
        self.columns = columns  # labels of a city's kept lists, by list.column
        results = procedure.result.fields if procedure.result is not None else ()
        self.fields = {**{field.name: field for field in results}, **procedure.by_name}
        self.settings = procedure.settings
        self.repeats = {repeat.id: repeat.label for repeat in procedure.repeats}
        self.numbers = number_questions(procedure)
        labels = Counter(field.label for field in procedure.fields)
        self.alike = {name for name in self.numbers if labels[self.fields[name].label] > 1}
        self.within = within.split(".")[:-1]
        self.plain = True

    def whole(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return "、かつ".join(self.part(part) for part in parts)
            case ast.BoolOp(op=ast.Or(), values=parts):
                return "、または".join(self.part(part) for part in joined(parts))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return self.denied(part)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as sign], comparators=[right]):
                return self.among(left, right, isinstance(sign, ast.In))
            case ast.Call(func=ast.Attribute(value=rows, attr="any" | "all" as each), args=[part]):
                some = "どれかで" if each == "any" else "すべてで"
                return f"{self.rows(rows)}の{some}{self.inside(rows, part)}"
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.comparison(left, _SIGNS[type(sign)], right)
            case ast.Call(func=ast.Name(id="same_holder"), args=[first, second]):
                return f"{self.value(first)}と{self.value(second)}の名前が同じ"
        return self.bare(node)

    def part(self, node: ast.expr) -> str:
        words = self.whole(node)
        return f"（{words}）" if isinstance(node, ast.BoolOp) else words

    def bare(self, node: ast.expr) -> str:
        name = ast.unparse(node)
        if name.endswith(".answered"):
            return f"{self.value(ast.parse(name.removesuffix('.answered'), mode='eval').body)}に記入がある"
        field = self.field(name)
        if field is not None and "const" in field.type.json_schema(field.settings):
            return f"{self.value(node)}に ✓ がある"
        return f"{self.value(node)}が「はい」"

    def denied(self, node: ast.expr) -> str:
        other = turned(node)
        if other is not None:
            return self.whole(other)
        words = self.whole(node)
        for yes, no in (("がある", "がない"), ("が「はい」", "が「いいえ」"), ("が同じ", "が違う")):
            if words.endswith(yes):
                return words.removesuffix(yes) + no
        return f"「{words}」ではない"

    def among(self, left: ast.expr, right: ast.expr, holds: bool) -> str:
        """`left`: a code, or a list of which any was chosen in `right`."""
        if isinstance(right, ast.List):
            listed = "か".join(self.code(element, left) for element in right.elts)
            return f"{self.value(left)}が{listed}{'' if holds else '以外'}"
        codes = left.elts if isinstance(left, ast.List) else [left]
        listed = "か".join(self.code(code, right) for code in codes)
        return f"{self.value(right)}で{listed}を選ん{'だ' if holds else 'でいない'}"

    def comparison(self, left: ast.expr, operator: str, right: ast.expr) -> str:
        if ast.unparse(left) == "door" and "door" in self.names and operator == "==":
            return f"{self.code(right, left).strip('「」')}で出す"
        if isinstance(right, ast.Call) and not isinstance(left, ast.Call):
            left, operator, right = right, _TURNED[operator], left
        age = self.age(left, operator, right)
        if age:
            return age
        if self.is_day(left) or self.is_day(right):
            return f"{self.value(left)}が{self.value(right)}{_DATES[operator]}"
        if self.is_when(left) or self.is_when(right):
            return f"{self.value(left)}が{self.value(right)}{_WHENS[operator]}"
        unlike = "以外" if operator == "!=" else _NUMBERS[operator]
        return f"{self.value(left)}が{self.code(right, left)}{unlike}"

    def age(self, left: ast.expr, operator: str, right: ast.expr) -> str:
        match left, right:
            case (
                ast.Call(func=ast.Name(id="attains"), args=[birth, ast.Constant(value=int() as years)]),
                ast.Name(id="today"),
            ) if operator in ("<=", ">"):
                return f"{self.value(birth)}の人が{years}歳{'以上' if operator == '<=' else '未満'}"
        return ""

    def is_day(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id="today"):
                return True
            case ast.Constant(value=date()):
                return True
            case ast.Call(func=ast.Name(id="choose"), args=[_, value, _]):
                return self.is_day(value)
            case ast.Call(func=ast.Attribute(value=rows, attr="min" | "max" | "first"), args=[gathered]):
                return self.is_day(_within(self.repeat(ast.unparse(rows)), gathered))
            case ast.Call(func=ast.Name(id=name)):
                return name in _DAYS
            case ast.BinOp(left=left):
                return self.is_day(left)
        name = ast.unparse(node)
        owner, part = self.owner(name)
        field = self.field(name) or owner
        if field is None:
            return name in ("earlier.arrived_on", "earlier.decided_on")
        kind = field.type.rule_parts(field.settings)[part] if part else field.type.rule_type(field.settings)
        return kind == DATE

    def is_when(self, node: ast.expr) -> bool:
        field = self.field(ast.unparse(node))
        return ast.unparse(node).startswith(("month_of(", "fiscal_year(")) or (
            field is not None and field.type.rule_type(field.settings) in (MONTH, TIME)
        )

    def value(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id="today"):
                return self.names.get("today", "今日（出したあとは届いた日）")
            case ast.Name(id="door"):
                return "出し方"
            case ast.Constant(value=bool(value)):
                return "はい" if value else "いいえ"
            case ast.Constant(value=int() | str() | date() as value):
                return _written(str(value))
            case ast.BinOp(left=left, op=sign, right=right):
                if self.is_day(left):
                    return self.later_day(node)
                return f"{self.value(left)}{'－' if isinstance(sign, ast.Sub) else '＋'}{self.value(right)}"
            case ast.Call(func=ast.Attribute(value=rows, attr=how), args=args) if self.repeat(ast.unparse(rows)):
                return self.gathered(rows, how, args, node)
            case ast.Call(func=ast.Name(id="only_if"), args=[holds, amount]):
                return f"（{self.whole(holds)}なら{self.value(amount)}、でなければ0円）"
            case ast.Call(func=ast.Name(id="choose"), args=[holds, chosen, other]):
                return f"（{self.whole(holds)}なら{self.value(chosen)}、でなければ{self.value(other)}）"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="register"), attr=fact), args=[arg]) if fact in _FACTS:
                return _FACTS[fact].format(self.value(arg))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return f"（{self.whole(node)}なら「はい」）"
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(name, [self.value(arg) for arg in args], node)
        name = ast.unparse(node)
        return _REGISTER[name] if name in _REGISTER else self.named(name)

    def later_day(self, node: ast.expr) -> str:
        """問2から1か月と2年後の1日前."""
        terms: list[tuple[bool, list[str]]] = []
        while isinstance(node, ast.BinOp) and self.is_day(node.left):
            back, words = isinstance(node.op, ast.Sub), self.value(node.right)
            if terms and terms[0][0] == back:
                terms[0][1].insert(0, words)
            else:
                terms.insert(0, (back, [words]))
            node = node.left
        lengths = [f"{'の' if back else 'から'}{'と'.join(words)}{'前' if back else '後'}" for back, words in terms]
        return self.value(node) + "".join(lengths)

    def rows(self, node: ast.expr) -> str:
        repeat = self.repeat(ast.unparse(node))
        return f"「{self.repeats[repeat]}」" if repeat else self.formula(ast.unparse(node))

    def repeat(self, name: str) -> str:
        full = (".".join((*self.within[:depth], name)) for depth in range(len(self.within), -1, -1))
        return next((name_in_scope for name_in_scope in full if name_in_scope in self.repeats), "")

    def inside(self, rows: ast.expr, part: ast.expr) -> str:
        outside, self.within = self.within, (self.repeat(ast.unparse(rows)) or ast.unparse(rows)).split(".")
        words = (
            self.whole(part) if isinstance(part, ast.Compare | ast.BoolOp | ast.UnaryOp) else self.value_or_truth(part)
        )
        self.within = outside
        return words

    def value_or_truth(self, part: ast.expr) -> str:
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
            case "min" | "max", [part]:
                words = self.inside(rows, part)
                extreme = (_LATEST if self.is_day(node) else _EXTREMES)[how]
                return f"{self.rows(rows)}の{words}のうち、いちばん{extreme}もの"
            case "first", [part]:
                return f"{self.rows(rows)}のはじめの行の{self.inside(rows, part)}"
        return self.formula(ast.unparse(node))

    def call(self, name: str, args: list[str], node: ast.expr) -> str:
        if name in _EXTREMES:
            return f"{'と'.join(args)}のうち{_EXTREMES[name]}ほう"
        if name == "month_start":
            return f"{args[0].removesuffix('の月')}の月の1日"
        if name in _LENGTHS and args[0].endswith("」"):
            return f"{args[0]}の{_LENGTHS[name]}"
        return _CALLS[name].format(*args) if name in _CALLS else self.formula(ast.unparse(node))

    def named(self, name: str) -> str:
        setting = self.setting(name)
        if setting is not None:
            return f"市の設定「{setting.label or setting.name}」"
        field = self.field(name)
        if field is None:
            return self.part_of(name)
        number = f"問{self.numbers[field.name]}" if field.name in self.alike and not self.names else ""
        return self.names.get(field.id, f"{number}「{field.label}」")

    def setting(self, name: str) -> Setting | None:
        root, _, rest = name.partition(".")
        return self.settings.get(rest) if root == "city" else None

    def part_of(self, name: str) -> str:
        owner, part = self.owner(name)
        key = "" if owner is None else f"{getattr(owner.settings, 'list', owner.type.id)}.{part}"
        label = self.columns.get(key) or sentences("ja").get(_PARTS.get(key, key))
        return self.formula(name) if label is None else f"{self.named(name.rpartition('.')[0])}の{label}"

    def owner(self, name: str) -> tuple[Field | None, str]:
        owner, _, part = name.rpartition(".")
        field = self.field(owner) if owner else None
        if field is None or part not in field.type.rule_parts(field.settings):
            return None, ""
        return field, part

    def code(self, node: ast.expr, beside: ast.expr) -> str:
        code = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)
        if ast.unparse(beside) == "door":
            return f"「{_DOORS.get(code, code)}」"
        field = self.field(ast.unparse(beside))
        if field is not None and code in field.type.options(field.settings):
            return f"「{option_label(field, code)}」"
        setting = self.setting(ast.unparse(beside))
        if setting is not None and code in setting.labels:
            return f"「{setting.labels[code]}」"
        whole, part = self.owner(ast.unparse(beside))
        label = None if whole is None else sentences("ja").get(f"{whole.type.id}.{part}_{code}")
        return self.value(node) if label is None else f"「{label}」"

    def field(self, name: str) -> Field | None:
        for depth in range(len(self.within), -1, -1):
            match = self.fields.get(".".join((*self.within[:depth], name)))
            if match is not None:
                return match
        return None

    def formula(self, text: str) -> str:
        self.plain = False
        return f"［{text}］"


def _within(repeat: str, part: ast.expr) -> ast.expr:
    return (
        ast.parse(f"{repeat}.{ast.unparse(part)}", mode="eval").body
        if isinstance(part, ast.Name | ast.Attribute)
        else part
    )


def _written(text: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", text)
    if match is None:
        return text
    year, month, day = (int(part) if part else None for part in match.groups())
    return f"{year}年{month}月" + (f"{day}日" if day else "")
