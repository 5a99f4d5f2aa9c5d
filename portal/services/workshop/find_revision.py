"""A file of the folder that says something new about a procedure, as after a change of the law, while another version is
in force."""

import re
from dataclasses import dataclass

from forms.city.city_words import in_words_of
from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.source import read_source
from portal.db import Unit
from portal.errors import NotFound
from portal.services.procedures.describe_difference import DifferenceWords, describe_difference
from portal.services.shared.needs import Basics
from portal.services.workshop.begin_draft import Source, texts_beside, with_lines
from portal.services.workshop.check_texts import shared_library
from portal.store.procedures import definitions
from portal.store.procedures.definitions import WORKSHOP
from portal.store.workshop import definition_drafts, definition_releases

_VERSION = re.compile(r"^version: *(\d{1,9})\b", re.MULTILINE)


@dataclass(frozen=True)
class Revision:
    """`brought`: since the file's version that was here before; None without such a version. `for_us`: to what is in
    force."""

    source: Source
    after: Procedure
    brought: DifferenceWords | None
    for_us: DifferenceWords


def is_revised(installation: Basics, unit: Unit, procedure: str) -> bool:
    # A guess by version and text that costs no reading of the definition: whether `find_revision` is worth a look.
    file = installation.settings.procedures / f"{procedure}.yaml"
    try:
        text = read_source(file) if file.exists() else ""
    except Refused:
        return False
    version = _VERSION.search(text)
    known = [row.version for row in definitions.of_procedure(unit, procedure) if row.origin != WORKSHOP]
    if version is None or int(version[1]) <= max(known, default=0):
        return False
    begun = {release.draft_id for release in definition_releases.of_procedure(unit, procedure)}
    taken = (definition_drafts.text_at(unit, draft_id, 1) for draft_id in begun)
    return _bare(text) not in {_bare(first.text) for first in taken if first is not None}


def _bare(text: str) -> str:
    # Without what a draft that begins from the file changes of it.
    return with_lines({"": text}, version="1", duty="x")[""]


def find_revision(installation: Basics, procedure: str) -> Revision | None:
    """None: the file says what was here already, or cannot be read. Takes seconds for a large one: never within a
    transaction. Raises NotFound."""
    with installation.database.read() as unit:
        rows = definitions.of_procedure(unit, procedure)
        former = max((row for row in rows if row.origin != WORKSHOP), key=lambda row: row.version, default=None)
        if not rows:
            raise NotFound(procedure)
        before = installation.catalogue.as_written(unit, rows[0].meaning)
        earlier = installation.catalogue.as_written(unit, former.meaning) if former is not None else None
    file = installation.settings.procedures / f"{procedure}.yaml"
    try:
        after = load(file, fields=field_types(), library=shared_library(file.parent))
        texts = texts_beside(file)
    except Refused:
        return None
    if after.meaning in {row.meaning for row in rows}:
        return None
    shown = in_words_of(installation.city, after, installation.clock.today())
    for_us = describe_difference(before, shown)
    if not for_us.changes:  # taken over, under a number of ours
        return None
    brought = describe_difference(earlier, shown) if earlier is not None else None
    return Revision(Source(rows[0], texts), after, brought, for_us)
