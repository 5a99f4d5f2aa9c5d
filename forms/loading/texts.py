from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.complaints import Complaint
from forms.loading.blocks import Used
from forms.loading.canonical import short_hash
from forms.loading.items import items
from forms.loading.library import Block, Codes
from forms.loading.question_shape import FieldShape, TranslatedShape
from forms.loading.reading import Reading, names_of
from forms.loading.tree import Mark, Node
from forms.rules.faults import did_you_mean

ORIGINAL = "ja"
_COMPARED = frozenset({"pattern", "example"})  # with an answer as it is typed, in every language
_OWN = frozenset(names_of(FieldShape))
# Lists whose items are addressed by name, not by number.
_NAMED = frozenset({"steps", "ask", "attach", "scenarios", "result"})


@dataclass(frozen=True)
class Texts:
    by_language: Mapping[str, Mapping[str, str]]  # language → path → sentence, including Japanese
    stale: Mapping[str, tuple[str, ...]]  # paths whose Japanese changed since
    translations: Mapping[str, Mapping[str, Mapping[str, str]]]
    complaints: Sequence[Complaint] = ()  # about translations of blocks and codes


def read_texts(
    japanese: Mapping[str, str], translations: Mapping[str, tuple[Reading, Node]], used: Sequence[Used] = ()
) -> Texts:
    by_language: dict[str, Mapping[str, str]] = {ORIGINAL: japanese}
    stale: dict[str, tuple[str, ...]] = {}
    kept: dict[str, Mapping[str, Mapping[str, str]]] = {}
    complaints: list[Complaint] = []
    for language in sorted({*translations, *(name for usage in used for name in usage.shared.translations)}):
        shapes, shared_complaints = _of_shared(language, japanese, used)
        complaints += shared_complaints
        if language in translations:
            shapes |= _translated(japanese, *translations[language])
        by_language[language] = {path: shape.text for path, shape in shapes.items()}
        stale[language] = tuple(path for path, shape in shapes.items() if shape.of != short_hash(japanese[path]))
        kept[language] = {path: {"text": shape.text, "of": shape.of} for path, shape in shapes.items()}
    return Texts(by_language, stale, kept, tuple(dict.fromkeys(complaints)))


def _of_shared(
    language: str, japanese: Mapping[str, str], used: Sequence[Used]
) -> tuple[dict[str, TranslatedShape], list[Complaint]]:
    shapes: dict[str, TranslatedShape] = {}
    complaints: list[Complaint] = []
    for usage in used:
        file, root = usage.shared.translations.get(language, ("", Node({})))
        reading = Reading(file)
        for path, node in root.mapping.items():
            target = usage.shared.place(usage.prefix, path)
            shape = reading.shape(TranslatedShape, node) if target in japanese and path not in usage.reworded else None
            if shape is not None:
                shapes[target] = shape
            elif target not in japanese and not _has_text(usage.shared, path):
                guess = did_you_mean(path, own_texts(usage.shared))
                reading.complain(root.keys[path], "translation.unknown", f"there is no text at {path}{guess}")
        complaints += reading.complaints
    return shapes, complaints


def _has_text(shared: Block | Codes, path: str) -> bool:
    head, _, code = path.partition(".options.")
    coded = f"{head}.options.codes.label" in own_texts(shared)
    return path in own_texts(shared) or (coded and code.endswith(".label"))


def own_texts(shared: Block | Codes) -> dict[str, Node]:
    if isinstance(shared, Codes):
        return dict(_settings(shared.options, "options", True))
    return dict(_step(Node({"id": Node(shared.id), "ask": shared.root.mapping["ask"]})))


def _translated(japanese: Mapping[str, str], reading: Reading, root: Node) -> dict[str, TranslatedShape]:
    shapes = {}
    for path, node in root.mapping.items():
        shape = reading.shape(TranslatedShape, node)
        if path not in japanese:
            guess = did_you_mean(path, japanese)
            reading.complain(root.keys[path], "translation.unknown", f"the definition has no text at {path}{guess}")
        elif shape is not None:
            shapes[path] = shape
    return shapes


def sentences(root: Node) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for path in (
        "title",
        "summary",
        "fee.text",
        "fee.exempt.evidence",
        "time.due_say",
        "time.late.say",
        "time.window.say",
        "budget.say",
        "duplicate.say",
        "withdraw.say",
        "keep.from",
    ):
        nodes |= _at(root, path, path)
    signature = root.part("identity").get("signature")
    for signer in items(signature.get("signers") if signature is not None else None):
        nodes |= _at(signer, "label", f"identity.signature.signers.{signer.word('id')}.label")
    for role, rule in root.part("who_when").items():
        nodes |= _at(rule, "say", f"who_when.{role}.say")
    for key in ("bring", "show"):
        for name, texts in root.part(key).items():
            nodes |= {f"{key}.{name}.{number}": node for number, node in enumerate(items(texts))}
    for step in items(root.get("steps")):
        nodes |= dict(_step(step))
    for name, outcome in root.part("outcomes").items():
        nodes |= _at(outcome, "label", f"outcomes.{name}.label")
    nodes |= dict(_step(_result(root)))
    nodes |= dict(_papers(root, ""))
    nodes |= {f"next.{number}": node.get("say") or node for number, node in enumerate(items(root.get("next")))}
    for number, item in enumerate(items(root.get("after"))):
        nodes |= _at(item, "say", f"after.{number}.say")
    staff = root.get("staff")
    reasons = staff.part("return_reasons") if staff is not None else {}
    nodes |= {f"staff.return_reasons.{code}": node for code, node in reasons.items()}
    return nodes | _at(root, "carry_over.say", "carry_over.say")


def marks(root: Node) -> dict[str, Mark]:
    marks_by_path = dict(root.keys)
    for key, node in root.mapping.items():
        if key not in _NAMED:
            marks_by_path |= _below(key, node)
    for paper in items(root.get("attach")):
        marks_by_path |= _keys(f"attach.{paper.word('id')}", paper)
    for step in items(root.get("steps")):
        marks_by_path |= _keys(f"steps.{step.word('id')}", step)
    for step in (*items(root.get("steps")), _result(root)):
        for path, node in _parts(step, ""):
            marks_by_path |= _keys(path, node)
    marks_by_path |= {f"scenarios.{number}": node.mark for number, node in enumerate(items(root.get("scenarios")))}
    return marks_by_path | {path: node.mark for path, node in sentences(root).items()}


def _result(root: Node) -> Node:
    # Without a title: residents do not see the step.
    return Node({"id": Node("result"), "as": Node("result"), "ask": root.get("result") or Node(())})


def _parts(node: Node, prefix: str) -> Iterator[tuple[str, Node]]:
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
            yield from ((f"ask.{inner}{question.word('id')}", question) for question in items(item.get("ask")))
    yield from ((f"attach.{inner}{paper.word('id')}", paper) for paper in items(node.get("attach")))


def _keys(path: str, node: Node) -> dict[str, Mark]:
    marks_by_path = {path: node.mark}
    for key, child in node.mapping.items():
        marks_by_path[f"{path}.{key}"] = node.keys.get(key, child.mark)
        if key not in _NAMED:
            marks_by_path |= _below(f"{path}.{key}", child)
    return marks_by_path


def _below(path: str, node: Node) -> dict[str, Mark]:
    marks_by_path: dict[str, Mark] = {}
    for key, child in node.mapping.items():
        marks_by_path[f"{path}.{key}"] = node.keys.get(key, child.mark)
        marks_by_path |= _below(f"{path}.{key}", child)
    for number, child in enumerate(items(node)):
        marks_by_path[f"{path}.{number}"] = child.mark
        marks_by_path |= _below(f"{path}.{number}", child)
    return marks_by_path


def _at(node: Node, name: str, path: str) -> dict[str, Node]:
    current: Node | None = node
    for key in name.split("."):
        current = current.get(key) if current is not None else None
    return {} if current is None else {path: current}


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
            yield from _at(node, "unit", f"{place}.unit").items()
            yield from _at(node, "distinct.say", f"{place}.distinct.say").items()
            yield from _rule_texts(node, "must", place)
        else:
            yield from _paper(node, place)
    if step.get("repeat") is None:
        yield from _rule_texts(step, "must", path)


def _papers(root: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    for paper in items(root.get("attach")):
        yield from _paper(paper, f"attach.{prefix}{paper.word('id')}")


def _paper(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    for name in ("label", "why", "from"):
        yield from _at(node, name, f"{path}.{name}").items()
    yield from (
        (f"{path}.one_of.{number}", alternative) for number, alternative in enumerate(items(node.get("one_of")))
    )


def _field(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    for name in ("label", "help", "why"):
        yield from _at(node, name, f"{path}.{name}").items()
    wording = node.part("wording").items()
    yield from ((f"{path}.wording.{code}", child) for code, child in wording if code != "by")
    for key, child in node.mapping.items():
        if key not in _OWN and key not in _COMPARED:
            yield from _settings(child, f"{path}.{key}", key in ("options", "rows"))
    for name in ("must", "warn"):
        yield from _rule_texts(node, name, path)
    for name in ("stop.say", "stop.next"):
        yield from _at(node, name, f"{path}.{name}").items()


def _rule_texts(node: Node, key: str, path: str) -> Iterator[tuple[str, Node]]:
    for number, item in enumerate(items(node.get(key))):
        yield from _at(item, "say", f"{path}.{key}.{number}.say").items()


def _settings(node: Node, path: str, options: bool) -> Iterator[tuple[str, Node]]:
    for key, child in node.mapping.items():
        if options and isinstance(child.value, str):
            yield f"{path}.{key}.label", child
        else:
            yield from _settings(child, f"{path}.{key}", False)
    for number, child in enumerate(items(node)):
        yield from _settings(child, f"{path}.{number}", False)
    if isinstance(node.value, str) and (path.endswith(".label") or not node.value.isascii()):
        yield path, node
