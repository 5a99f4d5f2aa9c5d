"""質問の名前."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.services.workshop import edit_parts
from portal.services.workshop.check_texts import check_texts
from portal.services.workshop.definition_text import LeftToText, Path
from portal.services.workshop.edit_questions import is_name
from portal.services.workshop.find_readers import Reader, find_readers
from portal.services.workshop.rename_part import Renamed, rename_part
from portal.services.workshop.save_text import save_text
from portal.store.workshop import resident_drafts
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading, writing
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.keys_page import located, saved, trail
from portal.web.workshop.questions_page import NAME, NEWER, Page, or_text, page_of, questions_context, read_of

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/rename", access=staff("author"))

_SPARE = "a_name_that_is_not_there"  # to count the places before a name is typed


@router.get("")
@or_text
def show(request: Request, draft: int) -> Response:
    page = page_of(request, draft, "write procedures")
    return _page(request, page, located(page, request.query_params.get("at", ""))[0])


def _page(request: Request, page: Page, path: Path, typed: str = "", wrong: str = "", problem: str = "") -> Response:
    installation, row = installation_of(request), page.draft.in_force
    renamed = rename_part(page.draft.texts, path, _SPARE)
    before, writing = None, 0
    if row is not None:
        with installation.database.read() as unit:
            before = installation.catalogue.version(unit, row.meaning)
            writing = resident_drafts.counts(unit, page.draft.row.procedure).get(row.meaning, 0)
    in_use = before is not None and renamed.old in before.by_name
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "trail": trail(page, path), "renamed": renamed, "typed": typed,
        "in_use": in_use, "writing": writing if in_use else 0, "readers": _readers(request, page, renamed.old),
        "name_problem": wrong, "problems": [(wrong, "name")] if wrong else [],
    }  # fmt: skip
    status = 409 if problem else 422 if wrong else 200
    return render(request, "pages/workshop/question_rename.html", context, status=status)


@router.post("")
@or_text
def save(request: Request, draft: int, posted: Post) -> Response:
    page, name = page_of(request, draft, "write procedures"), first(posted, "name").strip()
    path, _ = located(page, first(posted, "at"), first(posted, "trail"))
    if page.known is None or not is_name(page.known.tree, name):
        return _page(request, page, path, name, NAME)
    renamed = rename_part(page.draft.texts, path, name)
    if _readers(request, page, renamed.old):
        return _page(request, page, path, name, problem="readers")
    texts = _carried(request, page, renamed)
    _demand_sound(request, page, texts)
    read = read_of(posted)
    with writing(request, member) as (installation, unit, signed):
        newer = any(
            save_text(installation, unit, signed, draft, part, text, read).newer is not None
            for part, text in texts.items() if text != page.draft.texts[part]
        )  # fmt: skip
        if not newer:
            unit.commit()
    if newer or page.stored.revision > read:
        page = page_of(request, draft, "write procedures")
        return _page(request, page, located(page, first(posted, "at"), first(posted, "trail"))[0], name, problem=NEWER)
    return saved(request, page, path)


def _readers(request: Request, page: Page, name: str) -> list[Reader]:
    # They are files of the program: a name that they read is changed together with them, in the folder.
    version = page.known.tree.word("version") if page.known is not None else ""
    number = int(version) if version.isdigit() else 1
    return find_readers(installation_of(request), page.draft.row.procedure, number, name)


def _carried(request: Request, page: Page, renamed: Renamed) -> Mapping[str, str]:
    # Residents' drafts of the version in force keep the answer under its new name.
    row, known = page.draft.in_force, page.known
    if row is None or known is None or int(str(known.tree.word("version"))) <= row.version:
        return renamed.texts
    with reading(request) as (installation, unit):
        before = installation.catalogue.version(unit, row.meaning)
    if renamed.old not in before.by_name:
        return renamed.texts
    carried = known.tree.part("carry_over").get("rename")
    wanted = {**(carried.plain() if carried is not None else {}), renamed.old: renamed.new}
    return {**renamed.texts, "": edit_parts.rewrite(renamed.texts[""], ("carry_over", "rename"), wanted)}


def _demand_sound(request: Request, page: Page, texts: Mapping[str, str]) -> None:
    # Raises LeftToText where a rule or a sentence would lose its question.
    row, installation = page.draft.row, installation_of(request)
    before = check_texts(installation, row.procedure, row.duty, page.draft.texts)
    after = check_texts(installation, row.procedure, row.duty, texts)
    if len(after.complaints) > len(before.complaints):
        raise LeftToText("rename")
