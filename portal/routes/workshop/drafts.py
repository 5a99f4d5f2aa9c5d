from fastapi import Request
from fastapi.responses import Response

from forms.city.city_words import in_words_of
from forms.definition.procedure import Procedure
from portal.errors import BadRequest, required
from portal.services.procedures.describe_difference import describe_difference
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.begin_draft import parts_as_begun, rename_draft
from portal.services.workshop.check_texts import against
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.publish_release import ask_release, is_written, may_decide, obstacles
from portal.services.workshop.save_text import differing, discard_draft, save_text, take_back
from portal.services.workshop.sign_lines import (
    lines_of_section,
    lines_to_sign,
    open_marks,
    open_requests,
    sign_lines,
    write_lines,
)
from portal.store.procedures import signed_lines
from portal.store.workshop import definition_drafts, resident_drafts
from portal.store.workshop.definition_drafts import DraftTextRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reading
from portal.web.workshop.draft_page import (
    BEGIN_PROBLEMS,
    HERE,
    PARTS,
    asked_context,
    check_of,
    complaint_line,
    draft_context,
    moment_of,
    staff_names,
)
from portal.web.workshop.unfinished import saved_for_good, unfinished_of

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}", access=staff("author", "publisher"))

_DID = {
    "saved": "保存しました。", "signed": "署名を記録しました。", "lines_asked": "署名を頼みました。", "lines_left": "頼むのをやめました。",
    "asked": "承認を求めました。", "renamed": "アドレスの名前を変えました。",
    "withdrawn": "取り下げました。", "refused": "承認しないことを伝えました。", "waits": "承認しました。決めた日時に公開します。",
    "published": "承認し、公開しました。", "overtaken": "ほかの版が先に公開されたので、公開していません。いまの版とのちがいを見てください。",
}  # fmt: skip
_MENDED_AT = {
    "unsound": ("/questions", "質問を見る"), "unwritten": ("/questions/keys", "手続のことを決める"), "unsigned": ("/sheet", "確認票に署名する"), "version": ("/questions/keys#version", "版の番号を直す"),
}  # fmt: skip
_OBSTACLES = {
    "unsound": "定義に直すところがあります。", "unwritten": "題、よみがな、1文の説明、根拠のどれかが、ひな形のままです。", "unsigned": "確認票に、署名のない行があります。",
    "same": "いまの版と同じです。", "version": "版の番号を、これまでより大きくしてください。",
    "duty": "いまの版は、ほかの事務の手続です。", "past": "公開の日時は、これからの日時にしてください。",
}  # fmt: skip


def _opened(request: Request, draft: int) -> tuple[Member, OpenedDraft, Procedure | None]:
    # And the version in force.
    with reading(request, member) as (installation, unit, signed):
        opened = open_draft(unit, signed, draft)
        row = opened.in_force
        return signed, opened, installation.catalogue.as_written(unit, row.meaning) if row is not None else None


@router.get("")
def show(request: Request, draft: int) -> Response:
    installation = installation_of(request)
    signed, opened, before = _opened(request, draft)
    return _overview(request, installation, signed, opened, before)


def _overview(
    request: Request, installation: Installation, signed: Member, opened: OpenedDraft, before: Procedure | None,
    problem: str = "", name: str | None = None,
) -> Response:  # fmt: skip
    checked = check_of(installation, opened)
    sheet = write_lines(installation, checked.procedure, None) if checked.procedure is not None else ()
    with installation.database.read() as unit:
        reasons = obstacles(installation, unit, opened, checked, sheet)
        # Of a text that cannot be read there is no sheet.
        unsigned = len(open_marks(unit, opened.row.procedure, sheet)) if checked.procedure is not None else None
        people: set[int | None] = {opened.row.staff_id}
        for release in opened.releases:
            people |= {release.asked_by, release.decided_by}
        waiting = opened.waiting
        context = draft_context(installation, signed, opened, checked, "") | {
            "checked": checked,
            "hurts": [complaint_line(complaint) for complaint in against(before, checked)],
            "obstacles": [(_OBSTACLES[obstacle], _MENDED_AT.get(obstacle)) for obstacle in reasons],
            "problem": _OBSTACLES.get(problem, ""),
            "wrong_name": BEGIN_PROBLEMS.get(problem, ""),
            "typed_name": opened.row.procedure if name is None else name,
            "unsigned": unsigned or 0,
            "begun": _as_begun(opened),
            "steps": {
                "keys": checked.procedure is not None and is_written(checked.procedure),
                "questions": checked.sound,
                "sheet": unsigned == 0,
            },
            "names": staff_names(unit, people),
            "waiting": waiting,
            "may_decide": waiting is not None and waiting.state == "asked" and may_decide(unit, signed, waiting),
            "before": before,
            "flash": _DID.get(request.query_params.get("did", "")),
            "inner": installation.settings.zone == "inner",
        }
    return render(request, "pages/workshop/draft.html", context, wrong=problem)


_BEGUN = {"title": "題", "kana": "よみがな", "summary": "1文の説明", "law": "根拠", "steps": ""}


def _as_begun(opened: OpenedDraft) -> dict[str, list[str]]:
    # What the author has not touched yet; words by the step of the list of what to do.
    begun = parts_as_begun(opened.texts[""]) if opened.in_force is None else frozenset()
    keys = [words for key, words in _BEGUN.items() if key in begun and words]
    return {"keys": keys, "questions": [""] if "steps" in begun else []}


@router.get("/text")
def text(request: Request, draft: int) -> Response:
    signed, opened, before = _opened(request, draft)
    return _editor(request, signed, opened, before, request.query_params.get("part", ""))


@router.post("/text")
def save(request: Request, draft: int, posted: Post) -> Response:
    # `read`: the revision that the author began with. 409: somebody saved meanwhile; both texts are shown.
    installation, part, typed = installation_of(request), first(posted, "part"), first(posted, "text")
    with installation.database.change() as unit:
        signed = member(request, unit)
        saved = save_text(installation, unit, signed, draft, part, typed, _number(first(posted, "read")))
        if saved.newer is None:
            saved_for_good(unit, signed, draft, posted)
    if saved.newer is not None:
        signed, opened, before = _opened(request, draft)
        return _editor(request, signed, opened, before, part, posted=posted, newer=saved.newer)
    return see(request, f"{HERE}/drafts/{draft}/text?part={part}&did=saved")


def _editor(
    request: Request, signed: Member, opened: OpenedDraft, before: Procedure | None, part: str, *,
    posted: Posted | None = None, newer: DraftTextRow | None = None,
) -> Response:  # fmt: skip
    if part not in PARTS:
        raise BadRequest("part")
    installation, stored = installation_of(request), opened.parts.get(part)
    checked = check_of(installation, opened)
    complaints = [*checked.complaints, *against(before, checked)]
    unfinished = unfinished_of(request, signed, opened, f"/text?part={part}", posted)
    typed = posted or unfinished.boxes
    shown = first(typed, "text") if typed else stored.text if stored is not None else ""
    own = opened.row.procedure + (f".yaml:{part}" if part else ".yaml")
    lines = shown.split("\n")
    context = draft_context(installation, signed, opened, checked, "/text") | {
        "part": part,
        "words": f"{HERE}/words.json",
        "parts": [(name, label) for name, label in PARTS.items()],
        "text": shown,
        "read": first(unfinished.boxes, "read") if unfinished.boxes else opened.row.revision,
        "unfinished": unfinished,
        "lines": len(lines),
        "newer": newer,
        "names": {},
        "checked": checked,
        "complaints": [complaint_line(complaint, lines) for complaint in complaints if complaint.file == own],
        "elsewhere": [complaint_line(complaint) for complaint in complaints if complaint.file != own],
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    if newer is not None:
        with installation.database.read() as unit:
            context["names"] = staff_names(unit, {newer.staff_id})
        context["differing"] = differing(newer.text, shown.replace("\r\n", "\n"))
    return render(request, "pages/workshop/text.html", context, status=409 if newer is not None else 200)


@router.get("/history")
def history(request: Request, draft: int) -> Response:
    # `seen`: a revision to look at.
    installation, seen = installation_of(request), request.query_params.get("seen", "")
    signed, opened, _ = _opened(request, draft)
    checked = check_of(installation, opened)
    with installation.database.read() as unit:
        rows = definition_drafts.history(unit, draft)
        context = draft_context(installation, signed, opened, checked, "/history") | {
            "rows": rows,
            "parts": PARTS,
            "names": staff_names(unit, {row.staff_id for row in rows}),
            "seen": definition_drafts.text_at(unit, draft, _number(seen)) if seen else None,
        }
    return render(request, "pages/workshop/history.html", context)


@router.post("/history")
def back(request: Request, draft: int, posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        revision, read = _number(first(posted, "revision")), _number(first(posted, "read"))
        saved = take_back(installation, unit, signed, draft, revision, read)
    if saved.newer is not None:
        return see(request, f"{HERE}/drafts/{draft}/history?seen={saved.newer.revision}")
    to = f"questions?did=undone&before={read}" if first(posted, "to") == "questions" else "text?did=saved"
    return see(request, f"{HERE}/drafts/{draft}/{to}")


@router.get("/difference")
def difference(request: Request, draft: int) -> Response:
    installation = installation_of(request)
    signed, opened, before = _opened(request, draft)
    checked = check_of(installation, opened)
    after = checked.procedure
    words = None
    if before is not None and after is not None and after.id == before.id:
        words = describe_difference(before, in_words_of(installation.city, after, installation.clock.today()))
    with installation.database.read() as unit:
        writing = resident_drafts.counts(unit, opened.row.procedure)
    context = draft_context(installation, signed, opened, checked, "/difference") | {
        "before": before, "after": after, "words": words, "writing": sum(writing.values()),
        "on_version": writing.get(opened.in_force.meaning, 0) if opened.in_force else 0,
        "hurts": [complaint_line(complaint) for complaint in against(before, checked)],
    }  # fmt: skip
    return render(request, "pages/workshop/difference.html", context)


@router.get("/sheet")
def sheet(request: Request, draft: int) -> Response:
    installation = installation_of(request)
    signed, opened, before = _opened(request, draft)
    checked = check_of(installation, opened)
    written = write_lines(installation, checked.procedure, before) if checked.procedure is not None else ()
    with installation.database.read() as unit:
        asked = open_requests(unit, opened, written)
        sections = lines_to_sign(signed_lines.rows_of(unit, opened.row.procedure), written, asked)
        asking = asked_context(installation, unit, opened, asked)
    context = draft_context(installation, signed, opened, checked, "/sheet") | {
        "checked": checked, "sections": sections, "open": sum(len(section.open) for section in sections),
        "read": opened.row.revision, "flash": _DID.get(request.query_params.get("did", "")),
        "mine": [line.mark for section in sections for line in section.open if line.asked and line.asked.staff_id == signed.id],
    }  # fmt: skip
    return render(request, "pages/workshop/sheet.html", context | asking)


@router.post("/sheet")
def sign(request: Request, draft: int, posted: Post) -> Response:
    # `line`: marks one by one; `section`: all open lines of a section, by the mark of what was read. Raises Conflict.
    installation, chosen = installation_of(request), set(posted.get("line", ()))
    _, opened, _ = _opened(request, draft)
    checked = check_of(installation, opened)
    if checked.procedure is None:
        raise BadRequest("definition")
    written = write_lines(installation, checked.procedure, None)
    for section in posted.get("section", ()):
        chosen |= lines_of_section(written, section)
    with installation.database.change() as unit:
        sign_lines(installation, unit, member(request, unit), draft, written, chosen)
    return see(request, f"{HERE}/drafts/{draft}/sheet?did=signed")


@router.post("/ask")
def ask(request: Request, draft: int, posted: Post) -> Response:
    # `from` and `from_time`: none = at once after the approval.
    installation = installation_of(request)
    from_at = moment_of(first(posted, "from"), first(posted, "from_time"))
    signed, opened, before = _opened(request, draft)
    checked = check_of(installation, opened)
    written = write_lines(installation, checked.procedure, None) if checked.procedure is not None else ()
    if from_at is None:
        return _overview(request, installation, signed, opened, before, "past")
    with installation.database.write() as unit:
        signed = member(request, unit)
        problem = ask_release(
            installation, unit, signed, draft, _number(first(posted, "read")), checked, written, from_at
        )
        if not problem:
            unit.commit()
    if problem:
        return _overview(request, installation, signed, opened, before, problem)
    return see(request, f"{HERE}/drafts/{draft}?did=asked")


@router.post("/rename")
def rename(request: Request, draft: int, posted: Post) -> Response:
    installation, name = installation_of(request), first(posted, "procedure").strip()[:100]
    with installation.database.write() as unit:
        problem = rename_draft(installation, unit, member(request, unit), draft, name)
        if not problem:
            unit.commit()
    if problem:
        signed, opened, before = _opened(request, draft)
        return _overview(request, installation, signed, opened, before, problem, name)
    return see(request, f"{HERE}/drafts/{draft}?did=renamed")


@router.post("/discard")
def discard(request: Request, draft: int, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        discard_draft(installation, unit, member(request, unit), draft)
    return see(request, HERE)


def _number(text: str) -> int:
    return required(whole(text), BadRequest("number"))
