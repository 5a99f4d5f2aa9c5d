"""A drafted mapping as YAML that staff read and finish."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms.definition.option_labels import option_labels
from forms.definition.procedure import Procedure, full_name
from forms.text.speech import Speech
from integrations.sockets.import_socket import Package
from portal.services.imports.draft_mapping import (
    FILE,
    NEAR,
    NUMBER,
    STATE,
    Known,
    Target,
    alike,
    fields_of,
    guess,
    reading,
    write_mapping,
)
from portal.services.shared.catalogue import speech_of


def other_words(procedure: Procedure, line: Mapping[str, Any], speech: Speech) -> list[str]:
    # What a line reads as an option that is not called so: the approver has to look at it.
    try:
        labels = option_labels(procedure.field(line["to"]), speech)
    except KeyError:
        return []
    codes = line.get("codes", {}).items()
    return [f"{word} → {labels[code]}" for word, code in codes if code in labels and labels[code] != word]


_SECRETS = {
    "パスワード": "合い言葉は取り込まない",
    "暗証番号": "合い言葉は取り込まない",
    "マイナンバー": "個人番号は取り込まない",
    "個人番号": "個人番号は取り込まない",
}
_SHORT = 8  # digits: so short a number is given out again by each form
_STATES, _LONGEST_STATE, _WORDS = 20, 20, 50
_SEPARATORS = (
    ";",
    ",",
    "、",
    "\n",
    "|",
    "，",
    "；",
)  # between the choices in one cell; which product uses which is assumed


def draft_text(name: str, procedure: Procedure, targets: Sequence[Target], packages: Sequence[Package]) -> str:
    """Of the headings of a table of another product; no answer is quoted."""
    known = [heading for heading in fields_of(packages) if heading.name not in _ignored(packages)]
    guessed = guess(known, targets)
    chosen = {heading.name: guessed[heading.name] for heading in known if heading.name in guessed}
    speech = speech_of(procedure, "ja")
    document = write_mapping(packages[0].header.form, procedure, chosen, known, speech)
    labels = {target.key.removeprefix(FILE): target.label for target in targets}
    files = document.get("files", ())
    numbers = next((heading.samples for heading in known if chosen.get(heading.name) == NUMBER), ())
    prefix = f"{name}-" if any(len(number) < _SHORT for number in numbers) else ""
    states = _states(packages, next((head for head, key in chosen.items() if key == STATE), ""))
    head = {**document, "mapping": name, "former": {**({"prefix": prefix} if prefix else {}), "done": []}}
    order = ("mapping", "version", "title", "basis", "form", "procedure", "header", "former")
    lines = [
        "# Drafted from the headings of a table. Look at every line; `kakanai import try-mapping` tries the file.",
        *(f"{key}: {_flow(head[key])}" for key in order),
        *(["# Write under `done` which of these need no application here: " + states] if states else []),
        *(("files:", *(_line(line, labels) for line in files)) if files else ()),
        "fields:" if document["fields"] else "fields: []  # without the brackets once a line below is taken",
        *(_line(_coded(line, packages), labels) for line in document["fields"]),
        *_open(known, chosen),
        *_unanswered(procedure, set(chosen.values()), speech),
        *_ignored_lines(_ignored(packages)),
    ]
    return "\n".join((*lines, ""))


def whole_text(document: Mapping[str, Any]) -> str:
    """Of every key, a line for each entry of a list."""
    lines: list[str] = []
    for key, value in document.items():
        if not isinstance(value, list):
            lines.append(f"{key}: {_flow(value)}")
        elif key == "rows":
            lines.append("rows:")
            for row in value:
                lines += [f"  - from: {_flow(row['from'])}", f"    to: {row['to']}", "    fields:"]
                lines += [f"      - {_flow(line)}" for line in row["fields"]]
        else:
            lines += [f"{key}:", *(f"  - {_flow(line)}" for line in value)]
    return "\n".join((*lines, ""))


def _flow(value: object) -> str:
    """JSON is YAML in one line; plain names without quotes are easier to read."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else json.dumps(key, ensure_ascii=False)


def _line(line: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    label = labels[line["to"]]
    near = "" if alike(line["from"], label) == 1 else "  # near, look at it: " + label
    return f"  - {_flow(line)}{near}"


def _coded(line: dict[str, Any], packages: Sequence[Package]) -> dict[str, Any]:
    """With the words that the table uses for our options, if they are near."""
    if "codes" not in line:
        return line
    texts = Counter(text for package in packages if (text := package.fields.get(line["from"], "").strip()))
    split = max(_SEPARATORS, key=lambda sign: sum(sign in text for text in texts)) if "split" in line else ""
    words = {word.strip() for text in texts for word in (text.split(split) if split else (text,))}
    codes = dict(line["codes"])
    for word in sorted(words - codes.keys() - {""})[:_WORDS]:
        near = max(line["codes"], key=lambda label: alike(word, label), default="")
        if near and alike(word, near) >= NEAR:
            codes[word] = line["codes"][near]
    return {**line, "codes": codes, **({"split": split} if split else {})}


def _open(known: Iterable[Known], chosen: Mapping[str, str]) -> list[str]:
    left = [heading.name for heading in known if heading.name not in chosen]
    if not left:
        return []
    return [
        "# OPEN: no question was found for these headings. Write `to`, or leave them: they stay with the original.",
        *(f"#  - {{from: {_flow(name)}, to: }}" for name in left),
    ]


def _unanswered(procedure: Procedure, keys: set[str], speech: Speech) -> list[str]:
    filled = {part for key in keys for part in (full_name(key), full_name(key).rpartition(".")[0])}
    left = [
        field for step in procedure.steps if step.when is None for field in step.fields
        if field.type.asks and field.required is True and field.when is None and not field.own and field.name not in filled
    ]  # fmt: skip
    if not left:
        return []
    return [
        "# OPEN: everybody answers these questions here, and no heading was found for them. The same answer for all:",
        "#  - {to: consent_true, value: '\"yes\"'}",
        *(
            f"#  - {_flow({'from': '', 'to': field.name, **reading(procedure, field.name, (), speech)})}  # {field.label}"
            for field in left
        ),
    ]


def _ignored(packages: Sequence[Package]) -> dict[str, str]:
    return {name: why for name in packages[0].fields for word, why in _SECRETS.items() if word in name.replace(" ", "")}


def _ignored_lines(ignored: Mapping[str, str]) -> list[str]:
    lines = [f"  - {_flow({'from': name, 'why': why})}" for name, why in ignored.items()]
    return ["ignored:", *lines] if lines else []


def _states(packages: Sequence[Package], heading: str) -> str:
    # A longer text is an answer; a line end would end the comment.
    texts = (" ".join(package.fields.get(heading, "").split()) for package in packages)
    counted = Counter(text for text in texts if 0 < len(text) <= _LONGEST_STATE)
    return "、".join(f"{state}（{number}）" for state, number in counted.most_common(_STATES))
