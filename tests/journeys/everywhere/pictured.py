"""Sixty pages whose looks are kept in `fingerprints.txt`, at three widths, light and dark."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.journeys.everywhere import fingerprints
from tests.journeys.everywhere.fingerprints import Fingerprint
from tests.journeys.place import Place
from tests.journeys.places import PLACES

KEPT = Path(__file__).with_name("fingerprints.txt")
SIDE_BY_SIDE = Path("build/visual")
WIDTHS = (390, 768, 1280)
SCHEMES = ("light", "dark")
# Nothing that people do changes these: any service shows them alike.
FEW = (
    "/mock/gallery", "/guides/{guide}", "/guides/{guide}/questions/{page}", "/procedures/{procedure}/for-somebody", "/sign-in", "/resume",
    "/staff/sign-in",
)  # fmt: skip
_CASE = "/desk/{receipt:receipt_number}"
_VISIT = "/counter/visits/{visit}"
_DEFINITION = "/desk/workshop/drafts/{draft:row_number}"
# In this order: what one page makes, the next may list.
MANY = (
    *FEW, "/", "/procedures", "/find/kana", "/guides", "/help", "/figures", "/privacy", "/procedures/{procedure}",
    "/bundles/choose", "/offline/{language}", "/correct",
    "/apply/{procedure}", "/apply/{procedure}/{draft}/check", "/apply/{procedure}/{draft}/page/{page}",
    "/apply/{procedure}/{draft}/with-helper", "/apply/{procedure}/{draft}/other-device", "/apply/{procedure}/{draft}/papers/{paper}",
    "/apply/{procedure}/{draft}/page/{page}/stopped", "/apply/{procedure}/{draft}/page/{page}/wait", "/bundles/{bundle}", "/bundles/{bundle}/check",
    "/applications", "/applications/contact", "/applications/{receipt_number}", "/applications/{receipt_number}/messages",
    "/applications/{receipt_number}/correct", "/applications/{receipt_number}/correct/{page}", "/applications/{receipt_number}/stop",
    "/applications/{receipt_number}/times/{question}", "/mandates", "/my/entitlements",
    "/staff/account", "/counter", _VISIT, f"{_VISIT}/interview", f"{_VISIT}/screen", "/counter/drafts/{draft}", "/counter/phrases",
    "/desk", "/desk/board", _CASE, f"{_CASE}/return", f"{_CASE}/messages", f"{_CASE}/letter", "/desk/deliveries", "/desk/figures",
    "/desk/lists/{name}", "/desk/exports", "/desk/campaigns/new", "/desk/workshop", f"{_DEFINITION}/questions", "/desk/audit", "/admin/people",
)  # fmt: skip
# Numbers, codes and drawn codes differ from run to run; so does what a machine has for an address. The lamp reports the change of the
# boxes made here, at a moment of its own.
_PLAIN = """() => {
    const plain = text => text.replace(/[0-9A-Z]{3,}(-[0-9A-Z]{3,})+|[0-9a-f]{12,}/g, code => code.replace(/[^-]/g, "0")).replace(/[0-9]/g, "0");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = plain(texts.currentNode.data);
    for (const box of document.querySelectorAll("textarea, input:is([type=text], [type=tel], [type=email], [type=search], :not([type]))"))
        box.value = plain(box.value);
    for (const code of document.querySelectorAll("svg.qr")) code.style.opacity = 0;
    document.activeElement?.blur();
    document.getElementById("lamp")?.remove();
}"""


def places(routes: tuple[str, ...]) -> list[Place]:
    by_route = {place.route: place for place in PLACES if place.page}
    return [by_route[route] for route in routes]


def pictures(page: Page, route: str, widths: tuple[int, ...] = WIDTHS) -> Iterator[tuple[str, Image.Image]]:
    """`390 dark /help` and its picture, of the page that is open."""
    page.evaluate(_PLAIN)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            drawn = page.screenshot(full_page=True, animations="disabled")
            yield f"{route}|{width}|{scheme}", Image.open(io.BytesIO(drawn))


def compared(kept: dict[str, Fingerprint], name: str, picture: Image.Image) -> list[str]:
    if name not in kept:
        return [f"{name}: not kept; make visual-take"]
    if changes := fingerprints.differences(kept[name], picture):
        path = SIDE_BY_SIDE / f"{name.strip('/').replace('/', '-').replace('|', '-')}.png"
        fingerprints.beside(kept[name], picture, path)
        return [f"{name}: {', '.join(changes)} ({path})"]
    return []
