"""What the pages share on which somebody comes with a receipt number and a code: the questions, the mistakes, the count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import TooMany
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.short_code import read_code
from portal.services.throttle import count_apart
from portal.web.own_questions import own_question, own_view, wrong
from portal.web.page import language_of, render
from portal.web.posting import Posted, first
from portal.web.question_page import problems
from portal.web.state import installation_of, place_of
from portal.web.words import words

_NUMBER, _CODE = "number", "code"
_MOST = 100


@dataclass(frozen=True)
class Coming:
    """One such page. `code`, `code_help`: keys of words. `count` counts a try of a number from a place, or raises TooMany."""

    template: str
    code: str
    code_help: str
    count: Callable[[Installation, Unit, str, str], None]


@dataclass(frozen=True)
class Typed:
    number: str
    code: str


def coming_page(
    request: Request, coming: Coming, posted: Posted, mistakes: Mapping[str, Any] | None = None, *, status: int = 200,
    told: str = "", more: Mapping[str, object] = MappingProxyType({}),
) -> Response:  # fmt: skip
    """`told`: what came of it, above the questions. `more`: what its template shows besides."""
    installation, language = installation_of(request), language_of(request)
    said, wrongs = words(language), mistakes or {}
    asked = [
        own_view(installation, language, one, posted, wrongs.get(one.id, ()))
        for one in (
            own_question(_NUMBER, "text", said["track.number"], help=said["track.number_help"]),
            own_question(_CODE, "text", said[coming.code], help=said[coming.code_help]),
        )
    ]
    context = {"asked": asked, "problems": problems(asked), "told": told, **more}
    return render(request, coming.template, context, status=status)


def read_typed(
    request: Request, coming: Coming, posted: Posted, more: Mapping[str, object] = MappingProxyType({})
) -> Typed | Response:
    """What was typed, its try counted; or the page again: what is unclear, which is no try, or that there were too many."""
    installation, said, place = installation_of(request), words(language_of(request)), place_of(request)
    typed = Typed(first(posted, _NUMBER)[:_MOST], first(posted, _CODE)[:_MOST])
    mistakes = {}
    if not read(typed.number):
        mistakes[_NUMBER] = (wrong(said["track.number_unclear"]),)
    if not read_code(typed.code):
        mistakes[_CODE] = (wrong(said["resume_code.unclear"]),)
    if mistakes:
        return coming_page(request, coming, posted, mistakes, status=422, more=more)
    try:
        count_apart(installation, lambda unit: coming.count(installation, unit, typed.number, place))
    except TooMany:
        return refuse_typed(request, coming, typed, said["resume_code.too_many"], status=429, more=more)
    return typed


def refuse_typed(
    request: Request,
    coming: Coming,
    typed: Typed,
    told: str,
    *,
    status: int = 422,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """The number stays, the code is to be typed again."""
    return coming_page(request, coming, {_NUMBER: [typed.number]}, status=status, told=told, more=more)
