"""Reads a package's header from texts."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from forms.text.japanese import unusable
from integrations.imports.instant import read_instant
from integrations.imports.limits import MOST_HEADER, MOST_TEXT
from integrations.sockets.import_socket import Header, Unreadable

# CSV columns of the header, in the order of `Header`.
COLUMNS = {
    "受付番号": "receipt_number",
    "様式ID": "form",
    "様式版": "version",
    "到達日時": "arrived_at",
    "合成": "synthetic",
    "発行番号": "serial",
}


def read_header(texts: Mapping[str, str]) -> Header:
    """Raises Unreadable, also for the time of arrival, which is never guessed."""
    for name, text in texts.items():
        if len(usable(text, name)) > MOST_HEADER:
            raise Unreadable("long_text", name)
    return Header(
        receipt_number=texts.get("receipt_number", "").strip(),
        form=texts.get("form", "").strip(),
        version=texts.get("version", "").strip(),
        arrived_at=read_instant(texts.get("arrived_at", "")),
        synthetic=texts.get("synthetic", "").strip().lower() in ("true", "1", "合成"),
        serial=texts.get("serial", "").strip(),
    )


def usable(text: str, place: str) -> str:
    if text.isprintable() and len(text) <= MOST_TEXT:  # the usual case
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if len(text) > MOST_TEXT:
        raise Unreadable("long_text", place[:60])
    if unusable(text, lines=True):
        raise Unreadable("characters", place[:60])
    return text


def shape_name(names: Iterable[str]) -> str:
    bare = sorted({".".join(part for part in name.split(".") if not part.isdigit()) for name in names})
    return f"shape-{hashlib.sha256(json.dumps(bare, ensure_ascii=False).encode()).hexdigest()[:12]}"
