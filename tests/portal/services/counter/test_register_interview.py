"""All procedures of an interview are registered, or none."""

from dataclasses import replace

from portal.db import Unit
from portal.services.counter.interview import Interview, read_interview
from portal.services.counter.register_interview import FULL, OPEN, register_interview
from portal.services.filing.arrival import Sent
from portal.services.shared.installation import Installation
from portal.services.shared.step import Step
from portal.store.cases import applications
from portal.store.counter import visit_figures
from tests.portal.routes.counter_form import typed
from tests.portal.services.counter.visiting import RECEPTION, Counter, offer_questions
from tests.portal.world import ANSWERS, PROCEDURE

ASKED = {"reason": "lost", "again": True, "hurt": False, "words": "ひとこと"}


def keyed(counter: Counter, unit: Unit) -> Interview:
    interview = counter.interview(unit)
    posted = [
        {
            **{name: [value] for name, value in RECEPTION.items()},
            **typed(part.draft.procedure, _stored(part.entry.kept)),
        }
        for part in interview.parts
    ]
    shown = [part.entry.reception.asked | part.entry.path.asked for part in interview.parts]
    return read_interview(counter.installation, interview, posted, [frozenset(names) for names in shown], "")


def _stored(kept: object) -> dict[str, object]:
    assert isinstance(kept, dict)
    return {name: value for name, value in kept.items() if name in ASKED or name in ANSWERS}


def test_each_procedure_gets_a_number_and_the_visit_is_counted(installation: Installation, counter: Counter) -> None:
    offer_questions(installation)
    drafts = {counter.add(PROCEDURE, {**RECEPTION, **ANSWERS}), counter.add("small", {**RECEPTION, **ASKED})}
    with installation.database.write() as unit:
        registered = register_interview(installation, unit, counter.member, keyed(counter, unit))
        figures = visit_figures.by_uid(unit, counter.visit_id)
    assert (registered.kept, registered.why) == (None, "")
    assert set(registered.numbers) == drafts
    assert len(set(registered.numbers.values())) == 2
    assert figures is not None
    assert figures.filed == 2


def test_while_one_is_open_nothing_is_registered(installation: Installation, counter: Counter) -> None:
    offer_questions(installation)
    counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    open_draft = counter.add("small", {**RECEPTION, **ASKED, "again": None})
    with installation.database.write() as unit:
        registered = register_interview(installation, unit, counter.member, keyed(counter, unit))
        assert [registered.numbers, registered.why] == [{}, OPEN]
        assert registered.kept is not None
        assert registered.kept.draft.id == open_draft
        assert [item.receipt_number for item in counter.visit(unit).items] == ["", ""]


def test_a_procedure_without_a_place_is_named_and_the_caller_rolls_back(
    installation: Installation, counter: Counter
) -> None:
    offer_questions(installation)
    first = counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    full = counter.add("small", {**RECEPTION, **ASKED})

    def refuse(_installation: object, _unit: Unit, candidate: object) -> Sent | None:
        draft = candidate.draft  # type: ignore[attr-defined]
        return Sent("", candidate.path, full=True) if draft.id == full else None  # type: ignore[attr-defined]

    refusing = replace(installation, admission=(Step("full", refuse),))
    with refusing.database.write() as unit:
        registered = register_interview(refusing, unit, counter.member, keyed(counter, unit))
        assert [registered.numbers, registered.why] == [{}, FULL]
        assert registered.kept is not None
        assert registered.kept.draft.id == full
    with refusing.database.read() as unit:
        assert applications.by_uid(unit, first) is None
