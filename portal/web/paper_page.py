"""The page of one paper that may follow: what it is, its files, until when. The same in a draft and after sending; a
`PaperPlace` says what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.environment import Environment
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.describe_papers import asked_view
from portal.services.describe_procedure import describe_procedure
from portal.services.keep_file import Shelf
from portal.services.papers_that_follow import PaperAsked
from portal.web.file_posting import FilesPosted
from portal.web.hand_in_files import files_view, hand_in_files
from portal.web.page import language_of, office_view, render
from portal.web.question_page import problems
from portal.web.state import installation_of
from portal.web.take_files import Place
from portal.web.words import words


@dataclass(frozen=True)
class PaperPlace:
    """A paper where it is handed in. `here`: where files are handed out, "" where whoever looks may not open them;
    `back`: where somebody came from. `sent`: the application is there already, so that this hands the paper in."""

    procedure: Procedure
    path: Path
    environment: Environment
    shelf: Shelf
    actor: Actor
    asked: PaperAsked
    due: date
    here: str
    back: str
    sent: bool  # before that it may follow

    @property
    def files(self) -> Place:
        return Place(self.shelf, self.actor, [self.asked.field])


def show_paper(request: Request, place: PaperPlace, mistakes: Sequence[Mistake] = (), problem: str = "") -> Response:
    """`mistakes` of its files; `problem`: a sentence of our own beside them."""
    installation, language = installation_of(request), language_of(request)
    view = files_view(
        request, place.procedure, place.environment, place.files, label=words(language)["paper.files"],
        required=place.sent, mistakes=mistakes, problem=problem,
    )  # fmt: skip
    paper = asked_view(place.procedure, place.path, place.asked, installation.speech(place.procedure, language))
    context: Mapping[str, Any] = {
        "facts": describe_procedure(installation, place.procedure, language),
        "paper": paper,
        "view": view,
        "problems": problems([view]),
        "until": place.due,
        "here": place.here,
        "back": place.back,
        "sent": place.sent,
        "office": office_view(installation.city.office(place.procedure.duty, installation.clock.today())),
    }
    return render(request, "pages/papers/paper.html", context, status=422 if view.errors else 200)


def save_paper(
    request: Request, sent: FilesPosted, place_of: Callable[[Unit], PaperPlace | None],
    finish: Callable[[Unit, PaperPlace, bool], Response | None],
) -> Response | None:  # fmt: skip
    """As `hand_in_files`."""
    return hand_in_files(
        request, sent, place_of, finish, lambda place, mistakes, problem: show_paper(request, place, mistakes, problem)
    )
