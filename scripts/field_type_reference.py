"""Prints docs/field-types.md: what each field type asks, reads, stores and refuses, shown by its own samples.

`make reference` keeps it.
"""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from found_examples import SMALLEST, Example, Place, found_examples
from said_in_japanese import fenced, key_lines

from forms.city.city import City, load_city
from forms.definition.field import FieldType, Raw
from forms.definition.registry import field_types
from forms.loading import Library, load, read_library
from forms.loading.format_schema import format_schema
from forms.loading.library import SHIPPED
from forms.loading.meanings import meaning_of_type, models_in
from forms.messages import sentences
from forms.path.binding import sentence
from forms.path.environment import Environment
from forms.rules.types import Type
from forms.text.speech import Speech
from integrations.city_environment import environment_of
from portal.config import Settings

ON = date(2026, 11, 20)
TRIES = 300
_MOST_SAMPLES, _LONGEST = 5, 120
_HEAD = """# 質問の型

質問の `type` に書ける型の、全部です。このページは `make reference` で作ります。手で直しません。
打ってよいものと、まちがいの文は、型が自分で持っている見本を動かした結果です。

- 名前、住所、番号は見本です。
- どの型も、ひらがな・カタカナ・数字の幅を気にせず打てます。幅の話は、住民にも職員にも言いません。
- 「式での型」は、`when` や `must` で何とくらべられるかです。くわしくは [language.md](language.md) にあります。
- どの質問にも書けるキーは [keys.md](keys.md) にあります。"""
_RULE_TYPES = {
    "yes_no": "はい・いいえ", "text": "ことば", "number": "数", "money": "金額", "date": "日", "month": "年月", "time": "時刻", "choice": "選択肢1つ",
    "choices": "選択肢いくつか", "other": "くらべられない（`.answered` だけ使える）",
}  # fmt: skip


def page() -> Iterator[str]:
    examples = found_examples()
    yield _HEAD
    yield "\n| 型 | 聞くこと |\n|---|---|"
    for name in field_types():
        yield f"| [`{name}`](#{name}) | {meaning_of_type(name)} |"
    for kind in field_types().values():
        yield from _Type(kind, examples).lines()


class _Type:
    def __init__(self, kind: FieldType, examples: Mapping[Place, Example]) -> None:
        self.kind = kind
        self.examples = examples
        self.example = examples["FieldType", kind.id]
        self.procedure = load(self.example.file, fields=field_types(), library=library())
        self.field = next(field for field in self.procedure.fields if field.type.id == kind.id)
        self.settings = self.field.settings
        self.speech = Speech("ja", sentences("ja"), {})

    def lines(self) -> Iterator[str]:
        yield f"\n## `{self.kind.id}`\n\n{meaning_of_type(self.kind.id)}\n"
        yield from fenced(self.example.text)
        yield ""
        yield from self.boxes()
        yield f"式での型：{_rule_type(self.kind.rule_type(self.settings))}。{self.rule_parts()}\n"
        yield from self.samples()
        yield from self.mistakes()
        yield from self.keys()

    def boxes(self) -> Iterator[str]:
        parts = self.kind.parts(self.settings)
        if len(parts) > 1:
            labels = [f"`{part.name}`（{self.word(part.label)}）" for part in parts]
            yield f"欄：{'、'.join(labels)}。\n"

    def word(self, key: str) -> str:
        """The label of a box: a message, or what the question itself calls it."""
        return self.speech.messages.get(key, key)

    def rule_parts(self) -> str:
        parts = self.kind.rule_parts(self.settings)
        own = self.field.own or self.field.id
        names = [f"`{own}.{name}`（{_rule_type(kind)}{_codes(kind)}）" for name, kind in parts.items()]
        return f"答えの一部も使えます：{'、'.join(names)}。" if names else ""

    def samples(self) -> Iterator[str]:
        """What may be typed, how it is stored, how it is shown."""
        rows: dict[str, str] = {}
        for seed in range(TRIES):
            raw = self.kind.good(self.settings, random.Random(seed))
            parsed = self.kind.parse(raw, self.settings, self.environment())
            if raw and parsed.value is not None and len(rows) < _MOST_SAMPLES:
                shown = self.kind.show(parsed.value, self.settings, self.speech, self.field.path)
                stored = json.dumps(parsed.value, ensure_ascii=False)
                rows.setdefault(_typed(raw), f"`{_short(stored)}` | {_cell(shown)}")
        if rows:
            yield "| 打つもの | しまうもの | 見せるもの |\n|---|---|---|"
            yield from (f"| {typed} | {rest} |" for typed, rest in rows.items())
            yield ""

    def mistakes(self) -> Iterator[str]:
        lines: dict[str, str] = {}
        for seed in range(TRIES):
            raw, key = self.kind.bad(self.settings, random.Random(seed))
            mistakes = self.kind.parse(raw, self.settings, self.environment()).mistakes
            lines |= {
                mistake.key: sentence(mistake, self.field, self.speech) for mistake in mistakes if mistake.key == key
            }
        if lines:
            yield "まちがいのときに言うこと：\n"
            yield from (f"- {lines[key]}" for key in sorted(lines))
            yield ""

    def keys(self) -> Iterator[str]:
        """What the type adds to a question, and what that contains."""
        for model in models_in(self.kind.Settings):
            level, own = format_schema_parts()[model.__name__], model is self.kind.Settings
            if level.get("properties"):
                yield "足せるキー：\n" if own else "1つの選択肢の中に書けるキー：\n"
            for key, schema in level.get("properties", {}).items():
                example = self.examples.get((self.kind.id if own else model.__name__, key))
                yield from key_lines(key, schema, key in level.get("required", ()), example)

    def environment(self) -> Environment:
        return environment_of(self.procedure, city(), ON)


@cache
def format_schema_parts() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]:
    parts: Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]] = format_schema(field_types())["$defs"]
    return parts


@cache
def city() -> City:
    return load_city(Settings.model_fields["city"].default)


@cache
def library() -> Library:
    return read_library((SHIPPED, SMALLEST))


def _rule_type(kind: Type) -> str:
    return _RULE_TYPES[kind.name]


def _codes(kind: Type) -> str:
    # What a rule may compare a part with: only the sample's, other settings may offer more.
    return f"：{'、'.join(f'`{code}`' for code in kind.options)}" if kind.options else ""


def _typed(raw: Raw) -> str:
    # Each box that is filled, with its name where there are several.
    return "、".join(f"{name and f'{name}='}{_cell(' と '.join(texts))}" for name, texts in raw.items() if any(texts))


def _cell(text: str) -> str:
    return _short("⏎".join(text.replace("|", "｜").replace("\t", " ").splitlines()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


if __name__ == "__main__":
    print("\n".join(page()))
