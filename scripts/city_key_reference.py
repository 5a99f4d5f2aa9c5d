"""Prints docs/city-keys.md: every key of the city's files, in the words of the pages where administrators change them.

`make reference` keeps it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from said_in_japanese import Schema, allowed

from forms.city.parts import CITY, CityPart
from portal.services.administration.city_parts import GROUPS, PARTS, words_of
from portal.web.administration.part_page import TEXT_ONLY, word_of

_HEAD = f"""# 市のファイルのキーの一覧

市のフォルダー（[running.md](running.md#the-citys-folder)）のファイルに書けるキーです。画面「市の設定」（`/admin`）のフォームと同じことばで、同じ順にならべます。このページは `make reference` で作ります。手で直しません。

- 書き始めの形は `forms/cities/blank`、書いた例は `forms/cities/mihon` にあります。`{CITY}` は、部分ごとに分けてあります。
- ここにないキーを書くと、`kakanai doctor` と `kakanai procedures check` が行と桁をつけて知らせます。
- `from` と `to` のある行は、その日の間だけ使います。変わるときは、前の行に `to` を書き、新しい行を足します。
- 施設の種類（`kind`）、予約の種類、選択リスト、手続ごとの値の名前は、手続の定義が決めます（[keys.md](keys.md)）。"""


def page() -> Iterator[str]:
    yield _HEAD
    for group, parts in GROUPS.items():
        for name in parts:
            yield from _part(group, PARTS[name])


def _part(group: str, part: CityPart) -> Iterator[str]:
    words = words_of(part.id)
    yield f"\n## {words.title}（`{part.file}`）\n"
    yield f"{words.help}「市の設定」の「{group}」にあります。"
    if part.id in TEXT_ONLY:
        yield f"形は `forms/cities/mihon/{part.file}` を見てください。"
        return
    yield from _keys(part.shape, part.keys, "")


def _keys(model: type[BaseModel], only: tuple[str, ...], place: str) -> Iterator[str]:
    schema = model.model_json_schema()
    if place:
        yield f"\n{place}："
    yield ""
    shown = {key: each for key, each in schema["properties"].items() if not only or key in only}
    for key, each in shown.items():
        must = "（必ず書く）" if key in schema.get("required", ()) else ""
        meaning = word_of(model, key)
        yield f"- **`{key}`**{must}：{meaning}{'' if meaning.endswith('。') else '。'}書けるもの：{allowed(_whole(each, schema))}。"
    for name, field in model.model_fields.items():
        key = field.alias or name
        for inner in _models(field.annotation) if key in shown else ():
            yield from _keys(inner, (), f"{place} の `{key}`" if place else f"`{key}`")


def _whole(each: Schema, schema: Mapping[str, Any]) -> Schema:
    # What has a name of its own and no keys, in its place; to leave a key out is no value.
    named = schema.get("$defs", {}).get(str(each.get("$ref", "")).rpartition("/")[2], {})
    values = [value for value in each.get("anyOf", ()) if value.get("type") != "null"]
    each = {**each, "anyOf": values} if values else each
    return {**named, **each} if named and "properties" not in named else each


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        annotation.model_rebuild()  # resolves forward references
        yield annotation
    else:
        for inner in get_args(annotation):
            yield from _models(inner)


if __name__ == "__main__":
    print("\n".join(page()))
