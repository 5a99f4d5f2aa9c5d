"""What was answered in a guide, in words."""

from portal.services.finding.follow_guide import GuideProgress
from portal.services.shared.catalogue import speech_of
from portal.web.shared.words import words


def answered_rows(progress: GuideProgress, language: str) -> list[dict[str, str]]:
    speech = speech_of(progress.guide.questions, language)
    rows = []
    for asked in progress.path.pages:
        for question in asked.fields:
            value = progress.path.answers.get(question.id)
            answer = "" if value is None else question.type.show(value, question.settings, speech, question.path)
            source = words(language)[f"source.{progress.source}"] if question.id in progress.known else ""
            label = speech.text(question.label_place, question.label)
            rows.append({"label": label, "answer": answer, "source": source, "page": asked.page.id})
    return rows
