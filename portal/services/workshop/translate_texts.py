"""Translations that a city writes and signs in the browser."""

# What it wrote goes before the shipped file (D283).

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256

from forms.text.translations import CityTexts, Entry, put_own, shipped, speak, translations
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.workshop import translations as stored
from portal.store.workshop.translations import TranslationRow

MACHINE, SIGNED, MISSING = "machine", "signed", "missing"
MOST_SIGNS = 4_000


@dataclass(frozen=True)
class Line:
    """`row`: id of what this city wrote, 0 if the file's."""

    japanese: str
    translation: str
    state: str
    row: int = 0
    actor: str = ""


def mark_of(japanese: str) -> str:
    return sha256(japanese.encode()).hexdigest()


def lines_of(own: Mapping[str, TranslationRow], language: str, texts: Iterable[str]) -> list[Line]:
    """`own`: by the Japanese, of that language."""
    known = translations(language)
    return [_line(known.texts.get(text, ""), text not in known.unsigned, text, own.get(text)) for text in texts]


def _line(translation: str, is_signed: bool, japanese: str, row: TranslationRow | None) -> Line:
    state = MISSING if not translation else SIGNED if is_signed else MACHINE
    return Line(japanese, translation, state, row.id if row is not None else 0, row.actor if row is not None else "")


def count_states(language: str, texts: Set[str]) -> dict[str, int]:
    # By sets: the lines of ten languages take half a second at each visit.
    known = translations(language)
    translated = texts & known.texts.keys()
    machine = len(translated & known.unsigned)
    return {MACHINE: machine, SIGNED: len(translated) - machine, MISSING: len(texts) - len(translated)}


def own_by_language(unit: Unit) -> Mapping[str, Mapping[str, TranslationRow]]:
    own = defaultdict[str, dict[str, TranslationRow]](dict)
    for row in stored.newest(unit):
        own[row.language][row.japanese] = row
    return own


def own_of(unit: Unit, language: str) -> dict[str, TranslationRow]:
    return {row.japanese: row for row in stored.newest(unit) if row.language == language}


def stale_of(own: Mapping[str, TranslationRow], places: Mapping[str, str]) -> list[TranslationRow]:
    """Written here for a Japanese that has changed or gone since."""
    return [row for japanese, row in own.items() if japanese not in places]


def fits(japanese: str, translation: str) -> bool:
    return Entry(japanese, translation).fits and len(translation) <= MOST_SIGNS


def save_translation(
    installation: Basics, unit: Unit, member: Member, duty: str, language: str, written: Entry, *, seen: int
) -> None:  # fmt: skip
    """`seen`: the row that the page showed, or 0. Raises NotAllowed, Conflict."""
    member.demand("translate", duty)
    before = stored.of_text(unit, language, mark_of(written.japanese))
    if (before.id if before is not None else 0) != seen or not fits(written.japanese, written.translation):
        raise Conflict("translation")
    _add(installation, unit, member.actor, language, [written])
    action = "write translation" if written.machine_made else "sign translation"
    write_audit(installation, unit, member.actor, action, detail=f"{language} {mark_of(written.japanese)[:16]}")


def state_of(lines: Iterable[Line]) -> str:
    """Changes with any line that is translated and unsigned."""
    return mark_of(
        "\n".join(f"{line.row} {line.japanese}\n{line.translation}" for line in lines if line.state == MACHINE)
    )


def sign_all(
    installation: Basics, unit: Unit, member: Member, duty: str, language: str, lines: Sequence[Line], about: str, *, seen: str
) -> int:  # fmt: skip
    # Of these lines of one group, what is translated and unsigned; when, as their rows say. `about`: the group;
    # `seen`: `state_of` what the page showed. Raises NotAllowed, Conflict.
    member.demand("translate", duty)
    if seen != state_of(lines):
        raise Conflict("translations")
    signed = [Entry(line.japanese, line.translation) for line in lines if line.state == MACHINE]
    at = _add(installation, unit, member.actor, language, signed)
    write_audit(installation, unit, member.actor, "sign translations", detail=f"{language} {about} {len(signed)}")
    return at


def signed_at(own: Mapping[str, TranslationRow], member: Member, at: int) -> list[TranslationRow]:
    # What one act of this person signed, as far as no text was written again since.
    return [row for row in own.values() if row.at == at and row.signed and row.actor == str(member.actor)]


def take_back_signs(
    installation: Basics, unit: Unit, member: Member, duty: str, language: str, texts: Container[str], about: str, *, at: int
) -> int:  # fmt: skip
    # Raises NotAllowed, Conflict. The words stay: only that a person has read them is taken back.
    member.demand("translate", duty)
    rows = [row for row in signed_at(own_of(unit, language), member, at) if row.japanese in texts]
    if not rows:
        raise Conflict("translations")
    _add(installation, unit, member.actor, language, [Entry(row.japanese, row.translation, True) for row in rows])
    write_audit(installation, unit, member.actor, "take back signs", detail=f"{language} {about} {len(rows)}")
    return len(rows)


def take_entries(
    installation: Basics, unit: Unit, actor: Actor, language: str, entries: Iterable[Entry], places: Mapping[str, str]
) -> tuple[int, list[str]]:  # fmt: skip
    """What differs from now; (number, Japanese of those that do not fit). With one that does not fit nothing is taken.
    Checks no right."""
    known = translations(language)
    given = [entry for entry in entries if entry.translation and not entry.guessed and entry.japanese in places]
    wrong = [entry.japanese for entry in given if not fits(entry.japanese, entry.translation)]
    new = [
        entry
        for entry in given
        if (known.texts.get(entry.japanese), entry.japanese in known.unsigned)
        != (entry.translation, entry.machine_made)
    ]
    if wrong or not new:
        return 0, wrong
    _add(installation, unit, actor, language, new)
    write_audit(installation, unit, actor, "take translations", detail=f"{language} {len(new)}")
    return len(new), []


def _add(installation: Basics, unit: Unit, actor: Actor, language: str, entries: Sequence[Entry]) -> int:
    now = to_micro(installation.clock.now())
    stored.add(
        unit,
        [
            TranslationRow(
                0, language, mark_of(entry.japanese), entry.japanese, entry.translation, int(not entry.machine_made),
                str(actor), now,
            )
            for entry in entries
        ],
    )  # fmt: skip
    return now


def put_translations(texts: CityTexts, unit: Unit) -> bool:
    """What is stored now, into this request or job and those that begin later; whether there was anything new."""
    last = stored.last(unit)
    is_new = last != texts.last
    if is_new:
        texts.own, texts.last = put_own(_stored(unit)), last
    else:
        speak(texts)
    return is_new


def _stored(unit: Unit) -> dict[str, list[Entry]]:
    own: dict[str, list[Entry]] = {}
    for row in stored.newest(unit):
        own.setdefault(row.language, []).append(Entry(row.japanese, row.translation, not row.signed))
    return own


def entries_now(language: str, places: Mapping[str, str]) -> dict[str, Entry]:
    """As a file would have them: what a tool guessed stays a guess."""
    known = translations(language)
    guessed = {entry.japanese: entry for entry in shipped(language) if entry.guessed}
    return guessed | {
        japanese: Entry(japanese, known.texts[japanese], japanese in known.unsigned)
        for japanese in places
        if japanese in known.texts
    }
