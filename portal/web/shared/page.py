import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import escape

from forms.city.city import City, Office
from forms.messages import sentences
from forms.text.foreign_day import OF_DAYS
from forms.text.translations import LANGUAGES as TRANSLATED
from forms.text.translations import as_written, translate, translations
from portal.clock import TOKYO
from portal.services.shared.sessions import end_of, is_last, seconds_left
from portal.web.shared.mark_japanese import mark_japanese
from portal.web.shared.posting import form_token
from portal.web.shared.state import (
    FURIGANA,
    LANGUAGE,
    RESIDENT,
    board_of,
    installation_of,
    keep_browser,
    read_cookie,
    set_cookie,
)
from portal.web.shared.static_files import StaticFiles
from portal.web.shared.templates import templates
from portal.web.shared.words import words
from portal.web.shared.write_ruby import Known, readings_of, write_ruby
from portal.web.staff.typed_text import keep_secret, typed_text

if TYPE_CHECKING:
    from portal.web.staff.nav import Menu

_LONG = 500  # characters of a query
_LONG_HEADER = 200  # characters that are read
_MEANS = {"zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant", "zh": "zh-Hans", "tl": "fil", "in": "id"}  # fmt: skip
_VARY = "Cookie, Accept-Language"
LANGUAGES = {"ja": "日本語", **TRANSLATED}


def language_of(request: Request) -> str:
    return _chosen(request)[0]


def _chosen(request: Request) -> tuple[str, str]:
    # And the language from which somebody went to look at the Japanese, or "". A page asks ten times.
    kept: dict[str, Any] = request.scope.setdefault("state", {})
    chosen: tuple[str, str] | None = kept.get("chosen")
    if chosen is None:
        chosen = kept["chosen"] = _read_chosen(request)
    return chosen


def _read_chosen(request: Request) -> tuple[str, str]:
    chosen, _, before = read_cookie(request, LANGUAGE).partition(".")
    offered = installation_of(request).city.languages
    if not chosen and getattr(request.scope.get("route"), "zone", "") in ("resident", "shared"):
        chosen = preferred_language(request.headers.get("Accept-Language", ""), offered)
    return chosen if chosen in offered else "ja", before if before in offered else ""


def preferred_language(header: str, offered: tuple[str, ...]) -> str:
    """Of Accept-Language (RFC 9110, 12.5.4); "" if it names none that is offered."""
    return of_header(header[:_LONG_HEADER], offered)  # cut before it is kept


@lru_cache(maxsize=256)
def of_header(header: str, offered: tuple[str, ...]) -> str:
    wanted = sorted(map(_weighed, header.split(",")), key=lambda entry: -entry[0])
    return next((match for weight, tag in wanted if weight > 0 and (match := _match(tag, offered))), "")


def _weighed(entry: str) -> tuple[float, str]:
    tag, _, weight = entry.replace(" ", "").lower().partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag
    except ValueError:
        return 0.0, tag


def _match(tag: str, offered: tuple[str, ...]) -> str:
    # The longest part of the tag that means a language, as zh-TW or pt-BR.
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        part = "-".join(parts[:length])
        meant = _MEANS.get(part, part)
        if meant in offered:
            return meant
    return ""


def nonce_of(request: Request) -> str:
    if not hasattr(request.state, "nonce"):
        request.state.nonce = secrets.token_urlsafe(16)
    nonce: str = request.state.nonce
    return nonce


def _offline_worker(request: Request, language: str) -> str:
    request.state.starts_worker = True
    return f"/service-worker.js?language={language}"


def _counter_worker(request: Request) -> str:
    request.state.starts_worker = True
    return "/counter/working/worker.js"


def _languages(request: Request, here: str, language: str) -> list[tuple[str, str, str, bool]]:
    return [
        (name, LANGUAGES[name], f"/language/{name}?next={here}", name == language)
        for name in installation_of(request).city.languages
    ]


def _in(here: str, language: str, before: str = "") -> str:
    # The same page in another language.
    return f"/language/{language}?next={here}" + (f"&before={before}" if before else "")


def _here(request: Request) -> str:
    # A long search would be on the page once for each language.
    query = f"?{request.url.query}" if 0 < len(request.url.query) < _LONG else ""
    return quote(request.url.path + query, safe="/")


def _read_before(request: Request, here: str) -> dict[str, str] | None:
    before = _chosen(request)[1]
    if not before:
        return None
    return {"id": before, "href": _in(here, before), "back": words(before)["languages.back"]}


def _furigana(request: Request, here: str, language: str) -> dict[str, str] | None:
    if language != "easy":
        return None
    way = "off" if _has_furigana(request) else "on"
    return {"href": f"/furigana/{way}?next={here}", "words": f"languages.furigana_{way}"}


def _city(city: City, static: StaticFiles, language: str) -> dict[str, str]:
    return {
        "name": city.name,
        "service": translate(language, city.service),
        "mark_url": static.mark,
        "touch_icon_url": static.touch_icon,
        "colour": city.colours.main,
        "telephone": city.telephone,
        "post_to": city.post_to,
        "hours": translate(language, city.hours),
        "contact": translate(language, city.contact),
    }


def office_view(office: Office, language: str) -> dict[str, str]:
    own = office.in_(language)
    return {"name": own.office, "japanese": office.office, "telephone": office.telephone, "place": own.place}


def _banner(request: Request, language: str) -> list[dict[str, str]]:
    announcements = board_of(request).on_every_page(installation_of(request).clock.today())
    return [
        {"id": announcement.id, "kind": announcement.kind, "title": announcement.title.in_(language)[0]}
        for announcement in announcements
    ]


def _has_furigana(request: Request) -> bool:
    return read_cookie(request, FURIGANA) != "off"


def _known_readings(request: Request) -> Known:
    # Of all easy texts: once for each state of the catalogue.
    state, procedures = request.app.state, installation_of(request).catalogue.all()
    current = tuple(map(id, procedures))
    if getattr(state, "readings", ((), {}))[0] != current:
        guides = (guide.questions for guide in installation_of(request).guides.values())
        easy = (text for each in (*procedures, *guides) for text in each.texts.get("easy", {}).values())
        state.readings = current, readings_of((*words("easy").values(), *sentences("easy").values(), *easy))
    known: Known = state.readings[1]
    return known


def is_machine_made(request: Request, language: str) -> bool:
    """A page of one procedure is signed with that procedure and the words of pages, any other with all."""
    unsigned, procedure = translations(language).unsigned, request.path_params.get("procedure")
    if (
        not unsigned
        or procedure is None
        or any(text in unsigned for key, text in words("ja").items() if key not in OF_DAYS)
    ):
        return bool(unsigned)
    catalogue = installation_of(request).catalogue
    known = next((each for each in catalogue.all() if each.id == procedure), None)
    return known is None or any(as_written(known.texts["ja"][path]) in unsigned for path in known.spoken)


def common(request: Request) -> dict[str, Any]:
    installation = installation_of(request)
    language, here = language_of(request), _here(request)
    city = installation.city
    person, staff_session = getattr(request.state, "person", None), getattr(request.state, "staff_session", None)
    session = person or staff_session
    left = seconds_left(installation, session) if session else 0
    return {
        "city": _city(city, request.app.state.static, language),
        "language": language,
        "languages": _languages(request, here, language),
        "machine_made": is_machine_made(request, language),
        "original": {"href": _in(here, "ja", before=language), "name": LANGUAGES["ja"]},
        "read_before": _read_before(request, here),
        "furigana": _furigana(request, here, language),
        "offline_worker": lambda: _offline_worker(request, language),
        "counter_worker": lambda: _counter_worker(request),
        "static": request.app.state.static.address,
        "csrf_token": form_token(request),
        "nonce": nonce_of(request),
        "now": installation.clock.now().astimezone(TOKYO),
        "person": person,
        "session_left": left,
        "session_last": session is not None and is_last(installation, session),
        "session_until": end_of(installation, session) if session else installation.clock.now(),
        "staff": getattr(request.state, "staff", None),
        "office": None,
        "support_code": request.state.support_code,
        "demo": installation.settings.env != "production",
        "zone": installation.settings.zone,
        "command": installation.settings.command,
        "path": request.url.path,
        "menus": _staff_menus(request),
        "typed_text": typed_text(request),
        "has_cities": bool(request.app.state.other_cities),
        "has_adviser": installation.adviser is not None,
        "takes_files": installation.scanner is not None,
        "has_card_sign_in": installation.provider is not None,
        "has_figures": city.open_figures is not None,
        "has_halls": bool(city.tickets.halls) and installation.settings.zone != "outer",
        "has_availability": any(row.about for row in city.times.resources),
        "flash": None,
        "undo": None,
        "banner": _banner(request, language),
        "disaster": getattr(request.state, "disaster", None),
        "outside": getattr(request.state, "outside", False),
    }


def _staff_menus(request: Request) -> "list[Menu]":
    if getattr(request.state, "staff", None) is None:
        return []
    from portal.web.staff.nav import staff_menus  # noqa: PLC0415 - ten rooms, which pages of residents do not need

    return staff_menus(request)


def render(
    request: Request, template: str, context: Mapping[str, Any] = {}, *, status: int = 200, wrong: object = None
) -> Response:
    """Never cached: personal data and the form token."""
    request.state.problems = [
        target for _, target in context.get("problems", ())
    ]  # for the support code: targets only, never text
    # `wrong`: what a person has to mend on the page of their form, whatever its kind.
    status = 422 if wrong else status
    typed = str(escape(request.query_params.get("q", "").strip()))
    body = _written(request, template, language_of(request), common(request) | dict(context), typed=typed)
    response = HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store", "Vary": _VARY})
    keep_browser(request, response)
    keep_secret(request, response)
    return response


def part(request: Request, template: str, language: str, context: Mapping[str, Any], easy: Iterable[str] = ()) -> str:
    """Of a page in Japanese, as those see it who read `language`. `easy`: texts whose readings count too."""
    own = common(request) | {"language": language} | dict(context)
    return _written(request, template, language, own, readings_of(easy))


def _written(
    request: Request,
    template: str,
    language: str,
    context: Mapping[str, Any],
    more: Known | None = None,
    typed: str = "",
) -> str:
    body = mark_japanese(templates(language).get_template(template).render(context))
    if language != "easy":
        return body
    known = _known_readings(request)
    known = {**known, **{inside: [*known.get(inside, ()), *words] for inside, words in (more or {}).items()}}
    return write_ruby(body, known, shown=_has_furigana(request), typed=typed)


def see(request: Request, address: str) -> Response:
    """303: reload and back do not post again."""
    response = RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    keep_browser(request, response)
    return response


def see_as(request: Request, address: str, token: str) -> Response:
    # With the session of `token`; "": the browser has one.
    response = see(request, address)
    if token:
        set_cookie(request, response, RESIDENT, token)
    return response


def way_back(address: str, after: str) -> str:
    return f"{address}?next={quote(after, safe='/')}"


def local(request: Request, address: str) -> str:
    base = str(request.base_url).rstrip("/")
    return address.removeprefix(base) if address.startswith((base + "/", "/")) else "/"


def inside(address: str, otherwise: str = "/") -> str:
    """Foreign addresses become `otherwise` (open redirect)."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    return address if plain and address.isprintable() else otherwise
