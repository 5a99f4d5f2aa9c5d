"""In a draft or after sending."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.path.path import Path
from portal.db import Unit
from portal.services.files.keep_file import Shelf
from portal.services.filing.describe_papers import asked_view
from portal.services.filing.papers_that_follow import PaperAsked
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.write_audit import Actor
from portal.web.desk.hand_in_files import files_view, hand_in_files
from portal.web.files.take_files import Place
from portal.web.filing.question_page import problems
from portal.web.shared.file_posting import FilesPosted
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


@dataclass(frozen=True)
class PaperPlace:
    """`here`: base URL of its files, or "". `sent`: this submits it."""

    procedure: Procedure
    path: Path
    environment: Environment
    shelf: Shelf
    actor: Actor
    asked: PaperAsked
    due: date
    here: str
    back: str
    sent: bool  # before that, it may follow later
    reason: str = ""  # why it is asked for again

    @property
    def files(self) -> Place:
        return Place(self.shelf, self.actor, [self.asked.field])


def show_paper(request: Request, place: PaperPlace, mistakes: Sequence[Mistake] = (), problem: str = "") -> Response:
    installation, language = installation_of(request), language_of(request)
    view = files_view(
        request, place.procedure, place.environment, place.files, label=words(language)["paper.files"],
        required=place.sent, mistakes=mistakes, problem=problem,
    )  # fmt: skip
    paper = asked_view(place.procedure, place.path, place.asked, speech_of(place.procedure, language))
    context: Mapping[str, Any] = {
        "facts": describe_procedure(installation, place.procedure, language),
        "paper": paper,
        "view": view,
        "problems": problems([view]),
        "until": place.due,
        "here": place.here,
        "back": place.back,
        "sent": place.sent,
        "reason": place.reason,
        "office": office_view(installation.city.office(place.procedure.duty, installation.clock.today()), language),
    }
    return render(request, "pages/papers/paper.html", context, wrong=view.errors)


def save_paper(
    request: Request, sent: FilesPosted, place_of: Callable[[Unit], PaperPlace | None],
    finish: Callable[[Unit, PaperPlace, bool], Response | None],
) -> Response | None:  # fmt: skip
    return hand_in_files(
        request, sent, place_of, finish, lambda place, mistakes, problem: show_paper(request, place, mistakes, problem)
    )
