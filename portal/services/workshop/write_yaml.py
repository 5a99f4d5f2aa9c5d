import re
from typing import Any

_PLAIN = re.compile(r"[^\W\d_](?:[\w　、。・（）「」『』〜？！％／＋ー－々〆ヶ．]| (?=\w))*|[a-z][a-z0-9_]*")
# What a plain scalar would turn into a number, a truth or nothing, here or in another reader of YAML 1.1.
_OTHER = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SHORT = {"\n": "\\n", "\t": "\\t"}
WIDTH = 110


def scalar(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _OTHER:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_UNPRINTABLE.sub(_escape, escaped)}"'


def _escape(match: re.Match[str]) -> str:
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}"


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def item(value: dict[str, Any] | str, column: int) -> str:
    # An item of a list whose dash is in this column, with its last line's end.
    line = f"{' ' * column}- {flow(value)}\n"
    if isinstance(value, str) or (len(line) <= WIDTH and "ask" not in value):
        return line
    keys = "".join(f"{' ' * (column + 2)}{key}:{below(child, column + 2)}" for key, child in value.items())
    return f"{' ' * column}- {keys[column + 2 :]}"


def below(value: Any, column: int) -> str:
    # What follows the colon of a key in this column: a list of parts on lines of its own, so that each can be moved.
    if isinstance(value, list | tuple) and value and all(isinstance(part, dict) for part in value):
        return "\n" + "".join(item(part, column + 2) for part in value)
    return f" {flow(value)}\n"
