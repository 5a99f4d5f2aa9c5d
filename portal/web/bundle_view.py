"""What the pages of a bundle print: its parts, what was answered in them, and where each answer can be changed."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import Request

from forms.binding import sentence
from forms.path import AskedPage, Path
from forms.sharing import Together
from forms.speech import Speech
from portal.services.check_sections import check_sections
from portal.services.describe_consequences import describe_consequences
from portal.services.describe_papers import papers_of_draft, without_late
from portal.services.drafts import Draft, deleted_on, together_of
from portal.services.find_clash import mark_of
from portal.services.installation import Installation
from portal.services.keep_file import untold, waits
from portal.services.last_day import last_day
from portal.services.open_bundle import Bundle, Onward, onward_in, wholes
from portal.web.file_answer import linked
from portal.web.helped_view import helped_words
from portal.web.page import language_of, office_view

CHECK = "check"
_Row = tuple[str, str, str, Any, str]  # as `parts/check_list.html` takes them


def address_in(bundle_id: str, onward: Onward | None) -> str:
    """Of the page on which a bundle goes on."""
    if onward is None:
        return f"/bundles/{bundle_id}/{CHECK}"
    draft = onward.draft
    page = f"/apply/{draft.procedure.id}/{draft.id}/{onward.asked.page.id}"
    return f"{page}/stopped" if onward.stopped else page


def bundle_way(installation: Installation, draft: Draft) -> str:
    """Where the bundle of a draft goes on."""
    return address_in(draft.bundle, onward_in(installation, draft.parts))


def bundle_progress(installation: Installation, draft: Draft, asked: AskedPage) -> dict[str, Any]:
    """How far the whole bundle is, and the page before this one, in whatever part."""
    together = together_of(installation, draft)
    pages = [(one, page.page.id) for place, one in enumerate(draft.parts) for page in together.cut(place).pages]
    here = next((at for at, (one, page) in enumerate(pages) if (one.id, page) == (draft.id, asked.page.id)), 0)
    back = f"/bundles/{draft.bundle}"
    if here:
        before, page = pages[here - 1]
        back = f"/apply/{before.procedure.id}/{before.id}/{page}"
    return {"back": back, "number": here + 1, "total": len(pages)}


def title_of(installation: Installation, draft: Draft, language: str) -> str:
    return installation.speech(draft.procedure, language).text("title", draft.procedure.title)


def mark_of_bundle(installation: Installation, bundle: Bundle) -> str:
    """Of all answers, as `mark_of`."""
    marks = "\n".join(f"{one.id} {mark_of(installation, one)}" for one in bundle.drafts)
    return hashlib.sha256(marks.encode()).hexdigest()


def part_lines(request: Request, installation: Installation, bundle: Bundle) -> list[dict[str, Any]]:
    """Each part with how far it is: {title, done, total, until, page where it goes on}."""
    language, today = language_of(request), installation.clock.today()
    together, found = together_of(installation, bundle.drafts[0]), []
    for place, draft in enumerate(bundle.drafts):
        path = together.cut(place)
        until, sure = last_day(installation, draft.procedure, path, today)
        found.append(
            {
                "id": draft.id,
                "procedure": draft.procedure.id,
                "title": title_of(installation, draft, language),
                "done": sum(one.page.id in draft.seen and not one.open for one in path.pages),
                "total": len(path.pages),
                "until": until,
                "sure": sure,
                "office": office_view(installation.city.office(draft.procedure.duty, today)),
            }
        )
    return found


def bundle_context(request: Request, installation: Installation, bundle: Bundle) -> dict[str, Any]:
    parts = part_lines(request, installation, bundle)
    last = max(bundle.drafts, key=lambda one: one.row.changed_at)
    return {
        "bundle": bundle.id,
        "parts": parts,
        "next": address_in(bundle.id, onward_in(installation, bundle.drafts)),
        "begun": any(draft.seen for draft in bundle.drafts),
        "saved_at": last.saved_at,
        "deleted_on": deleted_on(installation, last),
        "office": parts[0]["office"],
        "invite": next((f"{_here(one)}/with-helper" for one in bundle.drafts if one.procedure.helper), ""),
    }


def _here(draft: Draft) -> str:
    return f"/apply/{draft.procedure.id}/{draft.id}"


def check_parts(request: Request, installation: Installation, bundle: Bundle) -> list[dict[str, Any]]:
    """All that is going to be sent, part by part. What is asked in another part is changed there."""
    together, today = together_of(installation, bundle.drafts[0]), installation.clock.today()
    paths = wholes(installation, bundle)
    return [_checked(request, installation, bundle, together, place, path, today) for place, path in enumerate(paths)]


def _checked(
    request: Request, installation: Installation, bundle: Bundle, together: Together, place: int, path: Path, today: date
) -> dict[str, Any]:  # fmt: skip
    draft = bundle.drafts[place]
    speech = installation.speech(draft.procedure, language_of(request))
    here = _here(draft)
    papers = papers_of_draft(installation, draft, path, speech)
    own, shared = _rows(bundle, together, place, path, speech, helped_words(request, draft))
    said = untold(path, draft.shelf)
    return {
        "id": draft.id,
        "title": title_of(installation, draft, speech.language),
        "office": office_view(installation.city.office(draft.procedure.duty, today)),
        "here": here,
        "sections": [(title, rows) for title, rows in own if rows],
        "shared": shared,
        "found": without_late(describe_consequences(draft.procedure, path, speech, today), papers),
        "papers": papers,
        "waits": waits(path, draft.shelf),
        "untold": [
            (sentence(mistake, draft.procedure.field(name), speech), f"{here}/{page.page.id}")
            for page in path.pages
            for name, found in said.items()
            if name in {field.id for field in page.fields}
            for mistake in found
        ],
        "warnings": [
            sentence(warning, draft.procedure.field(name), speech)
            for name, found in path.warnings.items()
            for warning in found
        ],
    }  # fmt: skip


def _rows(
    bundle: Bundle, together: Together, place: int, path: Path, speech: Speech, helped: Mapping[str, str]
) -> tuple[list[tuple[str, list[_Row]]], list[_Row]]:
    """What a part asks itself, by section; and what was asked in another and is sent with this one as well. `helped`: what somebody
    else wrote, in words."""
    draft, pages = bundle.drafts[place], _pages(together)
    here = _here(draft)
    own: list[tuple[str, list[_Row]]] = []
    shared: list[_Row] = []
    for section in check_sections(draft.procedure, path, speech, draft.files):
        rows: list[_Row] = []
        for row in section.rows:
            there = _there(bundle, together, pages, place, row.field, row.page)
            mine = together.home(place, row.field)[0] == place
            told = (row.label, row.value, there, linked(row.files, here), helped.get(row.field, ""))
            (rows if mine else shared).append(told)
        own.append((section.title, rows))
    return own, shared


def _pages(together: Together) -> Mapping[tuple[int, str], str]:
    """On which page each question of each part is asked."""
    return {
        (part, one.id): asked.page.id
        for part, path in enumerate(together.paths)
        for asked in path.pages
        for one in asked.fields
    }


def _there(
    bundle: Bundle, together: Together, pages: Mapping[tuple[int, str], str], place: int, question: str, page: str
) -> str:
    part, asked = together.home(place, question)
    draft = bundle.drafts[part]
    return f"/apply/{draft.procedure.id}/{draft.id}/{pages.get((part, asked), page)}"
