"""Prints docs/keys.md: every key of the definition format, from the schema, its meanings and the smallest definitions.

`make reference` keeps it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from found_examples import Example, Place, found_examples
from said_in_japanese import Schema, key_lines

from forms.definition.event import EVENTS
from forms.definition.kind import KINDS
from forms.definition.registry import field_types
from forms.loading.format_schema import format_schema
from forms.loading.meanings import meaning
from forms.loading.question_shape import TranslatedShape
from forms.messages import sentences

# The levels in the order in which they are met. The name of a level says where it is.
_LEVELS: Mapping[str, str] = {
    "DefinitionShape": "いちばん上",
    "SourcedShape": "`law` の中",
    "FeeShape": "`fee` の中",
    "ExemptShape": "`fee` の `exempt` の中",
    "SettingShape": "`settings` の1つの値",
    "IdentityShape": "`identity` の中",
    "ByHandShape": "`identity` の `by_hand` の中",
    "SignatureShape": "`identity` の `signature` の中",
    "SignerShape": "`signature` の `signers` の1人",
    "GuardianShape": "`signers` の `guardian` の中",
    "MyNumberShape": "`my_number` の中",
    "TimeShape": "`time` の中",
    "PeriodShape": "`time` の `period` の中",
    "LateShape": "`time` の `late` の中",
    "WindowShape": "`time` の `window` の中",
    "AppealShape": "`appeal` の中",
    "AppealCaseShape": "`appeal` の `cases` の1つ",
    "ForwardingShape": "`forwarding` の中",
    "FilerShape": "`who_when` の1人",
    "WithdrawShape": "`withdraw` の中",
    "DuplicateShape": "`duplicate` の中",
    "FollowsShape": "`follows` の中",
    "BudgetShape": "`budget` の中",
    "DrawingShape": "`drawing` の中",
    "DrawnSlotsShape": "`drawing` の `slots` の中",
    "ReceivingShape": "`receiving` の中",
    "ReservationShape": "`reservation` の中",
    "PaperShape": "`attach` の1つの書類",
    "StepShape": "`steps` の1つのステップ",
    "UseShape": "部品を使うところ（ステップか行）",
    "OverrideShape": "`override` の1つの質問",
    "RowsShape": "行（`repeat` のあるステップ、`ask` の中の `repeat`）",
    "DistinctShape": "`distinct` の中",
    "TogetherShape": "1つの画面に並べる質問（`together`）",
    "FieldShape": "質問",
    "RuleShape": "`must` と `warn` の1つの決まり",
    "StopShape": "`stop` の中",
    "KnownShape": "`known_from` の中（条件か、変えられない決まりのあるとき）",
    "StaffShape": "`staff` の中",
    "RefusalReasonShape": "`staff` の `refusal_reasons` の1つ",
    "OutcomeShape": "`outcomes` の1つの結果",
    "NextShape": "`next` の1つの文（条件のあるとき）",
    "AfterShape": "`after` の1つの文",
    "KeepShape": "`keep` の中",
    "CarryOverShape": "`carry_over` の中",
    "ScenarioShape": "`scenarios` の1つの例",
    "EarlierShape": "例の `earlier` の中",
    "ExpectShape": "例の `expect` の中",
    "BlockShape": "部品のファイル（`blocks/名前.yaml`）",
    "ParameterShape": "部品の `params` の1つ",
    "CodesShape": "コード表のファイル（`codes/名前.yaml`）",
}
_HEAD = """# キーの一覧

手続の定義に書けるキーの、全部です。このページは `make reference` で作ります。手で直しません。
例は `tests/definitions/smallest` の定義から切り取ったもので、試験で動かしています。

- はじめて作るときは [first-procedure.md](first-procedure.md)、ことばの決まりは [language.md](language.md)、質問の型は [field-types.md](field-types.md) にあります。
- ここにないキーを書くと、`kakanai procedures check` が行と桁をつけて知らせます。
- 「いまは」とある文は、まだできないことです。"""


def page() -> Iterator[str]:
    parts, examples = format_schema(field_types())["$defs"], found_examples()
    yield _HEAD
    for model, title in _LEVELS.items():
        yield from _level(title, parts[model], model, examples)
    yield from _translations(examples)
    yield from _of_types()
    yield from _words()


def _level(title: str, level: Schema, model: str, examples: Mapping[Place, Example]) -> Iterator[str]:
    yield f"\n## {title}\n"
    for key, schema in level["properties"].items():
        yield from key_lines(key, schema, key in level.get("required", ()), examples.get((model, key)))


def _translations(examples: Mapping[Place, Example]) -> Iterator[str]:
    yield "\n## 訳のファイル（`名前.easy.yaml`）の1つの文\n"
    level: Mapping[str, Any] = TranslatedShape.model_json_schema()
    for key, schema in level["properties"].items():
        described = {**schema, "description": meaning(TranslatedShape, key)}
        yield from key_lines(key, described, True, examples.get((TranslatedShape.__name__, key)))


def _of_types() -> Iterator[str]:
    yield "\n## 型によって質問に足せるキー\n"
    yield "例は [field-types.md](field-types.md) にあります。\n"
    yield "| キー | 型 | 意味 |\n|---|---|---|"
    rows = {
        (field.alias or name, kind.id): meaning(kind.Settings, field.alias or name)
        for kind in field_types().values()
        for name, field in kind.Settings.model_fields.items()
    }
    for (key, kind), text in sorted(rows.items()):
        yield f"| `{key}` | [`{kind}`](field-types.md#{kind}) | {text} |"


def _words() -> Iterator[str]:
    texts = sentences("ja")
    yield "\n## 種類（`kind`）\n"
    yield "| 書くこと | 種類 | 終わりかた |\n|---|---|---|"
    for kind in KINDS.values():
        yield f"| `{kind.id}` | {kind.word} | {'、'.join(f'`{outcome}`' for outcome in kind.outcomes)} |"
    yield "\n## できごと（`events`）\n"
    yield "| 書くこと | 住民に出ることば |\n|---|---|"
    for event in EVENTS:
        yield f"| `{event}` | {texts[f'event.{event}']} |"


if __name__ == "__main__":
    print("\n".join(page()))
