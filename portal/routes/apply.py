"""Filing a procedure on a phone: one thing per page, saved at each post, checked, sent once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from forms.path import AskedPage, Path, walk
from portal.db import Unit
from portal.errors import Conflict, GuestEnded, NotFound, NotYours, SignInNeeded
from portal.services.admit import closed_words, invited
from portal.services.admit_capacity import room_left
from portal.services.admit_once import was_sent
from portal.services.answer_invitation import invited_answers
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import (
    Draft,
    draft_environment,
    draft_of_resident,
    draft_path,
    start_draft,
)
from portal.services.fetch_attributes import may_fetch
from portal.services.find_clash import MARK, find_clash, mark_of_page, mark_of_row, with_unseen_files
from portal.services.helped_part import helped_part
from portal.services.hold_slots import Held, any_full, held_of, held_until, slot_fields, taken_meanwhile
from portal.services.installation import Installation
from portal.services.keep_file import untold
from portal.services.keep_post import kept_post
from portal.services.move_draft import move_draft
from portal.services.prefill_asset import prefill_asset
from portal.services.row_names import row_title
from portal.services.save_page import save_files, save_page
from portal.services.save_rows import RowsSaved, first_page_of, read_act, save_rows
from portal.services.sessions import GUEST, Session
from portal.services.spread_answers import spread_answers
from portal.services.tokens import token_hash
from portal.services.who_files import CAME, asked_on_line
from portal.services.write_audit import write_audit
from portal.store import bundles, drafts, kept_posts
from portal.web.brought_view import brought_view, old_answers, old_sources, old_values
from portal.web.bundle_view import bundle_progress, bundle_way
from portal.web.cookies import BROWSER, RESIDENT, read_cookie, set_cookie
from portal.web.draft_page import address_of, bring_up, draft_context, draft_or_receipt, not_now, onward
from portal.web.field_view import FieldView
from portal.web.file_posting import FilePost, FilesPosted
from portal.web.find_towns import search_of
from portal.web.helped_view import HELPERS, helped_words, note_help
from portal.web.keep_piece import keep_piece
from portal.web.keep_typed import keep_typed
from portal.web.page import language_of, render, see
from portal.web.piece_posting import PiecePost
from portal.web.posting import first
from portal.web.question_page import page_title, problems, views
from portal.web.router import Router
from portal.web.rows_page import rows_view
from portal.web.signed_in import resident_actor
from portal.web.source_words import source_words
from portal.web.state import installation_of
from portal.web.take_files import REMOVE, REPLACE, Place, Taken, arrange, take_files
from portal.web.two_answers import choose_answer, not_asked
from portal.web.who_files import beginner, filer_of
from portal.web.words import words

router = Router(prefix="/apply/{procedure}")


@router.get("")
def begin(request: Request, procedure: str) -> Response:
    """Continues the person's draft of this procedure, or starts one. Found again by GET: reload makes no second."""
    installation = installation_of(request)
    current = installation.catalogue.current(procedure)
    if "online" not in current.who:
        raise NotFound(procedure)
    asset = request.query_params.get("asset", "")
    speech = installation.speech(current, language_of(request))
    closed = closed_words(installation, current, speech, installation.clock.today())
    if closed:
        return not_now(request, installation, current, closed)
    with installation.database.write() as unit:
        session, token = beginner(request, unit, current)
        mine = [row for row in drafts.of_person(unit, session.person_id or "") if row.procedure == procedure]
        together = bundles.of_parts(unit, [row.id for row in mine])
        mine.sort(key=lambda row: row.id in together)  # one that is filed alone goes before one in a bundle
        draft_id = mine[0].id if mine else ""
        if draft_id in together:
            return see(request, f"/bundles/{together[draft_id]}")
        if not mine:
            if was_sent(installation, unit, current, session.person_id):
                return not_now(request, installation, current, words(language_of(request))["once.sent"])
            if room_left(installation, unit, current) == 0:
                return not_now(request, installation, current, words(language_of(request))["capacity.full"])
            if not invited(installation, current, request.query_params.get("invitation", "")):
                return not_now(request, installation, current, words(language_of(request))["invited.only"], letter=True)
            draft_id = start_draft(installation, unit, current, "online", person_id=session.person_id)
            write_audit(installation, unit, resident_actor(request, session), "start draft", detail=procedure)
        draft = draft_of_resident(installation, unit, session, procedure, draft_id)
        if not draft.seen:
            prefill_asset(installation, unit, draft, asset)
        draft = move_draft(installation, unit, draft)
        unit.commit()
    answer = _resume(request, installation, draft, asset)
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer


def _resume(request: Request, installation: Installation, draft: Draft, asset: str) -> Response:
    path = draft_path(installation, draft)
    if asked_on_line(draft.procedure) and CAME not in draft.answers:
        return see(request, f"/apply/{draft.procedure.id}/{draft.id}/who-files")
    if not draft.seen:
        return see(request, f"/apply/{draft.procedure.id}/{draft.id}/{path.pages[0].page.id}")
    facts = describe_procedure(installation, draft.procedure, language_of(request))
    speech = installation.speech(draft.procedure, language_of(request))
    context = draft_context(request, installation, draft, path) | {
        "facts": facts,
        "next": onward(draft, path),
        "asset": asset,
        "brought": brought_view(draft, speech),
    }
    return render(request, "pages/apply/resume.html", context)


@router.get("/{draft}/{page}")
def show(request: Request, procedure: str, draft: str, page: str) -> Response:
    installation = installation_of(request)
    bring_up(request, procedure, draft)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        path = draft_path(installation, found)
        asked = path.page(page)
        if asked is None:
            return see(request, onward(found, path))
        if asked.repeat is not None:
            return _rows(request, installation, found, path, asked, request.query_params.get("remove", ""))
        kept = kept_post(installation, unit, draft, page, read_cookie(request, BROWSER))
        held = held_of(installation, unit, found.id) if slot_fields(asked.fields) else []
        open_yet = any(field.id not in found.answers for field in asked.fields)
        letter = invited_answers(installation, unit, found) if open_yet and not found.helping else {}
    environment = draft_environment(installation, found)
    speech = installation.speech(found.procedure, language_of(request))
    if "full" in request.query_params:
        path = replace(path, mistakes={**path.mistakes, **taken_meanwhile(path, asked.fields, environment)})
    path = replace(path, mistakes={**path.mistakes, **untold(path, found.shelf)})
    known = {**path.known, **letter, **({} if found.helping else old_values(found))}
    invited_by = dict.fromkeys(letter, words(speech.language)["source.invitation"])
    sources = {**source_words(found, path, speech), **invited_by, **old_sources(found, speech)}
    helped = helped_words(request, found)
    shown = views(asked, path, speech, environment, posted=kept, known=known, sources=sources, helped=helped)
    read = first(kept, MARK) if kept else ""
    return _question(
        request,
        installation,
        found,
        path,
        asked,
        shown,
        page_title(speech, asked),
        read=read,
        held=held,
        kept=bool(kept),
    )


def _progress(installation: Installation, draft: Draft, path: Path, asked: AskedPage) -> dict[str, Any]:
    if draft.bundle and not draft.helping:
        return bundle_progress(installation, draft, asked)
    before = path.before(asked.page.id)
    return {
        "back": address_of(draft, before) if before else f"/procedures/{draft.procedure.id}",
        "number": [other.page.id for other in path.pages].index(asked.page.id) + 1,
        "total": len(path.pages),
    }


def _question(
    request: Request, installation: Installation, draft: Draft, path: Path, asked: AskedPage, shown: list[FieldView],
    heading: str, *, status: int = 200, read: str = "", held: Sequence[Held] = (), kept: bool = False,
) -> Response:  # fmt: skip
    """`read`: the mark that the form brought along; it stays until it was saved. `held`: times that are kept for it.
    `kept`: what stands in the boxes came after the session had ended, and is not saved yet."""
    facts = describe_procedure(installation, draft.procedure, language_of(request))
    speech = installation.speech(draft.procedure, language_of(request))
    context = (
        draft_context(request, installation, draft, path)
        | _progress(installation, draft, path, asked)
        | {
            "facts": facts,
            "fields": shown,
            "with_files": any(view.files for view in shown),
            "held_until": held_until(held, asked.fields),
            "waiting": request.state.person.realm != GUEST
            and not draft.helping
            and any_full(asked.fields, draft_environment(installation, draft)),
            "here": f"/apply/{draft.procedure.id}/{draft.id}",
            "heading": heading,
            "problems": problems(shown),
            "row": row_title(draft.procedure, path, asked.row, speech) if asked.row is not None else "",
            "title": heading or shown[0].label,
            "read": read or mark_of_page(installation, draft, asked),
            "kept": kept,
            "brought": None if draft.helping else brought_view(draft, speech),
            "old": [] if draft.helping else old_answers(draft, asked, speech),
            "may_fetch": may_fetch(installation, draft, path, asked),
            "own_page": asked.page.id,
        }
    )
    return render(request, "pages/apply/question.html", context, status=status)


def _rows(
    request: Request, installation: Installation, draft: Draft, path: Path, asked: AskedPage, going: str, *,
    changed: bool = False,
) -> Response:  # fmt: skip
    """The page that lists rows. `going`: the number of the row that is asked about before it goes; `changed`: another
    window wrote into it meanwhile."""
    speech = installation.speech(draft.procedure, language_of(request))
    context = draft_context(request, installation, draft, path) | _progress(installation, draft, path, asked) | {
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "rows": rows_view(
            draft.procedure, path, asked, speech, going=going, confirmed=asked.page.id in draft.answers
        ),
        "row": row_title(draft.procedure, path, asked.row, speech) if asked.row is not None else "",
        "base": f"/apply/{draft.procedure.id}/{draft.id}",
        "here": address_of(draft, asked),
        "brought": None if draft.helping else brought_view(draft, speech),
        "read": mark_of_row(installation, draft, f"{asked.page.id}.{going}") if going else "",
        "changed": changed,
    }  # fmt: skip
    return render(request, "pages/apply/rows.html", context, status=409 if changed else 200)


def _after_rows(installation: Installation, draft: Draft, rows: RowsSaved, what: str) -> str:
    """Into the row that was added, back to the list that lost one, or on."""
    base = f"/apply/{draft.procedure.id}/{draft.id}"
    if rows.added:
        return f"{base}/{first_page_of(installation, draft, rows)}"
    if what != "next":
        return f"{base}/{rows.page}"
    if draft.bundle and not draft.helping:
        return bundle_way(installation, draft)
    path = walk(draft.procedure, rows.answers, draft_environment(installation, draft))
    return address_of(draft, path.next_page(rows.seen))


@router.post("/{draft}/{page}")
def save(request: Request, procedure: str, draft: str, page: str, sent: FilePost) -> Response:
    """Where another post was faster between our reading and writing, the second look finds what it saved. Where the
    session has ended, what was typed is kept until its owner is back."""
    try:
        return _twice(request, procedure, draft, page, sent)
    except (SignInNeeded, GuestEnded) as ended:
        if not keep_typed(request, draft, page, sent.boxes) or isinstance(ended, GuestEnded):
            raise
        return see(request, f"/sign-in?kept=yes&next={quote(request.url.path, safe='/')}")


def _twice(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted) -> Response:
    taken = take_files(installation_of(request), lambda unit: _place(request, unit, procedure, draft, page), sent)
    try:
        return _save(request, procedure, draft, page, sent, taken)
    except Conflict:
        return _save(request, procedure, draft, page, sent, taken)


def _save(request: Request, procedure: str, draft: str, page: str, sent: FilesPosted, taken: Taken) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        environment = draft_environment(installation, found)
        path = draft_path(installation, found)
        asked = path.page(page)
        if asked is None:
            told = not_asked(request, installation, found, path, sent.boxes, environment)
            return told or see(request, onward(found, path))
        if asked.repeat is not None:
            return _save_rows(request, unit, session, found, path, asked, sent)
        speech = installation.speech(found.procedure, language_of(request))
        arranged = arrange(sent, taken, asked.fields)
        going = [one for name, ids in sent.boxes.items() if name.endswith((REMOVE, REPLACE)) for one in ids]
        posted = with_unseen_files(installation, found, asked, arranged.boxes, going)
        search, read = search_of(posted), first(posted, MARK)
        if arranged.stay or arranged.mistakes:
            as_read = read in ("", mark_of_page(installation, found, asked))
            path = save_files(installation, unit, found, asked, posted, environment)
            found = draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS)
            note_help(request, unit, found, page)
            unit.commit()
            path = replace(path, mistakes=arranged.told(path))
            shown = views(asked, path, speech, environment, posted=posted)
            title, status = page_title(speech, asked), 422 if path.mistakes else 200
            read = "" if as_read else read
            return _question(request, installation, found, path, asked, shown, title, status=status, read=read)
        if search:
            shown = views(asked, path, speech, environment, posted=posted, search=search)
            return _question(request, installation, found, path, asked, shown, page_title(speech, asked), read=read)
        typed = find_clash(installation, found, asked, posted, environment)
        if typed is not None:
            return choose_answer(request, installation, found, asked, typed, posted)
        saved = save_page(installation, unit, found, asked, posted, environment)
        if saved.mistaken:
            shown = views(asked, saved.path, speech, environment, posted=posted)
            title = page_title(speech, asked)
            return _question(request, installation, found, path, asked, shown, title, status=422, read=read)
        note_help(request, unit, found, page)
        if found.bundle:
            found = spread_answers(
                installation, unit, session, found, resident_actor(request, session), [one.id for one in asked.fields]
            )
        kept_posts.remove(unit, found.id, page, token_hash(read_cookie(request, BROWSER)))
        unit.commit()
    return _after(request, found, saved.path, asked)


def _after(request: Request, found: Draft, path: Path, asked: AskedPage) -> Response:
    """To where it ends, to the same page if there is more on it, or on. `path` with what was just saved."""
    installation = installation_of(request)
    if path.stopped is not None and any(field.stop is path.stopped for field in asked.fields):
        return see(request, f"/apply/{found.procedure.id}/{found.id}/{asked.page.id}/stopped")
    mine = path
    if found.helping:
        mine = draft_path(installation, found) if found.bundle else helped_part(path, found.allowed)
    if (more := mine.more_of(asked)) is not None:
        return see(request, address_of(found, more))
    if found.helping:
        return see(request, address_of(found, mine.after(asked.page.id)))
    if found.bundle:
        return see(request, bundle_way(installation, found))
    following = path.next_page(found.seen | {asked.page.id})
    return see(request, address_of(found, following))


def _save_rows(
    request: Request, unit: Unit, session: Session, found: Draft, path: Path, asked: AskedPage, sent: FilesPosted
) -> Response:  # fmt: skip
    installation = installation_of(request)
    act = read_act(sent.boxes.get("act", ()), sent.boxes.get("offer", ()))
    if act.what == "remove" and found.helping:
        raise NotYours("row")  # what its owner alone may see would go with it
    changed = first(sent.boxes, MARK) not in ("", mark_of_row(installation, found, f"{asked.page.id}.{act.number}"))
    if act.what == "remove" and changed and act.number in path.rows[asked.page.id]:
        return _rows(request, installation, found, path, asked, act.number, changed=True)
    rows = save_rows(installation, unit, found, path, asked, act)
    note_help(request, unit, found, asked.page.id)
    if found.bundle:
        found = spread_answers(installation, unit, session, found, resident_actor(request, session))
    unit.commit()
    return see(request, _after_rows(installation, found, rows, act.what))


def _place(request: Request, unit: Unit, procedure: str, draft: str, page: str) -> Place | None:
    """Where the files of this page go; None where the page is not asked any more, or all was sent."""
    installation = installation_of(request)
    session = filer_of(request, unit, procedure)
    found = draft_or_receipt(installation, unit, session, procedure, draft)
    asked = None if isinstance(found, str) else draft_path(installation, found).page(page)
    if isinstance(found, str) or asked is None:
        return None
    return Place(found.shelf, resident_actor(request, session), asked.fields)


@router.patch("/{draft}/{page}")
def keep(request: Request, procedure: str, draft: str, page: str, piece: PiecePost) -> Response:
    return keep_piece(request, piece, lambda unit: _place(request, unit, procedure, draft, page))


@router.get("/{draft}/{page}/stopped")
def stopped(request: Request, procedure: str, draft: str, page: str) -> Response:
    """Not here, but there: what to do instead. Back leads to the question."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft, helpers=HELPERS)
    path = draft_path(installation, found)
    if path.stopped is None:
        return see(request, onward(found, path))
    speech = installation.speech(found.procedure, language_of(request))
    place = path.stopped.place
    said = {
        "say": speech.text(f"{place}.say", path.stopped.say),
        "next": speech.text(f"{place}.next", path.stopped.next),
    }
    facts = describe_procedure(installation, found.procedure, language_of(request))
    context = draft_context(request, installation, found) | {
        "facts": facts,
        "said": said,
        "back": address_of(found, path.page(page)),
        "letter": False,
    }
    return render(request, "pages/apply/stopped.html", context)
