"""Where a part of a definition is, also after somebody else's edit."""

from fastapi import Request
from fastapi.responses import Response

from forms.loading.tree import Node
from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import LeftToText, Path
from portal.web.shared.page import see
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.key_form import title_of
from portal.web.workshop.questions_page import Page, path_of


def located(page: Page, at: str, known_as: str = "") -> tuple[Path, Node | None]:
    # "": the definition itself. None: nothing there yet. `known_as`: its trail when it was read. Raises LeftToText.
    if page.known is None:
        raise LeftToText(page.problem)
    path = path_of(at, anywhere=True) if at else ()
    if known_as and known_as != trail(page, path):
        name = known_as.partition("/")[0]
        owner = next((path[:end] for end in range(len(path), 1, -1) if path[end - 2] in ("steps", "ask")), ())
        moved = edit_questions.locate(page.known.tree, owner, name) if owner and path[0] == "steps" else path
        path = (*moved, *path[len(owner) :]) if owner else path
        if trail(page, path) != known_as:
            raise LeftToText("gone")
    node: Node | None = page.known.tree
    for step in path:
        node = node.get(step) if node is not None else None
    if node is None and path and isinstance(path[-1], int):
        raise LeftToText("gone")
    return path, node


def trail(page: Page, path: Path) -> str:
    # What the items on the way are called, the innermost question first.
    node, names, question = page.known.tree if page.known is not None else None, list[str](), ""
    for number, step in enumerate(path):
        node = node.get(step) if node is not None else None
        if isinstance(step, int) and node is not None:
            if path[number - 1] in ("steps", "ask"):
                question = edit_questions.name_of(node)
            else:
                names.append(title_of(node.plain()))
    return "/".join([question, *names])


def saved(request: Request, page: Page, path: Path) -> Response:
    at = ".".join(map(str, path))
    return see(
        request,
        f"{HERE}/drafts/{page.draft.row.id}/questions/keys?at={at}&did=saved&before={page.stored.revision}",
    )
