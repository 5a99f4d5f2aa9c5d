"""Every page and every post there is, each with a real address of somebody's own: what tests of all pages walk.

`tests/house/test_routes_are_visited.py` compares it with the routes of the application: a page that is not here fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.journeys.people import PROCEDURE
from tests.journeys.tour import DUTY, LAYOUT, Tour

ANYONE, ALICE, HALTED, CLERK, SECTION, AUDITOR = "anyone", "alice", "halted", "madoguchi", "tanto", "kansa"


@dataclass(frozen=True)
class Place:
    """`whose`: who may be here, as `Tour.visitor` knows them. `page`: a page with a look, which is measured."""

    method: str
    route: str
    whose: str
    address: Callable[[Tour], str]
    page: bool = True
    machine: bool = False  # another machine calls it: no form of ours, but signed

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"


def get(route: str, whose: str, address: Callable[[Tour], str] | None = None, *, page: bool = True) -> Place:
    return Place("GET", route, whose, address or (lambda _tour: route), page)


def post(route: str, whose: str, address: Callable[[Tour], str] | None = None) -> Place:
    return Place("POST", route, whose, address or (lambda _tour: route), page=False)


def piece(route: str, whose: str, address: Callable[[Tour], str]) -> Place:
    """A piece of a file for a page that asks for one."""
    return Place("PATCH", route, whose, address, page=False)


_CASE = "/desk/{receipt:receipt_number}"
_CAMPAIGN = "/desk/campaigns/{campaign:row_number}"
_BATCH = "/desk/exports/batches/{number}"

PLACES = (
    get("/healthz", ANYONE, page=False),
    get("/readyz", ANYONE, page=False),
    get("/static/{address:path}", ANYONE, lambda tour: tour.style, page=False),
    get("/language/{language}", ANYONE, lambda _tour: "/language/ja?next=/help", page=False),
    get("/.well-known/jwks.json", ANYONE, page=False),
    # Residents
    get("/", ANYONE),
    get("/procedures", ANYONE, lambda _tour: "/procedures?q=%E8%BB%A2%E5%B1%85"),
    get("/find/events", ANYONE, page=False),
    get("/find/events/{event}", ANYONE, lambda _tour: "/find/events/birth", page=False),
    get("/find/kana", ANYONE),
    get("/find/offices", ANYONE, page=False),
    get("/find/used", ANYONE, page=False),
    get("/find/deadlines", ANYONE, page=False),
    get("/find/new", ANYONE, page=False),
    get("/help", ANYONE),
    get("/announcements", ANYONE),
    get("/privacy", ANYONE),
    get("/accessibility", ANYONE),
    get("/terms", ANYONE),
    get("/procedures/{procedure}", ANYONE, lambda _tour: f"/procedures/{PROCEDURE}"),
    get("/procedures/{procedure}/form.pdf", ANYONE, lambda _tour: f"/procedures/{PROCEDURE}/form.pdf", page=False),
    get("/procedures/{procedure}/for-somebody", ANYONE, lambda _tour: f"/procedures/{PROCEDURE}/for-somebody"),
    get("/apply/{procedure}/{draft}/who-files", ALICE, lambda tour: f"{tour.draft}/who-files", page=False),
    post("/apply/{procedure}/{draft}/who-files", ALICE, lambda tour: f"{tour.draft}/who-files"),
    get("/track", ANYONE),
    post("/track", ANYONE),
    get("/resume", ANYONE),
    get("/resume/{code}", ANYONE, lambda _tour: "/resume/ACDEF-GHJKL"),
    post("/resume", ANYONE),
    get("/helping", ANYONE),
    get("/helping/{code}", ANYONE, lambda _tour: "/helping/ACDEF-GHJKL"),
    post("/helping", ANYONE),
    post("/resume-by-mail", ANYONE),
    get("/resume-by-mail/{code}", ANYONE, lambda _tour: "/resume-by-mail/ACDEF-GHJKL"),
    post("/resume-by-mail/{code}", ANYONE, lambda _tour: "/resume-by-mail/ACDEF-GHJKL"),
    get("/sign-in", ANYONE),
    get("/sign-in/card", ANYONE, page=False),
    get("/sign-in/mail", ANYONE),
    post("/sign-in/mail", ANYONE),
    get("/sign-in/mail/code", ANYONE, page=False),
    post("/sign-in/mail/code", ANYONE),
    get("/sign-in/callback", ANYONE),
    post("/sign-out", ALICE),
    post("/session/extend", ALICE),
    get("/apply/{procedure}", ALICE, lambda tour: tour.draft.rpartition("/")[0]),
    get("/apply/{procedure}/{draft}/discard", ALICE, lambda tour: f"{tour.draft}/discard"),
    post("/apply/{procedure}/{draft}/restore", ALICE, lambda tour: f"{tour.draft}/restore"),
    post("/apply/{procedure}/{draft}/discard", ALICE, lambda tour: f"{tour.draft}/discard"),
    get("/apply/{procedure}/{draft}/other-device", ALICE, lambda tour: f"{tour.draft}/other-device"),
    post("/apply/{procedure}/{draft}/other-device", ALICE, lambda tour: f"{tour.draft}/other-device"),
    get("/apply/{procedure}/{draft}/with-helper", ALICE, lambda tour: tour.helped),
    post("/apply/{procedure}/{draft}/with-helper", ALICE, lambda tour: tour.helped),
    get("/counter/resume", CLERK),
    post("/counter/resume", CLERK),
    get("/apply/{procedure}/{draft}/own-data", ALICE, lambda tour: f"{tour.draft}/own-data"),
    post("/apply/{procedure}/{draft}/own-data", ALICE, lambda tour: f"{tour.draft}/own-data"),
    get("/apply/{procedure}/{draft}/check", ALICE, lambda tour: f"{tour.draft}/check"),
    post("/apply/{procedure}/{draft}/submit", ALICE, lambda tour: f"{tour.draft}/submit"),
    get("/apply/{procedure}/{draft}/papers/{paper}", ALICE, lambda tour: f"{tour.paper_draft}/papers/tax_paper"),
    post("/apply/{procedure}/{draft}/papers/{paper}", ALICE, lambda tour: f"{tour.paper_draft}/papers/tax_paper"),
    piece("/apply/{procedure}/{draft}/papers/{paper}", ALICE, lambda tour: f"{tour.paper_draft}/papers/tax_paper"),
    get("/applications/{receipt_number}/papers", ALICE, lambda tour: f"/applications/{tour.owed}/papers", page=False),
    get(
        "/applications/{receipt_number}/papers/{paper}",
        ALICE,
        lambda tour: f"/applications/{tour.owed}/papers/tax_paper",
    ),
    post(
        "/applications/{receipt_number}/papers/{paper}",
        ALICE,
        lambda tour: f"/applications/{tour.owed}/papers/tax_paper",
    ),
    piece(
        "/applications/{receipt_number}/papers/{paper}",
        ALICE,
        lambda tour: f"/applications/{tour.owed}/papers/tax_paper",
    ),
    get("/apply/{procedure}/{draft}/{page}", ALICE, lambda tour: f"{tour.draft}/insured_birth"),
    post("/apply/{procedure}/{draft}/{page}", ALICE, lambda tour: f"{tour.draft}/reason"),
    piece("/apply/{procedure}/{draft}/{page}", ALICE, lambda tour: f"{tour.draft}/reason"),
    get("/apply/{procedure}/{draft}/files/{file}", ALICE, lambda tour: tour.report_file, page=False),
    get(
        "/apply/{procedure}/{draft}/files/{file}/preview", ALICE, lambda tour: f"{tour.report_file}/preview", page=False
    ),
    get("/apply/{procedure}/{draft}/{page}/stopped", HALTED, lambda tour: tour.stopped),
    get("/applications", ALICE),
    get("/applications/contact", ALICE),
    get("/applications/contact/mail", ALICE),
    post("/applications/contact/mail", ALICE),
    get("/applications/contact/mail/code", ANYONE, page=False),
    post("/applications/contact/mail/code", ALICE),
    get("/applications/contact/line", ANYONE, page=False),
    post("/applications/contact/line", ALICE),
    post("/applications/contact/{channel}/uses", ALICE, lambda _tour: "/applications/contact/letter/uses"),
    post("/applications/contact/{channel}/remove", ALICE, lambda _tour: "/applications/contact/letter/remove"),
    replace(post("/line/webhook", ANYONE), machine=True),
    get("/applications/{receipt_number}", ALICE, lambda tour: f"/applications/{tour.decided}"),
    get(
        "/applications/{receipt_number}/files/{file}/preview",
        ALICE,
        lambda tour: f"{tour.reported}/preview",
        page=False,
    ),
    get(
        "/applications/{receipt_number}/files/{file}",
        ALICE,
        lambda tour: tour.reported,
        page=False,
    ),
    get("/applications/{receipt_number}/stop", ALICE, lambda tour: f"/applications/{tour.sent}/stop"),
    post("/applications/{receipt_number}/stop", ALICE, lambda tour: f"/applications/{tour.sent}/stop"),
    get("/applications/{receipt_number}/messages", ALICE, lambda tour: f"/applications/{tour.decided}/messages"),
    post("/applications/{receipt_number}/messages", ALICE, lambda tour: f"/applications/{tour.decided}/messages"),
    get("/applications/{receipt_number}/correct", ALICE, lambda tour: f"/applications/{tour.mended}/correct"),
    post("/applications/{receipt_number}/correct", ALICE, lambda tour: f"/applications/{tour.returned}/correct"),
    get(
        "/applications/{receipt_number}/correct/{page}",
        ALICE,
        lambda tour: f"/applications/{tour.returned}/correct/lost_how",
    ),
    post(
        "/applications/{receipt_number}/correct/{page}",
        ALICE,
        lambda tour: f"/applications/{tour.returned}/correct/lost_how",
    ),
    piece(
        "/applications/{receipt_number}/correct/{page}",
        ALICE,
        lambda tour: f"/applications/{tour.returned}/correct/lost_how",
    ),
    get(
        "/applications/{receipt_number}/receipt.pdf",
        ALICE,
        lambda tour: f"/applications/{tour.sent}/receipt.pdf",
        page=False,
    ),
    post("/applications/{receipt_number}/again", ALICE, lambda tour: f"/applications/{tour.sent}/again"),
    get("/receipts", ANYONE),
    post("/receipts", ANYONE),
    get("/receipts/certificate.pem", ANYONE, page=False),
    get("/applications/{receipt_number}/payment", ALICE, lambda tour: f"/applications/{tour.sent}/payment"),
    get(
        "/applications/{receipt_number}/payment/go",
        ALICE,
        lambda tour: f"/applications/{tour.sent}/payment/go",
        page=False,
    ),
    get(
        "/applications/{receipt_number}/reservation.ics",
        ALICE,
        lambda tour: f"/applications/{tour.booked}/reservation.ics",
        page=False,
    ),
    get(
        "/applications/{receipt_number}/times/{question}",
        ALICE,
        lambda tour: f"/applications/{tour.booked}/times/lung_slot",
    ),
    post(
        "/applications/{receipt_number}/times/{question}",
        ALICE,
        lambda tour: f"/applications/{tour.booked}/times/lung_slot",
    ),
    get("/apply/{procedure}/{draft}/{page}/wait", ALICE, lambda tour: f"{tour.choosing}/wait"),
    post("/apply/{procedure}/{draft}/{page}/wait", ALICE, lambda tour: f"{tour.choosing}/wait"),
    post(
        "/apply/{procedure}/{draft}/stop-waiting",
        ALICE,
        lambda tour: f"{tour.choosing.rpartition(chr(47))[0]}/stop-waiting",
    ),
    get("/payments/{number}/back", ALICE, lambda tour: tour.order, page=False),
    replace(post("/payments/callback", ANYONE), machine=True),
    get("/invited", ANYONE),
    post("/invited", ANYONE),
    get("/invited/open", ANYONE),
    get("/invited/{code}", ANYONE, lambda _tour: "/invited/K7MD-4QX2"),
    get("/invited/drafts/{draft}", ALICE, lambda tour: tour.invited),
    post("/invited/drafts/{draft}", ALICE, lambda tour: tour.invited),
    get("/mock/mail", ANYONE),
    get("/mock/line", ANYONE, page=False),
    get("/mock/letters", ANYONE),
    get("/mock/letters/{campaign:row_number}/{number:row_number}.pdf", ANYONE, lambda tour: tour.letter, page=False),
    get("/correct", ANYONE),
    post("/correct", ANYONE),
    get("/correct/{code}", ANYONE, lambda _tour: "/correct/K7MD-4QX2", page=False),
    get("/correct/open", ANYONE, page=False),
    post("/correct/open", ANYONE),
    get("/correct/open/{page}", ANYONE, lambda _tour: "/correct/open/phone", page=False),
    post("/correct/open/{page}", ANYONE, lambda _tour: "/correct/open/phone"),
    piece("/correct/open/{page}", ANYONE, lambda _tour: "/correct/open/phone"),
    get("/correct/sent", ANYONE, page=False),
    # Staff
    get("/staff/sign-in", ANYONE),
    get("/staff/sign-in/city", ANYONE, page=False),
    get("/staff/sign-in/callback", ANYONE),
    get("/staff/sign-in/passkey", ANYONE, page=False),
    post("/staff/sign-in/passkey", ANYONE),
    get("/staff/account", SECTION),
    get("/staff/account/passkeys/options", SECTION, page=False),
    post("/staff/account/passkeys", SECTION),
    post(
        "/staff/account/passkeys/{passkey:row_number}/remove", SECTION, lambda _tour: "/staff/account/passkeys/1/remove"
    ),
    post("/staff/account/sign-out-elsewhere", SECTION),
    post("/staff/sign-in", ANYONE),
    post("/staff/sign-out", SECTION),
    post("/staff/lock", SECTION),
    get("/mock/codes", ANYONE),
    get("/counter", CLERK),
    post("/counter/{procedure}/start", CLERK, lambda _tour: f"/counter/{PROCEDURE}/start"),
    get("/counter/drafts/{draft}", CLERK, lambda tour: tour.parked),
    post("/counter/drafts/{draft}", CLERK, lambda tour: tour.parked),
    piece("/counter/drafts/{draft}", CLERK, lambda tour: tour.parked),
    post("/counter/drafts/{draft}/card/ask", CLERK, lambda tour: f"{tour.parked}/card/ask"),
    post("/counter/drafts/{draft}/card", CLERK, lambda tour: f"{tour.parked}/card"),
    post("/counter/drafts/{draft}/discard", CLERK, lambda tour: f"{tour.parked}/discard"),
    post("/counter/drafts/{draft}/restore", CLERK, lambda tour: f"{tour.parked}/restore"),
    get("/counter/drafts/{draft}/files/{file}", CLERK, lambda tour: tour.visit_file, page=False),
    get("/counter/drafts/{draft}/files/{file}/preview", CLERK, lambda tour: f"{tour.visit_file}/preview", page=False),
    get("/counter/done/{receipt}", CLERK, lambda tour: f"/counter/done/{tour.sent}"),
    get("/counter/print/{receipt}", CLERK, lambda tour: f"/counter/print/{tour.sent}"),
    get("/desk", SECTION, lambda tour: "/desk?sort=newest" if tour.sent else ""),
    post("/desk/find", SECTION),
    get("/desk/found", SECTION, lambda tour: tour.found),
    get(_CASE, SECTION, lambda tour: f"/desk/{tour.sent}"),
    get(f"{_CASE}/form.pdf", SECTION, lambda tour: f"/desk/{tour.sent}/form.pdf", page=False),
    get(f"{_CASE}/files/{{file}}", SECTION, lambda tour: tour.reported.replace("/applications/", "/desk/"), page=False),
    get(
        f"{_CASE}/files/{{file}}/preview",
        SECTION,
        lambda tour: tour.reported.replace("/applications/", "/desk/") + "/preview",
        page=False,
    ),
    post(f"{_CASE}/take", SECTION, lambda tour: f"/desk/{tour.sent}/take"),
    post(f"{_CASE}/release", SECTION, lambda tour: f"/desk/{tour.sent}/release"),
    post(f"{_CASE}/pass", SECTION, lambda tour: f"/desk/{tour.sent}/pass"),
    post(f"{_CASE}/delegation", SECTION, lambda tour: f"/desk/{tour.sent}/delegation"),
    post(f"{_CASE}/protect", SECTION, lambda tour: f"/desk/{tour.sent}/protect"),
    post(f"{_CASE}/unprotect", SECTION, lambda tour: f"/desk/{tour.sent}/unprotect"),
    post(f"{_CASE}/recall", SECTION, lambda tour: f"/desk/{tour.returned}/recall"),
    get(f"{_CASE}/return", SECTION, lambda tour: f"/desk/{tour.sent}/return"),
    post(f"{_CASE}/return", SECTION, lambda tour: f"/desk/{tour.sent}/return"),
    get(f"{_CASE}/letter", SECTION, lambda tour: f"/desk/{tour.returned}/letter"),
    post(f"{_CASE}/letter", SECTION, lambda tour: f"/desk/{tour.returned}/letter"),
    get(f"{_CASE}/extend", SECTION, lambda tour: f"/desk/{tour.returned}/extend"),
    post(f"{_CASE}/extend", SECTION, lambda tour: f"/desk/{tour.returned}/extend"),
    get(f"{_CASE}/correct", SECTION, lambda tour: f"/desk/{tour.returned}/correct"),
    post(f"{_CASE}/correct", SECTION, lambda tour: f"/desk/{tour.returned}/correct"),
    get(f"{_CASE}/papers/{{paper}}", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper"),
    post(f"{_CASE}/papers/{{paper}}", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper"),
    piece(f"{_CASE}/papers/{{paper}}", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper"),
    post(f"{_CASE}/papers/seen", SECTION, lambda tour: f"/desk/{tour.owed}/papers/seen"),
    post(f"{_CASE}/papers/{{paper}}/came", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper/came"),
    post(f"{_CASE}/papers/{{paper}}/later", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper/later"),
    post(f"{_CASE}/papers/{{paper}}/waive", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper/waive"),
    get(f"{_CASE}/messages", SECTION, lambda tour: f"/desk/{tour.decided}/messages"),
    post(f"{_CASE}/messages", SECTION, lambda tour: f"/desk/{tour.decided}/messages"),
    get(f"{_CASE}/stop", SECTION, lambda tour: f"/desk/{tour.asked_to_stop}/stop"),
    post(f"{_CASE}/stop", SECTION, lambda tour: f"/desk/{tour.asked_to_stop}/stop"),
    post(f"{_CASE}/payment/received", SECTION, lambda tour: f"/desk/{tour.sent}/payment/received"),
    post(f"{_CASE}/payment/refund", SECTION, lambda tour: f"/desk/{tour.sent}/payment/refund"),
    post(f"{_CASE}/payment/by-hand", SECTION, lambda tour: f"/desk/{tour.sent}/payment/by-hand"),
    post(f"{_CASE}/decide", SECTION, lambda tour: f"/desk/{tour.sent}/decide"),
    get("/desk/deliveries", SECTION),
    get("/desk/deliveries/{delivery}/letter.pdf", SECTION, lambda tour: f"{tour.delivery}/letter.pdf", page=False),
    post("/desk/deliveries/{delivery}/again", SECTION, lambda tour: f"{tour.delivery}/again"),
    post("/desk/deliveries/{delivery}/give-up", SECTION, lambda tour: f"{tour.delivery}/give-up"),
    post("/desk/deliveries/{delivery}/posted", SECTION, lambda tour: f"{tour.delivery}/posted"),
    get("/desk/book", SECTION),
    get("/desk/slots", SECTION),
    post("/desk/slots/{resource}", SECTION, lambda _tour: "/desk/slots/lung"),
    get("/desk/book.csv", SECTION, page=False),
    get("/desk/audit", AUDITOR, lambda _tour: "/desk/audit?report=idle&from=2026-11-01&to=2026-11-30"),
    get("/desk/audit/report.csv", AUDITOR, lambda _tour: "/desk/audit/report.csv?report=many", page=False),
    get("/desk/audit/looked", AUDITOR, lambda tour: f"/desk/audit/looked?number={tour.decided}"),
    get("/desk/audit/looked.csv", AUDITOR, lambda tour: f"/desk/audit/looked.csv?number={tour.decided}", page=False),
    post("/desk/audit/sample", AUDITOR),
    get("/desk/support", SECTION, lambda _tour: "/desk/support?code=12345678"),
    get("/desk/exports", SECTION),
    get("/desk/exports/layouts/{layout}/{duty}", SECTION, lambda _tour: f"/desk/exports/layouts/{LAYOUT}/{DUTY}"),
    post("/desk/exports/layouts/{layout}/{duty}", SECTION, lambda _tour: f"/desk/exports/layouts/{LAYOUT}/{DUTY}"),
    get("/desk/campaigns", SECTION),
    post("/desk/campaigns", SECTION),
    get("/desk/campaigns/new", SECTION),
    get("/desk/campaigns/stops", SECTION),
    post("/desk/campaigns/stops/{stop:row_number}/remove", SECTION, lambda _tour: "/desk/campaigns/stops/1/remove"),
    get(_CAMPAIGN, SECTION, lambda tour: tour.campaign),
    post(f"{_CAMPAIGN}/start", SECTION, lambda tour: f"{tour.campaign}/start"),
    post(f"{_CAMPAIGN}/discard", SECTION, lambda tour: f"{tour.campaign}/discard"),
    post(f"{_CAMPAIGN}/letters", SECTION, lambda tour: f"{tour.campaign}/letters"),
    post(f"{_CAMPAIGN}/remind", SECTION, lambda tour: f"{tour.campaign}/remind"),
    post(f"{_CAMPAIGN}/people/{{number:row_number}}/letter", SECTION, lambda tour: f"{tour.campaign}/people/1/letter"),
    post(f"{_CAMPAIGN}/people/{{number:row_number}}/stop", SECTION, lambda tour: f"{tour.campaign}/people/1/stop"),
    post(f"{_CAMPAIGN}/people/{{number:row_number}}/revoke", SECTION, lambda tour: f"{tour.campaign}/people/1/revoke"),
    get(f"{_CAMPAIGN}/rest.csv", SECTION, lambda tour: f"{tour.campaign}/rest.csv", page=False),
    get(_BATCH, SECTION, lambda tour: tour.batch),
    post(f"{_BATCH}/reissue", SECTION, lambda tour: f"{tour.batch}/reissue"),
    get(f"{_BATCH}/zip", SECTION, lambda tour: f"{tour.batch}/zip", page=False),
    get(f"{_BATCH}/files/{{name}}", SECTION, lambda tour: tour.batch_file, page=False),
)
