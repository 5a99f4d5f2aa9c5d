"""Only what a clerk sent, while signed in, and no address of a protected person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jaconv

from forms.answers import Answers
from forms.path.path import Path
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import ResidentRegister
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bundles.fit_bundle import in_order
from portal.services.counter.enter_at_counter import open_entry
from portal.services.counter.visitor_screen_consents import to_agree, with_agreed
from portal.services.counter.visitor_screen_state import (
    ScreenState,
    every_key,
    has_values,
    keys_of,
    open_state,
    sealed_state,
)
from portal.services.counter.visits import Visit
from portal.services.filing.drafts import Draft, at_counter, draft_of_counter, open_draft
from portal.services.filing.note_protected import look_in_register
from portal.services.procedures.check_sections import check_sections
from portal.services.residents.protect import People, locating_fields, protected_among
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.sessions import is_living
from portal.services.shared.write_audit import write_audit
from portal.store.counter import visit_figures, visitor_screens
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from portal.store.filing import drafts

# microseconds without a touch until the screen hides its content [assumed]: two minutes are usual, slow readers need a third
IDLE = 180_000_000
WAITING, CHANGING, SECTION, CORRECTING, SIGN, DONE = "waiting", "changing", "section", "correcting", "sign", "done"
ASKING = "asking"


@dataclass(frozen=True)
class ShownRow:
    label: str
    value: str
    ruby: tuple[tuple[str, str], ...] = ()  # parts of a name with readings
    agrees: bool = False  # a consent given with the section
    wrong: bool = False  # according to the visitor


@dataclass(frozen=True)
class ShownSection:
    key: str
    uid: str
    procedure: str
    title: str
    rows: tuple[ShownRow, ...]
    answer: str

    @property
    def agrees(self) -> bool:
        return any(row.agrees for row in self.rows)

    @property
    def disputed(self) -> tuple[str, ...]:
        return tuple(row.label for row in self.rows if row.wrong)


@dataclass(frozen=True)
class Shown:
    phase: str
    language: str
    sections: tuple[ShownSection, ...] = ()
    large: bool = False


def look(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, language: str = "") -> Shown:
    """No touch of the session: the page polls. `language`: instead of the visitor's."""
    state = open_state(installation, visit, row)
    if not is_shown(installation, unit, row):
        return Shown(WAITING, state.language, large=state.large)
    if state.asking:
        return Shown(ASKING, state.language, large=state.large)
    sections, changed = sections_of(installation, unit, state, language or state.language)
    phase = CHANGING if changed else _phase(state, sections)
    return Shown(phase, state.language, () if changed else sections, state.large)


def is_shown(installation: Basics, unit: Unit, row: ScreenRow) -> bool:
    fresh = to_micro(installation.clock.now()) - row.touched_at < IDLE
    return row.token_hash is not None and row.session_hash is not None and fresh and is_living(
        installation, unit, row.session_hash
    )  # fmt: skip


def _phase(state: ScreenState, sections: Sequence[ShownSection]) -> str:
    if not sections:
        return DONE
    if any(not section.answer for section in sections):
        return SECTION
    if any(section.answer == "wrong" for section in sections):
        return CORRECTING
    return DONE if state.signed else SIGN


def sections_of(
    installation: Records, unit: Unit, state: ScreenState, language: str
) -> tuple[tuple[ShownSection, ...], bool]:  # fmt: skip
    sections: list[ShownSection] = []
    for uid, keys in state.sent.items():
        row = drafts.by_id(unit, uid)
        if row is None:
            continue
        draft = at_counter(installation, unit, open_draft(installation, unit, row))
        own = _sections(installation, unit, draft, state, language)
        if [section.key for section in own] != list(keys):
            return (), True
        sections += own
    return tuple(sections), False


def _sections(
    installation: Records, unit: Unit, draft: Draft, state: ScreenState, language: str
) -> list[ShownSection]:  # fmt: skip
    procedure, path, agrees = draft.procedure, *_as_filed(installation, draft)
    keyed = every_key(draft, path)
    veiled = draft.id in state.veiled or is_veiled(installation, unit, draft, path.answers)
    seen = replace(path, hidden=path.hidden | locating_fields(procedure, path.asked)) if veiled else path
    speech = speech_of(procedure, language)
    title = speech.text("title", procedure.title)
    return [
        ShownSection(
            key, draft.id, title, section.title,
            tuple(
                ShownRow(row.label, row.value, _ruby(seen, row.field), row.field in agrees, place in state.items.get(key, ()))
                for place, row in enumerate(section.rows)
            ),
            "right" if key in state.right else "wrong" if key in state.wrong else "",
        )
        for (key, plain), section in zip(keyed, check_sections(procedure, seen, speech, draft.files), strict=True)
        if has_values(plain, path)
    ]  # fmt: skip


def _as_filed(installation: Basics, draft: Draft) -> tuple[Path, frozenset[str]]:
    path = open_entry(installation, draft, "").path
    agrees = frozenset(field.id for field in to_agree(path))
    if not agrees:
        return path, agrees
    return open_entry(installation, replace(draft, answers=with_agreed(draft.answers, path)), "").path, agrees


def is_veiled(installation: Records, unit: Unit, draft: Draft, answers: Answers) -> bool:
    owner: People = own_name(installation.keys, unit, draft.row.person_id) if draft.row.person_id else ()
    return protected_among(installation.protection_key, unit, [*people_in(draft.procedure, answers), *owner])


def is_guarded(
    installation: Records, unit: Unit, state: ScreenState, stored_drafts: Sequence[Draft], people: People
) -> bool:  # fmt: skip
    """Whether a person is protected, now or when it was sent."""
    return protected_among(installation.protection_key, unit, people) or any(
        draft.id in state.veiled or is_veiled(installation, unit, draft, draft.answers) for draft in stored_drafts
    )


def _ruby(path: Path, key: str) -> tuple[tuple[str, str], ...]:
    index = next((place for place, field in enumerate(path.fields) if field.id == key), -1)
    pair = path.fields[index : index + 2] if index >= 0 and key not in path.hidden else ()
    if [field.type.id for field in pair] != ["person_name", "kana"]:
        return ()
    name, kana = (path.answers.get(field.id) for field in pair)
    if not isinstance(name, Mapping) or not isinstance(kana, Mapping) or name.keys() != kana.keys():
        return ()
    return tuple((str(name[part]), jaconv.kata2hira(str(kana[part]))) for part in name)


def to_send(installation: Records, unit: Unit, member: Member, visit: Visit) -> list[Draft]:
    duties = {item.uid: installation.catalogue.version(unit, item.meaning).duty for item in visit.open}
    openable = [
        draft_of_counter(installation, unit, member, uid) for uid, duty in duties.items() if member.may("enter", duty)
    ]
    order = [procedure.id for procedure in in_order([draft.procedure for draft in openable])]
    return sorted(
        (draft for draft in openable if draft.row.revision), key=lambda draft: order.index(draft.procedure.id)
    )


def look_first(
    register: ResidentRegister | None, stored_drafts: Sequence[Draft], people: frozenset[tuple[str, str]] = frozenset()
) -> frozenset[str]:  # fmt: skip
    """Drafts without address; all of them if the register fails or one of `people` is protected. Outside a unit."""
    named = {draft.id: people_in(draft.procedure, draft.answers) | people for draft in stored_drafts}
    try:
        looked = look_in_register(register, frozenset[tuple[str, str]]().union(*named.values()))
    except AdapterError:
        return frozenset(named)
    return frozenset(uid for uid, people in named.items() if any(looked.get(person) for person in people))


def send(
    installation: Records, unit: Unit, member: Member, visit: Visit, session: bytes, veiled: frozenset[str]
) -> bool:  # fmt: skip
    """Keeps unchanged confirmations. False without a device or content. Raises Conflict if the visitor answers
    concurrently."""
    row, shown = visitor_screens.of_visit(unit, visit.id), to_send(installation, unit, member, visit)
    if row is None or row.token_hash is None or not shown:
        return False
    before = open_state(installation, visit.row, row)
    sent = {draft.id: [key for key, _ in keys_of(draft, _as_filed(installation, draft)[0])] for draft in shown}
    state = replace(before, sent=sent, wrong=(), items={}, veiled=sorted({*before.veiled, *veiled}), asking=())
    kept = state.keys <= before.keys
    state = replace(
        state, right=[key for key in before.right if key in state.keys], signed=before.signed if kept else None
    )  # fmt: skip
    save_state(installation, unit, replace(row, session_hash=session), visit.row, state)
    write_audit(installation, unit, member.actor, "show on screen", detail=f"{visit.id} {len(shown)}")
    return True


def hide(unit: Unit, visit: Visit) -> None:
    row = visitor_screens.of_visit(unit, visit.id)
    if row is not None and not visitor_screens.save(unit, replace(row, session_hash=None)):
        raise Conflict("screen")


def save_state(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, state: ScreenState) -> None:
    """Raises Conflict if the row changed since it was read."""
    now = to_micro(installation.clock.now())
    if not visitor_screens.save(
        unit, replace(row, sealed_state=sealed_state(installation, visit, state), touched_at=now)
    ):
        raise Conflict("screen")


def record_answer(
    installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, right: bool, items: Sequence[int] = ()
) -> None:
    """Ignored unless the section is shown. `items`: wrong rows; with one of them `right` does not count."""
    state = open_state(installation, visit, row)
    shown = look(installation, unit, row, visit)
    section = next((shown_section for shown_section in shown.sections if shown_section.key == key), None)
    if section is None:
        return
    marked = sorted({place for place in items if 0 <= place < len(section.rows)})
    right = right and not marked
    rights, wrongs = ([other for other in keys if other != key] for keys in (state.right, state.wrong))
    (rights if right else wrongs).append(key)
    disputed = {other: places for other, places in state.items.items() if other != key} | (
        {key: marked} if marked else {}
    )
    state = replace(state, right=rights, wrong=wrongs, items=disputed, said_at=installation.clock.now().isoformat())
    if not right and section.answer != "wrong":
        corrected = {**state.corrected, section.uid: state.corrected.get(section.uid, 0) + 1}
        state = replace(state, corrected=corrected, signed=None)
        visit_figures.dispute(unit, visit.id)
    save_state(installation, unit, row, visit, state)


def sign(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, signed: Mapping[str, Any]) -> None:
    """Ignored unless everything is confirmed and unsigned."""
    if look(installation, unit, row, visit).phase == SIGN:
        state = open_state(installation, visit, row)
        signed_at = installation.clock.now().isoformat()
        save_state(installation, unit, row, visit, replace(state, signed={**signed, "at": signed_at}))


def speak(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, language: str) -> None:
    if language in installation.city.languages:
        state = open_state(installation, visit, row)
        save_state(installation, unit, row, visit, replace(state, language=language))


def resize(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, large: bool) -> None:
    save_state(installation, unit, row, visit, replace(open_state(installation, visit, row), large=large))
