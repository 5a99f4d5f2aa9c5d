"""An address for every page and file of staff."""

from tests.journeys import letters
from tests.journeys.numbers import KEY
from tests.journeys.packages import held_package, package_list, proposed_mapping, unknown_package
from tests.journeys.place import ADMIN, ANYONE, AUDITOR, CLERK, PROTECTOR, SECTION, get
from tests.journeys.signing import way_here
from tests.journeys.tour import DUTY, LAYOUT, Tour

_SIGNER = "/counter/signers/{receipt:receipt_number}/{signature:row_number}"
_CASE = "/desk/{receipt:receipt_number}"
_CLIENT = "/admin/clients/{client}"
_PERSON = "/admin/people/{person:row_number}"
_CAMPAIGN = "/desk/campaigns/{campaign:row_number}"
_DISPOSAL = "/desk/disposals/{number:row_number}"
_SIGNS = "/desk/exports/layouts/{layout}/{duty}/signs"
_MAPPING = "/desk/imports/mappings/{mapping:row_number}"
_PACKAGE = "/desk/imports/{package:row_number}"
_RANKING = "/desk/results/ranking.csv?procedure=hoiku-riyo-moshikomi&year=2027"
_LINE = "/desk/dispatches/{line:row_number}"
_POSTING = "/desk/dispatches/batches/{batch:row_number}"
_ASKED_FILE = "/desk/opinions/{opinion:row_number}/files/{file}"
_VISIT_SCAN_PAGE = "/counter/visits/{visit}/files/{file}/pages/{page:row_number}"
_ORDER = "/desk/exports/orders/{order:row_number}"
_BATCH = "/desk/exports/batches/{number}"


def _signer(tour: Tour) -> str:
    return way_here(tour.visitor("madoguchi"), tour.beside)


STAFF = (
    get("/staff/sign-in", ANYONE),
    get("/staff/sign-in/city", ANYONE, page=False),
    get("/staff/sign-in/callback", ANYONE),
    get("/staff/sign-in/passkey", ANYONE, page=False),
    get("/staff/account", SECTION),
    get("/staff/account/passkeys/options", SECTION, page=False),
    get("/staff/account/family", SECTION),
    get("/staff/kept", SECTION),
    get("/staff/palette", SECTION),
    get("/mock/codes", ANYONE),
    get("/counter", CLERK),
    get("/counter/resume", CLERK),
    get("/counter/remote", CLERK),
    get("/counter/remote/{remote:row_number}", CLERK, lambda tour: tour.looked_along("clerk")),
    get(
        "/counter/remote/{remote:row_number}/news", CLERK, lambda tour: f"{tour.looked_along('clerk')}/news", page=False
    ),
    get(
        "/counter/remote/{remote:row_number}/page/{page}",
        CLERK,
        lambda tour: f"{tour.looked_along('clerk')}/page/phone",
    ),
    get("/counter/fees/{receipt:receipt_number}", CLERK, lambda tour: f"/counter/fees/{tour.fee_taken}"),
    get(
        "/counter/fees/{receipt:receipt_number}/receipt.pdf",
        CLERK,
        lambda tour: f"/counter/fees/{tour.fee_taken}/receipt.pdf",
        page=False,
    ),
    get("/counter/visits/{visit}/fees", CLERK, lambda tour: f"{tour.visit}/fees"),
    get("/counter/till", CLERK),
    get("/counter/till.csv", CLERK, page=False),
    get("/counter/working", CLERK),
    get("/counter/favourites", CLERK),
    get("/counter/visits/figures", CLERK),
    get("/counter/visits/{visit}", CLERK, lambda tour: tour.visit),
    get("/counter/visits/{visit}/print.pdf", CLERK, lambda tour: f"{tour.visit}/print.pdf", page=False),
    get("/counter/visits/{visit}/screen", CLERK, lambda tour: f"{tour.visit}/screen"),
    get("/counter/visits/{visit}/screen/news", CLERK, lambda tour: f"{tour.visit}/screen/news", page=False),
    # Paired devices are covered by `test_visitor_screen.py`.
    get("/counter/screen", ANYONE),
    get("/counter/screen/news", ANYONE, page=False),
    get("/counter/visits/{visit}/summary", CLERK, lambda tour: f"{tour.visit_ended}/summary"),
    get("/counter/visits/{visit}/interview", CLERK, lambda tour: f"{tour.visit}/interview"),
    get("/counter/visits/{visit}/guide", CLERK, lambda tour: f"{tour.visit}/guide"),
    get("/counter/visits/{visit}/guide/{guide}", CLERK, lambda tour: f"{tour.visit}/guide/moving"),
    get("/counter/visits/{visit}/people", CLERK, lambda tour: f"{tour.visit}/people"),
    get("/counter/visits/{visit}/people/{paper}", CLERK, lambda tour: tour.visit_paper),
    get("/counter/visits/{visit}/files/{file}", CLERK, lambda tour: tour.visit_scan, page=False),
    get("/counter/visits/{visit}/files/{file}/preview", CLERK, lambda tour: f"{tour.visit_scan}/preview", page=False),
    get(_VISIT_SCAN_PAGE, CLERK, lambda tour: f"{tour.visit_scan}/pages/1", page=False),
    get("/counter/visits/{visit}/people/transfer/file", CLERK, lambda tour: f"{tour.visit}/people/transfer/file"),
    get("/counter/blanks", CLERK, lambda tour: tour.blanks),
    get("/counter/blanks/{batch}/forms.pdf", CLERK, lambda tour: tour.blanks_pdf, page=False),
    get("/counter/comers", CLERK),
    get("/counter/drafts/{draft}", CLERK, lambda tour: tour.scanned),
    get("/counter/drafts/{draft}/compare", CLERK, lambda tour: tour.compared),
    get("/counter/drafts/{draft}/sign", CLERK, lambda tour: tour.visit_to_sign),
    get(_SIGNER, CLERK, _signer),
    get("/counter/drafts/{draft}/files/{file}", CLERK, lambda tour: tour.visit_file, page=False),
    get("/counter/drafts/{draft}/files/{file}/preview", CLERK, lambda tour: f"{tour.visit_file}/preview", page=False),
    get("/counter/drafts/{draft}/files/{file}/pages/{page:row_number}", CLERK, lambda tour: tour.scan_page, page=False),
    get("/counter/done/{receipt}", CLERK, lambda tour: f"/counter/done/{tour.sent}"),
    get("/counter/print/{receipt}", CLERK, lambda tour: f"/counter/print/{tour.sent}"),
    get("/desk", SECTION, lambda tour: "/desk?sort=newest" if tour.sent else ""),
    get("/desk/board", SECTION, lambda tour: "/desk/board" if tour.sent and tour.returned else ""),
    get("/desk/bulk", SECTION, lambda tour: "/desk/bulk?sort=newest" if tour.sent else ""),
    get("/desk/news", SECTION, lambda _tour: "/desk/news?since=0", page=False),
    # The stream never ends; an invalid position is refused at once, after the access check.
    get("/desk/news/stream", SECTION, lambda _tour: "/desk/news/stream?since=x", page=False),
    get("/desk/views", SECTION, lambda tour: tour.views),
    get("/desk/figures", SECTION, lambda tour: "/desk/figures" if tour.decided and tour.returned else ""),
    get("/desk/figures.csv", SECTION, page=False),
    get("/desk/disposals", SECTION, lambda tour: "/desk/disposals?duty=care-qualification" if tour.disposal else ""),
    get("/desk/disposals/figures", SECTION, lambda tour: "/desk/disposals/figures" if tour.disposal else ""),
    get("/desk/disposals/figures.csv", SECTION, page=False),
    get("/desk/disposals/holds", SECTION),
    get(_DISPOSAL, SECTION, lambda tour: tour.disposal),
    get(f"{_DISPOSAL}.csv", SECTION, lambda tour: f"{tour.disposal}.csv", page=False),
    get(f"{_DISPOSAL}.pdf", SECTION, lambda tour: f"{tour.disposal}.pdf", page=False),
    get("/desk/call", SECTION, lambda tour: f"/desk/call?number={tour.sent}"),
    get("/desk/found", SECTION, lambda tour: tour.search_result),
    get(_CASE, SECTION, lambda tour: f"/desk/{tour.sent}"),
    get(f"{_CASE}/preview", SECTION, lambda tour: f"/desk/{tour.sent}/preview"),
    get(f"{_CASE}/form.pdf", SECTION, lambda tour: f"/desk/{tour.sent}/form.pdf", page=False),
    get(f"{_CASE}/files/{{file}}", SECTION, lambda tour: tour.reported.replace("/applications/", "/desk/"), page=False),
    get(
        f"{_CASE}/files/{{file}}/preview",
        SECTION,
        lambda tour: tour.reported.replace("/applications/", "/desk/") + "/preview",
        page=False,
    ),
    get(
        f"{_CASE}/files/{{file}}/picture",
        SECTION,
        lambda tour: tour.reported.replace("/applications/", "/desk/") + "/picture",
        page=False,
    ),
    get(f"{_CASE}/files/{{file}}/pages/{{page:row_number}}", SECTION, letters.handed_in),
    get(
        f"{_CASE}/files/{{file}}/pages/{{page:row_number}}/picture",
        SECTION,
        lambda tour: f"{letters.handed_in(tour)}/picture",
        page=False,
    ),
    get(f"{_CASE}/assign", SECTION, lambda tour: f"/desk/{tour.sent}/assign"),
    get("/desk/assignment", SECTION, lambda tour: tour.assigned),
    get("/desk/assignment/rules", SECTION),
    get(f"{_CASE}/opinions", SECTION, lambda tour: f"/desk/{tour.sent}/opinions"),
    get(f"{_ASKED_FILE}/picture", SECTION, lambda tour: f"{tour.asked_files[0]}/picture", page=False),
    get(f"{_ASKED_FILE}/pages/{{page:row_number}}", SECTION, lambda tour: tour.asked_files[1]),
    get(
        f"{_ASKED_FILE}/pages/{{page:row_number}}/picture",
        SECTION,
        lambda tour: f"{tour.asked_files[1]}/picture",
        page=False,
    ),
    get(f"{_CASE}/elsewhere", SECTION, lambda tour: f"/desk/{tour.sent}/elsewhere"),
    get(f"{_CASE}/appeals", SECTION, lambda tour: f"/desk/{tour.decided}/appeals"),
    get(f"{_CASE}/appeals/{{appeal:row_number}}", SECTION, lambda tour: tour.appeal),
    get(f"{_CASE}/end", SECTION, lambda tour: f"/desk/{tour.granted}/end"),
    get(f"{_CASE}/reopen", SECTION, lambda tour: f"/desk/{tour.decided}/reopen"),
    get(f"{_CASE}/own-case", SECTION, lambda tour: f"/desk/{tour.sent}/own-case"),
    get(f"{_CASE}/forward", SECTION, lambda tour: f"/desk/{tour.for_prefecture}/forward"),
    get("/desk/forwardings", SECTION, lambda tour: "/desk/forwardings" if tour.forwarded else ""),
    get("/desk/forwardings/cover.pdf", SECTION, lambda tour: tour.cover("pdf"), page=False),
    get("/desk/forwardings/cover.csv", SECTION, lambda tour: tour.cover("csv"), page=False),
    get(f"{_CASE}/transfer", SECTION, lambda tour: f"/desk/{tour.sent}/transfer"),
    get("/desk/transfers", SECTION, lambda tour: "/desk/transfers" if tour.offered_case else ""),
    get("/desk/transfers/{transfer:row_number}", SECTION, lambda tour: tour.offered_case),
    get("/desk/opinions", SECTION, lambda tour: "/desk/opinions" if tour.asked_opinion else ""),
    get("/desk/opinions/{opinion:row_number}", SECTION, lambda tour: tour.asked_opinion),
    get(f"{_CASE}/return", SECTION, lambda tour: f"/desk/{tour.sent}/return"),
    get(f"{_CASE}/letter", SECTION, lambda tour: f"/desk/{tour.returned}/letter"),
    get(f"{_CASE}/letter/papers", SECTION, lambda tour: f"/desk/{tour.owed}/letter/papers"),
    get(f"{_CASE}/extend", SECTION, lambda tour: f"/desk/{tour.returned}/extend"),
    get(f"{_CASE}/correct", SECTION, lambda tour: f"/desk/{tour.returned}/correct"),
    get(f"{_CASE}/form-scan", CLERK, lambda tour: f"/desk/{tour.paper_filed}/form-scan"),
    # No case of the tour awaits a paper of the core system; tests/portal/routes/notices/test_core_notices.py looks at the page.
    get(f"{_CASE}/core-notice", SECTION, lambda tour: f"/desk/{tour.decided}/core-notice", page=False),
    get(f"{_CASE}/papers/{{paper}}", SECTION, lambda tour: f"/desk/{tour.owed}/papers/tax_paper"),
    # These services have no register, so nothing awaits matching; `test_matching.py` covers the page.
    get(f"{_CASE}/match", SECTION, lambda tour: f"/desk/{tour.sent}/match", page=False),
    get(f"{_CASE}/numbers/{{place}}", SECTION, lambda tour: f"/desk/{tour.numbered}/numbers/{KEY}"),
    get(f"{_CASE}/messages", SECTION, lambda tour: f"/desk/{tour.decided}/messages"),
    get(f"{_CASE}/period", SECTION, lambda tour: f"/desk/{tour.sent}/period", page=False),
    get(f"{_CASE}/stop", SECTION, lambda tour: f"/desk/{tour.asked_to_stop}/stop"),
    # An undecided case has none; rights are checked first.
    get(
        f"{_CASE}/notices/{{number:row_number}}.pdf",
        SECTION,
        lambda tour: f"/desk/{tour.decided}/notices/1.pdf",
        page=False,
    ),
    get("/desk/deliveries", SECTION),
    get("/desk/deliveries/{delivery}/letter.pdf", SECTION, lambda tour: f"{tour.delivery}/letter.pdf", page=False),
    get("/desk/dispatches", SECTION, lambda tour: "/desk/dispatches" if letters.waiting(tour) else ""),
    get("/desk/dispatches.csv", SECTION, page=False),
    get(_LINE, SECTION, letters.waiting),
    # One letter is no stack; tests/journeys/desk/test_day_by_keyboard.py looks at the page.
    get(
        "/desk/dispatches/stacks/{line:row_number}",
        SECTION,
        lambda tour: f"/desk/dispatches/stacks/{letters.waiting(tour).rpartition('/')[2]}",
        page=False,
    ),
    get(_POSTING, SECTION, letters.printed),
    get("/desk/proposals", SECTION),
    get("/desk/core-notices", SECTION),
    get("/desk/results", SECTION),
    get("/desk/results/given.csv", SECTION, page=False),
    get("/desk/results/blank.csv", SECTION, page=False),
    get("/desk/results/ranking.csv", SECTION, lambda _tour: _RANKING, page=False),
    get("/desk/book", SECTION),
    get("/desk/slots", SECTION),
    get("/desk/book.csv", SECTION, page=False),
    get("/desk/book/reconciliation", SECTION),
    get("/desk/audit", AUDITOR, lambda _tour: "/desk/audit?report=idle&from=2026-11-01&to=2026-11-30"),
    get("/desk/audit/report.csv", AUDITOR, lambda _tour: "/desk/audit/report.csv?report=many", page=False),
    get("/desk/audit/looked", AUDITOR, lambda tour: f"/desk/audit/looked?number={tour.decided}"),
    get("/desk/audit/looked.csv", AUDITOR, lambda tour: f"/desk/audit/looked.csv?number={tour.decided}", page=False),
    get("/desk/audit/media", AUDITOR),
    get(f"{_CASE}/ground", AUDITOR, lambda tour: f"/desk/{tour.decided}/ground"),
    get("/desk/probes", PROTECTOR),
    get("/desk/support", SECTION, lambda _tour: "/desk/support?code=12345678"),
    get("/admin/state", ADMIN),
    get("/desk/exports", SECTION),
    get("/desk/exports/layouts/{layout}/{duty}", SECTION, lambda _tour: f"/desk/exports/layouts/{LAYOUT}/{DUTY}"),
    get(_ORDER, SECTION, lambda tour: tour.hand_over_order),
    get(f"{_ORDER}/news", SECTION, lambda tour: f"{tour.hand_over_order}/news", page=False),
    get("/desk/exports/cases/{layout}", SECTION, lambda _tour: f"/desk/exports/cases/{LAYOUT}"),
    get(_SIGNS, SECTION, lambda _tour: f"/desk/exports/layouts/{LAYOUT}/{DUTY}/signs"),
    get("/desk/campaigns", SECTION),
    get("/desk/campaigns/new", SECTION),
    get("/desk/campaigns/stops", SECTION),
    get(_CAMPAIGN, SECTION, lambda tour: tour.campaign),
    get(f"{_CAMPAIGN}/rest.csv", SECTION, lambda tour: f"{tour.campaign}/rest.csv", page=False),
    get("/desk/imports", SECTION, package_list),
    get(_PACKAGE, SECTION, held_package),
    get(f"{_PACKAGE}/map", SECTION, unknown_package),
    get("/desk/imports/mappings", ADMIN, lambda tour: "/desk/imports/mappings" if proposed_mapping(tour) else ""),
    get(_MAPPING, ADMIN, proposed_mapping),
    get(_BATCH, SECTION, lambda tour: tour.batch),
    get(f"{_BATCH}/zip", SECTION, lambda tour: f"{tour.batch}/zip", page=False),
    get(f"{_BATCH}/files/{{name}}", SECTION, lambda tour: tour.batch_file, page=False),
    # Administrators
    get("/admin/people", ADMIN),
    get("/admin/people/tomorrow", ADMIN),
    get("/admin/people/new", ADMIN),
    get("/admin/people/moves", ADMIN),
    get("/admin/people/changes/{change:row_number}", ADMIN, lambda tour: tour.change),
    get(_PERSON, ADMIN, lambda tour: tour.colleague),
    get(f"{_PERSON}/give", ADMIN, lambda tour: f"{tour.colleague}/give"),
    get("/admin/disaster", ADMIN),
    get("/admin/courier", ADMIN),
    get("/admin/clients", ADMIN),
    get("/admin/clients/new", ADMIN),
    get(_CLIENT, ADMIN, lambda tour: tour.client),
)
