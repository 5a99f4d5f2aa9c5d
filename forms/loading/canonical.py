"""The canonical form of a definition: JSON, the same bytes on every machine, and the hash over what it means.

Keys are sorted. Where the order of keys is itself meant (options, ready reasons), the key "" tells it; YAML has no such
key. Nothing is filled in: no default ever changes within a format, so that an old version stays what it was.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# Mappings under these keys have fixed keys, in whatever order; in all others the author's order is what people see.
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
        "forwarding",
        "duplicate",
        "reservation",
        "distinct",
        "known_from",
        "attach",
        "staff",
        "keep",
        "scenarios",
        "expect",
    ]
)


def canonical(definition: Mapping[str, Any], translations: Mapping[str, Any]) -> str:
    """Everything that is needed to build the same procedure again."""
    meaning = {key: value for key, value in definition.items() if key != "scenarios"}
    scenarios = definition.get("scenarios", [])
    whole = {
        "definition": _told(meaning, "steps"),
        "scenarios": _told(scenarios, "scenarios"),
        "translations": translations,
    }
    return _dumps(whole)


def parts(text: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Definition, translations by language, and the meaning (SHA-256, hex) of a canonical form."""
    whole = json.loads(text)
    definition: dict[str, Any] = _ordered(whole["definition"])
    if whole["scenarios"]:
        definition["scenarios"] = _ordered(whole["scenarios"])
    return definition, whole["translations"], hashlib.sha256(_dumps(whole["definition"]).encode()).hexdigest()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _told(value: Any, under: str) -> Any:
    if isinstance(value, list):
        return [_told(child, under) for child in value]
    if not isinstance(value, dict):
        return value
    told = {key: _told(child, key) for key, child in value.items()}
    if under not in _FIXED and list(value) != sorted(value):
        told[""] = list(value)
    return told


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(child) for child in value]
    if not isinstance(value, dict):
        return value
    return {key: _ordered(value[key]) for key in value.get("", value)}
