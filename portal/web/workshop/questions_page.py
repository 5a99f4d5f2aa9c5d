import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from forms.loading.library import Block
from forms.loading.tree import Node
from portal.errors import BadRequest, required
from portal.services.shared.rights import Member
from portal.services.workshop import edit_questions
from portal.services.workshop.check_texts import shared_library
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.save_text import save_text
from portal.store.workshop.definition_drafts import DraftTextRow
from portal.web.shared.page import render, see
from portal.web.shared.posting import Posted, first, whole
from portal.web.shared.state import installation_of, member, reading, writing
from portal.web.workshop.draft_page import HERE, check_of, draft_context, staff_names
from portal.web.workshop.unfinished import saved_for_good

_PATH = re.compile(r"steps(\.[0-9]{1,4}(\.ask\.[0-9]{1,4}){0,4})?", re.ASCII)
_ANYWHERE = re.compile(r"([a-z][a-z0-9_]{0,59}|[0-9]{1,4})(\.([a-z][a-z0-9_]{0,59}|[0-9]{1,4})){0,19}", re.ASCII)
MOST_PARTS = 1000  # a second for a list in which each question has a condition
NEWER, YAML = "newer", "yaml"
NAME = "英字の小文字、数字、_ で、ほかの質問とちがう名前にしてください。例：tel_home"
SAME = "この部品にも、名前が同じ質問（{}）があります。先に、いまある質問を消すか、ファイルでの名前を変えてください。"
PROBLEMS = {
    "comment": "ここには注（# で始まる行）があるので、フォームでは変えられません。「文を書く」で直してください。",
    "layout": "ここの書きかたは、フォームでは変えられません。「文を書く」で直してください。",
    "lines": "行の区切りに使えない文字が、文の中にあります。「文を書く」で消してください。",
    "meaning": "フォームで変えると、ほかのところも変わってしまいます。「文を書く」で直してください。",
    "gone": "この質問は、もうありません。",
    "rename": "この名前は、使っている所をすべては直せないので、フォームでは変えられません。「文を書く」で直してください。",
    "readers": "この名前をほかのファイルが読むので、変えていません。下を見てください。",
    "path": "この質問は、もうありません。",
    "place": "そこには移せません。",
    "copy": "これは写せません。中の質問を1つずつ写してください。",
    "unsound": "先に、質問の指摘を直してください。読めない定義からは、例を作れません。",
    "example": "見本の答えを作れませんでした。「文を書く」で書いてください。",
    "large": "質問が多すぎるので、フォームでは出せません。「文を書く」で直してください。",
    "long": "条件が長すぎます。くらべるものを減らしてください。",
    YAML: "文が読めません。先に「文を書く」で直してください。",
}


@dataclass(frozen=True)
class Page:
    # `known` None: its text cannot be read by the form, because of `problem`.
    member: Member
    draft: OpenedDraft
    known: DefinitionText | None
    problem: str = ""

    @property
    def stored(self) -> DraftTextRow:
        return self.draft.parts[""]


def page_of(request: Request, draft: int, act: str = "make procedures") -> Page:
    with reading(request, member) as (_, unit, signed):
        opened = open_draft(unit, signed, draft, act)
    try:
        known = DefinitionText(opened.parts[""].text)
        if sum(1 for _ in islice(edit_questions.parts_of(known.tree), MOST_PARTS + 1)) > MOST_PARTS:
            raise LeftToText("large")
        return Page(signed, opened, known)
    except LeftToText as left:
        return Page(signed, opened, None, str(left))
    except Refused:
        return Page(signed, opened, None, YAML)


def path_of(text: str, anywhere: bool = False) -> Path:
    # `anywhere`: not only of a list of questions. Raises BadRequest.
    if not (_ANYWHERE if anywhere else _PATH).fullmatch(text):
        raise BadRequest("path")
    return tuple(int(step) if step.isdigit() else step for step in text.split("."))


def read_of(posted: Posted) -> int:
    # The revision that the page showed. Raises BadRequest.
    return required(whole(first(posted, "read")), BadRequest("read"))


def save_edit(request: Request, page: Page, posted: Posted, change: Callable[[str], str]) -> str:
    # NEWER, or a key of PROBLEMS: nothing was stored. The draft was opened for writing.
    read = read_of(posted)
    if page.stored.revision > read:
        return NEWER
    try:
        text = change(page.stored.text)
    except LeftToText as left:
        return str(left)
    except Refused:
        return YAML
    with writing(request) as (installation, unit):
        signed, draft_id = member(request, unit), page.draft.row.id
        saved = save_text(installation, unit, signed, draft_id, "", text, read)
        if saved.newer is None:
            saved_for_good(unit, signed, draft_id, posted)
            unit.commit()
    return NEWER if saved.newer is not None else ""


def questions_context(request: Request, page: Page, problem: str = "") -> dict[str, Any]:
    with reading(request) as (installation, unit):
        names = staff_names(unit, {page.stored.staff_id})
    checked = check_of(installation, page.draft)
    return draft_context(installation, page.member, page.draft, checked, "/questions") | {
        "checked": checked,
        "newer": names[page.stored.staff_id] if problem == NEWER else "",
        "saved_at": page.stored.saved_at,
        "problem": "" if problem == NEWER else PROBLEMS.get(problem, ""),
        "here": f"{HERE}/drafts/{page.draft.row.id}/questions",
    }


def names_of_blocks(request: Request, page: Page) -> frozenset[str]:
    # What the text itself does not show.
    procedure = check_of(installation_of(request), page.draft).procedure
    return frozenset(name.rpartition(".")[2] for name in procedure.by_name) if procedure is not None else frozenset()


def ready_blocks(request: Request) -> dict[str, Block]:
    # Those that need no more than their name.
    library = shared_library(installation_of(request).settings.procedures)
    given = {name: [part.default for part in block.shape.params.values()] for name, block in library.blocks.items()}
    return {name: block for name, block in library.blocks.items() if None not in given[name]}


def done(request: Request, page: Page, did: str, at: str = "") -> Response:
    base = f"{HERE}/drafts/{page.draft.row.id}/questions"
    return see(request, f"{base}?did={did}&before={page.stored.revision}" + (f"&open={at}#{at}" if at else ""))


def added(request: Request, page: Page, into: Path, more: bool = False) -> Response:
    # To what is new, from where the next question is a few keys away; with `more`, to where the rest of it is written.
    asked: Path = into if len(into) == 1 else (*into, "ask")
    number = len(page.known.node(asked).value) if page.known is not None else 0  # type: ignore[arg-type]
    base, at = f"{HERE}/drafts/{page.draft.row.id}/questions", ".".join(map(str, (*asked, number)))
    if more:
        return see(request, f"{base}/keys?at={at}&did=saved&before={page.stored.revision}")
    return see(request, f"{base}?did=added&before={page.stored.revision}#{at}")


Target = tuple[Path, Path, Node | None]


def target_of(page: Page, at: str, name: str, into: str) -> Target:
    # (path, (), node) of what is there, ((), list, None) for what is new. Raises BadRequest, LeftToText.
    if page.known is None:
        raise LeftToText(page.problem)
    if not at:
        place = path_of(into)
        page.known.node(place)
        return (), place, None
    path = path_of(at)
    path = edit_questions.locate(page.known.tree, path, name) if name else path
    return path, (), page.known.node(path)


def or_text(page: Callable[..., Response]) -> Callable[..., Response]:
    # A page of a part that the form cannot find or write says so, and leaves it to the text.
    @wraps(page)
    def shown(request: Request, **given: Any) -> Response:
        try:
            return page(request, **given)
        except LeftToText as left:
            return refused(request, page_of(request, given["draft"]), str(left))

    return shown


def refused(request: Request, page: Page, problem: str) -> Response:
    context = questions_context(request, page, problem)
    return render(request, "pages/workshop/question_refused.html", context, status=409)


def word(node: Node | None, key: str = "label") -> str:
    child = node.get(key) if node is not None else None
    return str(child.value) if child is not None else ""
