"""`python -m tests.journeys.everywhere.photograph_manuals FOLDER`: the manuals of docs/ja as HTML and PDF, with a picture at each
line `画面：`GET …``. The pictures are of the fictional city, taken where the tours of the tests open that page."""

import re
import sys
import tempfile
from contextlib import ExitStack
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

from tests.browser import DESKTOP, PHONE, launch
from tests.databases import Makers
from tests.house.tree import ROOT
from tests.journeys.place import ANYONE, Place
from tests.journeys.places import PLACES
from tests.journeys.service import Service, Services
from tests.journeys.tour import Tour

MANUALS = sorted((ROOT / "docs" / "ja").glob("manual-*.md"))
PICTURE = re.compile(r"^画面：`GET (\S+)`$", re.MULTILINE)
SHOWN = {place.route: place for place in PLACES if place.page}
MOST = 1100  # pixels of height: more of a long page is too small to be read in a manual
STYLE = """body{font-family:"Noto Sans CJK JP",sans-serif;line-height:1.7;max-width:46rem;margin:2rem auto;padding:0 1rem}
img{max-width:100%;max-height:15cm;border:1px solid #767676}table{border-collapse:collapse}td,th{border:1px solid #767676;padding:.2rem .5rem}
h2{break-after:avoid}figure{margin:1rem 0;break-inside:avoid}@page{size:A4;margin:18mm}"""


def wanted(manual: Path) -> list[str]:
    """Routes, in the order of the manual."""
    return PICTURE.findall(manual.read_text(encoding="utf-8"))


def picture_name(route: str) -> str:
    return re.sub(r"[^a-z-]+", "-", route.strip("/")).strip("-") or "front"


def main(folder: Path) -> None:
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    routes = dict.fromkeys(route for manual in MANUALS for route in wanted(manual))
    with tempfile.TemporaryDirectory() as data, ExitStack() as stack, sync_playwright() as playwright:
        browser = launch(playwright)
        (databases := Path(data) / "databases").mkdir()
        service = Services(Makers(databases, stack), Path(data) / "services", stack)["sqlite"]
        tour = Tour(service)
        stack.callback(tour.close)
        for route in routes:
            photograph(browser, service, tour, SHOWN[route], pictures / f"{picture_name(route)}.png")
        for manual in MANUALS:
            write(browser, manual, folder)
        browser.close()


def photograph(browser: Browser, service: Service, tour: Tour, place: Place, file: Path) -> None:
    address = place.address(tour)
    by_staff = place.access.who == "staff"
    context = browser.new_context(
        viewport=DESKTOP if by_staff else PHONE, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=service.url
    )
    cookies = {} if place.whose == ANYONE else dict(tour.visitor(place.whose).client.cookies)
    context.add_cookies([{"name": name, "value": value, "url": service.url} for name, value in cookies.items()])
    page = context.new_page()
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, (place.route, answer.status)
    height = min(page.evaluate("document.documentElement.scrollHeight"), MOST)
    width = page.evaluate("innerWidth")
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    context.close()


def write(browser: Browser, manual: Path, folder: Path) -> None:
    source = PICTURE.sub(
        lambda picture: f"![{picture[1]}](pictures/{picture_name(picture[1])}.png)", manual.read_text("utf-8")
    )
    title = source.partition("\n")[0].lstrip("# ")
    body = MarkdownIt("commonmark").enable("table").render(source)
    made = folder / f"{manual.stem}.html"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    made.write_text(f'<!doctype html><html lang="ja"><head>{head}</head><body>{body}</body></html>', encoding="utf-8")
    page = browser.new_page()
    page.goto(made.resolve().as_uri())
    page.pdf(path=made.with_suffix(".pdf"), prefer_css_page_size=True, tagged=True, outline=True)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
