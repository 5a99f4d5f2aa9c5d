"""What the reference pages say of a key in Japanese: what may stand there, whether it must, and an example of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from found_examples import Example

Schema = Mapping[str, Any]
_TYPES = {"boolean": "true か false", "object": "中にキーのあるまとまり", "string": "ことば", "integer": "整数"}


def key_lines(key: str, schema: Schema, required: bool, example: Example | None) -> Iterator[str]:
    """One item of a list: the key, its meaning, what may stand there, and the example below."""
    must = "（必ず書く）" if required else ""
    yield f"- **`{key}`**{must}：{schema['description']}書けるもの：{allowed(schema)}。{_otherwise(schema)}"
    yield ""
    if example is not None:
        yield from (f"  {line}".rstrip() for line in fenced(example.text))
        yield ""


def fenced(text: str) -> Iterator[str]:
    yield from ("```yaml", *text.split("\n"), "```")


def allowed(schema: Schema) -> str:
    """What may stand at a key, in words."""
    if "enum" in schema or "const" in schema:
        return "、".join(f"`{code}`" for code in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema or "oneOf" in schema:
        return " または ".join(dict.fromkeys(allowed(choice) for choice in schema.get("anyOf", schema.get("oneOf"))))
    if schema.get("type") == "array":
        of = allowed(schema.get("items", {}))
        return "並び" if of == "何でも" else f"{of} の並び"
    named = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
    if schema.get("type") == "object" and named:
        each = allowed(schema["propertyNames"]) if "propertyNames" in schema else "名前"
        return f"{each} ごとに、{allowed(named) if isinstance(named, dict) else '何でも'}"
    if schema.get("format") == "date":
        return "日（2026-11-20）"
    if "city" in schema.get("pattern", ""):
        return "市の設定の名前（`city.名前`）"
    if schema.get("type") == "integer" and "minimum" in schema:
        most = f"{schema['maximum']} まで" if "maximum" in schema else "以上"
        return f"整数（{schema['minimum']} {'から ' if 'maximum' in schema else ''}{most}）"
    return "中にキーのあるまとまり" if "$ref" in schema else _TYPES.get(schema.get("type", ""), "何でも")


def _otherwise(schema: Schema) -> str:
    default = schema.get("default")
    if default is None or default in ("", []) or isinstance(default, dict):
        return ""
    written = str(default).lower() if isinstance(default, bool) else default
    return f"書かなければ `{'、'.join(written) if isinstance(written, list) else written}`。"
