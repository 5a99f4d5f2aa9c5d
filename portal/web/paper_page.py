"""The page of one paper that may follow: what it is, its files, until when. The same in a draft and after sending; a
`PaperPlace` says what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.environment import Environment, KeptFile
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.describe_papers import asked_view
from portal.services.describe_procedure import describe_procedure
from portal.services.hand_in_paper import take_away
from portal.services.keep_file import Shelf
from portal.services.papers_that_follow import PaperAsked, files_of_paper
from portal.web.field_view import FieldView, Shown, field_view
from portal.web.file_posting import FilesPosted
from portal.web.page import language_of, office_view, render
from portal.web.question_page import problems
from portal.web.state import installation_of
from portal.web.take_files import REMOVE, REPLACE, Place, arrange, take_files
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
    sent: bool


def show_paper(request: Request, place: PaperPlace, mistakes: Sequence[Mistake] = (), problem: str = "") -> Response:
    """`mistakes` of its files; `problem`: a sentence of our own beside them."""
    installation, language = installation_of(request), language_of(request)
    view = _field(request, place, mistakes, problem)
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


def _field(request: Request, place: PaperPlace, mistakes: Sequence[Mistake], problem: str) -> FieldView:
    """Whatever was refused after its owner had gone on is told, too."""
    installation, language = installation_of(request), language_of(request)
    told = [one.mistake for one in place.shelf.refused if one.question == place.asked.field.id]
    shown = Shown(
        field=place.asked.field,
        raw={"": tuple(file.id for file in files_of_paper(place.shelf, place.asked.key))},
        speech=installation.speech(place.procedure, language),
        environment=place.environment,
        required=place.sent,  # before sending, it may follow
        mistakes=[*told, *mistakes],
    )
    view = replace(field_view(shown), label=words(language)["paper.files"])
    return replace(view, errors=(*view.errors, problem)) if problem else view


def file_place(place: PaperPlace | None) -> Place | None:
    """Where its files go."""
    return Place(place.shelf, place.actor, [place.asked.field]) if place else None


def save_paper(
    request: Request, sent: FilesPosted, place_of: Callable[[Unit], PaperPlace | None],
    finish: Callable[[Unit, PaperPlace, bool], Response | None],
) -> Response | None:  # fmt: skip
    """Takes files in, takes away what was removed, and commits. `finish` goes on in the same unit, unless the page is to
    be shown again: it is told whether any file stands, and its answer None shows the page. None where `place_of` finds
    no place any more."""
    installation = installation_of(request)
    taken = take_files(installation, lambda unit: file_place(place_of(unit)), sent)
    with installation.database.write() as unit:
        place = place_of(unit)
        if place is None:
            return None
        arranged = arrange(sent, taken, [place.asked.field])
        take_away(unit, place.shelf, place.asked, _going(place, sent, taken.kept, taken.turned))
        place = place_of(unit)
        if place is None:
            return None
        files: tuple[KeptFile, ...] = files_of_paper(place.shelf, place.asked.key)
        mistakes = arranged.mistakes.get(place.asked.field.id, ())
        answer = None if arranged.stay or mistakes else finish(unit, place, bool(files))
        unit.commit()
    if answer is not None:
        return answer
    none = not arranged.stay and not mistakes and not files
    return show_paper(request, place, mistakes, words(language_of(request))["paper.none_chosen"] if none else "")


def _going(
    place: PaperPlace, sent: FilesPosted, kept: Mapping[str, tuple[str, ...]], turned: Mapping[str, str]
) -> set[str]:
    name = place.asked.field.id
    removed = set(sent.boxes.get(name + REMOVE, ()))
    replaced = set(sent.boxes.get(name + REPLACE, ())) if kept.get(name) else set()
    return removed | replaced | set(turned)
