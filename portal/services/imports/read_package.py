"""As if typed online. Findings never refuse it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from forms.definition.field import Parsed, Raw
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import sentence
from forms.path.environment import Environment
from forms.path.path import Path, trace
from forms.text.speech import Speech
from integrations.sockets.import_socket import Mapped


@dataclass(frozen=True)
class Finding:
    kind: str  # mistake, missing, unasked, left (no destination), file, stopped, signature or state
    label: str
    say: str
    typed: str = ""
    question: str = ""  # key or ""

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
    "state": "前のシステムでの状態",
}


def answers_of(procedure: Procedure, mapped: Mapped, environment: Environment, files: Mapping[str, Raw]) -> Path:
    boxes: Mapping[str, Raw] = {**mapped.boxes, **files}

    def read(field: Field) -> Parsed:
        return field.type.parse(boxes.get(field.id, {}), field.settings, environment)

    return trace(procedure, read, environment, {key: list(numbers) for key, numbers in mapped.rows.items()})


def look_through(procedure: Procedure, mapped: Mapped, path: Path, speech: Speech) -> Iterator[Finding]:
    if path.stopped is not None:
        yield Finding("stopped", "", path.stopped.words(speech)[0])
    for field in path.fields:
        label = speech.text(field.label_place, field.label)
        for mistake in path.mistakes.get(field.id, ()):
            typed = "" if field.id in path.answers else typed_words(mapped.boxes.get(field.id, {}))
            yield Finding("mistake", label, sentence(mistake, field, speech), typed, field.id)
        if field.id in path.missing:
            message = sentence(Mistake(f"{field.type.id}.required"), field, speech)
            yield Finding("missing", label, message, question=field.id)
    for key in mapped.boxes:
        if key not in path.asked:
            label = procedure.field(key).label
            yield Finding("unasked", label, "この答え方では聞かない質問です。", typed_words(mapped.boxes[key]), key)
    yield from (Finding("left", name, "元のパッケージにだけ残しています。") for name in mapped.left)
    yield from (Finding("file", name, "どの質問のものか、わかりません。") for name in mapped.left_files)


def typed_words(boxes: Raw) -> str:
    return " ".join(text for texts in boxes.values() for text in texts)


def stored_findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [finding.stored for finding in findings]
