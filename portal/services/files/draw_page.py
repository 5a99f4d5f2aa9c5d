"""A page of a PDF as a picture: no viewer runs what the file contains."""

from integrations.sockets.interfaces import PAGE_DOTS, AdapterError, Remade, Remaker, Unusable


def draw_page(remaker: Remaker, content: bytes, page: int, dots: int = PAGE_DOTS) -> Remade | None:
    """A JPEG; None if it cannot be rendered, or there is no such page."""
    try:
        return remaker.draw(content, page, dots)
    except (Unusable, AdapterError):
        return None
