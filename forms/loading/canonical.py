# JSON, the same bytes on every machine, and the hash of its meaning. Keys are sorted; where order matters, the key ""
# lists it. Defaults are not filled in: later ones cannot change an old version.

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# Mappings under these keys have fixed keys; in all others the author's order is what people see.
_FIXED = frozenset(
    [
        "steps",
        "ask",
        "must",
        "warn",
        "stop",
        "law",
        "fee",
        "exempt",
        "identity",
        "signature",
        "my_number",
        "time",
        "period",
        "window",
        "late",
        "appeal",
        "ruling_first",
        "cases",
        "after",
        "forwarding",
        "budget",
        "drawing",
        "duplicate",
        "withdraw",
        "reservation",
        "receiving",
        "distinct",
        "known_from",
        "follows",
        "earlier",
        "attach",
        "staff",
        "result",
        "keep",
        "scenarios",
        "expect",
    ]
)


def canonical(definition: Mapping[str, Any], translations: Mapping[str, Any]) -> str:
    meaning = {key: value for key, value in definition.items() if key != "scenarios"}
    scenarios = definition.get("scenarios", [])
    document = {
        "definition": _with_order(meaning, "steps"),
        "scenarios": _with_order(scenarios, "scenarios"),
        "translations": translations,
    }
    return _dumps(document)


def parts(text: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Definition, translations by language, SHA-256 (hex) without scenarios."""
    document = json.loads(text)
    definition: dict[str, Any] = _ordered(document["definition"])
    if document["scenarios"]:
        definition["scenarios"] = _ordered(document["scenarios"])
    return definition, document["translations"], hashlib.sha256(_dumps(document["definition"]).encode()).hexdigest()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _with_order(value: Any, under: str) -> Any:
    if isinstance(value, list):
        return [_with_order(child, under) for child in value]
    if not isinstance(value, dict):
        return value
    ordered = {key: _with_order(child, key) for key, child in value.items()}
    if under not in _FIXED and list(value) != sorted(value):
        ordered[""] = list(value)
    return ordered


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(child) for child in value]
    if not isinstance(value, dict):
        return value
    return {key: _ordered(value[key]) for key in value.get("", value)}


def short_hash(japanese: str) -> str:
    """The first 8 hex digits of the SHA-256."""
    return hashlib.sha256(japanese.encode()).hexdigest()[:8]
