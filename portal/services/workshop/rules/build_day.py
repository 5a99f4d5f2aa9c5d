# A deadline chosen in boxes: from which day, how long, and what a closed day does.

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.loading.tree import Node
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from portal.services.workshop.rules.build_condition import DAY, Comparable

TODAY = "today"
# `months` and `years` count as a law does (民法143条); `d + months(n)` of the language counts otherwise and is left to text.
WAYS: Mapping[str, str] = {
    "on": "その日", "days": "○日あと", "months": "○か月（翌日から数える）", "years": "○年あと", "open_days": "○番めの開庁日",
    "days_before": "○日前",
}  # fmt: skip
OPEN: Mapping[str, str] = {
    "": "その日のまま", "open_day_from": "次の開庁日まで延ばす", "open_day_until": "前の開庁日までにする",
}  # fmt: skip
_PHRASES: Mapping[str, str] = {
    "on": "", "days": "の{n}日あと", "months": "から{n}か月", "open_days": "のあとの{n}番めの開庁日", "years": "の{n}年あと",
    "days_before": "の{n}日前",
}  # fmt: skip
_CLOSED = {"": "", "open_day_from": "（閉庁日なら、次の開庁日）", "open_day_until": "（閉庁日なら、前の開庁日）"}
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True)
class DayRule:
    # `base`: `today`, a question or a setting of the city. `number`: digits or such a setting, "" of the day itself.
    base: str = ""
    way: str = "days"
    number: str = ""
    closed: str = "open_day_from"


def days_of(tree: Node, known: Mapping[str, Comparable]) -> dict[str, str]:
    # Name → words of what a deadline may begin from.
    asked = {name: question.label for name, question in known.items() if question.kind == DAY}
    return {TODAY: "出した日", **asked, **_settings(tree, "date")}


def numbers_of(tree: Node) -> dict[str, str]:
    return _settings(tree, "integer")


def _settings(tree: Node, type_: str) -> dict[str, str]:
    of_type = {
        name: node for name, node in tree.part("settings").items() if "type" in node.mapping and node.word("type") == type_
    }  # fmt: skip
    return {
        f"city.{name}": f"市の設定「{node.word('label') if 'label' in node.mapping else name}」"
        for name, node in of_type.items()
    }


def read_day(text: str, days: Mapping[str, str], numbers: Mapping[str, str]) -> DayRule | None:
    # None for what the boxes cannot show.
    if not text:
        return DayRule()
    try:
        tree = parse(text)
    except Faulty:
        return None
    match tree:
        case ast.Call(func=ast.Name(id="open_day_from" | "open_day_until" as closed), args=[inner]):
            rule = _read(inner, closed)
        case _:
            rule = _read(tree, "")
    return rule if rule is not None and not wrong_boxes(rule, days, numbers) else None


def _read(node: ast.expr, closed: str) -> DayRule | None:
    match node:
        case ast.Name() | ast.Attribute():
            return DayRule(ast.unparse(node), "on", "", closed)
        case ast.Call(func=ast.Name(id="months_on"), args=[base, number]):
            return DayRule(ast.unparse(base), "months", ast.unparse(number), closed)
        case ast.Call(func=ast.Name(id="open_days_after"), args=[base, number]) if not closed:
            return DayRule(ast.unparse(base), "open_days", ast.unparse(number), closed)
        case ast.BinOp(
            left=base, op=ast.Add(), right=ast.Call(func=ast.Name(id="days" | "years" as way), args=[number])
        ):
            return DayRule(ast.unparse(base), way, ast.unparse(number), closed)
        case ast.BinOp(left=base, op=ast.Sub(), right=ast.Call(func=ast.Name(id="days"), args=[number])):
            return DayRule(ast.unparse(base), "days_before", ast.unparse(number), closed)
    return None


def wrong_boxes(rule: DayRule, days: Mapping[str, str], numbers: Mapping[str, str]) -> dict[str, str]:
    wrong = {} if rule.base in days else {"base": "どの日からかを選んでください。"}
    if rule.way not in WAYS or rule.closed not in OPEN:
        wrong["way"] = "数えかたを選んでください。"
    elif rule.way != "on" and rule.number not in numbers and not _NUMBER.fullmatch(rule.number):
        wrong["number"] = "数を、半角で書くか、市の設定を選んでください。"
    return wrong


def write_day(rule: DayRule) -> str:
    base, number = rule.base, rule.number
    match rule.way:
        case "open_days":
            return f"open_days_after({base}, {number})"
        case "on":
            text = base
        case "months":
            text = f"months_on({base}, {number})"
        case "days_before":
            text = f"{base} - days({number})"
        case _:
            text = f"{base} + {rule.way}({number})"
    return f"{rule.closed}({text})" if rule.closed else text


def words_of_day(rule: DayRule, days: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    # 「子が生まれた日」の14日あと（閉庁日なら、次の開庁日）
    number = f"（{numbers[rule.number]}）" if rule.number in numbers else rule.number
    return f"「{days[rule.base]}」{_PHRASES[rule.way].format(n=number)}{_CLOSED[rule.closed if rule.way != 'open_days' else '']}"
