"""One page of a PDF as a picture, drawn by typst: no fonts and files of this machine, and nothing of the PDF but what is to be seen."""

import json
from io import BytesIO

import pikepdf
import typst
from PIL import Image

from integrations.interfaces import Remade, Unusable
from integrations.remaking.document import MOST_PAGES

WIDE = 210  # mm, whatever the paper: what is read is the screen
_POINTS_AN_INCH = 130
_LONGEST = 4.0  # times its width; a page that is longer was made to fill a memory
_MOST_BYTES = 12_000_000  # of one page with all that it draws from
_QUALITY = 85
# Typst takes text alone as files, so the page comes as a list of numbers.
_SHEET = (
    f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    f'#image(bytes(json(bytes(sys.inputs.paper))), format: "pdf", width: {WIDE}mm)'
).encode()


def draw_page(content: bytes, number: int) -> Remade:
    """The first page is 1. `pages` of the answer: how many there are. Unusable: broken, locked or huge; long where there is no
    such page."""
    try:
        paper, pages = _alone(content, number)
        drawn = typst.compile(
            _SHEET, format="png", ppi=_POINTS_AN_INCH, ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(list(paper), separators=(",", ":"))},
        )  # fmt: skip
        made = BytesIO()
        with Image.open(BytesIO(drawn), formats=["PNG"]) as picture:
            picture.convert("RGB").save(made, "JPEG", quality=_QUALITY)
        return Remade(made.getvalue(), "image/jpeg", pages)
    except pikepdf.PasswordError:
        raise Unusable("locked") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # what was made to break a reader breaks it in many ways
        raise Unusable("broken") from None


def _alone(content: bytes, number: int) -> tuple[bytes, int]:
    """This page as a PDF of its own, and how many pages there are."""
    with pikepdf.open(BytesIO(content)) as found:
        pages = len(found.pages)
        if not 0 < number <= min(pages, MOST_PAGES):
            raise Unusable("long")
        page = found.pages[number - 1]
        left, low, right, high = (float(side) for side in page.mediabox)
        across, up = abs(right - left), abs(high - low)
        if min(across, up) <= 0 or max(across, up) / min(across, up) > _LONGEST:
            raise Unusable("huge")
        alone = pikepdf.new()
        alone.pages.append(page)
        written = BytesIO()
        alone.save(written)
    if written.tell() > _MOST_BYTES:
        raise Unusable("huge")
    return written.getvalue(), pages
