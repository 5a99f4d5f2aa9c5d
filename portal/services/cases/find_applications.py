"""By keyed hashes, within the member's duties."""

from dataclasses import dataclass

from portal.db import Unit
from portal.sealing import Keys
from portal.services.cases.keep_answers import BEGINNINGS, key_of, mark_of, token
from portal.services.cases.read_search import Search
from portal.services.residents.same_place import place_keys
from portal.services.shared.needs import Records
from portal.services.shared.people_in import Place
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import look_ups
from portal.store.cases.applications import ApplicationRow
from portal.store.cases.look_ups import Look

PAGE = 50
_LAST = 1 << 62


@dataclass(frozen=True)
class ResultPage:
    """`before` starts the next page, 0 at the end."""

    rows: tuple[ApplicationRow, ...]
    before: int
    partly: bool  # the index is incomplete


def find_applications(
    installation: Records, unit: Unit, member: Member, search: Search, *, ground: str, before: int = 0
) -> ResultPage:
    """`ground`: from `state_ground`. Audited."""
    look = look_for(installation.keys, unit, search, beginnings=True)
    duties = member.duties("see", tuple(installation.city.duties))
    rows = look_ups.find(unit, look, duties, before=before or _LAST, most=PAGE + 1)
    shown = rows[:PAGE]
    detail = f"{search.kind} {len(shown)} applications {ground}"
    write_audit(installation, unit, member.actor, "find people", detail=detail)
    return ResultPage(tuple(shown), shown[-1].id if len(rows) > PAGE else 0, look_ups.unmade(unit))


def look_for(keys: Keys, unit: Unit, search: Search, *, beginnings: bool = False) -> Look:
    wanted = [("phone", search.phone), *(("name", name) for name in search.names)]
    wanted += [("kana", reading) for reading in search.readings]
    if beginnings:
        wanted += [(f"{kind}^", text) for kind, text in wanted[1:] if len(text) in BEGINNINGS[kind]]
    tokens, births = set[bytes](), set[bytes]()
    for mark in {mark_of(keys), *look_ups.marks(unit)}:
        key = key_of(keys, mark)
        tokens |= {token(key, kind, plain) for kind, plain in wanted if plain}
        births |= {token(key, "birth", search.birth)} if search.birth else set()
    return Look(tokens, births) if tokens else Look(births)


def look_around(installation: Records, unit: Unit, place: Place) -> Look:
    marks = {mark_of(installation.keys), *look_ups.marks(unit)}
    keys = [key_of(installation.keys, mark) for mark in marks]
    return Look({token(key, *place_key) for key in keys for place_key in place_keys(place, around=True)})
