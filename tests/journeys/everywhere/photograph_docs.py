"""`python -m tests.journeys.everywhere.photograph_docs docs/img`: the pictures of README and docs, of the fictional city, side by side
where several pages make one. Each is named in a document (tests/house/papers/test_docs_pictures.py)."""

import io
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import launch
from tests.databases import Makers
from tests.journeys.everywhere.photograph_manuals import SHOWN, photograph
from tests.journeys.service import Service, Services
from tests.journeys.tour import Tour

# The name of a picture, and the pages on it, in the order in which they are opened.
PICTURES: Mapping[str, tuple[str, ...]] = {
    "phone": ("/", "/apply/{procedure}/{draft}/page/{page}", "/apply/{procedure}/{draft}/check", "/applications/{receipt_number}"),
    "case": ("/desk/{receipt:receipt_number}",),
    "counter": ("/counter/visits/{visit}/interview",),
    "guide": ("/guides", "/guides/{guide}/questions/{page}"),
    "gallery": ("/mock/gallery",),
}  # fmt: skip
_GAP = 24
_SCREEN = 844  # of a telephone; what is always in reach is drawn at its end
_COLOURS = 64  # pages have few: a third of the bytes


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, ExitStack() as stack, sync_playwright() as playwright:
        browser = launch(playwright)
        (databases := Path(data) / "databases").mkdir()
        service = Services(Makers(databases, stack), Path(data) / "services", stack)["sqlite"]
        tour = Tour(service)
        stack.callback(tour.close)
        for name, routes in PICTURES.items():
            pages = [_taken(browser, service, tour, route, Path(data) / "page.png") for route in routes]
            beside(pages).quantize(_COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
        browser.close()


def _taken(browser: Browser, service: Service, tour: Tour, route: str, file: Path) -> Image.Image:
    photograph(browser, service, tour, SHOWN[route], file)
    return Image.open(io.BytesIO(file.read_bytes())).convert("RGB")


def beside(pages: list[Image.Image]) -> Image.Image:
    """Several telephones as high as their screens."""
    height = pages[0].height if len(pages) == 1 else _SCREEN
    both = Image.new("RGB", (sum(page.width + _GAP for page in pages) - _GAP, height), "#e6e6e6")
    left = 0
    for page in pages:
        both.paste(page.crop((0, 0, page.width, height)), (left, 0))
        left += page.width + _GAP
    return both


if __name__ == "__main__":
    main(Path(sys.argv[1]))
