"""The most common answer, as a definition has it."""

from typing import Any

from forms.definition.field import FieldType


def usual_answer(kind: FieldType, settings: Any, written: bool | str | None) -> Any:
    """None if it is no possible answer at a counter."""
    if kind.id == "yes_no":
        return written if isinstance(written, bool) else None
    if kind.id not in ("choice", "multiple_choice") or written not in settings.offered("counter"):
        return None
    if written == settings.detail_code:
        return None
    return written if kind.id == "choice" else [written]
