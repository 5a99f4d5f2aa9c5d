"""PNG icons of the city's mark by typst: telephones take no SVG for their home screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """`side`: pixels. `part` of it that the mark takes, on white paper; 1: all, transparent."""

    name: str
    side: int
    purpose: str
    part: float = 1.0


# Chromium and Android ask for 192 and 512. Maskable: whatever lies outside a circle of 80 % may be cut off, and a square of 56 %
# lies inside it (W3C Manifest, icon masks). iOS paints what is transparent black, and rounds the corners itself.
SHAPES = (
    Shape("icon-192.png", 192, "any"),
    Shape("icon-512.png", 512, "any"),
    Shape("icon-maskable-192.png", 192, "maskable", 0.56),
    Shape("icon-maskable-512.png", 512, "maskable", 0.56),
)
TOUCH = Shape("apple-touch-icon.png", 180, "apple", 0.72)
_POINTS_AN_INCH = 72  # a point is a pixel


class NotDrawn(Exception):
    """Browsers may still show this mark."""


def draw_icons(mark: bytes) -> Mapping[str, bytes]:
    """By name. Raises NotDrawn."""
    return {shape.name: draw_icon(mark, shape) for shape in (*SHAPES, TOUCH)}


def icons_from(mark: bytes) -> bytes:
    return f"{version('typst')}\n{Path(__file__).read_text('utf-8')}\n".encode() + mark


@cache
def draw_icon(mark: bytes, shape: Shape) -> bytes:
    """Raises NotDrawn, also for a mark with letters that are no outlines."""
    if b"<text" in mark:
        raise NotDrawn
    paper = "none" if shape.part == 1 else "white"
    sheet = (
        f"#set page(width: {shape.side}pt, height: {shape.side}pt, margin: 0pt, fill: {paper})\n"
        "#set align(center + horizon)\n"
        f'#image(bytes(sys.inputs.mark), format: "svg", width: {shape.part:%}, height: {shape.part:%}, fit: "contain")'
    )
    import typst  # noqa: PLC0415 - icons are kept, and it takes 7 MB

    try:
        return typst.compile(
            sheet.encode(), format="png", ppi=_POINTS_AN_INCH, ignore_system_fonts=True,
            sys_inputs={"mark": mark.decode()},
        )  # fmt: skip
    except (RuntimeError, UnicodeDecodeError) as error:
        raise NotDrawn from error
