from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import TooMany
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.shared.throttle import count_apart
from portal.web.filing.own_questions import own_question, own_views, wrong
from portal.web.filing.question_page import problems
from portal.web.shared.page import language_of, render
from portal.web.shared.posting import Posted, first
from portal.web.shared.state import installation_of, place_of
from portal.web.shared.words import words

_NUMBER, _CODE = "number", "code"
_MOST = 100


@dataclass(frozen=True)
class Coming:
    """`count` raises TooMany."""

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
    message: str = "", more: Mapping[str, object] = MappingProxyType({}),
) -> Response:  # fmt: skip
    language = language_of(request)
    texts = words(language)
    questions = (
        own_question(_NUMBER, "text", texts["track.number"], help=texts["track.number_help"]),
        own_question(_CODE, "text", texts[coming.code], help=texts[coming.code_help]),
    )
    asked = own_views(installation_of(request), language, questions, posted, mistakes or {})
    context = {"asked": asked, "problems": problems(asked), "message": message, **more}
    return render(request, coming.template, context, status=status)


def read_typed(
    request: Request, coming: Coming, posted: Posted, more: Mapping[str, object] = MappingProxyType({})
) -> Typed | Response:
    installation, texts, place = installation_of(request), words(language_of(request)), place_of(request)
    typed = Typed(first(posted, _NUMBER)[:_MOST], first(posted, _CODE)[:_MOST])
    mistakes = {}
    if not read(typed.number):
        mistakes[_NUMBER] = (wrong(texts["track.number_unclear"]),)
    if not read_code(typed.code):
        mistakes[_CODE] = (wrong(texts["resume_code.unclear"]),)
    if mistakes:
        return coming_page(request, coming, posted, mistakes, status=422, more=more)
    try:
        count_apart(installation.database, lambda unit: coming.count(installation, unit, typed.number, place))
    except TooMany:
        return refuse_typed(request, coming, typed, texts["resume_code.too_many"], status=429, more=more)
    return typed


def refuse_typed(
    request: Request,
    coming: Coming,
    typed: Typed,
    message: str,
    *,
    status: int = 422,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    return coming_page(request, coming, {_NUMBER: [typed.number]}, status=status, message=message, more=more)
