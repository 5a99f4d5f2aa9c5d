"""Papers as their files in `reading_papers/papers` say, printed, then photographed badly."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO

import typst
from PIL import Image, ImageFilter
from PIL.Image import Resampling

from portal.config import Settings
from portal.services.counter.reading_papers.printed_papers import PrintedPaper, load_papers
from portal.services.paper.find_fonts import fonts

DOTS_AN_INCH = 200
FACE = "Noto Sans CJK JP"
TABLE = (236, 233, 226)  # what a paper lies on


@cache
def printed(paper: str) -> PrintedPaper:
    papers = load_papers(Settings.model_fields["printed_papers"].default)
    return next(drawn for drawn in papers if drawn.paper == paper)


def drawn(
    paper: str,
    boxes: Mapping[str, str],
    people: Sequence[Mapping[str, str]],
    *,
    size: float = 10,
    dots: int = DOTS_AN_INCH,
) -> Image.Image:
    """With lines around the boxes, as on most papers."""
    sheet = printed(paper)
    placed = [(sheet.boxes[name], text) for name, text in boxes.items()]
    for row, person in enumerate(people):
        below = row * sheet.people.every
        for name, text in person.items():
            left, top, right, bottom = sheet.people.boxes[name]
            placed.append(((left, top + below, right, bottom + below), text))
    wide, high = sheet.size
    source = f'#set page(width: {wide}mm, height: {high}mm, margin: 0pt)\n#set text(font: "{FACE}", size: {size}pt, lang: "ja")\n'
    for label, (x, y) in sheet.labels.items():
        source += f"#place(dx: {x}mm - 30mm, dy: {y}mm - 5mm, box(width: 60mm, height: 10mm, align(center + horizon, {_quoted(label)})))\n"
    for (left, top, right, bottom), text in placed:
        line = "0.3pt" if sheet.size[0] > 100 else "none"  # cards have none
        source += f"#place(dx: {left}mm, dy: {top}mm, rect(width: {right - left}mm, height: {bottom - top}mm, inset: (x: 1mm), stroke: {line}, align(left + horizon, {_quoted(text)})))\n"
    png = typst.compile(source.encode(), font_paths=fonts(), format="png", ppi=dots)
    return Image.open(BytesIO(png)).convert("RGB")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'


def photographed(
    picture: Image.Image, angle: float = 0.0, *, seed: int = 1, blur: float = 0.6, noise: float = 0.1
) -> bytes:
    """On a table, turned by `angle` degrees, with noise, blurred, as a JPEG of a telephone."""
    around = max(picture.size) // 20
    table = Image.new("RGB", (picture.width + 2 * around, picture.height + 2 * around), TABLE)
    table.paste(picture, (around, around))
    turned = table.rotate(angle, Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    grain = Image.frombytes("L", turned.size, random.Random(seed).randbytes(turned.width * turned.height))
    noisy = Image.blend(turned, grain.convert("RGB"), noise).filter(ImageFilter.GaussianBlur(blur))
    output = BytesIO()
    noisy.save(output, "JPEG", quality=75)
    return output.getvalue()
