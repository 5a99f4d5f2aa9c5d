"""The pages that take a file, each opened as far as the page with its box."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from portal.services.filing.scan_form import QUESTION as FORM_SCAN
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.journeys.visitor import forms
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.counter.test_visits import begin as begin_visit
from tests.portal.routes.counter_form import VISIT, Screen, begin, receipt, typed
from tests.portal.routes.desk.case.test_paper_by_two import PAPER
from tests.portal.routes.desk.case.test_scans import record_arrival
from tests.portal.routes.dispatching import decided, line_of
from tests.portal.routes.guest_browser import DUTY, Page, guest, offer, version
from tests.portal.routes.late_papers import PROOF, at_check, filed, number_of
from tests.portal.routes.my_cases.test_correct_by_letter import enter
from tests.portal.routes.staff.test_disasters import HERE as DISASTERS
from tests.portal.routes.staff.test_disasters import RAIN
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import code_of, letter
from tests.portal.signers import TAKAMI, signing_in
from tests.portal.world import PROCEDURE, add_member, alice, file_application

PHOTO = "      - {id: photo, type: file, label: 写真, required: false}\n"
PERSON = f"""\
      - {{id: name, type: person_name, label: 氏名, concept: person.name}}
      - {{id: birth, type: date, label: 生年月日, concept: person.birth}}
{PHOTO}principal: {{name: name, birth: birth}}
"""


@dataclass(frozen=True)
class Door:
    """`page` shows the box, and its form is posted with `boxes` over what it holds."""

    client: Any
    page: str
    boxes: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> tuple[str, dict[str, list[str]], str]:
        """Address, values and the file's box."""
        answer = self.client.get(self.page)
        assert answer.status_code == 200, answer.text
        form = next(form for form in forms(answer.text) if form.file_boxes)
        values: dict[str, list[str]] = {}
        for name, value in form.values:
            values.setdefault(name, []).append(value)
        box = form.file_boxes[0]
        act = box.removesuffix(".upload") + ".add"
        values |= {act: ["yes"]} if any(name == act for _, name, _ in form.buttons) else {}
        return form.action or self.page, values | {name: [value] for name, value in self.boxes.items()}, box


def staff(installation: Installation, role: str = "reviewer", duty: str = DUTY) -> StaffBrowser:
    return at_desk(installation, add_member(installation, f"{role}s", (role, duty)))


def page_of(page: Page) -> Door:
    return Door(page.browser.client, page.path)


def on_page(installation: Installation) -> Door:
    offer(installation, version(1, PHOTO))
    return page_of(guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}))


def filed_without(installation: Installation, more: str, boxes: Mapping[str, str] = {}) -> Page:
    offer(installation, version(1, more))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    while not page.path.endswith("/check"):
        page = page.press("次へ進む", boxes)
    return page.press("申請する")


def on_correction(installation: Installation) -> Door:
    receipt = filed_without(installation, PHOTO)
    ask_again(installation, add_member(installation, "reviewer", ("reviewer", DUTY)), number_of(receipt), "photo")
    return page_of(receipt.browser.open(f"{receipt.path}/correct/photo"))


def on_letter(installation: Installation) -> Door:
    born = {"birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3"}
    receipt = filed_without(installation, PERSON, {"name.family": "例示", "name.given": "一郎", **born})
    reviewer, number = add_member(installation, "reviewer", ("reviewer", DUTY)), number_of(receipt)
    ask_again(installation, reviewer, number, "photo")
    return page_of(enter(guest(installation), code_of(letter(installation, reviewer, number)), born))


def on_paper_of_draft(installation: Installation) -> Door:
    check = at_check(installation, PROOF)
    return Door(check.browser.client, f"{check.path.removesuffix('/check')}/papers/proof")


def on_paper(installation: Installation) -> Door:
    receipt = filed(installation)
    return Door(receipt.browser.client, f"{receipt.path}/papers/proof")


def on_receipts(installation: Installation) -> Door:
    return Door(guest(installation).client, "/receipts")


@contextmanager
def on_copy(installation: Installation) -> Iterator[Door]:
    with signing_in(installation) as signing, signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = signing.filed(visitor, "takami")
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認めない", {"shown": "写真が別の人"})
        visitor.go(f"/applications/{number}/signature/copy")
        yield Door(visitor.client, f"/applications/{number}/signature/copy")


def paper_form(installation: Installation) -> Screen:
    screen, answers = begin(staff(installation, "clerk")), typed(installation.catalogue.current(PROCEDURE))
    screen.press("refresh", {**VISIT, **PAPER, **answers})
    screen.press("refresh", {**PAPER, **answers})
    return screen


def on_counter(installation: Installation) -> Door:
    screen = paper_form(installation)
    return Door(screen.browser.client, screen.address, {f"{FORM_SCAN}.add": "yes"})


def on_form_scan(installation: Installation) -> Door:
    screen = paper_form(installation)
    return Door(screen.browser.client, f"/desk/{receipt(screen.press('register'))}/form-scan")


def on_scan(installation: Installation) -> Door:
    number, desk = number_of(filed(installation)), staff(installation)
    record_arrival(desk, number)
    return Door(desk.client, f"/desk/{number}/papers/proof")


def on_visit(path: str) -> Callable[[Installation], Door]:
    def opened(installation: Installation) -> Door:
        desk = begin_visit(staff(installation, "clerk"), "A-7")
        return Door(desk.browser.client, f"{desk.address}/people/{path}")

    return opened


def on_core_notice(installation: Installation) -> Door:
    member = core_examiner(installation)
    return Door(at_desk(installation, member).client, f"/desk/{core_case(installation, member)}/core-notice")


def on_given(installation: Installation) -> Door:
    number = file_application(installation, alice(installation))
    return Door(staff(installation).client, f"/desk/{number}/given")


def on_enclosure(installation: Installation) -> Door:
    number = decided(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    return Door(staff(installation, "clerk").client, f"/desk/dispatches/{line_of(installation, number).id}")


def on_disaster(installation: Installation) -> Door:
    proposer, confirmer = (
        staff(installation, "administrator", "*"),
        add_member(installation, "other", ("administrator", "*")),
    )
    assert proposer.post(DISASTERS, DISASTERS, RAIN).status_code == 303
    assert at_desk(installation, confirmer).post(DISASTERS, f"{DISASTERS}/1/confirm", {}).status_code == 303
    return Door(proposer.client, DISASTERS)


def at(page: str, role: str = "reviewer", duty: str = "*", **boxes: str) -> Callable[[Installation], Door]:
    return lambda installation: Door(staff(installation, role, duty).client, page, boxes)


def on_core_notices(installation: Installation) -> Door:
    return Door(at_desk(installation, core_examiner(installation)).client, "/desk/core-notices")


def on_campaign(installation: Installation) -> Door:
    offer(installation, small(version="1", duty=DUTY))
    return Door(staff(installation, "inviter").client, "/desk/campaigns/new", {"procedure": PROCEDURE})


# Whose file is kept, re-made: the door also takes it in pieces (PATCH).
KEEPING: Mapping[str, Callable[[Installation], Door]] = {
    "/apply/{procedure}/{draft}/page/{page}": on_page,
    "/apply/{procedure}/{draft}/papers/{paper}": on_paper_of_draft,
    "/applications/{receipt_number}/correct/{page}": on_correction,
    "/applications/{receipt_number}/papers/{paper}": on_paper,
    "/correct/open/{page}": on_letter,
    "/counter/drafts/{draft}": on_counter,
    "/counter/visits/{visit}/people/{paper}": on_visit("transfer"),
    "/desk/{receipt:receipt_number}/form-scan": on_form_scan,
    "/desk/{receipt:receipt_number}/papers/{paper}": on_scan,
}
# Kept and re-made too, and taken whole alone.
WHOLE: Mapping[str, Callable[[Installation], Door]] = {"/desk/{receipt:receipt_number}/given": on_given}
# Of which nothing of a picture is kept: a table, a package or a PDF is asked for, or the digest alone is stored.
READING: Mapping[str, Callable[[Installation], Door]] = {
    "/admin/disaster/{mode:row_number}/people": on_disaster,
    "/admin/people/moves": at("/admin/people/moves", "administrator"),
    "/counter/till/settlement": at("/counter/till/settlement", "clerk"),
    "/counter/till/shops": at("/counter/till/shops", "clerk"),
    "/counter/visits/{visit}/people/transfer/file": on_visit("transfer/file"),
    "/desk/campaigns": on_campaign,
    "/desk/core-notices": on_core_notices,
    "/desk/dispatches/{line:row_number}/enclosures": on_enclosure,
    "/desk/imports": at("/desk/imports"),
    "/desk/lists/{name}/file": at("/desk/lists/schools/file"),
    "/desk/proposals/numbers": at("/desk/proposals"),
    "/desk/results": at("/desk/results"),
    "/desk/translations/{language}/file": at("/desk/translations/vi", "translator"),
    "/desk/workshop/bring": at("/desk/workshop/bring", "author"),
    "/desk/workshop/pack": at("/desk/workshop/pack", "author"),
    "/desk/{receipt:receipt_number}/core-notice": on_core_notice,
    "/receipts": on_receipts,
}
COPY = "/applications/{receipt_number}/signature/copy"
# Bytes under a signature of another system, of which nothing is kept unless it is right.
SIGNED = frozenset({"/payments/callback", "/debits/callback", "/line/webhook"})
