"""A visit as a clerk reads it: what is done in it, and whether what was shown is enough. Names by right; no answer is opened for a
member who may not enter it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forms.identity_papers import STANDARD, PaperRow, PolicyRow
from portal.clock import from_micro
from portal.db import Unit
from portal.services.ask_reception import counter_doors
from portal.services.drafts import draft_of_counter
from portal.services.installation import Installation
from portal.services.name_principal import name_principal, shown_name
from portal.services.rights import Member
from portal.services.submit_application import summary
from portal.services.told import CARD
from portal.services.visit_part import papers_shown, policy_of
from portal.services.visits import Visit
from portal.store import applications, staff_members
from portal.store.visits import ItemRow


@dataclass(frozen=True)
class ItemLine:
    """One procedure of a visit. `may`: this member may open it; `name` "" where nobody is named or they may not see it; `card`:
    whose card was read for it."""

    uid: str
    title: str
    office: str
    name: str
    receipt_number: str
    booked: bool
    may: bool
    saved_at: datetime | None = None
    card: str = ""


@dataclass(frozen=True)
class PolicyLine:
    """`titles`: of the procedures that want it; `lacking`: what else would do, in words, () where it is enough."""

    title: str
    titles: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class VisitLine:
    """As lists show it."""

    visit: Visit
    titles: tuple[str, ...]
    by: str
    mine: bool

    @property
    def parked_at(self) -> datetime | None:
        return None if self.visit.row.parked_at is None else from_micro(self.visit.row.parked_at)


def visit_line(installation: Installation, unit: Unit, member: Member, visit: Visit) -> VisitLine:
    serves = staff_members.by_id(unit, visit.row.staff_id)
    titles = (_title(installation, unit, one) for one in visit.items if one.meaning)
    return VisitLine(visit, tuple(titles), serves.name if serves else "", visit.row.staff_id == member.id)


def item_lines(installation: Installation, unit: Unit, member: Member, visit: Visit) -> list[ItemLine]:
    return [_item(installation, unit, member, one) for one in visit.items if one.meaning]


def _title(installation: Installation, unit: Unit, item: ItemRow) -> str:
    return installation.catalogue.version(unit, item.meaning).title


def _item(installation: Installation, unit: Unit, member: Member, item: ItemRow) -> ItemLine:
    procedure = installation.catalogue.version(unit, item.meaning)
    office = installation.city.office(procedure.duty, installation.clock.today()).office
    may = member.may("see" if item.receipt_number else "enter", procedure.duty)
    line = ItemLine(item.uid, procedure.title, office, "", item.receipt_number if may else "", item.booked, may)
    if not may:
        return line
    if item.receipt_number:
        row = applications.by_number(unit, item.receipt_number)
        return replace(line, name=name_principal(installation, unit, row)) if row else line
    draft = draft_of_counter(installation, unit, member, item.uid)
    card = draft.told.source(CARD)
    read = card.applicant.get("name") if card else None
    return replace(
        line,
        name=shown_name(installation, procedure, summary(procedure, draft.answers)),
        saved_at=draft.saved_at if draft.row.revision else None,
        card=" ".join(str(part) for part in read.values()) if isinstance(read, Mapping) else "",
    )


def policy_lines(
    installation: Installation, unit: Unit, visit: Visit, shown: Collection[str]
) -> list[PolicyLine]:  # fmt: skip
    """Each policy that the open procedures of the visit want; before there is one, the usual policy."""
    city = installation.city
    papers = papers_shown(city, shown, installation.clock.today())
    wanted: dict[str, tuple[PolicyRow, list[str]]] = {}
    for one in visit.open:
        procedure = installation.catalogue.version(unit, one.meaning)
        policy = policy_of(city, procedure)
        if policy is not None:
            wanted.setdefault(policy.id, (policy, []))[1].append(procedure.title)
    if not wanted and city.identity.papers and not visit.items:
        wanted[STANDARD] = (city.identity.policy(STANDARD), [])
    return [_policy(city.identity.groups, policy, titles, papers) for policy, titles in wanted.values()]


def _policy(
    groups: Mapping[str, str], policy: PolicyRow, titles: list[str], papers: Iterable[PaperRow]
) -> PolicyLine:  # fmt: skip
    lacking = tuple(
        "と".join(f"{groups[group]}{most}点" for group, most in way.items()) for way in policy.lacking(papers)
    )
    return PolicyLine(policy.title, tuple(titles), lacking)


def procedures_of(installation: Installation, member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """What this member may begin, as (office, [(id, title)])."""
    today, found = installation.clock.today(), dict[str, list[tuple[str, str]]]()
    for procedure in installation.catalogue.all():
        if counter_doors(procedure) and member.may("enter", procedure.duty):
            office = installation.city.office(procedure.duty, today).office
            found.setdefault(office, []).append((procedure.id, procedure.title))
    return list(found.items())
