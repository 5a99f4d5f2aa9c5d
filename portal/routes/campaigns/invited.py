"""The way in by an invitation letter."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from forms.definition.field import Value
from forms.definition.procedure import Field
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed, InvitedIsAnother, NotYours, TooMany
from portal.services.campaigns.answer_invitation import invited_answers, take_unchanged, unchanged
from portal.services.campaigns.campaigns import ended_early
from portal.services.campaigns.open_invitation import (
    Invited,
    answer_hint,
    count_try,
    find_invitation,
    make_pass,
    open_invitation,
    read_pass,
)
from portal.services.filing.drafts import OWNER, Draft, draft_path
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import grouped, read_code
from portal.services.shared.sessions import Session
from portal.services.shared.throttle import count_apart
from portal.services.shared.write_audit import write_audit
from portal.store.filing import drafts
from portal.web.filing.draft_page import draft_context, draft_or_receipt, onward
from portal.web.filing.own_questions import own_question, own_view, read_own
from portal.web.filing.who_files import beginner, filer
from portal.web.shared.access import anyone, owner, procedure_decides
from portal.web.shared.page import language_of, office_view, render, see, see_as
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import (
    INVITATION,
    browser_of,
    drop_cookie,
    installation_of,
    place_of,
    read_cookie,
    resident_actor,
    set_cookie,
    writing,
)
from portal.web.shared.words import words

router = Router("resident", prefix="/invited")

# The title is the same for every cause, and reveals nothing about the code.
_WRONG, _SLIP, _TOO_MANY = "invited.wrong", "invited.slip", "invited.too_many"


@router.get("", access=anyone())
def show(request: Request) -> Response:
    return _ask(request, "")


@router.get("/open", access=procedure_decides())
def begin(request: Request) -> Response:
    shown = read_cookie(request, INVITATION)
    with writing(request) as (installation, unit):
        invited = read_pass(installation, unit, shown, browser_of(request))
        if invited is None:
            return see(request, "/invited")
        procedure = installation.catalogue.current(invited.campaign.row.procedure)
        session, token = beginner(request, unit, procedure)
        try:
            draft = open_invitation(installation, unit, invited, session, place_of(request))
        except (InvitationAnswered, InvitationClosed):
            return _over(request, unit, invited)
        except InvitedIsAnother:
            unit.commit()  # commits the record of the failed attempt
            raise
        unit.commit()
    answer = see_as(request, f"/invited/drafts/{draft}", token)
    drop_cookie(request, answer, INVITATION)
    return answer


@router.get("/{code}", access=anyone())
def scanned(request: Request, code: str) -> Response:
    """Looks nothing up: the URL reveals no more than the letter."""
    return _ask(request, read_code(code) or code[:40])


def _birth(request: Request) -> Field:
    return own_question("birth", "date", words(language_of(request))["invited.birth"])


def _ask(request: Request, code: str, posted: Posted | None = None, problem: str = "", status: int = 200) -> Response:
    valid_code = read_code(code)
    installation, question = installation_of(request), _birth(request)
    mistakes = () if posted is None else read_own(installation, question, posted).mistakes
    birth = own_view(installation, language_of(request), question, posted or {}, mistakes)
    context = {
        "code": grouped(valid_code) if valid_code else code,
        "scanned": valid_code is not None and problem != _SLIP,
        "birth": birth,
        "problem": problem,
        "problems": [(error, birth.first_box) for error in birth.errors],
        "telephone": installation.city.telephone,
    }
    return render(request, "pages/invited/ask.html", context, status=status)


@router.post("", access=anyone())
def know(request: Request, posted: Post) -> Response:
    """The state is only for callers with both code and fact."""
    installation, place = installation_of(request), place_of(request)
    typed = first(posted, "code")
    code, birth = read_code(typed), read_own(installation, _birth(request), posted)
    if code is None:
        return _ask(request, typed[:40], posted, _SLIP, 422)
    if birth.mistakes:
        return _ask(request, code, posted, "", 422)
    try:
        count_apart(installation.database, lambda unit: count_try(installation, unit, code, place))
    except TooMany:
        return _ask(request, code, posted, _TOO_MANY, 429)
    with installation.database.write() as unit:
        invited = find_invitation(installation, unit, code, str(birth.value), place)
        unit.commit()
        if invited is None:
            return _ask(request, code, posted, _WRONG, 422)
        if invited.answered or invited.expired or invited.row.state != "ready":
            return _over(request, unit, invited)
    answer = see(request, "/invited/open")
    set_cookie(request, answer, INVITATION, make_pass(installation, invited, browser_of(request)))
    return answer


def _over(request: Request, unit: Unit, invited: Invited) -> Response:
    installation = installation_of(request)
    procedure = installation.catalogue.current(invited.campaign.row.procedure)
    office = office_view(installation.city.office(procedure.duty, installation.clock.today()), language_of(request))
    context = {
        "facts": describe_procedure(installation, procedure, language_of(request)),
        "hint": answer_hint(unit, invited) if invited.answered else None,
        "answered": invited.answered,
        "last_day": invited.campaign.last_day,
        "early": ended_early(invited.campaign.row, installation.clock.today()),
        "office": office,
    }
    return render(request, "pages/invited/over.html", context, status=409)


def _mine(request: Request, unit: Unit, draft: str) -> tuple[Session, Draft | str]:
    # Or its receipt number. Raises NotFound for other people's drafts and access by a code.
    session = filer(request, unit)
    row = drafts.by_id(unit, draft)
    draft_or_number = draft_or_receipt(installation_of(request), unit, session, row.procedure if row else "", draft)
    if isinstance(draft_or_number, Draft) and draft_or_number.access != OWNER:
        raise NotYours("draft")
    return session, draft_or_number


@router.get("/drafts/{draft}", access=owner())
def confirm(request: Request, draft: str) -> Response:
    with writing(request) as (installation, unit):
        session, draft_or_number = _mine(request, unit, draft)
        if isinstance(draft_or_number, str):
            return see(request, f"/applications/{draft_or_number}")
        known = invited_answers(installation, unit, draft_or_number)
        if not known:
            return see(request, f"/apply/{draft_or_number.procedure.id}")
        write_audit(
            installation, unit, resident_actor(request, session), "see invitation", detail=draft_or_number.procedure.id
        )
        unit.commit()
    return _confirm_page(request, installation, draft_or_number, known)


def _confirm_page(request: Request, installation: Installation, draft: Draft, known: Mapping[str, Value]) -> Response:
    speech = speech_of(draft.procedure, language_of(request))
    confirmable = unchanged(installation, draft, known)
    agreed = {field.id for field in confirmable.agreed}
    sections = [
        (section.title, rows)
        for section in check_sections(draft.procedure, confirmable.path, speech)
        if (rows := [(row.label, row.value, "") for row in section.rows if row.field not in agreed and row.value])
    ]
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "sections": sections,
        "agreed": [speech.text(field.label_place, field.label) for field in confirmable.agreed],
        "open": len(confirmable.path.missing) + len(confirmable.path.mistakes),
        "one_by_one": onward(installation, draft, draft_path(installation, draft)),
    }
    return render(request, "pages/invited/confirm.html", context)


@router.post("/drafts/{draft}", access=owner())
def take(request: Request, draft: str, _posted: Post) -> Response:
    with writing(request) as (installation, unit):
        _, draft_or_number = _mine(request, unit, draft)
        if isinstance(draft_or_number, str):
            return see(request, f"/applications/{draft_or_number}")
        path = take_unchanged(installation, unit, draft_or_number, invited_answers(installation, unit, draft_or_number))
        unit.commit()
        _, draft_or_number = _mine(request, unit, draft)
    return see(
        request,
        onward(installation, draft_or_number, path)
        if isinstance(draft_or_number, Draft)
        else f"/applications/{draft_or_number}",
    )
