"""A package in the words of a procedure, judged as if it had been typed on line: answers, and everything that a person has to look
at. Nothing of it is a reason to refuse; it is written beside the case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from forms.binding import sentence
from forms.environment import Environment
from forms.field import Parsed, Raw
from forms.mistakes import Mistake
from forms.path import Path, trace
from forms.procedure import Field, Procedure
from forms.speech import Speech
from integrations.import_socket import Mapped


@dataclass(frozen=True)
class Found:
    """One thing to look at. `kind`: mistake, missing, unasked, left (a field that goes nowhere), file, stopped or signature.
    `typed`: as it stood in the package, where it could not be kept as an answer. `question`: its key, "" for none."""

    kind: str
    label: str
    say: str
    typed: str = ""
    question: str = ""

    @property
    def stored(self) -> dict[str, str]:
        return asdict(self)


KINDS: Mapping[str, str] = {
    "mistake": "直すところ",
    "missing": "答えがない",
    "stopped": "ここでは出せない",
    "file": "取り込めないファイル",
    "unasked": "聞かない質問への答え",
    "left": "どの質問にもあたらない項目",
    "signature": "署名",
}


def answers_of(procedure: Procedure, mapped: Mapped, environment: Environment, files: Mapping[str, Raw]) -> Path:
    """The path of these boxes. `files`: question → the ids of its files."""
    boxes: Mapping[str, Raw] = {**mapped.boxes, **files}

    def read(field: Field) -> Parsed:
        return field.type.parse(boxes.get(field.id, {}), field.settings, environment)

    return trace(procedure, read, environment, {key: list(numbers) for key, numbers in mapped.rows.items()})


def look_through(procedure: Procedure, mapped: Mapped, path: Path, speech: Speech) -> Iterator[Found]:
    """What a person has to look at, in the order of the form, then what goes nowhere."""
    if path.stopped is not None:
        yield Found("stopped", "", speech.text(f"{path.stopped.place}.say", path.stopped.say))
    for field in path.fields:
        label = speech.text(field.label_place, field.label)
        for mistake in path.mistakes.get(field.id, ()):
            typed = "" if field.id in path.answers else typed_words(mapped.boxes.get(field.id, {}))
            yield Found("mistake", label, sentence(mistake, field, speech), typed, field.id)
        if field.id in path.missing:
            say = sentence(Mistake(f"{field.type.id}.required"), field, speech)
            yield Found("missing", label, say, question=field.id)
    for key in mapped.boxes:
        if key not in path.asked:
            label = procedure.field(key).label
            yield Found("unasked", label, "この答え方では聞かない質問です。", typed_words(mapped.boxes[key]), key)
    yield from (Found("left", name, "元のパッケージにだけ残しています。") for name in mapped.left)
    yield from (Found("file", name, "どの質問のものか、わかりません。") for name in mapped.left_files)


def typed_words(boxes: Raw) -> str:
    """All that was written, in one line."""
    return " ".join(text for texts in boxes.values() for text in texts)


def stored_findings(found: Iterable[Found]) -> list[dict[str, str]]:
    return [one.stored for one in found]
