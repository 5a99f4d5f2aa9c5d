from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import PUBLIC, Procedure
from forms.path.environment import KeptFile
from portal.errors import NotFound, required
from portal.services.bookings.availability import public_resources
from portal.services.bundles.fit_bundle import why_alone
from portal.services.finding.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.finding.follow_guide import Days
from portal.services.paper.print_blank import print_blank
from portal.services.procedures.near_deadlines import deadline_of
from portal.services.shared.free_places import resources_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.web.bookings.budget_view import budget_lines
from portal.web.filing.who_files import company_or_none, keeps_draft, lacks, may_sign_in
from portal.web.finding.disclose_days import disclose_days
from portal.web.finding.my_day_view import my_day_view
from portal.web.finding.question_cards import offered_rows, question_card
from portal.web.finding.ways_in import deadline_rows, year_rows
from portal.web.shared.access import anyone, signed_in
from portal.web.shared.file_answer import file_answer
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_or_none

router = Router("resident")


@router.get("/procedures/{procedure}", access=anyone())
def procedure_page(request: Request, procedure: str) -> Response:
    with installation_of(request).database.read() as unit:
        session = resident_or_none(request, unit)
        seated = company_or_none(request, unit) if session is None else None
    return _page(request, procedure, session, {}, seated)


@router.post("/procedures/{procedure}", access=signed_in())
def my_known_day(request: Request, procedure: str, _posted: Post) -> Response:
    """Stores nothing: reload and back may ask again."""
    session, days = disclose_days(request)
    return _page(request, procedure, session, days)


def _page(
    request: Request, procedure: str, session: Session | None, days: Days, seated: Session | None = None
) -> Response:
    installation = installation_of(request)
    described = installation.catalogue.current(procedure)
    office = installation.city.office(described.duty, installation.clock.today())
    facts = describe_procedure(installation, described, language_of(request))
    facts, offline = _without_sign_in(installation, facts)
    day = deadline_of(installation.rules, described, installation.clock.today(), past=True)
    rows = deadline_rows(installation.clock, [day] if day else [], language_of(request))
    mine = None if day else my_day_view(request, described, session, days)
    with installation.database.read() as unit:
        budget = budget_lines(installation, unit, described, language_of(request)) if described.budget else []
    context = {
        "budget": budget,
        "together": not why_alone(described),
        "facts": facts,
        "offline": offline,
        "lacks": lacks(seated, procedure) if described.sign_in in ("mail", "none") else "",
        "kept": facts.closed and keeps_draft(request, procedure),
        "office": office_view(office, language_of(request)),
        "deadline": rows[0] if rows else None,
        "endless": _is_endless(described, facts),
        "years": year_rows(installation, described, language_of(request)),
        "mine": mine,
        "problems": mine.problems if mine else [],
        "questions": [
            question_card(row, language_of(request))
            for row in offered_rows(installation)
            if procedure in row.procedures
        ],
    }
    own = resources_of(described) if "slot" in described.asks else ()
    context["available"] = [row for row in public_resources(installation) if row.id in own]
    context["files"] = [
        (row.id, row.title.in_(language_of(request)), row.about(installation.city.folder))
        for row in installation.city.handouts.of(procedure)
    ]
    context["drawn"] = described.drawing is not None
    context["tallied"] = described.tallied == PUBLIC
    wrong = bool(mine and mine.problems)
    return render(request, "pages/procedures/procedure.html", context, wrong=wrong)


def _is_endless(described: Procedure, facts: ProcedureFacts) -> bool:
    # Outside of its window, and of one whose end the city has not decided, the words of the window take its place.
    window = described.window
    return window is None or not (facts.closed or window.to or window.year is not None)


def _without_sign_in(installation: Installation, facts: ProcedureFacts) -> tuple[ProcedureFacts, str]:
    # In a city without the sign-in that it needs it is filed another way: the key of the words that say which.
    if not facts.online or may_sign_in(installation, facts.sign_in):
        return facts, ""
    others = [(tuple(door for door in doors if door != "online"), roles) for doors, roles in facts.who]
    who = tuple((doors, roles) for doors, roles in others if doors)
    bring = facts.bring_counter or facts.bring
    filed = replace(facts, online=False, minutes=None, who=who, bring=bring, at_hand=())
    return filed, "counter" if any("counter" in doors for doors, _ in who) else "call"


@router.get("/procedures/{procedure}/files/{file}", access=anyone())
def handout(request: Request, procedure: str, file: str) -> Response:
    """A form or guidance of the city."""
    city = installation_of(request).city
    described = installation_of(request).catalogue.current(procedure)
    row = required(next((row for row in city.handouts.of(described.id) if row.id == file), None), NotFound("handout"))
    return file_answer(KeptFile("", row.file, row.media, 0, ""), row.place(city.folder).read_bytes)


@router.get("/procedures/{procedure}/form.pdf", access=anyone())
def blank_form(request: Request, procedure: str) -> Response:
    """The same for everyone: cached for an hour."""
    installation = installation_of(request)
    paper = print_blank(installation, installation.catalogue.current(procedure))
    return pdf_answer(paper.pdf, procedure, keep="public, max-age=3600")
