"""やさしい日本語 and translations of a part's sentences, beside the Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.loading import short_hash
from forms.loading.tree import Node
from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import DefinitionText
from portal.services.workshop.write_yaml import flow

MOST_AT_ONCE = 200
_IN_STEPS = ("steps", "pages", "ask", "repeats")
_HEADINGS = {"attach": "書類", "outcomes": "結果", "result": "結果"}


@dataclass(frozen=True)
class Sentence:
    # `stale`: of an earlier Japanese sentence.
    place: str
    japanese: str
    words: str
    stale: bool

    @property
    def lacks(self) -> bool:
        return self.stale or not self.words


def sentences_of(procedure: Procedure, name: str, text: str) -> tuple[Sentence, ...]:
    # `name`: of a question or a repeat, "" for all, without the questions where a page could not hold them;
    # `text`: the file of the translation.
    written, sentences, all_texts = _written(text), list[Sentence](), procedure.texts["ja"]
    for place, japanese in all_texts.items():
        fits = len(all_texts) <= MOST_AT_ONCE or not place.startswith("ask.")
        own = place.startswith((f"ask.{name}.", f"rows.{name}.")) if name else fits
        if own:
            words, of = written.get(place, ("", ""))
            sentences.append(Sentence(place, japanese, words, bool(words) and of != short_hash(japanese)))
    return tuple(sentences)


def headings_of(procedure: Procedure) -> Mapping[str, str]:
    # Place → heading: the title of its step, or what else of the procedure it is.
    headings, step = dict[str, str](), ""
    for place, japanese in procedure.texts["ja"].items():
        part = "result" if place.startswith("ask.result.") else place.partition(".")[0]
        step = japanese if part == "steps" else step
        headings[place] = step if part in _IN_STEPS else _HEADINGS.get(part, "手続のこと")
    return headings


def with_words(text: str, sentences: Mapping[str, tuple[str, str]]) -> str:
    # Place → (translation, Japanese): "" removes it. Raises LeftToText, Refused.
    for place, (words, japanese) in sentences.items():
        value = {"text": words, "of": short_hash(japanese)} if words else None
        if not text.strip():
            text = f"{place}: {flow(value)}\n" if value else text
        elif value is None and len(_written(text)) == 1:
            text = ""
        else:
            text = edit_questions.set_keys(text, (), {place: value})
    return text


def _written(text: str) -> dict[str, tuple[str, str]]:
    try:
        tree = DefinitionText(text).tree if text.strip() else None
    except Refused:
        return {}
    parts = tree.mapping if tree is not None else {}
    return {place: (_word(node, "text"), _word(node, "of")) for place, node in parts.items()}


def _word(node: Node, key: str) -> str:
    child = node.get(key)
    return str(child.value) if child is not None else ""
