"""From the summary, without opening answers."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.cases.keep_answers import named_by
from portal.services.filing.drafts import application_sealer
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.people_in import name_text
from portal.store.cases.applications import ApplicationRow


def name_principal(installation: Records, unit: Unit, row: ApplicationRow) -> str:
    return principals_of(installation, unit)(row)


def read_principal(installation: Records, row: ApplicationRow) -> str:
    # ふりがな, or "".
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    return name_text(box.open("summary", row.sealed_summary).get("kana", {}))


def principals_of(installation: Records, unit: Unit, organisation: bool = False) -> Callable[[ApplicationRow], str]:
    # `organisation`: before the name, as `listed_name` has it.
    shower = cache(lambda meaning: name_shower(installation.catalogue.version(unit, meaning)))

    def name(row: ApplicationRow) -> str:
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        summary = box.open("summary", row.sealed_summary)
        person = shower(row.meaning)(summary["name"]) if "name" in summary else ""
        return _with_organisation(summary, person) if organisation else person

    return name


def listed_name(procedure: Procedure, summary: Mapping[str, Any]) -> str:
    # Staff know a company by its own name: the person beside it is who is in charge there.
    return _with_organisation(summary, shown_name(procedure, summary))


def _with_organisation(summary: Mapping[str, Any], person: str) -> str:
    return "\u3000".join(part for part in (str(summary.get("organisation", "")), person) if part)


def shown_name(procedure: Procedure, summary: Mapping[str, Any]) -> str:
    return name_shower(procedure)(summary["name"]) if "name" in summary else ""


def name_shower(procedure: Procedure) -> Callable[[Any], str]:
    asked = named_by(procedure)
    if not asked:
        return str
    field, speech = procedure.field(asked), speech_of(procedure, "ja")
    return lambda value: field.type.show(value, field.settings, speech, field.path)
