from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi import Request
from fastapi.responses import Response

from forms.city.city_words import in_words_of
from forms.definition.procedure import Procedure
from portal.errors import NotFound
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import form_content
from portal.services.paper.typeset import typeset
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.describe_consequences import describe_consequences
from portal.services.shared.catalogue import speech_of
from portal.services.shared.rights import Member
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.preview_draft import ROWS, Walked, walk_draft
from portal.web.filing.question_page import page_title, problems, views
from portal.web.shared.access import staff
from portal.web.shared.page import LANGUAGES, part, render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading
from portal.web.workshop.draft_page import HERE, check_of, draft_context

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}", access=staff("author", "publisher"))
_OWN = ("page", "seen", "act", "language", "example-name")


def _opened(request: Request, draft: int) -> tuple[Member, OpenedDraft]:
    with reading(request, member) as (_, unit, signed):
        return signed, open_draft(unit, signed, draft)


@router.get("/phone")
def begin(request: Request, draft: int) -> Response:
    return _phone(request, draft, {})


@router.post("/phone")
def walk(request: Request, draft: int, posted: Post) -> Response:
    return _phone(request, draft, posted)


def _phone(request: Request, draft: int, posted: Posted) -> Response:
    installation = installation_of(request)
    signed, opened = _opened(request, draft)
    checked = check_of(installation, opened)
    context = draft_context(installation, signed, opened, checked, "/phone")
    if checked.procedure is None:
        return render(request, "pages/workshop/phone.html", context | {"walked": None})
    language = first(posted, "language") or request.query_params.get("language", "ja")
    language = language if language in LANGUAGES else "ja"
    boxes = {name: values for name, values in posted.items() if name not in _OWN}
    walked = walk_draft(
        installation,
        checked.procedure,
        boxes,
        posted.get("seen", ()),
        first(posted, "page"),
        first(posted, "act") == "add",
    )
    speech = speech_of(walked.procedure, language)
    asked = walked.asked
    shown = []
    if asked is not None and asked.repeat is None:
        again = boxes if walked.mistaken else None
        # The page has a heading of its own.
        shown = [
            replace(view, heading=False) for view in views(asked, walked.path, speech, walked.environment, posted=again)
        ]
    ends = asked is None and walked.path.stopped is None
    context |= {
        "walked": walked, "shown_language": language, "languages_shown": LANGUAGES, "fields": shown,
        "heading": page_title(speech, asked) if asked is not None else "",
        "problems": problems(shown) if walked.mistaken else [],
        "carried": _carried(walked, boxes, {view.name for view in shown}),
        "stop": walked.path.stopped.words(speech) if walked.path.stopped else None,
        "sections": check_sections(walked.procedure, walked.path, speech) if ends else (),
        "follows": describe_consequences(walked.procedure, walked.path, speech, installation.clock.today()) if ends else None,
        "rows": walked.path.rows.get(asked.page.id, ()) if asked is not None and asked.repeat is not None else (),
    }  # fmt: skip
    easy = walked.procedure.texts.get("easy", {}).values()
    context["phone"] = part(request, "pages/workshop/phone_frame.html", language, context, easy)
    return render(request, "pages/workshop/phone.html", context, wrong=walked.mistaken)


def _carried(walked: Walked, boxes: Posted, shown: set[str]) -> list[tuple[str, str]]:
    # What the next post needs again: all boxes except those of the page itself.
    rows = {f"{ROWS}{name}": values for name, values in (walked.added or {}).items()}
    kept = {name: values for name, values in boxes.items() if not name.startswith(ROWS)} | rows
    return [
        (name, value)
        for name, values in kept.items()
        for value in values
        if not any(name == own or name.startswith(f"{own}.") for own in shown)
    ]


@router.get("/paper.pdf")
def paper(request: Request, draft: int) -> Response:
    installation = installation_of(request)
    _, opened = _opened(request, draft)
    procedure = _sound(check_of(installation, opened).procedure)
    official = find_official(installation.settings, procedure.id)
    today = installation.clock.today()
    content = form_content(in_words_of(installation.city, procedure, today), installation.city, today, None, official)
    return pdf_answer(typeset("form", content, installation.clock.now()).pdf, f"{procedure.id}-draft")


@router.get("/file.yaml")
def file(request: Request, draft: int) -> Response:
    _, opened = _opened(request, draft)
    headers = {
        "Content-Disposition": f'attachment; filename="{opened.row.procedure}.yaml"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(opened.texts.get("", ""), media_type="text/yaml; charset=utf-8", headers=headers)


@router.get("/files.zip")
def files(request: Request, draft: int) -> Response:
    # With its translations, named as in the folder.
    _, opened = _opened(request, draft)
    name, packed = opened.row.procedure, BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for part, text in sorted(opened.texts.items()):
            archive.writestr(ZipInfo(f"{name}.{part}.yaml" if part else f"{name}.yaml"), text, ZIP_DEFLATED)
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"', "Cache-Control": "no-store"}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def _sound(procedure: Procedure | None) -> Procedure:
    if procedure is None:
        raise NotFound("definition")
    return procedure
