"""The usual answer to a question, as a definition writes it."""

from typing import Any

from forms.field import FieldType


def usual_answer(kind: FieldType, settings: Any, written: bool | str | None) -> Any:
    """As it is stored: true or false, a code, or a list of one code. None where the question cannot be answered so at a counter."""
    if kind.id == "yes_no":
        return written if isinstance(written, bool) else None
    if kind.id not in ("choice", "multiple_choice") or written not in settings.offered("counter"):
        return None
    if written == settings.telling:
        return None
    return written if kind.id == "choice" else [written]
