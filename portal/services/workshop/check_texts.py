"""All complaints at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from forms.city.city import City
from forms.complaints import Complaint, Refused, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting.chains import check_chains
from forms.loading import Library, load_text, read_library
from forms.loading.library import SHIPPED
from forms.path.carrying import silences
from portal.services.procedures.check_definition import box_complaints, check_definition, every_complaint
from portal.services.procedures.fit_city import fit_city
from portal.services.procedures.publish_on_save import stamps_of_library
from portal.services.shared.needs import Basics

MOST_SCENARIOS = 200
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    # `procedure` None: it could not be read. `problems`: of this draft, in Japanese.
    procedure: Procedure | None
    complaints: tuple[Complaint, ...]
    problems: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return self.procedure is not None and not self.problems and not errors(list(self.complaints))


def check_texts(installation: Basics, procedure: str, duty: str, texts: Texts) -> Checked:
    # Takes seconds for a large definition: never within a transaction.
    today = installation.clock.today()
    read = _read_of(installation, procedure, texts)
    if read.procedure is None:
        return read
    definition = read.procedure
    offered = {each.id: each for each in installation.catalogue.all() if each.id != definition.id}
    # Of a city without procedures: what it says about others is not for this author.
    followers = _followers(definition.id, offered)
    known = [*fit_city(installation.city, [], today), *check_chains(followers, offered)]
    offered[definition.id] = definition
    fresh = [*fit_city(installation.city, [definition], today), *check_chains([definition, *followers], offered)]
    complaints = [*read.complaints, *(complaint for complaint in fresh if complaint not in known)]
    return Checked(definition, tuple(sorted(set(complaints))), tuple(_problems(definition, procedure, duty)))


def _followers(procedure: str, offered: Mapping[str, Procedure]) -> list[Procedure]:
    # Chains that do not lead through it stay as they are.
    chain = {procedure}
    while more := {
        each.id
        for each in offered.values()
        if each.follows and each.follows.procedure in chain and each.id not in chain
    }:
        chain |= more
    return [each for each in offered.values() if each.id in chain]


def definition_of(installation: Basics, procedure: str, texts: Texts) -> Procedure | None:
    return _read_of(installation, procedure, texts).procedure


def _read_of(installation: Basics, procedure: str, texts: Texts) -> Checked:
    folder, city = installation.settings.procedures, Same(installation.city)
    return _read(tuple(sorted(texts.items())), procedure, folder, _stamped(folder), city, installation.clock.today())


def against(before: Procedure | None, checked: Checked) -> list[Complaint]:
    # What open drafts of residents would lose in silence.
    if before is None or checked.procedure is None or before.version >= checked.procedure.version:
        return []
    return silences(before, checked.procedure)


def _problems(definition: Procedure, procedure: str, duty: str) -> list[str]:
    problems = []
    if definition.id != procedure:
        problems.append(f"procedure は {procedure} のままにしてください。いまは {definition.id} です。")
    if definition.duty != duty:
        problems.append(f"duty は {duty} のままにしてください。いまは {definition.duty} です。")
    if len(definition.scenarios) > MOST_SCENARIOS:
        problems.append(f"例（scenarios）は{MOST_SCENARIOS}までにしてください。")
    return problems


class Same:
    # Cities and definitions are no keys of a cache: they hold mappings.
    def __init__(self, city: City, definition: Procedure | None = None) -> None:
        self.city, self.laid, self.definition = city, city.laid, definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and all(
            mine is theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)
        )

    def __hash__(self) -> int:
        return hash(self.city.folder)


Stamped = tuple[tuple[str, tuple[int, int]], ...]


def _stamped(folder: Path) -> Stamped:
    # Of the library alone: each page of a draft asks, and a city has three hundred definitions.
    return tuple(sorted(stamps_of_library(folder).items()))


def shared_library(folder: Path) -> Library:
    return _library(folder, _stamped(folder))


@lru_cache(maxsize=4)
def _library(folder: Path, _stamps: Stamped) -> Library:
    return read_library((SHIPPED, folder))


@lru_cache(maxsize=16)  # a large one has megabytes
def _read(
    texts: tuple[tuple[str, str], ...], procedure: str, folder: Path, stamped: Stamped, same: Same, today: date
) -> Checked:
    parts = dict(texts)
    name = f"{procedure}.yaml"
    try:
        definition = load_text(
            parts.pop("", ""), name, fields=field_types(), translations=parts, library=_library(folder, stamped)
        )
    except Refused as refused:
        return Checked(None, tuple(every_complaint(refused, same.city, today)))
    complaints = box_complaints(folder, definition)
    if len(definition.scenarios) <= MOST_SCENARIOS:
        complaints += check_definition(definition, same.city)
    return Checked(definition, tuple(complaints))
