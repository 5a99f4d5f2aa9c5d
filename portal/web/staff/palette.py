from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Request

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.counter.describe_visit import visit_line
from portal.services.counter.visits import Visit, open_visits
from portal.services.filing.visit_facts import facts_of
from portal.services.procedures.ask_reception import counter_doors
from portal.services.procedures.find_procedures import Search, cleaned
from portal.services.procedures.rank_procedures import Ranking
from portal.services.shared.fold_names import name_key
from portal.services.shared.fold_words import folded
from portal.services.shared.needs import Records
from portal.services.shared.official_words import STATES
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.web.shared.state import finder_of, installation_of
from portal.web.staff.nav import staff_nav

MOST = 6  # of each kind: the list is read, not searched
# Readings of the menu, and what staff call a page.
_READINGS = {
    "/counter": "まどぐち にゅうりょく", "/counter/bring-back": "もちかえり しゅっちょう", "/counter/shelters": "ひなんじょ あんぴ", "/desk": "しんせい かんり いちらん", "/desk/call": "でんわ", "/desk/slots": "よやく わく", "/desk/drawings": "ちゅうせん くじ", "/desk/budgets": "よさん ほじょきん のこり", "/desk/coupons": "りようけん くーぽん みせ", "/desk/lists": "せんたく りすと いちらん がっこう",
    "/desk/book": "うけつけぼ", "/desk/deliveries": "おしらせ", "/desk/dispatches": "はっそうぼ", "/desk/exports": "ひきわたし",
    "/desk/campaigns": "あんない", "/desk/imports": "とりこみ", "/desk/imports/mappings": "たいおうひょう", "/desk/audit": "かんさ",
    "/admin": "しの せってい かんり", "/admin/people": "しょくいん", "/admin/clients": "れんけい", "/admin/courier": "もちはこび",
    "/admin/state": "じょうたい",
}  # fmt: skip
_PAGES = (
    ("今日の予約", "/counter/comers", "きょうのよやく", "enter"),
    ("家で書きはじめた人のコード", "/counter/resume", "つづき こーど", "enter"),
    ("手数料の締め", "/counter/till", "てすうりょう しめ", "take fee"),
    ("いま使えるもの", "/counter/working", "いまつかえるもの", "enter"),
    ("停電のときの様式", "/counter/blanks", "ていでん ようしき", "enter"),
    ("決裁を待つもの", "/desk?task=approvals", "けっさい", "approve"),
    ("件数と日数", "/desk/figures", "けんすう とうけい", "see"),
    ("自分のサインイン", "/staff/account", "じぶん ぱすきー", ""),
)


@dataclass(frozen=True)
class Target:
    """`starts`: a post with `boxes`: it stores something."""

    kind: str
    label: str
    href: str
    note: str = ""
    starts: bool = False
    boxes: tuple[tuple[str, str], ...] = ()


def targets(request: Request, unit: Unit, signed: Member, typed: str) -> list[Target]:
    """The menu if nothing is typed. Names of colleagues' visits are audited."""
    asked = cleaned(typed)
    if not asked:
        return list(_pages(request, signed, ""))
    return [
        *receipts(unit, signed, asked),
        *visits(request, unit, signed, asked),
        *_pages(request, signed, folded(asked)),
        *_procedures(request, unit, signed, asked),
    ]


def receipts(unit: Unit, signed: Member, asked: str) -> Iterator[Target]:
    number = read(asked)
    row = applications.by_number(unit, number) if number else None
    if row is not None and signed.may("see", row.duty):
        yield Target("申請", row.receipt_number, f"/desk/{row.receipt_number}", STATES[row.state])


def visits(request: Request, unit: Unit, signed: Member, asked: str) -> Iterator[Target]:
    installation = installation_of(request)
    if not signed.duties("enter", tuple(installation.city.duties)):
        return
    theirs = 0
    for visit in open_visits(installation, unit, signed):
        name, ticket = visit.words.name, visit.row.ticket
        if folded(asked) == folded(ticket) or any(is_called(called, asked) for called in _names(installation, visit)):
            line = visit_line(installation, unit, signed, visit)
            theirs += not line.mine
            note = "、".join(part for part in (f"番号札 {ticket}" if ticket else "", *line.titles, line.by) if part)
            yield Target("来庁", name or f"番号札 {ticket}", f"/counter/visits/{visit.id}", note)
    if theirs:
        write_audit(installation, unit, signed.actor, "see visits", detail=f"{theirs} visits of colleagues")


def _names(installation: Records, visit: Visit) -> Iterator[str]:
    # Names of the visitor and of the people of the visit, also their readings.
    yield visit.words.name
    for person in facts_of(installation, visit.row).people:
        yield person.called
        yield " ".join(str(part) for part in (person.fact("kana") or {}).values())


def is_called(name: str, asked: str) -> bool:
    key = name_key(asked)
    return bool(name) and (folded(asked) in folded(name) or bool(key and key in name_key(name)))


def _pages(request: Request, signed: Member, plain: str) -> Iterator[Target]:
    every = tuple(installation_of(request).city.duties)
    menu = [(place.label, place.href, _READINGS.get(place.href.partition("?")[0], "")) for place in staff_nav(request)]
    menu += [(label, href, reading) for label, href, reading, act in _PAGES if not act or signed.duties(act, every)]
    for label, href, reading in menu:
        if plain in folded(f"{label}{reading}"):
            yield Target("画面", label, href)


def _procedures(request: Request, unit: Unit, signed: Member, asked: str) -> Iterator[Target]:
    search = search_of(request, unit, asked)
    yield from to_enter(request, signed, search)
    for procedure in [procedure for procedure in procedures_in(search) if signed.may("see", procedure.duty)][:MOST]:
        yield Target("申請の一覧", procedure.title, f"/desk?procedure={procedure.id}")


def search_of(request: Request, unit: Unit, asked: str) -> Search:
    """Without the city's pins, which are for residents."""
    finder = finder_of(request)
    return finder.find(asked, Ranking(used=finder.most_used(unit)))


def procedures_in(search: Search) -> list[Procedure]:
    return [match.procedure for match in search.matches or search.near]


def enterable(signed: Member, search: Search) -> list[Procedure]:
    """At the counter; bookings last."""
    entered = [
        procedure
        for procedure in procedures_in(search)
        if counter_doors(procedure) and signed.may("enter", procedure.duty)
    ]
    return sorted(entered, key=lambda procedure: procedure.kind == "reservation")[:MOST]


def to_enter(request: Request, signed: Member, search: Search) -> Iterator[Target]:
    installation = installation_of(request)
    for procedure in enterable(signed, search):
        office = installation.city.office(procedure.duty, installation.clock.today()).office
        yield Target("入力する", procedure.title, f"/counter/{procedure.id}/start", office, starts=True)
