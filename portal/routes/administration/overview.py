"""What administrators look after, a row for each part."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.config.settings import BLANK
from portal.services.administration.city_parts import GROUPS, WORDS, words_of
from portal.services.staff.words import name_of_staff
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow
from portal.web.administration.part_page import STATES, day_of, of_city, to_confirm
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import reading

router = Router("staff", prefix="/admin", access=staff("administrator"))


@router.get("")
def overview(request: Request) -> Response:
    with reading(request, of_city) as (installation, unit, signed):
        asked = {part: words_of(part).title for part in to_confirm(unit, signed)}
        in_force, open_ones = city_editions.in_force(unit), city_editions.open_ones(unit)
        names = {
            row.written_by: name_of_staff(unit, row.written_by) for row in (*in_force.values(), *open_ones.values())
        }
        faulty = city_editions.faulty(unit)
    layouts = tuple(sorted({*in_force, *open_ones} - set(WORDS)))
    groups = {
        title: [
            (part, words_of(part), in_force.get(part), open_ones.get(part), part in installation.laid.left_out)
            for part in parts
        ]
        for title, parts in {**GROUPS, "引渡しの形": layouts}.items()
        if parts
    }
    context = {
        "groups": groups, "without_files": installation.settings.city == BLANK, "names": names, "states": STATES, "since": _since, "faulty": faulty, "asked": asked, "title_of": lambda part: words_of(part).title,
        "left_out": [words_of(part).title for part in installation.laid.left_out], "kept": installation.laid.kept,
    }  # fmt: skip
    return render(request, "pages/administration/overview.html", context)


def _since(row: EditionRow) -> date:
    return day_of(row.in_force_at or row.written_at)
