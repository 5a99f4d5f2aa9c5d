"""Online application: one question per page, saved at each post."""

from dataclasses import replace
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from forms.answers import Answers
from forms.path.binding import Posted
from forms.path.filer import CAME, asked_on_line
from forms.path.joining import more_of
from forms.path.near_office import near_office
from forms.path.path import AskedPage, Path
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, GuestEnded, NotFound, NotYours, SignInNeeded
from portal.services.bookings.hold_slots import held_of, offered_at, slot_fields, taken_meanwhile
from portal.services.bookings.wait_for_slot import waits_of
from portal.services.bundles.find_clash import find_clash, mark_of_page, mark_of_row, with_unseen_files
from portal.services.bundles.spread_answers import spread_answers
from portal.services.campaigns.answer_invitation import invited_answers
from portal.services.files.keep_file import refusals
from portal.services.filing.drafts import MARK, Draft, draft_of_resident, draft_path, start_draft
from portal.services.filing.helped_part import helped_part
from portal.services.filing.known.assume_known import assume_known
from portal.services.filing.known.choose_person import people_to_choose, with_person
from portal.services.filing.move_draft import move_draft
from portal.services.filing.save_page import save_files, save_page, with_known_sums, with_sums
from portal.services.filing.save_rows import RowsSaved, first_page_of, read_act, save_rows
from portal.services.finding.describe_procedure import name_procedure
from portal.services.my_cases.own_applications import own_drafts
from portal.services.my_cases.start_another import may_start_another
from portal.services.residents.keep_post import kept_post
from portal.services.shared.catalogue import speech_of
from portal.services.shared.codes import token_hash
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import write_audit
from portal.store.bundles import bundles
from portal.store.residents import kept_posts
from portal.web.bundles.bundle_view import bundle_way
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import REMOVE, REPLACE, Arranged, Place, Taken, arrange, take_files
from portal.web.filing.conflict import choose_answer, not_asked
from portal.web.filing.draft_address import question_address
from portal.web.filing.draft_page import address_of, draft_context, draft_or_receipt, not_now, onward, opened
from portal.web.filing.draw_page import after_warnings, draw_question, draw_rows
from portal.web.filing.fill_by_links import fill_by_links
from portal.web.filing.helped_view import HELPERS, helped_words, note_help
from portal.web.filing.keep_typed import STAYS, THEN, keep_typed, keep_typing, leads_on
from portal.web.filing.known_card import assumed_at, confirmed_at, known_card
from portal.web.filing.question_page import page_title, views
from portal.web.filing.refuse_start import refuse_start
from portal.web.filing.same_page import SamePage
from portal.web.filing.version_changes_view import old_sources, old_values, version_changes_view
from portal.web.filing.who_files import beginner, filer_of, keeps_draft
from portal.web.residents.source_words import source_words
from portal.web.shared.access import owner, procedure_decides
from portal.web.shared.file_posting import FilePost, FilesPosted
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import language_of, render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import first
from portal.web.shared.router import Router
from portal.web.shared.state import (
    BROWSER,
    RESIDENT,
    installation_of,
    read_cookie,
    reading,
    resident_actor,
    set_cookie,
    writing,
)
from portal.web.shared.words import words

router = Router("resident", prefix="/apply/{procedure}")


@router.get("", access=procedure_decides())
def begin(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    current = installation.catalogue.current(procedure)
    if "online" not in current.who:
        raise NotFound(procedure)
    asset = request.query_params.get("asset", "")
    speech = speech_of(current, language_of(request))
    closed = installation.rules.closed_words(current, speech, installation.clock.today())
    if closed and not keeps_draft(request, procedure):
        return not_now(request, installation, current, closed)
    with installation.database.write() as unit:
        session, token = beginner(request, unit, current)
        mine = [row for row in own_drafts(unit, session) if row.procedure == procedure]
        together = bundles.of_parts(unit, [row.id for row in mine])
        mine.sort(key=lambda row: row.id in together)  # a draft of its own goes before one in a bundle
        draft_id = mine[0].id if mine else ""
        if draft_id in together:
            return see(request, f"/bundles/{together[draft_id]}")
        if not mine:
            refused = refuse_start(request, installation, unit, current, session)
            if refused is not None:
                return refused
            draft_id = start_draft(installation, unit, current, "online", person_id=session.person_id)
            write_audit(installation, unit, resident_actor(request, session), "start draft", detail=procedure)
        draft = draft_of_resident(installation, unit, session, procedure, draft_id)
        draft = draft if draft.seen else fill_by_links(request, unit, session, draft)
        draft = move_draft(installation, unit, draft)
        unit.commit()
    answer = _resume(request, installation, draft, asset, another=may_start_another(session, current, mine, together))
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer


def _resume(request: Request, installation: Installation, draft: Draft, asset: str, *, another: bool) -> Response:
    path = draft_path(installation, draft)
    if asked_on_line(draft.procedure) and CAME not in draft.answers:
        return see(request, f"/apply/{draft.procedure.id}/{draft.id}/who-files")
    if not draft.seen:
        return see(request, address_of(draft, path.pages[0]))
    facts = name_procedure(draft.procedure, language_of(request))
    speech = speech_of(draft.procedure, language_of(request))
    context = draft_context(request, installation, draft, path) | {
        "facts": facts,
        "next": onward(installation, draft, path),
        "asset": asset,
        "brought": version_changes_view(draft, speech),
        "another": another,
    }
    return render(request, "pages/apply/resume.html", context)


@router.get("/{draft}/page/{page}", access=owner())
def show(request: Request, procedure: str, draft: str, page: str) -> Response:
    installation = installation_of(request)
    with opened(request, procedure, draft) as (unit, _, stored):
        if isinstance(stored, str):
            return see(request, f"/applications/{stored}")
        assumed = assumed_at(installation, stored, draft_path(installation, stored), page)
        saved_draft, path, asked = assumed.draft, assumed.path, assumed.asked
        if asked is None:
            return see(request, onward(installation, saved_draft, path))
        speech = speech_of(saved_draft.procedure, language_of(request))
        card = known_card(installation, assumed, speech)
        if asked.repeat is not None:
            going = request.query_params.get("remove", "")
            return draw_rows(request, installation, saved_draft, path, asked, going, known=card)
        own = not saved_draft.helping
        browser = read_cookie(request, BROWSER)
        kept = kept_post(installation, unit, draft, page, browser, own=own) if saved_draft.typed else None
        held = held_of(installation.clock, unit, saved_draft.id) if slot_fields(asked.fields) else []
        waits = waits_of(unit, saved_draft, to_micro(installation.clock.now())) if slot_fields(asked.fields) else []
        open_yet = any(field.id not in saved_draft.answers for field in asked.fields)
        letter = invited_answers(installation, unit, saved_draft) if open_yet and own else {}
    environment = offered_at(installation, saved_draft, path, asked)
    if kept:
        path = with_sums(path, saved_draft, asked, kept, environment)
    if "full" in request.query_params:
        path = replace(path, mistakes={**path.mistakes, **taken_meanwhile(path, asked.fields, environment)})
    path = replace(path, mistakes={**path.mistakes, **refusals(path, saved_draft.shelf)})
    near = near_office(saved_draft.procedure, path.answers, environment)
    known = {**near, **path.known, **letter, **(old_values(saved_draft) if own else {})}
    if not kept:
        path = with_known_sums(path, saved_draft, asked, known, environment)
    invited_by = dict.fromkeys(letter, words(speech.language)["source.invitation"])
    sources = {**source_words(saved_draft, path, speech), **invited_by, **old_sources(saved_draft, speech)}
    helped = helped_words(request, saved_draft)
    shown = views(asked, path, speech, environment, posted=kept, known=known, sources=sources, helped=helped)
    read = first(kept, MARK) if kept else ""
    return draw_question(
        request,
        installation,
        saved_draft,
        path,
        asked,
        shown,
        page_title(speech, asked),
        read=read,
        held=held,
        waits=waits,
        kept=bool(kept),
        known=card,
        people=people_to_choose(saved_draft, path, asked, environment),
    )


def _row_address(installation: Installation, draft: Draft, answers: Answers, row: str) -> str:
    return question_address(draft.procedure.id, draft.id, first_page_of(installation, draft, answers, row))


def _after_rows(installation: Installation, draft: Draft, rows: RowsSaved, act: str) -> str:
    if rows.added:
        return _row_address(installation, draft, rows.answers, rows.added)
    if act not in ("next", "more"):
        return question_address(draft.procedure.id, draft.id, rows.page)
    if draft.bundle and not draft.helping:
        return bundle_way(installation, draft)
    later = replace(draft, answers=rows.answers, seen=rows.seen)
    return address_of(draft, assume_known(installation, later, draft_path(installation, later)).asked)


@router.post("/{draft}/page/{page}", access=owner())
def save(request: Request, procedure: str, draft: str, page: str, sent: FilePost) -> Response:
    """A second attempt sees a concurrent post. Without a session, or in another language, keeps the typed values until the owner returns."""
    then = first(sent.boxes, THEN)
    try:
        if then == STAYS:
            return _keep_here(request, procedure, draft, page, sent)
        if leads_on(then):
            return _keep_and_go(request, procedure, draft, page, sent, then)
        return _twice(request, procedure, draft, page, sent)
    except (SignInNeeded, GuestEnded) as ended:
        if not keep_typed(request, draft, page, sent.boxes) or isinstance(ended, GuestEnded):
            raise
        return see(request, f"/sign-in?kept=yes&next={quote(request.url.path, safe='/')}")


def _keep_and_go(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted, then: str) -> Response:
    with installation_of(request).database.read() as unit:
        draft_or_receipt(installation_of(request), unit, filer_of(request, unit, procedure), procedure, draft)
    keep_typed(request, draft, page, sent.boxes)
    return see(request, then)


def _keep_here(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted) -> Response:
    # Nothing is kept of a page that another window has saved since, nor of a helper's.
    with reading(request) as (installation, unit):
        stored = draft_or_receipt(installation, unit, filer_of(request, unit, procedure), procedure, draft)
    kept = ""
    if not isinstance(stored, str) and not stored.helping:
        assumed = assumed_at(installation, stored, draft_path(installation, stored), page)
        read = mark_of_page(installation.form_key, assumed.draft, assumed.asked) if assumed.asked else ""
        if read and read == first(sent.boxes, MARK):
            kept = keep_typing(request, stored, page, sent.boxes)
    return PlainTextResponse(kept, 200 if kept else 204)


def _twice(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted) -> Response:
    taken = take_files(installation_of(request), lambda unit: _place(request, unit, procedure, draft, page), sent)
    try:
        return _save(request, procedure, draft, page, sent, taken)
    except Conflict:
        return _save(request, procedure, draft, page, sent, taken)


def _save(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted, taken: Taken) -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}")
        confirmed = confirmed_at(installation, saved_draft, draft_path(installation, saved_draft), page, sent.boxes)
        saved_draft, path, asked = confirmed.draft, confirmed.path, confirmed.asked
        environment = offered_at(installation, saved_draft, path, asked)
        if asked is None:
            refusal = not_asked(request, installation, saved_draft, path, sent.boxes, environment)
            return refusal or see(request, onward(installation, saved_draft, path))
        if asked.repeat is not None:
            return _save_rows(request, unit, session, saved_draft, path, asked, sent)
        arranged = arrange(sent, taken, asked.fields)
        going = [file_id for name, ids in sent.boxes.items() if name.endswith((REMOVE, REPLACE)) for file_id in ids]
        posted = with_unseen_files(installation.form_key, saved_draft, asked, arranged.boxes, going)
        card = known_card(installation, confirmed, speech_of(saved_draft.procedure, language_of(request)))
        same_page = SamePage(
            request, installation, saved_draft, path, asked, environment, card, read=first(posted, MARK)
        )
        if arranged.stay or arranged.mistakes:
            return _save_files(same_page, unit, session, arranged, posted)
        if search := search_of(posted):
            return same_page.draw(posted, search=search)
        boxes, asks_more = with_person(saved_draft, path, asked, posted, environment)
        if asks_more:
            return same_page.draw(boxes)
        typed = find_clash(installation.form_key, saved_draft, asked, boxes, environment)
        if typed is not None:
            return choose_answer(request, installation, saved_draft, asked, typed, boxes)
        saved = save_page(installation, unit, saved_draft, asked, boxes, environment)
        if saved.mistaken:
            return same_page.draw(boxes, values=saved.path, status=422)
        note_help(request, unit, saved_draft, page)
        if saved_draft.bundle:
            actor, names = resident_actor(request, session), [field.id for field in asked.fields] + confirmed.names
            saved_draft = spread_answers(installation, unit, session, saved_draft, actor, names)
        kept_posts.remove(
            unit, saved_draft.id, page, token_hash(read_cookie(request, BROWSER)), own=not saved_draft.helping
        )
        unit.commit()
    if saved.added:
        return see(request, _row_address(installation, saved.draft, saved.draft.answers, saved.added))
    return _after(request, saved.draft if not saved_draft.bundle else saved_draft, saved.path, asked)


def _save_files(page: SamePage, unit: Unit, session: Session, arranged: Arranged, posted: Posted) -> Response:
    installation, draft, asked = page.installation, page.draft, page.asked
    as_read = page.read in ("", mark_of_page(installation.form_key, draft, asked))
    path = save_files(installation, unit, draft, asked, posted, page.environment)
    draft = draft_of_resident(installation, unit, session, draft.procedure.id, draft.id, helpers=HELPERS)
    note_help(page.request, unit, draft, asked.page.id)
    unit.commit()
    path = replace(path, mistakes=arranged.mistakes_of(path))
    same_page = replace(page, draft=draft, path=path, read="" if as_read else page.read)
    return same_page.draw(posted, status=422 if path.mistakes else 200)


def _after(request: Request, saved_draft: Draft, path: Path, asked: AskedPage) -> Response:
    installation = installation_of(request)
    if path.stopped is not None and path.pages[-1].page.id in asked.ids:
        return see(request, f"{address_of(saved_draft, path.pages[-1])}/stopped")
    mine = draft_path(installation, saved_draft) if saved_draft.bundle else path
    if saved_draft.helping and not saved_draft.bundle:
        mine = helped_part(path, saved_draft.allowed)
    more = more_of(mine, asked)
    if saved_draft.helping:
        return see(request, address_of(saved_draft, more or mine.after(asked.page.id)))
    warned = after_warnings(saved_draft, path, asked)
    if more is not None:
        return see(request, address_of(saved_draft, more) + warned)
    if saved_draft.bundle:
        return see(request, bundle_way(installation, saved_draft) + warned)
    following = assume_known(installation, saved_draft, path).asked
    return see(request, address_of(saved_draft, following) + (warned if following else ""))


def _save_rows(
    request: Request, unit: Unit, session: Session, saved_draft: Draft, path: Path, asked: AskedPage, sent: FilesPosted
) -> Response:  # fmt: skip
    installation = installation_of(request)
    act = read_act(sent.boxes.get("act", ()), sent.boxes.get("offer", ()))
    if act.what == "remove" and saved_draft.helping:
        raise NotYours("row")  # rows may hold answers that only the owner sees
    changed = first(sent.boxes, MARK) not in (
        "",
        mark_of_row(installation.form_key, saved_draft, f"{asked.page.id}.{act.number}"),
    )
    if act.what == "remove" and changed and act.number in path.rows[asked.page.id]:
        return draw_rows(request, installation, saved_draft, path, asked, act.number, changed=True)
    rows = save_rows(installation, unit, saved_draft, path, asked, act)
    note_help(request, unit, saved_draft, asked.page.id)
    if saved_draft.bundle:
        saved_draft = spread_answers(installation, unit, session, saved_draft, resident_actor(request, session))
    unit.commit()
    return see(request, _after_rows(installation, saved_draft, rows, act.what))


def _place(request: Request, unit: Unit, procedure: str, draft: str, page: str) -> Place | None:
    installation = installation_of(request)
    session = filer_of(request, unit, procedure)
    saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(saved_draft, str):
        return None
    asked = assumed_at(installation, saved_draft, draft_path(installation, saved_draft), page).asked
    if asked is None:
        return None
    return Place(saved_draft.shelf, resident_actor(request, session), asked.fields)


@router.patch("/{draft}/page/{page}", access=owner())
def keep(request: Request, procedure: str, draft: str, page: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _place(request, unit, procedure, draft, page))


@router.get("/{draft}/page/{page}/stopped", access=owner())
def stopped(request: Request, procedure: str, draft: str, page: str) -> Response:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS)
    path = draft_path(installation, saved_draft)
    if path.stopped is None:
        return see(request, onward(installation, saved_draft, path))
    speech = speech_of(saved_draft.procedure, language_of(request))
    say, following = path.stopped.words(speech)
    advice = {"say": say, "next": following}
    context = draft_context(request, installation, saved_draft) | {
        "facts": name_procedure(saved_draft.procedure, language_of(request)),
        "advice": advice,
        "back": address_of(saved_draft, path.page(page)),
        "letter": False,
    }
    return render(request, "pages/apply/stopped.html", context)
