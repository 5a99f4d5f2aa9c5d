from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.text.japanese import unusable
from portal.errors import NotFound
from portal.services.campaigns.select_people import MOST_CONDITIONS, Choice, Selection, choices_of
from portal.services.campaigns.send_news import News, plan_news
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.campaigns.inviting import inviting
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk/campaigns/news", access=staff("reviewer", "approver", "inviter"))

_LONGEST_SUBJECT, _LONGEST_TEXT = 40, 300
_WORDS = {
    "about": "案内する手続を選んでください。",
    "subject": f"件名を{_LONGEST_SUBJECT}字までで書いてください。",
    "text": f"知らせることを{_LONGEST_TEXT}字までで書いてください。",
}
_GONE = "この条件は、もう選べません。選びなおしてください。"  # without it the news would go to more people
_CONDITIONS = tuple(f"condition{number}" for number in range(1, MOST_CONDITIONS + 1))


@router.get("")
def choose(request: Request) -> Response:
    installation = _single(request)
    with installation.database.read() as unit:
        _, duties = inviting(request, unit)
    return _page(request, duties, request.query_params.get("filed", ""), {}, {})


def _single(request: Request) -> Installation:
    # In two zones the addresses are in the one, and the section that plans works in the other.
    installation = installation_of(request)
    if installation.settings.zone != "single":
        raise NotFound("news")
    return installation


def _of(installation: Installation, duties: tuple[str, ...]) -> dict[str, Procedure]:
    return {each.id: each for each in installation.catalogue.all() if each.duty in duties and "online" in each.who}


def _page(
    request: Request, duties: tuple[str, ...], filed: str, given: dict[str, str], wrong: dict[str, str]
) -> Response:  # fmt: skip
    mine = _of(installation_of(request), duties)
    chosen = mine.get(filed)
    context: dict[str, Any] = {
        "procedures": [(each.id, each.title) for each in mine.values()],
        "filed": chosen,
        "choices": _choices(chosen) if chosen else [],
        "conditions": _CONDITIONS,
        "given": {name: given.get(name, "") for name in (*_WORDS, *_CONDITIONS)},
        "wrong": wrong,
        "problems": [(words, name) for name, words in wrong.items()],
    }
    return render(request, "pages/campaigns/news_new.html", context, wrong=wrong)


def _choices(procedure: Procedure) -> list[Choice]:
    return choices_of(procedure, speech_of(procedure, "ja"))


@router.post("")
def plan(request: Request, posted: Post) -> Response:
    installation = _single(request)
    with installation.database.write() as unit:
        signed, duties = inviting(request, unit)
        mine = _of(installation, duties)
        filed, about = mine.get(first(posted, "filed")), mine.get(first(posted, "about"))
        if filed is None:
            raise NotFound("procedure")
        given = {name: " ".join(first(posted, name)[:1000].split()) for name in (*_WORDS, *_CONDITIONS)}
        offered = {"", *(f"{each.question}={answer}" for each in _choices(filed) for answer in each.answers)}
        wrong = _wrong(given, about) | {name: _GONE for name in _CONDITIONS if given[name] not in offered}
        if about is None or wrong:
            return _page(request, duties, filed.id, given, wrong)
        conditions = [given[name].partition("=") for name in _CONDITIONS if given[name]]
        selection = Selection(filed.id, tuple((question, answer) for question, _, answer in conditions))
        news = News(given["subject"], given["text"])
        number = plan_news(installation, unit, signed, about, filed, news, selection)
        unit.commit()
    return see(request, f"/desk/campaigns/{number}")


def _wrong(given: dict[str, str], about: Procedure | None) -> dict[str, str]:
    limits = {"subject": _LONGEST_SUBJECT, "text": _LONGEST_TEXT}
    wrong = {} if about is not None else {"about": _WORDS["about"]}
    return wrong | {
        name: _WORDS[name]
        for name, most in limits.items()
        if not given[name] or len(given[name]) > most or unusable(given[name])
    }
