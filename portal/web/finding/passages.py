"""Public pages as the adviser reads them: procedures, guides, FAQ and what is done elsewhere, and nothing of a person."""

from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import Request

from forms.definition.procedure import Procedure
from forms.guide.guide import Guide
from forms.text.spoken_words import GUIDE, spoken_words
from forms.text.translations import own_in
from integrations.sockets.adviser_socket import Passage
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.finding.question_cards import offered_rows
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


class KeptPassages:
    """By language, until a procedure, the city, a translation or the day changes: reading them takes half a second."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], tuple[Passage, ...]]] = {}

    def read(self, installation: Installation, language: str) -> tuple[Passage, ...]:
        city = installation.city
        made_of = (installation.clock.today(), city.laid, own_in(language), *map(id, installation.catalogue.all()))
        kept = self._kept.get(language)
        if kept is None or kept[0] != made_of:
            kept = self._kept[language] = made_of, tuple(_passages(installation, language))
        return kept[1]


def passages_of(request: Request) -> tuple[Passage, ...]:
    kept: KeptPassages = request.app.state.passages
    return kept.read(installation_of(request), language_of(request))


def _passages(installation: Installation, language: str) -> Iterator[Passage]:
    for row in offered_rows(installation):
        answer = tuple(sentence.in_(language)[0] for sentence in row.answer)
        yield Passage(f"/find/faq/{row.id}", row.question.in_(language)[0], answer, (row.question.ja, *row.words))
    for place in installation.city.entrance.elsewhere:
        address = f"/procedures?{urlencode({'q': place.title.ja})}"
        yield Passage(
            address, place.title.in_(language)[0], (place.text.in_(language)[0],), (place.title.ja, *place.words)
        )
    own = spoken_words(language)
    for procedure in installation.catalogue.all():
        yield _of_procedure(installation, procedure, language, own.get(procedure.id, ()))
    for guide in installation.guides.values():
        yield _of_guide(guide, language, own.get(f"{GUIDE}{guide.id}", ()))


def _of_procedure(installation: Installation, procedure: Procedure, language: str, own: tuple[str, ...]) -> Passage:
    facts, label = describe_procedure(installation, procedure, language), words(language)
    bring = "、".join(facts.needed(label.__getitem__))
    lines = {"procedure.fee": facts.fee, "procedure.until": facts.deadline, "procedure.bring": bring}
    sentences = [f"{label[key]}：{line}" for key, line in lines.items() if line]
    return Passage(
        f"/procedures/{procedure.id}",
        facts.title,
        (facts.summary, *sentences),
        (procedure.title, *procedure.search, *own),
    )


def _of_guide(guide: Guide, language: str, own: tuple[str, ...]) -> Passage:
    # Its lines hold for some only: they lead to the guide, which asks.
    speech = speech_of(guide.questions, language)
    summary = speech.text("summary", guide.summary)
    return Passage(f"/guides/{guide.id}", speech.text("title", guide.title), (summary,), (guide.title, *own))
