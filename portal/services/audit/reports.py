"""監査: a person judges the findings."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.audit.report_titles import Bounds
from portal.services.audit.words import AUTHORED, BESIDE, PERMIT, READS, RELEASE, SOUGHT, TAKE, TAKEN, UNTIE, act_words
from portal.services.cases.cases import open_case
from portal.services.cases.name_principal import name_principal
from portal.services.cases.own_case import why_own
from portal.services.cases.search_ground import ground_words
from portal.services.shared.fold_names import name_key
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.store.audit import audit_looks
from portal.store.audit.audit_looks import Look
from portal.store.cases import applications
from portal.store.staff import staff_members

Key = TypeVar("Key")
_SOON = 30 * 60_000_000  # microseconds: a case opened within half an hour belongs to the search


@dataclass
class Finding:
    """`receipts` by first access."""

    login: str
    first: datetime
    last: datetime
    count: int = 0
    receipts: dict[str, None] = field(default_factory=dict)
    about: str = ""

    def add(self, look: Look) -> None:
        self.last = look.when
        self.count += 1
        if look.receipt_number:
            self.receipts[look.receipt_number] = None

    def join(self, other: "Finding") -> None:
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.count += other.count
        self.receipts |= other.receipts


Report = Callable[[Records, Unit, Iterable[Look], Bounds], Iterable[Finding]]


def night(installation: Basics, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterable[Finding]:
    findings: dict[tuple[str, date], Finding] = {}
    calendar = installation.city.calendar
    for look in looks:
        when = look.when
        if not bounds.begins <= when.time() <= bounds.ends or calendar.closed(when.date()):
            _of(findings, (look.login, when.date()), look).add(look)
    return findings.values()


def many(_installation: Basics, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterator[Finding]:
    windows: dict[str, deque[Look]] = {}
    open_ones: dict[str, Finding] = {}
    for look in looks:
        if look.action in TAKEN:
            when = look.when
            yield Finding(look.login, when, when, 1, about=act_words(look.action))
        if look.action not in READS:
            continue
        window = windows.setdefault(look.login, deque())
        window.append(look)
        while look.at - window[0].at > 3_600_000_000:
            window.popleft()
        too_many = len({look_in_window.application_id for look_in_window in window}) > bounds.most
        if look.login in open_ones and too_many:
            open_ones[look.login].add(look)
        elif look.login in open_ones:
            yield open_ones.pop(look.login)
        elif too_many:
            finding = open_ones[look.login] = Finding(look.login, window[0].when, look.when)
            for earlier in window:
                finding.add(earlier)
    yield from open_ones.values()


def idle(_installation: Basics, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    by_case: dict[tuple[int, str], Finding] = {}
    for look in looks:
        if look.application_id is not None and look.action in READS:
            _of(by_case, (look.application_id, look.login), look).add(look)
    worked = audit_looks.acted(unit, sorted({number for number, _ in by_case}), (*READS, *BESIDE))
    findings: dict[str, Finding] = {}
    for key, finding in by_case.items():
        if worked.get(key, set()) <= {RELEASE} or worked[key] == {TAKE, RELEASE}:
            findings.setdefault(finding.login, Finding(finding.login, finding.first, finding.last)).join(finding)
    return findings.values()


def sought(_installation: Basics, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterator[Finding]:
    findings: dict[tuple[str, date], Finding] = {}
    for look in looks:
        if look.action in SOUGHT:
            finding = _of(findings, (look.login, look.when.date()), look)
            finding.add(look)
            finding.about = act_words(look.action)
    return (finding for finding in findings.values() if finding.count > bounds.most)


def namesakes(installation: Records, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    names = {row.login: _family(row.name) for row in staff_members.everyone(unit)}
    principals: dict[int, str] = {}
    findings: dict[str, Finding] = {}
    for look in looks:
        number = look.application_id
        if number is None:
            continue
        if number not in principals:
            row = applications.by_id(unit, number)
            principals[number] = _family(name_principal(installation, unit, row)) if row else ""
        if principals[number] and principals[number] == names.get(look.login):
            _of(findings, look.login, look).add(look)
    return findings.values()


def own_family(installation: Records, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    members = {row.login: Member(row.id, row.login, row.name, frozenset(), "") for row in staff_members.everyone(unit)}
    own: dict[tuple[str, int], bool] = {}
    findings: dict[tuple[str, str], Finding] = {}
    for look in looks:
        number, member = look.application_id, members.get(look.login)
        if look.action == UNTIE:  # from then on no case is theirs any more, also in this report
            _permitted(findings, look, act_words(UNTIE))
        if number is None or member is None or look.action in BESIDE:
            continue
        if look.action == PERMIT:
            permitted = members.get(look.detail)
            _permitted(findings, look, f"{permitted.name if permitted else look.detail}さんの審査を認めた")
            continue
        if (look.login, number) not in own:
            row = applications.by_id(unit, number)
            case = open_case(installation, unit, row) if row else None
            own[look.login, number] = case is not None and bool(why_own(installation, unit, member, case))
        if own[look.login, number]:
            _permitted(findings, look, "見た" if look.action in READS else act_words(look.action))
    return findings.values()


def _permitted(findings: dict[tuple[str, str], Finding], look: Look, about: str) -> None:
    finding = _of(findings, (look.login, about), look)
    finding.add(look)
    finding.about = about


def looked_for(installation: Records, _unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    findings: dict[tuple[str, str], Finding] = {}
    waiting: dict[str, tuple[Look, str]] = {}
    unopened_counts: Counter[tuple[str, str]] = Counter()
    for look in looks:
        search = waiting.get(look.login)
        if look.action in SOUGHT:
            ground = ground_words(installation.keys, look.detail.partition(" applications ")[2])
            if search:
                unopened_counts[look.login, search[1]] += 1
            waiting[look.login] = (look, ground)
            _of(findings, (look.login, ground), look).add(look)
        elif search and look.at - search[0].at <= _SOON:
            del waiting[look.login]
    unopened_counts.update((login, ground) for login, (_, ground) in waiting.items())
    for (login, ground), finding in findings.items():
        unopened = unopened_counts[login, ground]
        finding.about = f"{ground}（{unopened}回は、そのあと申請を開いていない）" if unopened else ground
    return findings.values()


def authored(_installation: Records, _unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    findings: dict[tuple[str, str], Finding] = {}
    for look in looks:
        if look.action in AUTHORED:
            # Of a save its number alone differs.
            detail = look.detail.rpartition(" ")[0] if look.action == "save definition" else look.detail
            about = f"{act_words(look.action)}（{detail}）"
            finding = _of(findings, (look.login, about), look)
            finding.add(look)
            finding.about = about
    return findings.values()


REPORTS: Mapping[str, Report] = {
    "night": night,
    "many": many,
    "idle": idle,
    "looked_for": looked_for,
    "sought": sought,
    "own_family": own_family,
    "namesakes": namesakes,
    "authored": authored,
}


# Reports that also count acts: deciding on one's own case is worse than reading it.
_OF_ACTS = ("own_family", "authored")


def report(
    installation: Records, unit: Unit, name: str, duties: Sequence[str], since: date, until: date, bounds: Bounds
) -> list[Finding]:
    looks = _looks(unit, frozenset(duties), since, until, acts=name in _OF_ACTS)
    findings = list(REPORTS[name](installation, unit, looks, bounds))
    return sorted(findings, key=lambda finding: (-finding.count, finding.login, finding.first))


def staff_names(unit: Unit) -> dict[str, str]:
    return {row.login: row.name for row in staff_members.everyone(unit)}


def who_looked(unit: Unit, member: Member, application_id: int) -> list[Look]:
    row = applications.by_id(unit, application_id)
    if row is not None:
        member.demand("audit", row.duty)
    return audit_looks.of_application(unit, application_id)


def _looks(unit: Unit, duties: frozenset[str], since: date, until: date, *, acts: bool) -> Iterator[Look]:
    # Deleted applications have no duty and count for all. `acts`: not only reads.
    for look in audit_looks.between(
        unit, to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until + timedelta(days=1)))
    ):
        if (
            look.action in TAKEN
            or look.action in SOUGHT
            or (acts and (look.action in AUTHORED or look.action == UNTIE))
            or (look.action in READS and not look.duty)
            or ((acts or look.action in READS) and look.duty in duties)
        ):
            yield look


def _of(findings: dict[Key, Finding], key: Key, look: Look) -> Finding:
    return findings.setdefault(key, Finding(look.login, look.when, look.when))


def _family(name: str) -> str:
    # Folds variants (髙 is 高); "" without a space.
    parts = name.split()
    return name_key(parts[0]) if len(parts) > 1 else ""
