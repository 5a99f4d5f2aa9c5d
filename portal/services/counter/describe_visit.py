"""For a clerk: procedures, and whether the identity papers suffice."""

# Opens no draft that the member may not enter.

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forms.city.identity_papers import STANDARD, PaperRow, PolicyRow
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.name_principal import name_principal, shown_name
from portal.services.counter.visits import Visit
from portal.services.filing.arrival import summary
from portal.services.filing.drafts import draft_of_counter
from portal.services.filing.visit_facts import facts_of
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.known_sources import CARD_FACE
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.visit_part import papers_shown, policy_of
from portal.store.cases import applications
from portal.store.counter.visits import ItemRow
from portal.store.staff import staff_members


@dataclass(frozen=True)
class ItemLine:
    uid: str
    title: str
    office: str
    name: str  # "" if unknown or hidden
    receipt_number: str
    booked: bool
    may: bool  # this member may open it
    saved_at: datetime | None = None
    card: str = ""  # name on the card


@dataclass(frozen=True)
class PolicyLine:
    title: str
    titles: tuple[str, ...]  # of procedures
    lacking: tuple[str, ...]  # combinations of papers that would suffice


@dataclass(frozen=True)
class VisitLine:
    visit: Visit
    titles: tuple[str, ...]
    by: str
    mine: bool
    name: str = ""  # who came, else, of one's own, the first of the people it is about

    @property
    def goes_on(self) -> str:
        # What is next within it is known only from its opened drafts.
        if not (self.visit.open or self.visit.filed):
            return "手続を選ぶ"
        if not self.visit.open:
            return "印刷して終える"
        return f"のこり{len(self.visit.open)}件を続ける" if self.visit.filed else "聞き取りを続ける"

    @property
    def parked_at(self) -> datetime | None:
        return None if self.visit.row.parked_at is None else from_micro(self.visit.row.parked_at)


def visit_line(installation: Records, unit: Unit, member: Member, visit: Visit) -> VisitLine:
    serves = staff_members.by_id(unit, visit.row.staff_id)
    titles = (installation.catalogue.version(unit, item.meaning).title for item in visit.items if item.meaning)
    mine = visit.row.staff_id == member.id
    people = facts_of(installation, visit.row).people if mine and not visit.words.name else ()
    name = visit.words.name or next((person.called for person in people if person.called), "")
    return VisitLine(visit, tuple(titles), serves.name if serves else "", mine, name)


def item_lines(installation: Records, unit: Unit, member: Member, visit: Visit) -> list[ItemLine]:
    return [_item(installation, unit, member, item) for item in visit.items if item.meaning]


def _item(installation: Records, unit: Unit, member: Member, item: ItemRow) -> ItemLine:
    procedure = installation.catalogue.version(unit, item.meaning)
    office = installation.city.office(procedure.duty, installation.clock.today()).office
    may_open = member.may("see" if item.receipt_number else "enter", procedure.duty)
    line = ItemLine(
        item.uid, procedure.title, office, "", item.receipt_number if may_open else "", item.booked, may_open
    )
    if not may_open:
        return line
    if item.receipt_number:
        row = applications.by_number(unit, item.receipt_number)
        return replace(line, name=name_principal(installation, unit, row)) if row else line
    draft = draft_of_counter(installation, unit, member, item.uid)
    card = draft.known.source(CARD_FACE)
    read = card.applicant.get("name") if card else None
    return replace(
        line,
        name=shown_name(procedure, summary(procedure, draft.answers)),
        saved_at=draft.saved_at if draft.row.revision else None,
        card=" ".join(str(part) for part in read.values()) if isinstance(read, Mapping) else "",
    )


def policy_lines(
    installation: Basics, unit: Unit, visit: Visit, shown: Collection[str]
) -> list[PolicyLine]:  # fmt: skip
    city = installation.city
    papers = papers_shown(city, shown, installation.clock.today())
    wanted: dict[str, tuple[PolicyRow, list[str]]] = {}
    for item in visit.open:
        procedure = installation.catalogue.version(unit, item.meaning)
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


def procedures_of(installation: Basics, member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    today, by_office = installation.clock.today(), dict[str, list[tuple[str, str]]]()
    for procedure in installation.catalogue.all():
        if counter_doors(procedure) and member.may("enter", procedure.duty):
            office = installation.city.office(procedure.duty, today).office
            by_office.setdefault(office, []).append((procedure.id, procedure.title))
    return list(by_office.items())
