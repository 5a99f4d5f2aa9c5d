"""Conditions in the words of the form: 「お子さんはいますか」が「はい」のとき."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from portal.services.workshop.guess_type import flat

_JOINTS = {"かつ": " and ", "または": " or "}
_SIGNS = (
    ("以上", ">="), ("以下", "<="), ("未満", "<"), ("より大きい", ">"), ("を超える", ">"), ("超", ">"), ("より小さい", "<"),
    ("以後", ">="), ("以降", ">="), ("以前", "<="), ("より後", ">"), ("より前", "<"), ("と同じ日", "=="), ("と同じ", "=="), ("", "=="),
)  # fmt: skip
_MOST = 2000
_QUOTED = re.compile("「([^」]*)」[がはにで、]?")
_SHORT = re.compile("([^=≠<>≦≧!]+?)(≠|!=|>=|<=|≧|≦|=|<|>)(.+)")
_SPELT = {"≠": "!=", "≧": ">=", "≦": "<=", "=": "=="}
_NOT = "以外|でない|ではない|のどれでもない|を選んでいない"
_YES, _NO = {"はい", "ある", "有", "あり", "いる"}, {"いいえ", "ない", "無", "なし", "いない"}


class NoRule(Exception):
    # In words: why there is no rule for this.
    pass


@dataclass(frozen=True)
class Earlier:
    # `options`: label, flattened → code.
    name: str
    type: str
    options: Mapping[str, str]


def rule_of(words: str, known: Mapping[str, Earlier]) -> str:
    # `known`: questions before, by flattened label and by 行3. Raises NoRule.
    text = normalize("NFKC", words).strip().rstrip("。")
    if len(text) > _MOST:  # what follows takes the square of it
        raise NoRule("条件が長すぎます。")
    parts = re.split("(かつ|または)(?![^「]*」)", text)
    joints = {parts[number] for number in range(1, len(parts), 2)}
    if len(joints) > 1:
        raise NoRule("「かつ」と「または」は、いっしょに書けません。")
    clauses = [_clause(part.strip(" 、,"), known) for part in parts[::2]]
    rule = _JOINTS[joints.pop()].join(clauses) if joints else clauses[0]
    if len(rule) > 300:
        raise NoRule("条件が長すぎます。")
    return rule


def _clause(text: str, known: Mapping[str, Earlier]) -> str:
    text = re.sub("の?(とき|場合)$", "", text)
    quoted = _QUOTED.match(text)
    if quoted is not None:
        return _words(_found(quoted[1], known), text[quoted.end() :].strip())
    short = _SHORT.fullmatch(text)
    if short is None:
        raise NoRule(f"条件の「{text[:40]}」が読めません。「質問の文」が「選ぶもの」のとき、の形で書いてください。")
    sign = _SPELT.get(short[2], short[2])
    return _compared(_found(short[1], known), sign, re.split("[、/]|,(?![0-9]{3})", short[3]))


def _found(words: str, known: Mapping[str, Earlier]) -> Earlier:
    question = known.get(re.sub("^(質問)?([0-9]+)行?目?$", r"行\2", flat(words)))
    if question is None:
        raise NoRule(f"前に「{words[:40]}」という質問がありません。")
    return question


def _words(question: Earlier, rest: str) -> str:
    if question.type in ("choice", "multiple_choice", "yes_no", "consent", "sex"):
        values = re.findall("「([^」]*)」", rest) or [re.sub(f"(のどれか|を選んだ|{_NOT})+$", "", rest)]
        sign = "!=" if re.search(f"({_NOT})$", rest) else "=="
        return _compared(question, sign, values)
    if rest in ("答えがある", "ある"):
        return f"{question.name}.answered"
    if rest in ("答えがない", "ない"):
        return f"not {question.name}.answered"
    age = re.fullmatch("([0-9]{1,3})歳(以上|未満)(の人)?", rest)
    if question.type == "date" and age is not None:
        return f"attains({question.name}, {int(age[1])}) {'<=' if age[2] == '以上' else '>'} today"
    for words, sign in _SIGNS:
        if words and rest.endswith(words):
            return _compared(question, sign, [rest.removesuffix(words)])
    return _compared(question, "==", [rest])


def _compared(question: Earlier, sign: str, values: list[str]) -> str:
    values = [value.strip(" 「」") for value in values]
    if question.type in ("yes_no", "consent"):
        if sign not in ("==", "!=") or len(values) != 1 or values[0] not in _YES | _NO:
            raise NoRule("「はい」か「いいえ」とくらべてください。")
        return question.name if (values[0] in _YES) is (sign == "==") else f"not {question.name}"
    if question.type in ("choice", "multiple_choice", "sex"):
        return _chosen(question, sign, values)
    value = values[0].replace(",", "")
    if question.type in ("integer", "money", "decimal"):
        number = re.fullmatch("(-?[0-9]{1,12})(円|人|歳|枚|個|日|回)?", value)
        if len(values) > 1 or number is None:
            raise NoRule(f"「{value[:20]}」は整数ではありません。")
        return f"{question.name} {sign} {int(number[1])}"
    if question.type == "date":
        day = re.fullmatch("([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?", value)
        if len(values) > 1 or day is None:
            raise NoRule("日は 2026-04-01 のように書いてください。")
        return f'{question.name} {sign} "{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}"'
    raise NoRule("この種類の質問とは、くらべられません。")


def _chosen(question: Earlier, sign: str, values: list[str]) -> str:
    codes = [question.options.get(flat(value), "") for value in values]
    if sign not in ("==", "!=") or "" in codes:
        missing = next((value for value, code in zip(values, codes, strict=True) if not code), values[0])
        raise NoRule(f"「{missing[:40]}」という選択肢がありません。")
    if question.type == "multiple_choice":
        parts = [f"{code} {'in' if sign == '==' else 'not in'} {question.name}" for code in codes]
        joined = (" or " if sign == "==" else " and ").join(parts)
        return f"({joined})" if len(parts) > 1 else joined
    if len(codes) == 1:
        return f"{question.name} {sign} {codes[0]}"
    return f"{question.name} {'in' if sign == '==' else 'not in'} [{', '.join(codes)}]"
