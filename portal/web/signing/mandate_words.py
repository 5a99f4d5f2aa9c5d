from typing import Any

from forms.definition.mandate import acts_question
from portal.services.shared.catalogue import speech_of
from portal.services.signing.answer_mandate import ListedMandate, Mandate
from portal.web.shared.dates import day
from portal.web.shared.words import words


def who_filed(mandate: ListedMandate, language: str) -> str:
    texts = words(language)
    role = texts[f"proxy.as.{mandate.kind}"]
    return (
        texts["mandate.by"].format(name=mandate.agent, role=role)
        if mandate.agent
        else texts["mandate.by_nobody"].format(role=role)
    )


def mandate_line(mandate: ListedMandate, language: str) -> dict[str, Any]:
    texts = words(language)
    return {
        "href": f"/mandates/{mandate.receipt_number}",
        "title": speech_of(mandate.procedure, language).text("title", mandate.procedure.title),
        "receipt_number": mandate.receipt_number,
        "day": mandate.day,
        "who": who_filed(mandate, language),
        "state": texts["mandate.over" if mandate.over else f"mandate.state.{mandate.state}"],
    }


def mandate_acts(mandate: Mandate, language: str) -> tuple[tuple[str, str, bool], ...]:
    """(code, label, asked)."""
    question, speech = acts_question(mandate.procedure), speech_of(mandate.procedure, language)
    path = question.path if question is not None else ""
    return tuple((act, speech.text(f"{path}.options.{act}.label", act), asked) for act, asked in mandate.acts)


def mandate_rows(mandate: Mandate, language: str) -> tuple[tuple[str, str], ...]:
    texts = words(language)
    ends = (
        texts["mandate.until"].format(day=day(mandate.ends, language)) if mandate.ends else texts["mandate.only_this"]
    )
    asked = speech_of(mandate.procedure, language).joined(
        label for _, label, is_asked in mandate_acts(mandate, language) if is_asked
    )
    acts = ((texts["mandate.acts"], asked),) if asked else ()
    return (
        (texts["mandate.principal"], mandate.principal),
        (texts["mandate.filed_by"], who_filed(mandate, language)),
        (texts["mandate.arrived"], day(mandate.day, language)),
        (texts["receipt.number"], mandate.receipt_number),
        *acts,
        (texts["mandate.scope"], ends),
    )


def mandate_content(mandate: Mandate, language: str) -> dict[str, Any]:
    title = speech_of(mandate.procedure, language).text("title", mandate.procedure.title)
    rows = [{"label": label, "value": value, "files": []} for label, value in mandate_rows(mandate, language)]
    return {
        "mandate": {
            "principal": mandate.principal, "agent": mandate.agent, "as": mandate.kind, "receipt_number": mandate.receipt_number,
            "arrived": mandate.day.isoformat(), "ends": mandate.ends.isoformat() if mandate.ends else "",
        },
        "seen": {
            "language": language, "title": title,
            "sections": [{"title": words(language)["mandate.signed_title"], "rows": rows}],
        },
    }  # fmt: skip
