"""The sentences of a definition by path, and their translations. A path is what `Speech.text` asks for."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.complaints import Complaint
from forms.loading.blocks import Used
from forms.loading.items import items
from forms.loading.library import Block, Codes
from forms.loading.reading import Reading, names_of
from forms.loading.shape import FieldShape, TranslatedShape
from forms.loading.tree import Mark, Node
from forms.rules.faults import did_you_mean

ORIGINAL = "ja"
_OWN = frozenset(names_of(FieldShape))
# Lists whose parts are found by their names, not by their numbers.
_NAMED = frozenset({"steps", "ask", "attach", "scenarios"})


@dataclass(frozen=True)
class Texts:
    """`by_language`: language → path → sentence, the Japanese among them. `stale`: language → paths whose Japanese has
    changed since they were translated. `translations`: what the files say, for the canonical form."""

    by_language: Mapping[str, Mapping[str, str]]
    stale: Mapping[str, tuple[str, ...]]
    translations: Mapping[str, Mapping[str, Mapping[str, str]]]
    complaints: Sequence[Complaint] = ()  # about the translations of what is used


def short_hash(japanese: str) -> str:
    """What a translation names to say which Japanese it translates: 8 hex digits of the SHA-256."""
    return hashlib.sha256(japanese.encode()).hexdigest()[:8]


def read_texts(
    japanese: Mapping[str, str], translations: Mapping[str, tuple[Reading, Node]], used: Sequence[Used] = ()
) -> Texts:
    """Translation files against the Japanese, those of what is `used` first. Complaints about the former go to the
    reading of each."""
    by_language: dict[str, Mapping[str, str]] = {ORIGINAL: japanese}
    stale: dict[str, tuple[str, ...]] = {}
    kept: dict[str, Mapping[str, Mapping[str, str]]] = {}
    complaints: list[Complaint] = []
    for language in sorted({*translations, *(name for one in used for name in one.shared.translations)}):
        read, said = _of_shared(language, japanese, used)
        complaints += said
        if language in translations:
            read |= _translated(japanese, *translations[language])
        by_language[language] = {path: shape.text for path, shape in read.items()}
        stale[language] = tuple(path for path, shape in read.items() if shape.of != short_hash(japanese[path]))
        kept[language] = {path: {"text": shape.text, "of": shape.of} for path, shape in read.items()}
    return Texts(by_language, stale, kept, tuple(dict.fromkeys(complaints)))


def _of_shared(
    language: str, japanese: Mapping[str, str], used: Sequence[Used]
) -> tuple[dict[str, TranslatedShape], list[Complaint]]:
    """What blocks and code lists bring, under the names they have here. What is left out or worded anew here is passed
    over. A block's own words for its options go before those of their code list."""
    read: dict[str, TranslatedShape] = {}
    complaints: list[Complaint] = []
    for one in used:
        file, root = one.shared.translations.get(language, ("", Node({})))
        reading = Reading(file)
        for path, node in root.mapping.items():
            here = one.shared.place(one.prefix, path)
            shape = reading.shape(TranslatedShape, node) if here in japanese and path not in one.reworded else None
            if shape is not None:
                read[here] = shape
            elif here not in japanese and not _has_text(one.shared, path):
                guess = did_you_mean(path, own_texts(one.shared))
                reading.complain(root.keys[path], "translation.unknown", f"there is no text at {path}{guess}")
        complaints += reading.complaints
    return read, complaints


def _has_text(shared: Block | Codes, path: str) -> bool:
    """Whether it has this text itself. A block may word the options of a code list that one of its questions takes."""
    head, _, code = path.partition(".options.")
    coded = f"{head}.options.codes.label" in own_texts(shared)
    return path in own_texts(shared) or (coded and code.endswith(".label"))


def own_texts(shared: Block | Codes) -> dict[str, Node]:
    """The sentences of a block or code list, by the paths of its translations."""
    if isinstance(shared, Codes):
        return dict(_settings(shared.options, "options", True))
    return dict(_step(Node({"id": Node(shared.id), "ask": shared.root.mapping["ask"]})))


def _translated(japanese: Mapping[str, str], reading: Reading, root: Node) -> dict[str, TranslatedShape]:
    read = {}
    for path, node in root.mapping.items():
        shape = reading.shape(TranslatedShape, node)
        if path not in japanese:
            guess = did_you_mean(path, japanese)
            reading.complain(root.keys[path], "translation.unknown", f"the definition has no text at {path}{guess}")
        elif shape is not None:
            read[path] = shape
    return read


def sentences(root: Node) -> dict[str, Node]:
    """Every sentence that residents read, by path, in the order of the file."""
    found: dict[str, Node] = {}
    for path in (
        "title",
        "summary",
        "fee.text",
        "fee.exempt.evidence",
        "time.late.say",
        "time.window.say",
        "keep.from",
    ):
        found |= _at(root, path, path)
    signature = root.part("identity").get("signature")
    for signer in items(signature.get("signers") if signature is not None else None):
        found |= _at(signer, "label", f"identity.signature.signers.{signer.word('id')}.label")
    for key in ("bring", "show"):
        for name, said in root.part(key).items():
            found |= {f"{key}.{name}.{number}": node for number, node in enumerate(items(said))}
    for step in items(root.get("steps")):
        found |= dict(_step(step))
    found |= dict(_papers(root, ""))
    found |= {f"next.{number}": node for number, node in enumerate(items(root.get("next")))}
    staff = root.get("staff")
    reasons = staff.part("return_reasons") if staff is not None else {}
    found |= {f"staff.return_reasons.{code}": node for code, node in reasons.items()}
    return found | _at(root, "carry_over.say", "carry_over.say")


def marks(root: Node) -> dict[str, Mark]:
    """Where things stand: every key, by the names of steps, pages, repeats, questions and papers; scenarios, and every
    sentence."""
    found = dict(root.keys)
    for key, node in root.mapping.items():
        if key not in _NAMED:
            found |= _below(key, node)
    for paper in items(root.get("attach")):
        found |= _keys(f"attach.{paper.word('id')}", paper)
    for step in items(root.get("steps")):
        found |= _keys(f"steps.{step.word('id')}", step)
        for path, node in _parts(step, ""):
            found |= _keys(path, node)
    found |= {f"scenarios.{number}": node.mark for number, node in enumerate(items(root.get("scenarios")))}
    return found | {path: node.mark for path, node in sentences(root).items()}


def _parts(node: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    """Repeats, pages, questions and papers below a step or a repeat, each with its path."""
    repeat = node.get("repeat")
    name = repeat or node.get("as")
    if repeat is not None:
        yield f"repeats.{prefix}{repeat.value}", node
    inner = prefix if name is None else f"{prefix}{name.value}."
    for item in items(node.get("ask")):
        if item.get("repeat") is not None:
            yield from _parts(item, inner)
        elif item.get("together") is None:
            yield f"ask.{inner}{item.word('id')}", item
        else:
            yield f"pages.{inner}{item.word('id')}", item
            yield from ((f"ask.{inner}{one.word('id')}", one) for one in items(item.get("ask")))
    yield from ((f"attach.{inner}{paper.word('id')}", paper) for paper in items(node.get("attach")))


def _keys(path: str, node: Node) -> dict[str, Mark]:
    found = {path: node.mark}
    for key, child in node.mapping.items():
        found[f"{path}.{key}"] = node.keys.get(key, child.mark)
        if key not in _NAMED:
            found |= _below(f"{path}.{key}", child)
    return found


def _below(path: str, node: Node) -> dict[str, Mark]:
    """Every key and every part of a list below `node`."""
    found: dict[str, Mark] = {}
    for key, child in node.mapping.items():
        found[f"{path}.{key}"] = node.keys.get(key, child.mark)
        found |= _below(f"{path}.{key}", child)
    for number, child in enumerate(items(node)):
        found[f"{path}.{number}"] = child.mark
        found |= _below(f"{path}.{number}", child)
    return found


def _at(node: Node, name: str, path: str) -> dict[str, Node]:
    """The sentence that `name` leads to, if there is one."""
    here: Node | None = node
    for key in name.split("."):
        here = here.get(key) if here is not None else None
    return {} if here is None else {path: here}


def _step(step: Node) -> Iterator[tuple[str, Node]]:
    path = f"steps.{step.word('id')}"
    yield from _at(step, "step", f"{path}.title").items()
    for place, node in _parts(step, ""):
        kind = place.partition(".")[0]
        if kind == "ask":
            yield from _field(node, place)
        elif kind == "pages":
            yield from _at(node, "together", f"{place}.title").items()
        elif kind == "repeats":
            yield from _at(node, "label", f"{place}.label").items()
            yield from _at(node, "distinct.say", f"{place}.distinct.say").items()
            yield from _said(node, "must", place)
        else:
            yield from _paper(node, place)
    if step.get("repeat") is None:
        yield from _said(step, "must", path)


def _papers(root: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    for paper in items(root.get("attach")):
        yield from _paper(paper, f"attach.{prefix}{paper.word('id')}")


def _paper(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    for name in ("label", "why", "from"):
        yield from _at(node, name, f"{path}.{name}").items()
    yield from ((f"{path}.one_of.{number}", one) for number, one in enumerate(items(node.get("one_of"))))


def _field(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    for name in ("label", "help", "why"):
        yield from _at(node, name, f"{path}.{name}").items()
    wording = node.part("wording").items()
    yield from ((f"{path}.wording.{code}", child) for code, child in wording if code != "by")
    for key, child in node.mapping.items():
        if key not in _OWN:
            yield from _settings(child, f"{path}.{key}", key in ("options", "rows"))
    for name in ("must", "warn"):
        yield from _said(node, name, path)
    for name in ("stop.say", "stop.next"):
        yield from _at(node, name, f"{path}.{name}").items()


def _said(node: Node, key: str, path: str) -> Iterator[tuple[str, Node]]:
    for number, item in enumerate(items(node.get(key))):
        yield from _at(item, "say", f"{path}.{key}.{number}.say").items()


def _settings(node: Node, path: str, options: bool) -> Iterator[tuple[str, Node]]:
    """Sentences among what a field type adds: labels of options, and whatever is not plain ASCII."""
    for key, child in node.mapping.items():
        if options and isinstance(child.value, str):
            yield f"{path}.{key}.label", child
        else:
            yield from _settings(child, f"{path}.{key}", False)
    for number, child in enumerate(items(node)):
        yield from _settings(child, f"{path}.{number}", False)
    if isinstance(node.value, str) and (path.endswith(".label") or not node.value.isascii()):
        yield path, node
