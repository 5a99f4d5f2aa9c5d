import json
from io import BytesIO

import pikepdf
import typst
from PIL import Image

from integrations.remaking.document import MOST_PAGES
from integrations.sockets.interfaces import PAGE_DOTS, Remade, Unusable

WIDE = 210  # mm, for any paper size: it is read on screen
_LONGEST = 4.0  # maximum length in widths; longer pages aim at memory
_MOST_BYTES = 12_000_000  # of one page with its resources
_QUALITY = 85
# Typst accepts only text files, so that the PDF is passed as a list of numbers.
_SHEET = (
    f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    f'#image(bytes(json(bytes(sys.inputs.paper))), format: "pdf", width: {WIDE}mm)'
).encode()


def draw_page(content: bytes, number: int, dots: int = PAGE_DOTS) -> Remade:
    """Raises Unusable: broken, locked, huge, long (no such page)."""
    try:
        paper, pages = _alone(content, number)
        drawn = typst.compile(
            _SHEET, format="png", ppi=dots, ignore_system_fonts=True,
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
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None


def _alone(content: bytes, number: int) -> tuple[bytes, int]:
    with pikepdf.open(BytesIO(content)) as document:
        pages = len(document.pages)
        if not 0 < number <= min(pages, MOST_PAGES):
            raise Unusable("long")
        page = document.pages[number - 1]
        left, low, right, high = (float(side) for side in page.mediabox)
        across, up = abs(right - left), abs(high - low)
        if min(across, up) <= 0 or max(across, up) / min(across, up) > _LONGEST:
            raise Unusable("huge")
        alone = pikepdf.new()
        alone.pages.append(page)
        output = BytesIO()
        alone.save(output)
    if output.tell() > _MOST_BYTES:
        raise Unusable("huge")
    return output.getvalue(), pages
