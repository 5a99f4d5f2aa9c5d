"""A mandate in words: as its principal reads it, and as they sign it."""

from typing import Any

from portal.services.answer_mandate import Mandate
from portal.services.installation import Installation
from portal.web.dates import day
from portal.web.words import words


def who_filed(one: Mandate, language: str) -> str:
    said = words(language)
    role = said[f"proxy.as.{one.kind}"]
    return (
        said["mandate.by"].format(name=one.agent, role=role)
        if one.agent
        else said["mandate.by_nobody"].format(role=role)
    )


def mandate_rows(one: Mandate, language: str) -> tuple[tuple[str, str], ...]:
    """For whom, by whom, what, since when, how long."""
    said = words(language)
    ends = said["mandate.until"].format(day=day(one.ends, language)) if one.ends else said["mandate.only_this"]
    return (
        (said["mandate.principal"], one.principal),
        (said["mandate.filed_by"], who_filed(one, language)),
        (said["mandate.arrived"], day(one.day, language)),
        (said["receipt.number"], one.receipt_number),
        (said["mandate.scope"], ends),
    )


def mandate_told(installation: Installation, one: Mandate, language: str) -> dict[str, Any]:
    """What is signed: the facts, and the page in words."""
    title = installation.speech(one.procedure, language).text("title", one.procedure.title)
    rows = [{"label": label, "value": value, "files": []} for label, value in mandate_rows(one, language)]
    return {
        "mandate": {
            "principal": one.principal, "agent": one.agent, "as": one.kind, "receipt_number": one.receipt_number,
            "arrived": one.day.isoformat(), "ends": one.ends.isoformat() if one.ends else "",
        },
        "seen": {
            "language": language, "title": title,
            "sections": [{"title": words(language)["mandate.signed_title"], "rows": rows}],
        },
    }  # fmt: skip
