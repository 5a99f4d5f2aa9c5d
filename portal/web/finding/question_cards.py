"""よくある質問, in lists and alone."""

from typing import Any

from forms.city.city_text import CityText
from forms.city.faq import Question
from portal.services.procedures.offered_questions import offered_questions
from portal.services.shared.installation import Installation
from portal.web.finding.guide_cards import guide_card
from portal.web.finding.procedure_cards import cards


def question_rows(installation: Installation, language: str) -> list[dict[str, Any]]:
    """Under their headings."""
    return [
        {"title": title.in_(language)[0], "questions": [question_card(row, language) for row in rows]}
        for title, rows in _offered(installation)
    ]


def offered_rows(installation: Installation) -> list[Question]:
    return [row for _, rows in _offered(installation) for row in rows]


def question_card(row: Question, language: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "question": row.question.in_(language)[0],
        "answer": [sentence.in_(language)[0] for sentence in row.answer],
        "source": row.source.text,
        "assumed": row.source.certainty == "assumed",
        "procedures": row.procedures,
        "guides": row.guides,
    }


def question_targets(installation: Installation, card: dict[str, Any], language: str) -> dict[str, Any]:
    """What is offered of that which it speaks of."""
    spoken = [procedure for procedure in installation.catalogue.all() if procedure.id in card["procedures"]]
    guides = [guide_card(guide, language) for name, guide in installation.guides.items() if name in card["guides"]]
    return {"cards": cards(spoken, language), "guides": guides}


def _offered(installation: Installation) -> list[tuple[CityText, list[Question]]]:
    return list(offered_questions(installation.city, installation.catalogue.all(), installation.guides))
