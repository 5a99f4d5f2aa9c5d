"""What a visitor sees of their visit on a screen of their own, section by section, and what they say of it. Only what a clerk sent, only
while that clerk is signed in, and of nobody who may not be found where they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jaconv

from forms.answers import Answers
from forms.messages import sentences
from forms.path import Path
from forms.procedure import Procedure
from forms.speech import Speech
from integrations.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.agree_on_screen import to_agree, with_agreed
from portal.services.check_sections import check_sections
from portal.services.drafts import Draft, at_counter, draft_of_counter, open_draft
from portal.services.enter_at_counter import open_entry
from portal.services.fit_bundle import in_order
from portal.services.installation import Installation
from portal.services.note_protected import look_in_register
from portal.services.people_in import people_in
from portal.services.protect import People, protected_among, telling_fields
from portal.services.rights import Member
from portal.services.screen_state import ScreenState, every_key, keys_of, open_state, sealed_state, tells
from portal.services.sessions import is_living
from portal.services.sign_in_resident import own_name
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import drafts, visit_figures, visitor_screens
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow

# After so long without a touch the screen hides what it shows. [assumed] Two minutes are usual; who reads slowly needs a third.
IDLE = 180_000_000
LANGUAGES = ("ja", "easy", "en")
WAITING, CHANGING, SECTION, CORRECTING, SIGN, DONE = "waiting", "changing", "section", "correcting", "sign", "done"
ASKING = "asking"


@dataclass(frozen=True)
class ShownRow:
    """`ruby`: the parts of a name, each with its reading; () where none is known. `agrees`: a sentence that nobody has agreed to yet: who
    says that the section is right does."""

    label: str
    value: str
    ruby: tuple[tuple[str, str], ...] = ()
    agrees: bool = False


@dataclass(frozen=True)
class ShownSection:
    """`said`: "right", "wrong" or ""."""

    key: str
    uid: str
    procedure: str
    title: str
    rows: tuple[ShownRow, ...]
    said: str

    @property
    def agrees(self) -> bool:
        return any(one.agrees for one in self.rows)


@dataclass(frozen=True)
class Shown:
    """`phase`: what the screen is at; `sections` in the order of asking, () unless something is shown."""

    phase: str
    language: str
    sections: tuple[ShownSection, ...] = ()


def look(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow) -> Shown:
    """What the device shows now. Touches nothing: a page that asks by itself is no use of the screen."""
    state = open_state(installation, visit, row)
    if not is_shown(installation, unit, row):
        return Shown(WAITING, state.language)
    if state.asking:
        return Shown(ASKING, state.language)
    sections, changed = sections_of(installation, unit, state, state.language)
    return Shown(CHANGING if changed else _phase(state, sections), state.language, () if changed else sections)


def is_shown(installation: Installation, unit: Unit, row: ScreenRow) -> bool:
    """Something was sent, its clerk is still signed in there, and it was touched lately."""
    fresh = to_micro(installation.clock.now()) - row.touched_at < IDLE
    return row.token_hash is not None and row.session_hash is not None and fresh and is_living(
        installation, unit, row.session_hash
    )  # fmt: skip


def _phase(state: ScreenState, sections: Sequence[ShownSection]) -> str:
    if not sections:
        return DONE
    if any(not one.said for one in sections):
        return SECTION
    if any(one.said == "wrong" for one in sections):
        return CORRECTING
    return DONE if state.signed else SIGN


def sections_of(
    installation: Installation, unit: Unit, state: ScreenState, language: str
) -> tuple[tuple[ShownSection, ...], bool]:  # fmt: skip
    """What was sent and is not registered yet, and whether something of it is otherwise by now."""
    found: list[ShownSection] = []
    for uid, keys in state.sent.items():
        row = drafts.by_id(unit, uid)
        if row is None:
            continue
        draft = at_counter(installation, unit, open_draft(installation, unit, row))
        own = _sections(installation, unit, draft, state, language)
        if [one.key for one in own] != list(keys):
            return (), True
        found += own
    return tuple(found), False


def _sections(
    installation: Installation, unit: Unit, draft: Draft, state: ScreenState, language: str
) -> list[ShownSection]:  # fmt: skip
    procedure, path, agrees = draft.procedure, *_as_filed(installation, draft)
    keyed = every_key(installation, draft, path)
    veiled = draft.id in state.veiled or is_veiled(installation, unit, draft, path.answers)
    seen = replace(path, hidden=path.hidden | telling_fields(procedure, path.asked)) if veiled else path
    speech = speech_of(installation, procedure, language)
    title = speech.text("title", procedure.title)
    return [
        ShownSection(
            key, draft.id, title, section.title,
            tuple(ShownRow(row.label, row.value, _ruby(seen, row.field), row.field in agrees) for row in section.rows),
            "right" if key in state.right else "wrong" if key in state.wrong else "",
        )
        for (key, plain), section in zip(keyed, check_sections(procedure, seen, speech, draft.files), strict=True)
        if tells(plain, path)
    ]  # fmt: skip


def _as_filed(installation: Installation, draft: Draft) -> tuple[Path, frozenset[str]]:
    """What would be filed if the visitor said that it is right, and which sentences they would agree to by that."""
    path = open_entry(installation, draft, "").path
    agrees = frozenset(one.id for one in to_agree(path))
    if not agrees:
        return path, agrees
    return open_entry(installation, replace(draft, answers=with_agreed(draft.answers, path)), "").path, agrees


def speech_of(installation: Installation, procedure: Procedure, language: str) -> Speech:
    """English has texts of definitions and no sentences of its own: dates and amounts stay as the form has them."""
    if language == "en":
        return Speech("ja", sentences("ja"), procedure.texts.get("en", {}))
    return installation.speech(procedure, language)


def is_veiled(installation: Installation, unit: Unit, draft: Draft, answers: Answers) -> bool:
    """Whether anybody that it names, or whose it is, may not be found."""
    owner: People = own_name(installation, unit, draft.row.person_id) if draft.row.person_id else ()
    return protected_among(installation, unit, [*people_in(draft.procedure, answers), *owner])


def is_guarded(
    installation: Installation, unit: Unit, state: ScreenState, found: Sequence[Draft], people: People
) -> bool:  # fmt: skip
    """Whether anybody of these drafts or `people` of the visit may not be found, as far as is known here or was when it was sent."""
    return protected_among(installation, unit, people) or any(
        one.id in state.veiled or is_veiled(installation, unit, one, one.answers) for one in found
    )


def _ruby(path: Path, key: str) -> tuple[tuple[str, str], ...]:
    """A name with the reading that is asked right after it, part by part."""
    at = next((place for place, one in enumerate(path.fields) if one.id == key), -1)
    pair = path.fields[at : at + 2] if at >= 0 and key not in path.hidden else ()
    if [one.type.id for one in pair] != ["person_name", "kana"]:
        return ()
    name, kana = (path.answers.get(one.id) for one in pair)
    if not isinstance(name, Mapping) or not isinstance(kana, Mapping) or name.keys() != kana.keys():
        return ()
    return tuple((str(name[part]), jaconv.kata2hira(str(kana[part]))) for part in name)


def to_send(installation: Installation, unit: Unit, member: Member, visit: Visit) -> list[Draft]:
    """What this member may show: drafts of the visit of their duties, with something in them, in the order of the interview."""
    duties = {one.uid: installation.catalogue.version(unit, one.meaning).duty for one in visit.open}
    found = [
        draft_of_counter(installation, unit, member, uid) for uid, duty in duties.items() if member.may("enter", duty)
    ]
    order = [one.id for one in in_order([one.procedure for one in found])]
    return sorted((one for one in found if one.row.revision), key=lambda one: order.index(one.procedure.id))


def look_first(
    installation: Installation, found: Sequence[Draft], people: frozenset[tuple[str, str]] = frozenset()
) -> frozenset[str]:  # fmt: skip
    """Of which of these drafts no address may be shown, as far as the register knows; all, where it cannot be asked, or protects one of
    `people`. No unit may be open."""
    named = {one.id: people_in(one.procedure, one.answers) | people for one in found}
    try:
        looked = look_in_register(installation, frozenset[tuple[str, str]]().union(*named.values()))
    except AdapterError:
        return frozenset(named)
    return frozenset(uid for uid, people in named.items() if any(looked.get(one) for one in people))


def send(
    installation: Installation, unit: Unit, member: Member, visit: Visit, session: bytes, veiled: frozenset[str]
) -> bool:  # fmt: skip
    """Shows all that may be shown, for as long as the clerk's `session` lives. What was said to be right and is the same stays so. False
    where there is no device or nothing to show. Conflict where the visitor pressed at the same moment."""
    row, found = visitor_screens.of_visit(unit, visit.id), to_send(installation, unit, member, visit)
    if row is None or row.token_hash is None or not found:
        return False
    before = open_state(installation, visit.row, row)
    sent = {one.id: [key for key, _ in keys_of(installation, one, _as_filed(installation, one)[0])] for one in found}
    state = replace(before, sent=sent, wrong=(), veiled=sorted({*before.veiled, *veiled}), asking=())
    kept = state.keys <= before.keys
    state = replace(
        state, right=[key for key in before.right if key in state.keys], signed=before.signed if kept else None
    )  # fmt: skip
    save_state(installation, unit, replace(row, session_hash=session), visit.row, state)
    write_audit(installation, unit, member.actor, "show on screen", detail=f"{visit.id} {len(found)}")
    return True


def hide(unit: Unit, visit: Visit) -> None:
    """The device stays and shows nothing."""
    row = visitor_screens.of_visit(unit, visit.id)
    if row is not None and not visitor_screens.save(unit, replace(row, session_hash=None)):
        raise Conflict("screen")


def save_state(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, state: ScreenState) -> None:
    """Somebody used the screen. Conflict where somebody else did since it was read."""
    now = to_micro(installation.clock.now())
    if not visitor_screens.save(
        unit, replace(row, sealed_state=sealed_state(installation, visit, state), touched_at=now)
    ):
        raise Conflict("screen")


def say(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, right: bool) -> None:
    """The visitor says that a section is right, or is not. What is not shown is passed over."""
    state = open_state(installation, visit, row)
    shown = look(installation, unit, row, visit)
    section = next((one for one in shown.sections if one.key == key), None)
    if section is None:
        return
    rights, wrongs = ([one for one in said if one != key] for said in (state.right, state.wrong))
    (rights if right else wrongs).append(key)
    state = replace(state, right=rights, wrong=wrongs, said_at=installation.clock.now().isoformat())
    if not right and section.said != "wrong":
        corrected = {**state.corrected, section.uid: state.corrected.get(section.uid, 0) + 1}
        state = replace(state, corrected=corrected, signed=None)
        visit_figures.dispute(unit, visit.id)
    save_state(installation, unit, row, visit, state)


def sign(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, signed: Mapping[str, Any]) -> None:
    """Once all is right, and not again. Passed over otherwise."""
    if look(installation, unit, row, visit).phase == SIGN:
        state = open_state(installation, visit, row)
        at = installation.clock.now().isoformat()
        save_state(installation, unit, row, visit, replace(state, signed={**signed, "at": at}))


def speak(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, language: str) -> None:
    if language in LANGUAGES:
        state = open_state(installation, visit, row)
        save_state(installation, unit, row, visit, replace(state, language=language))
