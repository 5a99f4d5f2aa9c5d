"""Style and script URLs with a hash: cached forever, compressed once."""

# Pages are not compressed (BREACH).

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from forms.city.times import PICTURES
from portal.config import TREE
from portal.errors import NotFound
from portal.logs import log
from portal.services.shared.kept_definitions import KeptDefinitions
from portal.web.shared.draw_icons import SHAPES, TOUCH, NotDrawn, Shape, draw_icons, icons_from

_STYLE = ("tokens", "base", "controls")
# One file per kind of page: on slow 4G a request costs more than some extra bytes.
_BUNDLES = {
    "resident.css": [f"css/{name}.css" for name in (*_STYLE, "resident", "print")],
    "visitor.css": [f"css/{name}.css" for name in (*_STYLE, "resident", "visitor")],
    "staff.css": [
        f"css/{name}.css"
        for name in (*_STYLE, "staff", "tables", "queue", "preview", "palette", "lamp", "print", "desk_print")
    ],
}


@dataclass(frozen=True)
class StaticFile:
    content: bytes
    media_type: str

    @cached_property
    def packed(self) -> bytes:
        """Empty if gzip saves nothing."""
        packed = gzip.compress(self.content, mtime=0)
        return packed if len(packed) < len(self.content) else b""


class StaticFiles:
    """`mark`: URL of the emblem. `icons`: as PNG, `touch_icon` for iOS; none if undrawable."""

    def __init__(self, city: Path, folder: Path = TREE / "static", kept: KeptDefinitions | None = None) -> None:
        self._by_address: dict[str, StaticFile] = {}
        self._address: dict[str, str] = {}
        for name, parts in _BUNDLES.items():
            self._add(name, b"\n".join(_lean((folder / part).read_bytes()) for part in parts))
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".js", ".svg", ".png", ".ico", ".css"):
                content = path.read_bytes()
                self._add(path.relative_to(folder).as_posix(), _lean(content) if path.suffix == ".css" else content)

        for path in sorted((city / PICTURES).glob("*.*")):
            self._add(f"img/{PICTURES}/{path.name}", path.read_bytes())
        own = city / "mark.svg"
        if own.is_file():
            self._add("img/city-mark.svg", own.read_bytes())
        self.mark = self.address("img/city-mark.svg" if own.is_file() else "img/mark.svg")
        self.icons: dict[Shape, str] = {}
        self.touch_icon = ""
        self._draw(kept)

    def _draw(self, kept: KeptDefinitions | None) -> None:
        mark = self.file(self.mark.removeprefix("/static/")).content
        draw = partial(draw_icons, mark)
        try:
            drawn = draw() if kept is None else kept.drawings(icons_from(mark), draw)
        except NotDrawn:
            log.warning("icons not drawn", where="mark.svg")
            return
        for name, content in drawn.items():
            self._add(f"img/{name}", content)
        self.icons = {shape: self.address(f"img/{shape.name}") for shape in SHAPES}
        self.touch_icon = self.address(f"img/{TOUCH.name}")

    def _add(self, name: str, content: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        address = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._by_address[address] = StaticFile(content, "text/javascript" if suffix == "js" else media_type)
        self._address[name] = f"/static/{address}"

    def address(self, name: str) -> str:
        """Raises KeyError."""
        return self._address[name]

    def picture(self, name: str) -> str:
        """Of the city; "" of a file that came after the start."""
        return self._address.get(f"img/{PICTURES}/{name}", "")

    def file(self, address: str) -> StaticFile:
        try:
            return self._by_address[address]
        except KeyError:
            raise NotFound(address) from None


def _lean(style: bytes) -> bytes:
    # Without comments and indents: a seventh of a first visit's bytes where nothing compresses.
    return re.sub(rb"\s*\n\s*", b"\n", re.sub(rb"/\*.*?\*/", b"", style, flags=re.DOTALL))


def takes_gzip(accepted: str) -> bool:
    """By `Accept-Encoding` (RFC 9110 12.5.3), not with quality 0."""
    codings = (coding.replace(" ", "").lower().partition(";") for coding in accepted.split(","))
    return any(name == "gzip" and not re.fullmatch(r"q=0(\.0*)?", quality) for name, _, quality in codings)
