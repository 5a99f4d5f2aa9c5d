"""Name and place by 法人番号."""

# Routed before the question pages: no question has a hyphen.

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotYours
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path
from portal.services.filing.known.look_up_company import keep_company, look_up_company
from portal.services.finding.describe_procedure import name_procedure
from portal.services.shared.throttle import CORPORATIONS_PLACE, count
from portal.web.filing.draft_page import address_of, draft_context, onward
from portal.web.filing.own_questions import own_question, own_view, read_own, wrong
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, place_of, reading, resident_actor
from portal.web.shared.words import words

router = Router("resident", prefix="/apply/{procedure}/{draft}/company-number", access=owner())


@router.get("")
def ask(request: Request, procedure: str, draft: str) -> Response:
    return _page(request, _own(request, procedure, draft), {"page": [request.query_params.get("page", "")]})


def _own(request: Request, procedure: str, draft: str) -> Draft:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
    if saved_draft.helping:
        raise NotYours("draft")
    return saved_draft


def _page(request: Request, draft: Draft, posted: Posted, problem: str = "") -> Response:
    installation, language = installation_of(request), language_of(request)
    path = draft_path(installation, draft)
    asked = path.page(first(posted, "page"))
    question = own_question("number", "corporate_number", words(language)["company_number.label"])
    mistakes = (wrong(problem),) if problem else ()
    context = draft_context(request, installation, draft, path) | {
        "facts": name_procedure(draft.procedure, language),
        "asked": [own_view(installation, language, question, posted, mistakes)],
        "problems": [(problem, "number")] if problem else [],
        "back": address_of(draft, asked) if asked is not None else onward(installation, draft, path),
        "page": asked.page.id if asked is not None else "",
    }
    return render(request, "pages/apply/company_number.html", context, wrong=problem)


@router.post("")
def look_up(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    installation, texts = installation_of(request), words(language_of(request))
    saved_draft = _own(request, procedure, draft)
    parsed = read_own(installation, own_question("number", "corporate_number", ""), posted)
    if parsed.value is None:
        return _page(request, saved_draft, posted, texts["company_number.wrong"])
    with installation.database.change() as unit:
        count(installation, unit, CORPORATIONS_PLACE, place_of(request))
    corporation = look_up_company(installation, str(parsed.value))
    if corporation is None:
        return _page(request, saved_draft, posted, texts["company_number.unknown"])
    if corporation.closed:
        return _page(request, saved_draft, posted, texts["company_number.closed"].format(name=corporation.name))
    with installation.database.change() as unit:
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        keep_company(installation, unit, saved_draft, corporation, resident_actor(request, session))
    path = draft_path(installation, saved_draft)
    asked = path.page(first(posted, "page"))
    return see(
        request, address_of(saved_draft, asked) if asked is not None else onward(installation, saved_draft, path)
    )
