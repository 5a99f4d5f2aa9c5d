"""docs/settings.md lists every variable with values, default and effect."""

from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from portal.config import TREE, Settings
from tests.house.tree import ROOT, text

PAGE = ROOT / "docs" / "settings.md"
KINDS = {str: "text", int: "number", Path: "folder"}


def table() -> str:
    lines = ["| Variable | Values | If not set | What it is |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        cells = (
            f"`KAKANAI_{name.upper()}`",
            values(field),
            default(field),
            str(field.description).replace("<", "&lt;"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def values(field: FieldInfo) -> str:
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(kind) is not None and NoneType in get_args(kind):
        return "time"
    least, most = bound(field, "ge"), bound(field, "le")
    return KINDS[kind] + f" from {least}" * (least is not None) + f" to {most}" * (most is not None)


def bound(field: FieldInfo, name: str) -> int | None:
    return next((getattr(limit, name) for limit in field.metadata if hasattr(limit, name)), None)


def default(field: FieldInfo) -> str:
    value = field.default
    if value in ("", None):
        return "–"
    return f"`{value.relative_to(TREE) if isinstance(value, Path) and value.is_absolute() else value}`"


def test_the_page_has_the_table_of_this_code() -> None:
    assert table() in text(PAGE), f"{PAGE.name} must carry this table:\n{table()}"


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
