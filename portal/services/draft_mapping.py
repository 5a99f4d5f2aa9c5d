"""A mapping that a clerk makes of an unknown form: its fields with what stands in them, the questions that they may go to, a guess
by name and reading, and what it would do with everything that waits. Nothing of it counts before somebody else has approved it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from forms.japanese import katakana
from forms.option_labels import option_labels
from forms.procedure import Field, Procedure, Repeat
from forms.speech import Speech
from integrations.import_socket import FormMapping, Package, Unreadable
from portal.clock import tokyo_day
from portal.db import Unit
from portal.services.find_mapping import importer_of
from portal.services.import_words import reason_words
from portal.services.installation import PORTAL_DOOR, Installation
from portal.services.keep_package import file_sealer
from portal.services.read_package import answers_of, look_through
from portal.store import import_files, import_packages

NUMBER, ARRIVED = "@number", "@arrived"
_HEADER = {NUMBER: "receipt_number", ARRIVED: "arrived_at"}
_MOST, _SAMPLES, _ROWS = 500, 3, 5
_ALIKE = 0.6  # how much of two names has to be the same for a guess
_YES = {"はい": "yes", "有": "yes", "あり": "yes", "1": "yes", "いいえ": "no", "無": "no", "なし": "no", "0": "no"}
_DAY = re.compile(r"[0-9]{8}")
_PARTS = {
    "family": "姓",
    "given": "名",
    "full": "氏名",
    "postal": "郵便番号",
    "town": "町名",
    "street": "番地",
    "building": "建物",
}


@dataclass(frozen=True)
class Known:
    """A field of the form, and up to three of its texts."""

    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """Where a field may go: `key` as a mapping writes it."""

    key: str
    label: str


@dataclass
class Trial:
    """What it would do: `whole` without anything to mend; `held`: would not be taken, because it is not to be read, or its number
    or time of arrival is not there; `holds`: why, and `troubles`: what is to be mended, each a sentence → how often."""

    packages: int = 0
    whole: int = 0
    held: int = 0
    holds: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)

    @property
    def takes(self) -> bool:
        """Whether at least one would become an application."""
        return self.held < self.packages

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """What holds them first: of what is to be mended there may be more than anybody reads."""
        return [*self.holds.most_common(), *self.troubles.most_common(20)]

    @property
    def told(self) -> dict[str, Any]:
        """Counts and labels, nobody's answers."""
        return {
            "packages": self.packages,
            "whole": self.whole,
            "held": self.held,
            "troubles": self.reasons,
        }


def packages_of_form(installation: Installation, unit: Unit, form: str) -> list[Package]:
    """Everything of it that is held, opened."""
    found: list[Package] = []
    files: dict[int, Sequence[Package]] = {}
    for row in import_packages.of_form(unit, form, _MOST):
        if row.file_id not in files:
            file, sealed = import_files.by_id(unit, row.file_id), import_files.content(unit, row.file_id)
            opened = file_sealer(installation, file).open_bytes("content", sealed) if file and sealed else b""
            try:
                files[row.file_id] = importer_of(installation).read(opened)
            except Unreadable:
                files[row.file_id] = ()
        found += [one for one in files[row.file_id] if one.place == row.place]
    return found


def fields_of(packages: Sequence[Package]) -> tuple[Known, ...]:
    """In the order in which they stand."""
    samples: dict[str, list[str]] = {}
    for package in packages:
        for name, text in package.fields.items():
            seen = samples.setdefault(name, [])
            if text.strip() and text not in seen and len(seen) < _SAMPLES:
                seen.append(text)
    return tuple(Known(name, tuple(seen)) for name, seen in samples.items())


def targets_of(installation: Installation, procedure: Procedure) -> tuple[Target, ...]:
    """The header first, then each box that may be filled in; of rows the first five."""
    found = {NUMBER: "受付番号（マイナポータルの）", ARRIVED: "届いた日時"}
    importer, repeats = importer_of(installation), {repeat.id: repeat for repeat in procedure.repeats}
    for step in procedure.steps:
        for one in step.fields:
            if one.type.control == "file" or not importer.target(procedure, one.name):
                continue
            for key, place in _places(one, repeats):
                whole = f"{step.title}／{place}{one.label}"
                found[key] = whole
                found |= {f"{key}.{part}": f"{whole}（{_PARTS.get(part, part)}）" for part in _boxes(one)}
    twice = {label for label, many in Counter(found.values()).items() if many > 1}
    return tuple(Target(key, f"{label} {key}" if label in twice else label) for key, label in found.items())


def _boxes(one: Field) -> tuple[str, ...]:
    """Those that a form splits an answer into; a day and a choice are written as a whole."""
    split = one.type.id in ("person_name", "kana", "address", "bank_account")
    return tuple(part.name for part in one.type.parts(one.settings) if part.name) if split else ()


def _places(one: Field, repeats: Mapping[str, Repeat]) -> Iterator[tuple[str, str]]:
    row = max((name for name in repeats if one.name.startswith(f"{name}.")), key=len, default="")
    if not row:
        yield one.name, ""
    elif "." not in row:
        for number in range(1, _ROWS + 1):
            yield f"{row}.{number}.{one.name.removeprefix(f'{row}.')}", f"{repeats[row].label}{number}の"


def guess(known: Sequence[Known], targets: Sequence[Target]) -> dict[str, str]:
    """Field → target, where their names are alike as people read them; each target once, the most alike first."""
    scored = sorted(
        ((_alike(one.name, target.label), one.name, target.key) for one in known for target in targets), reverse=True
    )
    found: dict[str, str] = {}
    for score, name, key in scored:
        if score >= _ALIKE and name not in found and key not in found.values():
            found[name] = key
    return found


def _alike(one: str, other: str) -> float:
    """With the step's title or without it: some forms say whose name it is."""
    label = _read(other.partition("／")[2] or other)
    both = _read(other.replace("／", ""))
    return max(SequenceMatcher(None, _read(one), label).ratio(), SequenceMatcher(None, _read(one), both).ratio())


def _read(name: str) -> str:
    """Width, kana and what stands between do not count, nor where a field stands in its form."""
    plain = unicodedata.normalize("NFKC", name.rpartition(".")[2])
    return katakana(re.sub(r"[\s()_・,、。/@:-]", "", plain))


def write_mapping(
    form: str, procedure: Procedure, chosen: Mapping[str, str], known: Sequence[Known], speech: Speech
) -> dict[str, Any]:
    """As a mapping file says it. Codes are read by their labels as well, and days as they stand in the samples."""
    header = {_HEADER[key]: name for name, key in chosen.items() if key in _HEADER}
    samples = {one.name: one.samples for one in known}
    fields = [
        {"from": name, "to": key, **_reading(procedure, key, samples.get(name, ()), speech)}
        for name, key in chosen.items()
        if key and key not in _HEADER
    ]
    return {
        "mapping": "made-here", "version": 1, "title": f"{procedure.title}（この市で作った対応表）", "basis": "assumption",
        "form": form, "procedure": procedure.id, "header": header, "fields": fields,
    }  # fmt: skip


def _reading(procedure: Procedure, key: str, samples: Sequence[str], speech: Speech) -> dict[str, Any]:
    try:
        one = procedure.field(key)
    except KeyError:
        return {}
    if one.type.id == "date":
        return {"date": "%Y%m%d"} if any(map(_DAY.fullmatch, samples)) else {}
    if one.type.id in ("yes_no", "consent"):
        return {"codes": dict(_YES)}
    labels = option_labels(one, speech)
    several = {"split": ";"} if one.type.id == "multiple_choice" else {}
    return {"codes": {label: code for code, label in labels.items()}, **several} if labels else {}


def try_mapping(
    installation: Installation, mapping: FormMapping, procedure: Procedure, packages: Sequence[Package]
) -> Trial:
    """On everything that waits. Stores nothing."""
    trial, speech = Trial(), installation.speech(procedure, "ja")
    for package in packages:
        trial.packages += 1
        try:
            mapped = mapping.read(package)
        except Unreadable as error:
            trial.held += 1
            trial.holds[reason_words(error.code)] += 1
            continue
        lacking = [
            words
            for words, there in (
                ("受付番号がない", mapped.header.receipt_number),
                ("届いた日時がない", mapped.header.arrived_at),
            )
            if not there
        ]
        day = tokyo_day(mapped.header.arrived_at or installation.clock.now())
        path = answers_of(procedure, mapped, installation.environment(procedure, day, PORTAL_DOOR), {})
        mend = [
            one
            for one in look_through(procedure, mapped, path, speech)
            if one.kind in ("mistake", "missing", "stopped")
        ]
        trial.held += bool(lacking)
        trial.holds.update(lacking)
        trial.whole += not mend and not lacking
        trial.troubles.update({one.say if one.label in one.say else f"{one.label}：{one.say}" for one in mend})
    return trial
