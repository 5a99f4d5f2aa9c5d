"""A letter's way in: code and known fact, then everything that the city knows, confirmed in two taps or mended."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from forms.field import Value
from forms.procedure import Field
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed, InvitedIsAnother, NotYours, TooMany
from portal.services.answer_invitation import invited_answers, take_unchanged, unchanged
from portal.services.check_sections import check_sections
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import OWNER, Draft, draft_path
from portal.services.installation import Installation
from portal.services.invitation_code import grouped, read_code
from portal.services.open_invitation import (
    Invited,
    answer_hint,
    count_try,
    find_invitation,
    make_pass,
    open_invitation,
    read_pass,
)
from portal.services.sessions import Session
from portal.services.throttle import count_apart
from portal.services.write_audit import write_audit
from portal.store import drafts
from portal.web.cookies import INVITATION, RESIDENT, browser_of, drop_cookie, read_cookie, set_cookie
from portal.web.draft_page import draft_context, draft_or_receipt, onward
from portal.web.own_questions import own_question, own_view, read_own
from portal.web.page import language_of, office_view, render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of, place_of
from portal.web.who_files import beginner, filer
from portal.web.words import words

router = Router(prefix="/invited")

# Says nothing of what stands behind it, so that it is the same whatever is wrong.
_WRONG, _SLIP, _TOO_MANY = "invited.wrong", "invited.slip", "invited.too_many"


@router.get("")
def show(request: Request) -> Response:
    return _ask(request, "")


@router.get("/open")
def begin(request: Request) -> Response:
    """After code and fact, and after the card where the procedure wants one. Reloaded, it leads to the same draft."""
    installation = installation_of(request)
    shown = read_cookie(request, INVITATION)
    with installation.database.write() as unit:
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
            unit.commit()  # that somebody tried is on record
            raise
        unit.commit()
    answer = see(request, f"/invited/drafts/{draft}")
    if token:
        set_cookie(request, answer, RESIDENT, token)
    drop_cookie(request, answer, INVITATION)
    return answer


@router.get("/{code}")
def scanned(request: Request, code: str) -> Response:
    """Nothing is looked up: the address of a code says no more than the letter does."""
    return _ask(request, read_code(code) or code[:40])


def _birth(request: Request) -> Field:
    return own_question("birth", "date", words(language_of(request))["invited.birth"])


def _ask(request: Request, code: str, posted: Posted | None = None, problem: str = "", status: int = 200) -> Response:
    whole = read_code(code)
    installation, question = installation_of(request), _birth(request)
    mistakes = () if posted is None else read_own(installation, question, posted).mistakes
    birth = own_view(installation, language_of(request), question, posted or {}, mistakes)
    context = {
        "code": grouped(whole) if whole else code,
        "scanned": whole is not None and problem != _SLIP,
        "birth": birth,
        "problem": problem,
        "problems": [(error, birth.first_box) for error in birth.errors],
        "telephone": installation.city.telephone,
    }
    return render(request, "pages/invited/ask.html", context, status=status)


@router.post("")
def know(request: Request, posted: Post) -> Response:
    """One answer for wrong, unknown, called back and somebody else's. How far it has got learns who knows both."""
    installation, place = installation_of(request), place_of(request)
    typed = first(posted, "code")
    code, birth = read_code(typed), read_own(installation, _birth(request), posted)
    if code is None:
        return _ask(request, typed[:40], posted, _SLIP, 422)
    if birth.mistakes:
        return _ask(request, code, posted, "", 422)
    try:
        count_apart(installation, lambda unit: count_try(installation, unit, code, place))
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
    """Answered, or its last day is over: what to do instead."""
    installation = installation_of(request)
    procedure = installation.catalogue.current(invited.campaign.row.procedure)
    office = office_view(installation.city.office(procedure.duty, installation.clock.today()))
    context = {
        "facts": describe_procedure(installation, procedure, language_of(request)),
        "hint": answer_hint(unit, invited) if invited.answered else None,
        "answered": invited.answered,
        "last_day": invited.campaign.last_day,
        "office": office,
    }
    return render(request, "pages/invited/over.html", context, status=409)


def _mine(request: Request, unit: Unit, draft: str) -> tuple[Session, Draft | str]:
    """The draft, or where it was sent to. NotFound, also for somebody else's, and for who came to it by a code."""
    session = filer(request, unit)
    row = drafts.by_id(unit, draft)
    found = draft_or_receipt(installation_of(request), unit, session, row.procedure if row else "", draft)
    if isinstance(found, Draft) and found.access != OWNER:
        raise NotYours("draft")
    return session, found


@router.get("/drafts/{draft}")
def confirm(request: Request, draft: str) -> Response:
    """All that the letter filled in, on one page. Who has changed it goes on page by page, as everybody does."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session, found = _mine(request, unit, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        known = invited_answers(installation, unit, found)
        if not known:
            return see(request, f"/apply/{found.procedure.id}")
        write_audit(installation, unit, resident_actor(request, session), "see invitation", detail=found.procedure.id)
        unit.commit()
    return _confirm_page(request, installation, found, known)


def _confirm_page(request: Request, installation: Installation, draft: Draft, known: Mapping[str, Value]) -> Response:
    speech = installation.speech(draft.procedure, language_of(request))
    whole = unchanged(installation, draft, known)
    agreed = {one.id for one in whole.agreed}
    sections = [
        (section.title, rows)
        for section in check_sections(draft.procedure, whole.path, speech)
        if (rows := [(row.label, row.value, "") for row in section.rows if row.field not in agreed and row.value])
    ]
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "sections": sections,
        "agreed": [speech.text(one.label_place, one.label) for one in whole.agreed],
        "open": len(whole.path.missing) + len(whole.path.mistakes),
        "one_by_one": onward(draft, draft_path(installation, draft)),
    }
    return render(request, "pages/invited/confirm.html", context)


@router.post("/drafts/{draft}")
def take(request: Request, draft: str, _posted: Post) -> Response:
    """変わりありません: what was shown becomes the answers; next is the check page, or what the list does not know."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, found = _mine(request, unit, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        path = take_unchanged(installation, unit, found, invited_answers(installation, unit, found))
        unit.commit()
        _, found = _mine(request, unit, draft)
    return see(request, onward(found, path) if isinstance(found, Draft) else f"/applications/{found}")
