"""A page of a PDF as a picture: no viewer runs what the file contains."""

from integrations.sockets.interfaces import AdapterError, Remade, Remaker, Unusable


def draw_page(remaker: Remaker, content: bytes, page: int) -> Remade | None:
    """A JPEG; None if it cannot be rendered, or there is no such page."""
    try:
        return remaker.draw(content, page)
    except (Unusable, AdapterError):
        return None
