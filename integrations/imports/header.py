"""What a package says of itself, read from texts. Knows neither how it was packed nor any procedure."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from forms.japanese import unusable
from integrations.import_socket import Header, Unreadable
from integrations.imports.instant import read_instant
from integrations.imports.limits import MOST_SAID, MOST_TEXT

# How the columns of a CSV are called that belong to the header, in the order of `Header`.
COLUMNS = {
    "受付番号": "receipt_number",
    "様式ID": "form",
    "様式版": "version",
    "到達日時": "arrived_at",
    "合成": "synthetic",
    "発行番号": "serial",
}


def read_header(told: Mapping[str, str]) -> Header:
    """By the names of `Header`. Unreadable where the time of arrival is none: it has legal effect and is never guessed."""
    for name, text in told.items():
        if len(usable(text, name)) > MOST_SAID:
            raise Unreadable("long_text", name)
    return Header(
        receipt_number=told.get("receipt_number", "").strip(),
        form=told.get("form", "").strip(),
        version=told.get("version", "").strip(),
        arrived_at=read_instant(told.get("arrived_at", "")),
        synthetic=told.get("synthetic", "").strip().lower() in ("true", "1", "合成"),
        serial=told.get("serial", "").strip(),
    )


def usable(text: str, place: str) -> str:
    """The text of a field. Unreadable where it has signs that nobody can type, or no end."""
    if text.isprintable() and len(text) <= MOST_TEXT:  # as nearly every one
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if len(text) > MOST_TEXT:
        raise Unreadable("long_text", place[:60])
    if unusable(text, lines=True):
        raise Unreadable("characters", place[:60])
    return text


def shape_name(names: Iterable[str]) -> str:
    """A name for a form that has none: the same fields have the same, however many rows there are."""
    bare = sorted({".".join(part for part in name.split(".") if not part.isdigit()) for name in names})
    return f"shape-{hashlib.sha256(json.dumps(bare, ensure_ascii=False).encode()).hexdigest()[:12]}"
