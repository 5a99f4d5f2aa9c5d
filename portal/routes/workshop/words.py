"""やさしい日本語と英語."""

from collections.abc import Iterable, Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.services.workshop.definition_text import LeftToText, Path
from portal.services.workshop.rename_part import full_name
from portal.services.workshop.save_text import LANGUAGES, save_text
from portal.services.workshop.write_words import Sentence, headings_of, sentences_of, with_words
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, writing
from portal.web.workshop.draft_page import HERE, PARTS, check_of
from portal.web.workshop.keys_page import located, trail
from portal.web.workshop.question_form import clean
from portal.web.workshop.questions_page import NEWER, Page, or_text, page_of, questions_context, read_of

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/words", access=staff("author"))

MOST = 2000
PIECE = 40  # sentences of one page: a whole procedure has hundreds, each with a box per language


@router.get("")
@or_text
def show(request: Request, draft: int) -> Response:
    page = page_of(request, draft, "write procedures")
    return _page(request, page, located(page, request.query_params.get("at", ""))[0])


def _sentences(procedure: Procedure, page: Page, path: Path) -> dict[str, Sequence[Sentence]]:
    # By language. Raises LeftToText.
    name = full_name(page.known.tree, path) if path and page.known is not None else ""
    return {
        language: sentences_of(procedure, name, page.draft.texts.get(language, "")) for language in LANGUAGES
    }  # fmt: skip


def _procedure(request: Request, page: Page) -> Procedure:
    # Raises LeftToText.
    procedure = check_of(installation_of(request), page.draft).procedure
    if procedure is None or page.known is None:
        raise LeftToText("unsound")
    return procedure


def _page(
    request: Request, page: Page, path: Path, posted: Posted | None = None, wrong: Sequence[str] = (), problem: str = ""
) -> Response:
    procedure = _procedure(request, page)  # checked once: that takes seconds for a large one
    sentences = _sentences(procedure, page, path)
    # What lacks words comes first: in the order of the form it is between what is done.
    every = sorted(zip(*sentences.values(), strict=True), key=lambda each: not _lacks(each))
    start = _start(first(posted, "start") if posted else request.query_params.get("start", ""), len(every))
    # What was typed stays on the page although somebody else's words meanwhile change the order.
    shown = (
        [each for each in every if any(box in posted for _, box in _boxes(each))]
        if posted
        else every[start : start + PIECE]
    )
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "trail": trail(page, path), "wrong": wrong, "whole": len(every),
        "groups": _groups(headings_of(procedure), shown, posted),
        "lacking": [(PARTS[language], sum(sentence.lacks for sentence in of)) for language, of in sentences.items()],
        "start": start, "pieces": [(begin, min(begin + PIECE, len(every))) for begin in range(0, len(every), PIECE)],
        "problems": [(f"{MOST}字までで書いてください。", box) for box in wrong],
    }  # fmt: skip
    if request.query_params.get("did") == "saved":
        context["flash"] = "直しました。"
    return render(
        request, "pages/workshop/question_words.html", context, status=409 if problem else 422 if wrong else 200
    )


def _lacks(each: Iterable[Sentence]) -> bool:
    return any(sentence.lacks for sentence in each)


def _boxes(each: Iterable[Sentence]) -> list[tuple[Sentence, str]]:
    return [(sentence, f"{language}.{sentence.place}") for language, sentence in zip(LANGUAGES, each, strict=True)]


def _groups(
    headings: Mapping[str, str], shown: Iterable[tuple[Sentence, ...]], posted: Posted | None
) -> list[tuple[str, bool, bool, list[tuple[str, list[tuple[str, str, Sentence, str, str]]]]]]:
    # (heading, whether words are missing, whether it is open, its sentences with a box per language).
    groups: dict[tuple[bool, str], list[tuple[str, list[tuple[str, str, Sentence, str, str]]]]] = {}
    for each in shown:
        rows = [
            (language, PARTS[language], sentence, box, first(posted, box) if posted else sentence.words)
            for language, (sentence, box) in zip(LANGUAGES, _boxes(each), strict=True)
        ]
        groups.setdefault((_lacks(each), headings[each[0].place]), []).append((each[0].japanese, rows))
    opened = next(iter(groups), None)
    return [
        (heading, lacks, posted is not None or (lacks, heading) == opened, of)
        for (lacks, heading), of in groups.items()
    ]


def _start(typed: str, number: int) -> int:
    begin = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    return min(begin, max(number - 1, 0)) // PIECE * PIECE


@router.post("")
@or_text
def save(request: Request, draft: int, posted: Post) -> Response:
    # `as_it_is`: stale ones that still say the same.
    page = page_of(request, draft, "write procedures")
    path, _ = located(page, first(posted, "at"), first(posted, "trail"))
    changed, wrong = dict[str, dict[str, tuple[str, str]]](), list[str]()
    for language, sentences in _sentences(_procedure(request, page), page, path).items():
        for sentence in sentences:
            box = f"{language}.{sentence.place}"
            words = clean(first(posted, box)) if box in posted else sentence.words
            wrong += [box] if box in posted and len(words) > MOST else []
            if words != clean(sentence.words) or (sentence.stale and box in posted.get("as_it_is", ())):
                changed.setdefault(language, {})[sentence.place] = (words, sentence.japanese)
    if wrong:
        return _page(request, page, path, posted, wrong)
    read = read_of(posted)
    with writing(request, member) as (installation, unit, signed):
        newer = page.stored.revision > read or any(
            save_text(
                installation,
                unit,
                signed,
                draft,
                language,
                with_words(page.draft.texts.get(language, ""), sentences),
                read,
            ).newer
            for language, sentences in changed.items()
        )
        if not newer:
            unit.commit()
    if newer:
        page = page_of(request, draft, "write procedures")
        return _page(
            request, page, located(page, first(posted, "at"), first(posted, "trail"))[0], posted, problem=NEWER
        )
    at = ".".join(map(str, path))
    return see(
        request,
        f"{HERE}/drafts/{draft}/questions/words?at={at}&start={_start(first(posted, 'start'), 99_999)}&did=saved",
    )
