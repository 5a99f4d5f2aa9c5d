"""What is kept of each procedure, for how long, and who sees it: from the definitions and today's offices."""

from dataclasses import dataclass

from portal.services.installation import Installation
from portal.services.sort_procedures import by_reading


@dataclass(frozen=True)
class Keeping:
    """`years` is None where the definition does not say; `assumed`: the city has not confirmed it."""

    title: str
    office: str
    years: int | None
    begins: str
    then: str
    assumed: bool


def describe_keeping(installation: Installation, language: str) -> list[Keeping]:
    today = installation.clock.today()
    told = []
    for procedure in by_reading(installation.catalogue.all()):
        keep, speech = procedure.keep, installation.speech(procedure, language)
        told.append(
            Keeping(
                speech.text("title", procedure.title),
                installation.city.office(procedure.duty, today).office,
                keep.years if keep else None,
                speech.text("keep.from", keep.from_) if keep else "",
                keep.then if keep else "",
                keep is not None and keep.certainty == "assumed",
            )
        )
    return told
