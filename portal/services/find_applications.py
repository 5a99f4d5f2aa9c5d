"""Finds applications by a person: by keyed hashes alone, among the duties of whoever looks, and without the protected for who may not
see them. What was looked for is recorded by what sort it was, never in clear."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from portal.db import Unit
from portal.services.index_application import BEGINNINGS, key_of, mark_of, token
from portal.services.installation import Installation
from portal.services.open_answers import open_answers
from portal.services.people_in import people_in
from portal.services.places_in import Place, place_keys
from portal.services.protect import protected_cases
from portal.services.read_search import Search
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import look_ups, protections
from portal.store.applications import ApplicationRow
from portal.store.look_ups import Look

PAGE = 50
_LAST = 1 << 62


@dataclass(frozen=True)
class Found:
    """The newest first. `before`: where the next page begins, 0 at the end; `partly`: the index is still being made, so that
    there may be more."""

    rows: tuple[ApplicationRow, ...]
    before: int
    partly: bool


def find_applications(
    installation: Installation, unit: Unit, member: Member, search: Search, *, ground: str, before: int = 0
) -> Found:
    """Recorded with `ground`, as `state_ground` writes it; the caller commits."""
    look = look_for(installation, unit, search, beginnings=True)
    rows = list(_visible(installation, unit, member, look, before or _LAST))
    shown = rows[:PAGE]
    detail = f"{search.kind} {len(shown)} applications {ground}"
    write_audit(installation, unit, member.actor, "find people", detail=detail)
    return Found(tuple(shown), shown[-1].id if len(rows) > PAGE else 0, look_ups.unmade(unit))


def look_for(installation: Installation, unit: Unit, search: Search, *, beginnings: bool = False) -> Look:
    """Under every key that hashes stand under: while a new key comes in, nobody is lost."""
    wanted = [("phone", search.phone), *(("name", one) for one in search.names)]
    wanted += [("kana", one) for one in search.readings]
    if beginnings:
        wanted += [(f"{kind}^", one) for kind, one in wanted[1:] if len(one) in BEGINNINGS[kind]]
    tokens, births = set[bytes](), set[bytes]()
    for mark in {mark_of(installation), *look_ups.marks(unit)}:
        key = key_of(installation, mark)
        tokens |= {token(key, kind, plain) for kind, plain in wanted if plain}
        births |= {token(key, "birth", search.birth)} if search.birth else set()
    return Look(tokens, births) if tokens else Look(births)


def look_around(installation: Installation, unit: Unit, place: Place) -> Look:
    """What may be the same place, under every key."""
    marks = {mark_of(installation), *look_ups.marks(unit)}
    keys = [key_of(installation, mark) for mark in marks]
    return Look({token(key, *one) for key in keys for one in place_keys(place, around=True)})


def _visible(
    installation: Installation, unit: Unit, member: Member, look: Look, before: int
) -> Iterator[ApplicationRow]:
    """One more than a page of those this member may find, where there are so many."""
    duties, given = member.duties("see", tuple(installation.city.duties)), 0
    while rows := look_ups.find(unit, look, duties, before=before, most=PAGE + 1):
        hidden = hidden_among(installation, unit, member, rows)
        for row in rows:
            if row.id not in hidden and given <= PAGE:
                given += 1
                yield row
        if given > PAGE or len(rows) <= PAGE:
            return
        before = rows[-1].id


def hidden_among(
    installation: Installation, unit: Unit, member: Member, rows: Collection[ApplicationRow]
) -> frozenset[int]:
    """Looked at anew each time: who was marked a minute ago is found by nobody else, in none of their applications."""
    barred = [row for row in rows if not member.may("see protected", row.duty)]
    if not barred or not protections.anybody(unit):
        return frozenset()
    people = [(row.id, people_in(*open_answers(installation, unit, row))) for row in barred]
    return protected_cases(installation, unit, people)
