"""Plain text and CSV: kept in UTF-8, read as lines."""

from forms.text.japanese import unusable
from integrations.sockets.interfaces import CELL, CUT, Remade, Unusable

TEXT = "text/plain"
_CODES = ("utf-8", "cp932")
_MOST_CHARACTERS = 300_000  # that are shown


def remake_plain(content: bytes) -> Remade:
    """Raises Unusable: not_text."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip() or unusable(text.replace("\t", " "), lines=True):
        raise Unusable("not_text")
    return Remade(text.encode(), TEXT)


def _decoded(content: bytes) -> str:
    for code in _CODES:
        try:
            return content.decode(code).removeprefix("\ufeff")
        except UnicodeDecodeError:
            pass
    raise Unusable("not_text")


def read_plain(content: bytes) -> Remade:
    """Of what `remake_plain` made."""
    text = content.decode("utf-8", "replace").replace(CELL, " ")
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[:_MOST_CHARACTERS]}\n{CUT}"
    return Remade(text.encode(), TEXT)
