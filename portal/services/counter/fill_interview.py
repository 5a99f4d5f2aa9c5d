"""With rows, known facts, shared answers. Stores nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure, full_name
from forms.definition.sharing import Together
from forms.path.filer import CAME, SELF, own_questions, role_of
from forms.path.path import Path, walk
from forms.path.rows import add_row, repeat_at
from portal.services.counter.enter_at_counter import UNREAD, change_rows, open_entry
from portal.services.counter.fit_facts import (
    EXTENT,
    LATE,
    files_as,
    fits_role,
    fitting_facts,
    principal_role,
    row_of_person,
    usual_here,
)
from portal.services.filing.drafts import Draft
from portal.services.filing.origins import Origin
from portal.services.filing.visit_facts import HOME, SPEECH, USUAL, VISIT, Facts, Person
from portal.services.shared.known_sources import BUNDLE, CITY, ORDER, RESERVATION
from portal.services.shared.needs import Basics

_ROUNDS = 8  # known facts open questions with more known facts; no shipped procedure is this deep
COUNTER = "counter"
_FROM_HERE = ("moved_within", "moved_out", "to_abroad")  # occasions
_HOUSEHOLD = ("mover", "member")  # roles of rows that list the people of the household themselves


@dataclass
class Sheet:
    draft: Draft
    answers: dict[str, Any]
    origins: dict[str, Origin]
    path: Path

    @property
    def visitor_role(self) -> str:
        return str(self.answers.get(CAME, ""))

    @property
    def files_as(self) -> str:
        return role_of(self.draft.procedure, self.path.answers, self.visitor_role)

    def put(self, name: str, value: Any, origin: Origin) -> bool:
        """Keeps unreadable input and boxes emptied by the clerk."""
        emptied = name in self.origins and self.origins[name].value is None
        if name in self.answers.get(UNREAD, {}) or (emptied and not origin.shared):
            return False
        self.answers[name], self.origins[name] = value, replace(origin, value=value)
        return True


def follow_visit(installation: Basics, sheet: Sheet) -> None:
    code, before = files_as(sheet.visitor_role), sheet.origins.get(CAME)
    _forget(installation, sheet, [name for name in _by_visit(sheet) if sheet.answers[name] != code])
    if before is not None and before.value != sheet.visitor_role:
        drop_filled(installation, sheet)
    sheet.origins[CAME] = Origin(VISIT, sheet.visitor_role)  # to notice the next change


def _by_visit(sheet: Sheet) -> list[str]:
    asked = {name: sheet.origins[name] for name in own_questions(sheet.draft.procedure) if name in sheet.origins}
    return [
        name
        for name, origin in asked.items()
        if name in sheet.answers
        and origin.value == sheet.answers[name]
        and (origin.source in (VISIT, USUAL) or (origin.shared and origin.source in (HOME, RESERVATION)))
    ]


def _forget(installation: Basics, sheet: Sheet, names: Collection[str]) -> None:
    for name in names:
        del sheet.answers[name], sheet.origins[name]
    if names:
        drop_filled(installation, sheet)


def drop_filled(installation: Basics, sheet: Sheet) -> None:
    """After a change of role. Rows stay: a clerk added them."""
    for name, origin in list(sheet.origins.items()):
        if origin.source in ORDER and full_name(name) == name and sheet.answers.get(name) == origin.value is not None:
            del sheet.answers[name], sheet.origins[name]
    sheet.path = walked(installation, sheet.draft, sheet.answers)


def walked(installation: Basics, draft: Draft, answers: Answers) -> Path:
    today = installation.clock.today()
    environment = installation.rules.environment(
        draft.procedure, today, COUNTER, known=draft.known, files=draft.files, booked=draft.booked
    )
    return walk(draft.procedure, answers, environment)


def change_sheet(installation: Basics, facts: Facts, sheets: list[Sheet], act: str) -> None:
    verb, _, rest = act.partition(".")
    if act == "household":
        _enter_household(installation, facts, sheets)
        return
    index, _, target = rest.partition(".")
    if not index.isdecimal() or int(index) >= len(sheets):
        return
    sheet = sheets[int(index)]
    if verb in ("add", "remove", "gone"):
        entry = open_entry(installation, replace(sheet.draft, answers=sheet.answers), "")
        sheet.answers = dict(change_rows(entry, f"{verb}.{target}").kept)
    elif verb in ("person", "people"):
        key, _, number = target.rpartition(".") if verb == "person" else (target, "", "")
        role, today = role_of_rows(sheet.draft.procedure, key), installation.clock.today()
        people = [person for person in facts.people if person.no == number]
        if verb == "people":
            people = [person for person in facts.living if fits_role(role, person, today, facts.comer)]
        _take_over(installation, sheets, sheet, key, people, everybody=verb == "people")
    sheet.path = walked(installation, sheet.draft, sheet.answers)


def _enter_household(installation: Basics, facts: Facts, sheets: Sequence[Sheet]) -> None:
    # Adds everybody to each list of the household, as far as its procedure's rules allow.
    today = installation.clock.today()
    for sheet in sheets:
        for key in [key for key in sheet.path.rows if is_of_household(sheet.draft.procedure, key)]:
            role = role_of_rows(sheet.draft.procedure, key)
            people = [person for person in facts.living if fits_role(role, person, today, facts.comer)]
            _take_over(installation, sheets, sheet, key, people, everybody=True)
            sheet.path = walked(installation, sheet.draft, sheet.answers)


def may_enter(installation: Basics, sheet: Sheet, key: str, person: Person) -> bool:
    """As far as the rules of the procedure allow: no baby among pupils."""
    trial = replace(sheet, answers=dict(sheet.answers), origins=dict(sheet.origins))
    row = _add_person(installation, trial, key, person)
    return bool(row) and not _is_refused(installation, trial, row)


def is_of_household(procedure: Procedure, key: str) -> bool:
    if "." in key or not role_of_rows(procedure, key):
        return False
    repeat = repeat_at(procedure, key)
    return repeat.rows_from is not None or (repeat.min > 0 and role_of_rows(procedure, key) in _HOUSEHOLD)


def _take_over(
    installation: Basics, sheets: Sequence[Sheet], sheet: Sheet, key: str, people: Sequence[Person], *, everybody: bool
) -> None:
    # The chosen person is always added; others only if a procedure's rules allow.
    if key not in sheet.path.rows:
        return
    role = role_of_rows(sheet.draft.procedure, key)
    others = [
        (other, rows)
        for other in sheets
        for rows in other.path.rows
        if other is not sheet
        and "." not in rows
        and role
        and role_of_rows(other.draft.procedure, rows) == role
        and not any(name.startswith(f"{rows}.") for name in other.answers)
    ]
    for person in people:
        for target, rows in ((sheet, key), *others):
            kept = dict(target.answers), dict(target.origins), target.path
            row = _add_person(installation, target, rows, person)
            if row and (everybody or target is not sheet) and _is_refused(installation, target, row):
                target.answers, target.origins, target.path = kept


def role_of_rows(procedure: Procedure, key: str) -> str:
    named = f"{full_name(key)}."
    people = (field for field in procedure.fields if field.name.startswith(named) and field.concept == "person.name")
    return next((field.role for field in people), "")


def _is_refused(installation: Basics, sheet: Sheet, row: str) -> bool:
    # An open question for a day, such as that of a move, counts as today. [assumed]
    today = installation.clock.today().isoformat()
    open_days = {
        field.id: today
        for field in sheet.path.fields
        if field.type.id == "date"
        and not field.own
        and not field.concept.startswith("person.")
        and field.id in sheet.path.missing
    }
    path = walked(installation, sheet.draft, {**sheet.answers, **open_days})
    return any(name.startswith(f"{row}.") for name in path.mistakes)


def _add_person(installation: Basics, sheet: Sheet, key: str, person: Person) -> str:
    # The row, "" if none to add.
    already = {sheet.answers.get(f"{key}.{number}.name") == person.fact("name") for number in sheet.path.rows[key]}
    if True in already:
        return ""

    def named(number: str) -> bool:
        return any(name.startswith(f"{key}.{number}.") for name in sheet.answers)

    number = next((candidate for candidate in sheet.path.rows[key] if not named(candidate)), "")
    if number:
        sheet.answers[key] = list(sheet.path.rows[key])
    elif len(sheet.path.rows[key]) >= repeat_at(sheet.draft.procedure, key).max:
        return ""
    else:
        sheet.answers, number = add_row(sheet.path, sheet.answers, key)
    sheet.path = walked(installation, sheet.draft, sheet.answers)
    row = f"{key}.{number}"
    fields = {
        field.own: field
        for asked in sheet.path.pages
        if asked.row is not None and asked.row.key == row
        for field in asked.fields
    }
    for own, (value, source) in row_of_person(fields, person).items():
        sheet.origins.pop(f"{row}.{own}", None)  # emptied boxes of an empty row belonged to another person
        sheet.put(f"{row}.{own}", value, Origin(source))
    return row


def fill_sheets(
    installation: Basics, facts: Facts, sheets: list[Sheet], changes_by_sheet: Mapping[int, Mapping[str, Any]]
) -> Together:
    if any(sheet.files_as not in ("", SELF) for sheet in sheets):
        for sheet in sheets:
            _presume_nobody(installation, sheet)
    for sheet in sheets:
        _forget_extent(installation, sheet)
    together = together_of(sheets, facts)
    spoken: dict[Any, Any] = {}
    for index, changed in changes_by_sheet.items():
        spoken |= together.shared_answers(index, list(changed), changed)
    for _ in range(_ROUNDS):
        known = [_known(installation, facts, sheet) for sheet in sheets]
        together = together_of(sheets, facts)
        shared = _share(installation, together, sheets, spoken)
        spoken = {}
        if not any(known) and not shared:
            break
        together = together_of(sheets, facts)
    return together


def _presume_nobody(installation: Basics, sheet: Sheet) -> None:
    visit = sheet.draft.visit
    if visit is None or visit.came_by != USUAL:
        return
    if sheet.answers.get(CAME) == visit.came:
        del sheet.answers[CAME]
    sheet.draft = replace(sheet.draft, visit=replace(visit, came="", came_by=""))
    _forget(installation, sheet, _by_visit(sheet))


def _forget_extent(installation: Basics, sheet: Sheet) -> None:
    # It follows the rows, unless somebody answered it.
    names = [field.id for field in sheet.path.fields if field.concept == EXTENT and field.id in sheet.answers]
    presumed = [name for name in names if name in sheet.origins and sheet.origins[name].source in (USUAL, *ORDER)]
    for name in presumed:
        if sheet.origins[name].value == sheet.answers[name]:
            del sheet.answers[name], sheet.origins[name]
    if presumed:
        sheet.path = walked(installation, sheet.draft, sheet.answers)


def together_of(sheets: Sequence[Sheet], facts: Facts) -> Together:
    meant = []
    for sheet in sheets:
        role = principal_role(sheet.draft.procedure)
        other = role == LATE or (role and sheet.files_as not in ("", SELF))
        meant.append({role: f"about {facts.about}"} if other else {})
    # The address before a move is that of the 住民票, until the move is registered.
    same = {"person.recorded_address": "person.address"} if facts.occasion in _FROM_HERE else {}
    return Together(tuple(sheet.path for sheet in sheets), tuple(meant), spoken=True, same=same)


def _known(installation: Basics, facts: Facts, sheet: Sheet) -> bool:
    usual = usual_here(sheet.path, facts)
    if usual:  # a rule may refuse it, as for a child
        values = {name: value for name, (value, _) in usual.items()}
        refused = walked(installation, sheet.draft, {**sheet.answers, **values}).mistakes
        usual = {name: fact for name, fact in usual.items() if name not in refused}
    facts_by_name = usual | {
        name: (value, _whence(sheet, facts, name, value)) for name, value in sheet.path.known.items()
    }
    of_people = fitting_facts(sheet.draft.procedure, sheet.path, facts, sheet.visitor_role, _role_source(sheet, facts))
    shared = {name for name, (_, source) in of_people.items() if source == SPEECH}  # keyed in another procedure
    shared |= set(of_people) & set(own_questions(sheet.draft.procedure))  # the visit answers it for all
    put = [
        sheet.put(name, value, Origin(source, shared=name in shared))
        for name, (value, source) in (facts_by_name | of_people).items()
    ]
    if any(put):
        sheet.path = walked(installation, sheet.draft, sheet.answers)
    return any(put)


def _role_source(sheet: Sheet, facts: Facts) -> str:
    # Without a name by a trusted source, usual answers count as the clerk's.
    visit = sheet.draft.visit
    by = visit.came_by if visit is not None and visit.came == sheet.visitor_role else ""
    return VISIT if by == USUAL and not facts.people else by or VISIT


def _whence(sheet: Sheet, facts: Facts, name: str, value: Any) -> str:
    # Rules of `known_by` have the source of the date or 続柄.
    if sheet.draft.procedure.field(name).known_to_city:
        return CITY
    if sheet.draft.procedure.field(name).known_by is not None:
        relation = facts.comer.facts.get("relation") if facts.comer else None
        days = [source for day, source in facts.events.values() if day == value]
        return next(iter(days), relation[1] if relation else SPEECH)
    source = sheet.draft.known.whence(sheet.draft.procedure.field(name).known_from)
    return source.name if source is not None else SPEECH


def _origin_of(together: Together, sheets: Sequence[Sheet], key: Any, value: Any) -> Origin:
    origins = (
        sheet.origins.get(question, Origin(SPEECH))
        for sheet, keys in zip(sheets, together.keys, strict=True)
        for question, own in keys.items()
        if own == key and sheet.answers.get(question) == value
    )
    return next(origins, Origin(BUNDLE))  # computed there


def _share(
    installation: Basics, together: Together, sheets: Sequence[Sheet], spoken: Mapping[Any, Any]
) -> bool:  # fmt: skip
    changed = False
    for index, (sheet, changes) in enumerate(zip(sheets, together.filled(spoken), strict=True)):
        for name, value in changes.items():
            if value is None:
                sheet.answers.pop(name, None)
                sheet.origins.pop(name, None)
                changed = True
                continue
            origin = _origin_of(together, sheets, together.keys[index][name], value)
            changed = sheet.put(name, value, replace(origin, shared=True)) or changed
        if changes:
            sheet.path = walked(installation, sheet.draft, sheet.answers)
    return changed
