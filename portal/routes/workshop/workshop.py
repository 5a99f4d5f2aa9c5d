"""手続を作る."""

from collections import Counter

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.clock import from_micro
from portal.services.courier.carry_procedures import crossings
from portal.services.shared.fold_words import folded
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.words import distinct_offices, office_words
from portal.services.workshop.begin_draft import (
    BEGINNINGS,
    SMALLEST,
    Source,
    begin_new,
    begin_next,
    propose_name,
    source_of,
)
from portal.services.workshop.list_templates import NO_FAMILY, Wanted, list_templates, list_titles
from portal.services.workshop.list_workshop import duties_of, list_workshop, title_of
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member, reading, writing
from portal.web.workshop.asked_lines import asked_sheets
from portal.web.workshop.draft_page import BEGIN_PROBLEMS, HERE, staff_names

router = Router("staff", prefix=HERE)

_COPY = "copy"
_BLANK = {"procedure": "", "duty": "", "template": "", _COPY: "", "title": ""}
_MOST_TITLE = 100
_MOST_ASKED = 40
_SURE = {"": "すべて", "50": "半分以上が法令か標準", "80": "8割以上が法令か標準", "100": "推定がない"}


@router.get("", access=staff("author", "publisher"))
def everything(request: Request) -> Response:
    with reading(request, member) as (installation, unit, signed):
        listed = list_workshop(installation, unit, signed)
        people: set[int | None] = {row.staff_id for row in listed.drafts}
        people |= {row.asked_by for row in listed.waiting}
        names = staff_names(unit, people)
        titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
        titles |= {row.procedure: title_of(unit, row) for row in listed.drafts if row.procedure not in titles}
        crossing = crossings(unit) if installation.settings.zone == "inner" else {}
    asked_for = request.query_params.get("q", "").strip()[:_MOST_ASKED]
    offered = [
        (duty, [line for line in lines if _is_meant(line.procedure, asked_for)]) for duty, lines in listed.offered
    ]
    context = {
        "asked_for": asked_for,
        "offered": [(duty, lines) for duty, lines in offered if lines],
        "every": sum(len(lines) for _, lines in listed.offered),
        "matched": sum(len(lines) for _, lines in offered),
        "asked": asked_sheets(installation, signed),
        "listed": listed,
        "crossings": crossing,
        "names": names,
        "offices": office_words(installation),
        "titles": titles,
        "may_write": bool(signed.duties("write procedures", tuple(installation.city.duties))),
        "at": from_micro,
    }
    return render(request, "pages/workshop/list.html", context)


def _is_meant(procedure: Procedure, asked_for: str) -> bool:
    return any(folded(asked_for) in folded(words) for words in (procedure.title, procedure.kana, procedure.id))


@router.get("/new", access=staff("author"))
def new(request: Request) -> Response:
    with reading(request) as (installation, unit):
        boxes = _BLANK | {"template": request.query_params.get("template", "")}
        return _new(request, installation, member(request, unit), boxes)


@router.get("/catalogue", access=staff("author"))
def catalogue(request: Request) -> Response:
    with reading(request) as (installation, unit):
        duties_of(installation, member(request, unit), "write procedures")
    asked = {name: request.query_params.get(name, "") for name in ("family", "law", "sure")}
    sure = int(asked["sure"] or 0) if asked["sure"] in _SURE else 0
    every, wanted = list_templates(installation), Wanted(asked["family"], asked["law"], sure)
    laws = Counter(each.law for each in every)
    families = {family.id: family.title.ja for family in installation.city.entrance.families}
    context = {
        "choices": [
            ("family", "分野", {"": "すべて", **families, NO_FAMILY: "そのほか"}),
            ("law", "根拠の法令", {"": "すべて"} | {law: f"{law}（{laws[law]}）" for law in sorted(laws, key=lambda law: (-laws[law], law))}),
            ("sure", "確かさ", _SURE),
        ],
        "asked": asked, "every": len(every), "templates": [each for each in every if wanted.takes(each)],
    }  # fmt: skip
    return render(request, "pages/workshop/catalogue.html", context)


@router.post("/new", access=staff("author"))
def begin(request: Request, posted: Post) -> Response:
    boxes = {name: first(posted, name).strip() for name in _BLANK}
    beginning = boxes[_COPY] if boxes["template"] == _COPY else boxes["template"]
    missing = _COPY if boxes["template"] == _COPY and not beginning else "" if boxes["duty"] else "duty"
    source = _source(request, "" if missing else beginning)
    with writing(request, member) as (installation, unit, signed):
        if missing:
            return _new(request, installation, signed, boxes, missing)
        name, title = boxes["procedure"] or propose_name(unit, beginning), boxes["title"][:_MOST_TITLE]
        begun = begin_new(installation, unit, signed, name, boxes["duty"], source, title)
        if begun.problem:
            return _new(request, installation, signed, boxes, begun.problem)
        unit.commit()
    return see(request, f"{HERE}/drafts/{begun.draft_id}")


@router.post("/procedures/{procedure}/draft", access=staff("author"))
def begin_version(request: Request, procedure: str, posted: Post) -> Response:
    source = _source(request, procedure)
    with changing(request) as (installation, unit):
        begun = begin_next(installation, unit, member(request, unit), source)
    return see(request, f"{HERE}/drafts/{begun.draft_id}")


def _source(request: Request, procedure: str) -> Source:
    # Read outside of the transaction that writes, but for those alone who may write.
    with reading(request) as (installation, unit):
        duties_of(installation, member(request, unit), "write procedures")
    return source_of(installation, procedure)


def _new(
    request: Request, installation: Installation, signed: Member, boxes: dict[str, str], problem: str = ""
) -> Response:
    words, template = office_words(installation), boxes["template"] or f":{SMALLEST}"
    offices = {duty: words[duty] for duty in duties_of(installation, signed, "write procedures")}
    if template != _COPY and not template.startswith(":"):  # of the catalogue
        boxes, template = boxes | {_COPY: template}, _COPY
    sentence = BEGIN_PROBLEMS.get(problem, "")
    wrong = {problem if problem in ("duty", _COPY) else "procedure": sentence} if problem else {}
    context = {
        "boxes": boxes | {"template": template},
        "wrong": wrong,
        "problems": [(sentence, at) for at, sentence in wrong.items()],
        "duties": list(distinct_offices(offices).items()),
        "beginnings": BEGINNINGS,
        "templates": list_titles(installation),
    }
    return render(request, "pages/workshop/new.html", context, wrong=problem)
