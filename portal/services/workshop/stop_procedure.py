"""Stops and returns; one publisher suffices."""

from forms.text.japanese import unusable
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.procedures import definitions, procedure_stops
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.procedures.procedure_stops import ENDED, LIFTED, STOPPED, StopRow

MOST_WORDS = 300
_ACTIONS = {STOPPED: "stop procedure", ENDED: "end procedure", LIFTED: "reopen procedure"}


def set_stop(
    installation: Basics, unit: Unit, member: Member, procedure: str, kind: str, words: str, *, shown: int | None = None
) -> str:
    # `kind`: STOPPED, ENDED or LIFTED. A key of what to correct, or "". Raises NotFound, NotAllowed, Conflict.
    # `shown`: the stop that was read. It may have been lifted, and another set for another reason.
    demand_publisher(installation, unit, member, procedure)
    stop = procedure_stops.in_force(unit).get(procedure)
    if (kind == LIFTED) != (stop is not None) or (stop is not None and shown not in (None, stop.id)):
        raise Conflict(procedure)
    words = " ".join(words.split())
    if kind != LIFTED and (not 0 < len(words) <= MOST_WORDS or unusable(words)):
        return "words"
    now = to_micro(installation.clock.now())
    procedure_stops.add(unit, StopRow(0, procedure, kind, "" if kind == LIFTED else words, member.id, now))
    write_audit(installation, unit, member.actor, _ACTIONS[kind], detail=procedure)
    return ""


def return_to(installation: Basics, unit: Unit, member: Member, procedure: str, meaning: str, seen: str) -> None:
    # `seen`: the meaning that was in force when the member chose. Raises NotFound, NotAllowed, Conflict.
    demand_publisher(installation, unit, member, procedure)
    versions = definitions.of_procedure(unit, procedure)
    former = required(next((row for row in versions if row.meaning == meaning), None), NotFound(procedure))
    if versions[0].meaning != seen or former.meaning == seen:
        raise Conflict(procedure)
    if installation.catalogue.version(unit, meaning).duty != installation.catalogue.version(unit, seen).duty:
        raise Conflict("duty")
    row = DefinitionRow(meaning, procedure, former.version, former.canonical, former.published_at, WORKSHOP)
    definitions.add(unit, row)
    detail = f"{procedure} {versions[0].version} -> {former.version} {meaning[:12]}"
    write_audit(installation, unit, member.actor, "return to version", detail=detail)


def hand_to_folder(installation: Basics, unit: Unit, member: Member, procedure: str) -> None:
    # From the next reading of the folder on its file is published again. Raises NotFound, NotAllowed, Conflict.
    row = demand_publisher(installation, unit, member, procedure)
    if row.origin != WORKSHOP:
        raise Conflict(procedure)
    definitions.hand_back(unit, row.meaning)
    write_audit(installation, unit, member.actor, "hand procedure to folder", detail=f"{procedure} {row.version}")


def demand_publisher(installation: Basics, unit: Unit, member: Member, procedure: str) -> DefinitionRow:
    row = definitions.newest_of(unit, procedure)
    duty = installation.catalogue.version(unit, row.meaning).duty if row is not None else ""
    if row is None or not member.may("make procedures", duty):
        raise NotFound(procedure)
    if not member.may("publish procedures", duty):
        raise NotAllowed("publish procedures")
    return row
