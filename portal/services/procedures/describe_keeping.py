from dataclasses import dataclass

from forms.definition.keeping import STARTS
from portal.services.procedures.sort_procedures import by_reading
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics

_OWN = dict(zip(STARTS, ("fiscal", "year", "day"), strict=True))


@dataclass(frozen=True)
class Keeping:
    title: str
    office: str
    years: int | None
    begins: str  # of an `own` one the name of its words: the definition has those of another day
    then: str
    assumed: bool  # not confirmed by the city
    own: bool  # `retention.yaml`


def describe_keeping(installation: Basics, language: str) -> list[Keeping]:
    today = installation.clock.today()
    rows = []
    for procedure in by_reading(installation.catalogue.all()):
        keep, speech = procedure.keep, speech_of(procedure, language)
        own = procedure.id in installation.city.retention.of
        begins = "" if keep is None else _OWN[keep.from_] if own else speech.text("keep.from", keep.from_)
        rows.append(
            Keeping(
                speech.text("title", procedure.title),
                installation.city.office(procedure.duty, today).in_(language).office,
                keep.years if keep else None,
                begins,
                keep.then if keep else "",
                keep is not None and keep.certainty == "assumed",
                own,
            )
        )
    return rows
