from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.city.identity_papers import NUMBER, STANDARD, PaperRow, PolicyRow
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.sealing import Sealer, WrappedKey, sealer
from portal.services.shared.needs import Records
from portal.store.counter import visits
from portal.store.counter.visits import VisitRow

NOBODY_ASKS = "none"  # its sign-in does not identify anybody
# Ids of papers that evidence used before the list of papers existed; assurance.yaml reads them.
_NAMED = ("my_number_card", "driving_licence", "passport", "residence_card")
_PHOTO = "photo"


@dataclass(frozen=True)
class Judged:
    title: str
    lacking: tuple[Mapping[str, int], ...]  # group → count per alternative, () if met


@dataclass(frozen=True)
class VisitPart:
    id: str
    came: str
    papers: tuple[PaperRow, ...]
    note: str
    met: bool
    came_by: str = ""  # as in `Words`
    alone: tuple[PaperRow, ...] = ()  # papers valid today that suffice alone

    @property
    def evidence(self) -> dict[str, object]:
        return _evidence(self.papers, self.note)

    def evidence_of(self, paper: str) -> dict[str, object] | None:
        matches = tuple(row for row in self.alone if row.id == paper)
        return _evidence(matches, "") if matches else None


def _evidence(papers: Sequence[PaperRow], note: str) -> dict[str, object]:
    # Kinds of papers, no numbers.
    named = [paper.title for paper in papers if paper.id not in _NAMED]
    return {
        "shown": list(dict.fromkeys(_called(paper) for paper in papers)),
        "note": "、".join([*named, *([note] if note else [])]),
        "papers": [paper.title for paper in papers],
    }


def _called(paper: PaperRow) -> str:
    if paper.id == "my_number_licence":
        return _NAMED[0]
    if paper.id in _NAMED:
        return paper.id
    return _PHOTO if _PHOTO in paper.groups else "two"


def judge(city: City, procedure: Procedure, shown: Collection[str], day: date) -> Judged:
    """Expired papers do not count."""
    policy = policy_of(city, procedure)
    return Judged("", ()) if policy is None else Judged(policy.title, policy.lacking(papers_shown(city, shown, day)))


def policy_of(city: City, procedure: Procedure) -> PolicyRow | None:
    named = city.identity.procedures.get(procedure.id, "")
    if not city.identity.papers or (not named and procedure.my_number is None and procedure.sign_in == NOBODY_ASKS):
        return None
    return city.identity.policy(named or (STANDARD if procedure.my_number is None else NUMBER))


def papers_shown(city: City, shown: Collection[str], day: date) -> tuple[PaperRow, ...]:
    return tuple(row for row in city.identity.on(day) if row.id in shown)


def visit_sealer(installation: Records, row: VisitRow) -> Sealer:
    return sealer_of_visit(installation, row.id, row.key_id, row.wrapped_key)


def sealer_of_visit(installation: Records, visit_id: str, key_id: str, wrapped_key: bytes) -> Sealer:
    return sealer(installation.keys, f"visit:{visit_id}", WrappedKey(key_id, wrapped_key))


def part_of_visit(installation: Records, unit: Unit, uid: str, procedure: Procedure) -> VisitPart | None:
    row = visits.of_uid(unit, uid)
    if row is None:
        return None
    words = visit_sealer(installation, row).open("words", row.sealed_words)
    city, day = installation.city, installation.clock.today()
    papers = papers_shown(city, words["papers"], day)
    met = bool(city.identity.papers) and not judge(city, procedure, words["papers"], day).lacking
    counting = () if met else city.identity.on(day)
    alone = tuple(paper for paper in counting if not judge(city, procedure, [paper.id], day).lacking)
    return VisitPart(row.id, words["came"], papers, words["note"], met, words.get("came_by", ""), alone)
