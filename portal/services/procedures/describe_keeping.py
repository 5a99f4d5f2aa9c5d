from dataclasses import dataclass

from portal.services.procedures.sort_procedures import by_reading
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class Keeping:
    title: str
    office: str
    years: int | None
    begins: str
    then: str
    assumed: bool  # not confirmed by the city
    own: bool  # `retention.yaml`


def describe_keeping(installation: Basics, language: str) -> list[Keeping]:
    today = installation.clock.today()
    rows = []
    for procedure in by_reading(installation.catalogue.all()):
        keep, speech = procedure.keep, speech_of(procedure, language)
        rows.append(
            Keeping(
                speech.text("title", procedure.title),
                installation.city.office(procedure.duty, today).in_(language).office,
                keep.years if keep else None,
                speech.text("keep.from", keep.from_) if keep else "",
                keep.then if keep else "",
                keep is not None and keep.certainty == "assumed",
                procedure.id in installation.city.retention.of,
            )
        )
    return rows
