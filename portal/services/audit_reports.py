"""監査: what an auditor asks of the records first. Each report finds what nobody should have to do, and accuses nobody: a person
looks at what it found. Knows the records and the calendar; opens names for one report alone, and shows none."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.audit_words import BESIDE, PERMIT, READS, RELEASE, SOUGHT, TAKE, TAKEN, act_words
from portal.services.cases import open_case
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.name_principal import name_principal
from portal.services.own_case import why_own
from portal.services.rights import Member
from portal.services.state_ground import ground_words
from portal.store import applications, audit_looks, staff_members
from portal.store.audit_looks import Look

Key = TypeVar("Key")
_SOON = 30 * 60_000_000  # of a look for a person: a case that is opened within half an hour was looked for


@dataclass(frozen=True)
class Bounds:
    """What counts as usual. `begins` and `ends` of a working day; more than `most` applications of a member within an hour are
    many."""

    begins: time = time(7, 30)
    ends: time = time(20, 0)
    most: int = 40


@dataclass
class Finding:
    """One member, from `first` to `last`. `receipts` in the order of the first look, each once; `count` of all looks."""

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


Report = Callable[[Installation, Unit, Iterable[Look], Bounds], Iterable[Finding]]


def night(installation: Installation, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterable[Finding]:
    """Before or after work, or on a day on which the offices are closed: by member and day."""
    found: dict[tuple[str, date], Finding] = {}
    calendar = installation.city.calendar()
    for look in looks:
        at = look.when
        if not bounds.begins <= at.time() <= bounds.ends or calendar.closed(at.date()):
            _of(found, (look.login, at.date()), look).add(look)
    return found.values()


def many(_installation: Installation, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterator[Finding]:
    """More applications than anybody works on within an hour, and every list that was taken out whole."""
    windows: dict[str, deque[Look]] = {}
    open_ones: dict[str, Finding] = {}
    for look in looks:
        if look.action in TAKEN:
            at = look.when
            yield Finding(look.login, at, at, 1, about=act_words(look.action))
        if look.action not in READS:
            continue
        window = windows.setdefault(look.login, deque())
        window.append(look)
        while look.at - window[0].at > 3_600_000_000:
            window.popleft()
        too_many = len({one.application_id for one in window}) > bounds.most
        if look.login in open_ones and too_many:
            open_ones[look.login].add(look)
        elif look.login in open_ones:
            yield open_ones.pop(look.login)
        elif too_many:
            finding = open_ones[look.login] = Finding(look.login, window[0].when, look.when)
            for one in window:
                finding.add(one)
    yield from open_ones.values()


def idle(_installation: Installation, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    """Opened, and nothing was ever done with it by this member on any day."""
    each: dict[tuple[int, str], Finding] = {}
    for look in looks:
        if look.application_id is not None and look.action in READS:
            _of(each, (look.application_id, look.login), look).add(look)
    worked = audit_looks.acted(unit, sorted({number for number, _ in each}), (*READS, *BESIDE))
    found: dict[str, Finding] = {}
    for key, one in each.items():
        if worked.get(key, set()) <= {RELEASE} or worked[key] == {TAKE, RELEASE}:
            found.setdefault(one.login, Finding(one.login, one.first, one.last)).join(one)
    return found.values()


def sought(_installation: Installation, _unit: Unit, looks: Iterable[Look], bounds: Bounds) -> Iterator[Finding]:
    """People were looked for by name, birthday or telephone more often than a day's calls want it: by member and day."""
    found: dict[tuple[str, date], Finding] = {}
    for look in looks:
        if look.action in SOUGHT:
            one = _of(found, (look.login, look.when.date()), look)
            one.add(look)
            one.about = act_words(look.action)
    return (one for one in found.values() if one.count > bounds.most)


def namesakes(installation: Installation, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    """The applicant has the member's family name: perhaps a relative, perhaps nobody."""
    names = {row.login: _family(row.name) for row in staff_members.everyone(unit)}
    principals: dict[int, str] = {}
    found: dict[str, Finding] = {}
    for look in looks:
        number = look.application_id
        if number is None:
            continue
        if number not in principals:
            row = applications.by_id(unit, number)
            principals[number] = _family(name_principal(installation, unit, row)) if row else ""
        if principals[number] and principals[number] == names.get(look.login):
            _of(found, look.login, look).add(look)
    return found.values()


def own_family(installation: Installation, unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    """Applications that name the member, or whom they told of as their family: looked at, or decided on because a colleague let
    them; and who let somebody."""
    members = {row.login: Member(row.id, row.login, row.name, frozenset(), "") for row in staff_members.everyone(unit)}
    own: dict[tuple[str, int], bool] = {}
    found: dict[tuple[str, str], Finding] = {}
    for look in looks:
        number, member = look.application_id, members.get(look.login)
        if number is None or member is None or look.action in BESIDE:
            continue
        if look.action == PERMIT:
            to = members.get(look.detail)
            _permitted(found, look, f"{to.name if to else look.detail}さんの審査を認めた")
            continue
        if (look.login, number) not in own:
            row = applications.by_id(unit, number)
            case = open_case(installation, unit, row) if row else None
            own[look.login, number] = case is not None and bool(why_own(installation, unit, member, case))
        if own[look.login, number]:
            _permitted(found, look, "見た" if look.action in READS else act_words(look.action))
    return found.values()


def _permitted(found: dict[tuple[str, str], Finding], look: Look, about: str) -> None:
    one = _of(found, (look.login, about), look)
    one.add(look)
    one.about = about


def looked_for(installation: Installation, _unit: Unit, looks: Iterable[Look], _bounds: Bounds) -> Iterable[Finding]:
    """People who were looked for, by member and by the ground that they stated, with how often no case was opened after it."""
    found: dict[tuple[str, str], Finding] = {}
    waiting: dict[str, tuple[Look, str]] = {}
    vain: Counter[tuple[str, str]] = Counter()
    for look in looks:
        before = waiting.get(look.login)
        if look.action in SOUGHT:
            ground = ground_words(installation, look.detail.partition(" applications ")[2])
            if before:
                vain[look.login, before[1]] += 1
            waiting[look.login] = (look, ground)
            _of(found, (look.login, ground), look).add(look)
        elif before and look.at - before[0].at <= _SOON:
            del waiting[look.login]
    vain.update((login, ground) for login, (_, ground) in waiting.items())
    for (login, ground), one in found.items():
        unopened = vain[login, ground]
        one.about = f"{ground}（{unopened}回は、そのあと申請を開いていない）" if unopened else ground
    return found.values()


REPORTS: Mapping[str, tuple[str, str, Report]] = {
    "night": ("夜間・休日", "開庁日の{begins}から{ends}のほかに、申請を見た人", night),
    "many": ("大量の閲覧", "1時間に{most}件より多くの申請を見た人と、一覧をファイルで保存した人", many),
    "idle": ("用のない閲覧", "申請を見て、その申請に何もしなかった人", idle),
    "looked_for": ("人をさがした理由", "申請の外で人をさがした職員と、その理由", looked_for),
    "sought": ("さがした回数", "1日に{most}回より多く、氏名・生年月日・電話番号で人をさがした人", sought),
    "own_family": (
        "自分や家族",
        "自分か、登録した家族、同じ世帯の人の申請を見た人と、外れている職員の審査を認めた人",
        own_family,
    ),
    "namesakes": ("同じ名字", "自分と同じ名字の人の申請を見た人（親族とは限りません）", namesakes),
}


# Reports of what was done with an application too: to have decided on one's own is worse than to have looked.
_OF_ACTS = ("own_family",)


def report(
    installation: Installation, unit: Unit, name: str, duties: Sequence[str], since: date, until: date, bounds: Bounds
) -> list[Finding]:
    """Of looks at applications of `duties`, and of whole lists, from `since` to `until`, both included; those with the most
    first."""
    looks = _looks(unit, frozenset(duties), since, until, acts=name in _OF_ACTS)
    found = list(REPORTS[name][2](installation, unit, looks, bounds))
    return sorted(found, key=lambda one: (-one.count, one.login, one.first))


def staff_names(unit: Unit) -> dict[str, str]:
    """By login; who was disabled too."""
    return {row.login: row.name for row in staff_members.everyone(unit)}


def who_looked(unit: Unit, member: Member, application_id: int) -> list[Look]:
    """Everything that staff did with one application, oldest first: the answer to 「だれが見ましたか」."""
    row = applications.by_id(unit, application_id)
    if row is not None:
        member.demand("audit", row.duty)
    return audit_looks.of_application(unit, application_id)


def _looks(unit: Unit, duties: frozenset[str], since: date, until: date, *, acts: bool) -> Iterator[Look]:
    """An application that was deleted since has no duty any more; what was done with it stays everybody's. `acts`: what was done
    with one as well, not only that it was looked at."""
    for look in audit_looks.between(
        unit, to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until + timedelta(days=1)))
    ):
        if (
            look.action in TAKEN
            or look.action in SOUGHT
            or (look.action in READS and not look.duty)
            or ((acts or look.action in READS) and look.duty in duties)
        ):
            yield look


def _of(found: dict[Key, Finding], key: Key, look: Look) -> Finding:
    return found.setdefault(key, Finding(look.login, look.when, look.when))


def _family(name: str) -> str:
    """The part before the space, by whichever variants it is written (髙 is 高); "" for a name without one."""
    parts = name.split()
    return name_key(parts[0]) if len(parts) > 1 else ""
