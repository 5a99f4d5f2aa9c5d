"""A kept list's choices: all of a short list, of a long one those searched for."""

from dataclasses import dataclass

from forms.definition.field import Raw
from forms.definition.procedure import Field
from forms.fields.listed import matching
from forms.mistakes import Mistake
from forms.path.environment import Environment, ListEntry
from forms.text.speech import Speech
from portal.web.shared.choosing import Choosable

SHORT, MOST = 12, 30


@dataclass(frozen=True)
class ListedChoices:
    offered: tuple[Choosable, ...]
    number: int  # of the entries that match
    long: bool  # it is searched by words
    typed: str

    def limits(self, speech: Speech) -> str:
        if not self.long or (self.typed and self.number <= MOST):
            return ""
        key = "listed.more" if self.typed else "listed.search_first"
        return speech.message(key, number=self.number, most=MOST)


def listed_choices(field: Field, raw: Raw, speech: Speech, environment: Environment) -> ListedChoices:
    """What is chosen stays: a search does not lose it."""
    every, today = environment.lists(field.settings.list), environment.today
    whole = matching(every, "", today)
    chosen, typed = raw.get("", ()), next(iter(raw.get("words", ())), "").strip()
    if len(whole) <= SHORT:
        return ListedChoices(tuple(_choice(entry, speech) for entry in whole), len(whole), long=False, typed="")
    matches = matching(every, typed, today) if typed else ()
    shown = [entry for entry in whole if entry.key in chosen and entry not in matches[:MOST]]
    offered = tuple(_choice(entry, speech) for entry in (*shown, *matches[:MOST]))
    return ListedChoices(offered, len(matches) if typed else len(whole), long=True, typed=typed)


def search_mistakes(field: Field, raw: Raw, environment: Environment) -> tuple[Mistake, ...]:
    typed = next(iter(raw.get("words", ())), "")
    matches = matching(environment.lists(field.settings.list), typed, environment.today)
    return () if matches else (Mistake("listed.no_match", "words"),)


def _choice(entry: ListEntry, speech: Speech) -> Choosable:
    label = entry.easy if speech.language == "easy" and entry.easy else entry.label
    return Choosable("", entry.key, f"{label}（{entry.note}）" if entry.note else label)
