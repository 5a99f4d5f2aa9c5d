# Another person must approve it.

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from forms.definition.option_labels import option_labels
from forms.definition.procedure import Field, Procedure, Repeat
from forms.text.japanese import katakana
from forms.text.speech import Speech
from integrations.sockets.import_socket import FormMapping, Package, Unreadable
from portal.clock import tokyo_day
from portal.db import Unit
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.import_words import reason_words
from portal.services.imports.keep_package import file_sealer
from portal.services.imports.read_package import answers_of, look_through
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import PORTAL_DOOR
from portal.services.shared.needs import Basics, HasImporter
from portal.store.imports import import_files, import_packages

NUMBER, ARRIVED, STATE = "@number", "@arrived", "@state"
HEADER_KEYS = {NUMBER: "receipt_number", ARRIVED: "arrived_at", STATE: "state"}
FILE = "@file:"  # before a question or a later paper that takes files
HEADER_WORDS = {NUMBER: "もとの受付番号", ARRIVED: "届いた日時", STATE: "前のシステムでの状態"}
# Headings of other products, the likeliest first. Assumed: none of them publishes its table.
_HEADINGS = {
    NUMBER: ("受付番号", "整理番号", "到達番号", "申込番号", "申請番号", "送信番号", "回答番号", "申請ID", "回答ID", "受付ID", "問合せ番号"),
    ARRIVED: (
        "到達日時", "受付日時", "申込日時", "申請日時", "送信日時", "回答日時", "提出日時", "受信日時", "申込日", "申請日", "受付日", "回答日",
    ),
    STATE: ("処理状況", "申込状況", "申請状況", "対応状況", "受付状況", "ステータス", "状態", "状況"),
}  # fmt: skip
_SPELLED = re.compile(r"[\s()_・,、。/@:-]")
_READING = re.compile("(?:カナ|ガナ|ヨミ)(?:姓|名|セイ|メイ|氏名)?$")  # as `_read` spells it
# Other products name a column by nouns where we ask in everyday words: 支払方法, どうやって払いますか.
_NOUNS = tuple(
    (re.compile(asked), noun)
    for asked, noun in (
        ("どうやって", "方法"), ("どうして|なぜ", "理由"), ("どう", "方法"), ("いつ", "日"), ("どこ", "所"), ("だれ", "者"), ("いくら", "額"),
        ("使い(?:はじめ|始め)", "使用開始"), ("使うのをやめ", "使用中止"), ("使(?:う|っている)人", "使用者"), ("届ける人", "届出者"),
        ("申し込む人", "申込者"), ("契約(?:する|している)人", "契約者"), ("(?<!支)払[いう]", "支払"), ("受け取", "受取"), ("始める|はじめる", "開始"),
    )
)  # fmt: skip
_HIRAGANA = re.compile("[ぁ-ゖ]")
_NOUN_SHARED, _NOUN_LEAST, _NOUN_WEIGHT = 0.75, 4, 0.85
_MOST, _SAMPLES, _ROWS = 500, 3, 5
NEAR, _ENDS = 0.6, 0.9  # similarity of two names that justifies a guess; of one that ends like the other
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
    name: str
    samples: tuple[str, ...]
    files: bool = False  # its cells name files that came along


@dataclass(frozen=True)
class Target:
    key: str
    label: str
    everybody: bool = False  # is asked


@dataclass
class Trial:
    """`whole`: nothing to correct; `held`: unreadable, or without number or arrival; `holds`, `troubles`: sentence →
    count."""

    packages: int = 0
    whole: int = 0
    held: int = 0
    done: int = 0  # in the former system: no application
    holds: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[int]] = field(default_factory=dict)  # in their upload, the first of each sentence

    def note(self, counter: Counter[str], words: Iterable[str], place: int) -> None:
        for sentence in words:
            counter[sentence] += 1
            places = self.places.setdefault(sentence, [])
            if len(places) < _SAMPLES:
                places.append(place)

    @property
    def takes(self) -> bool:
        return self.held + self.done < self.packages

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return [*self.holds.most_common(), *self.troubles.most_common(20)]

    @property
    def summary(self) -> dict[str, Any]:
        return {
            "packages": self.packages,
            "whole": self.whole,
            "held": self.held,
            "done": self.done,
            "troubles": self.reasons,
            "places": self.places,
        }


def packages_of_form(installation: HasImporter, unit: Unit, form: str, duty: str = "") -> list[Package]:
    """Those that are held, of this section or of none yet."""
    packages: list[Package] = []
    files: dict[int, Sequence[Package]] = {}
    for row in import_packages.of_form(unit, form, _MOST):
        if row.duty not in ("", duty):
            continue
        if row.file_id not in files:
            file, sealed = import_files.by_id(unit, row.file_id), import_files.content(unit, row.file_id)
            opened = file_sealer(installation.keys, file).open_bytes("content", sealed) if file and sealed else b""
            try:
                files[row.file_id] = importer_of(installation.importer).read(opened)
            except Unreadable:
                files[row.file_id] = ()
        packages += [package for package in files[row.file_id] if package.place == row.place]
    return packages


def fields_of(packages: Sequence[Package]) -> tuple[Known, ...]:
    samples: dict[str, list[str]] = {}
    for package in packages:
        for name, text in package.fields.items():
            seen = samples.setdefault(name, [])
            if text.strip() and text not in seen and len(seen) < _SAMPLES:
                seen.append(text)
    of_files = {file.of for package in packages for file in package.files}
    return tuple(Known(name, tuple(seen), name in of_files) for name, seen in samples.items())


def targets_of(installation: HasImporter, procedure: Procedure) -> tuple[Target, ...]:
    labels, everybody = dict(HEADER_WORDS), set[str]()
    importer, repeats = importer_of(installation.importer), {repeat.id: repeat for repeat in procedure.repeats}
    for step in procedure.steps:
        for question in step.fields:
            if question.type.control == "file" and "." not in question.name:
                labels[f"{FILE}{question.name}"] = f"{step.title}／{question.label}"
            if question.type.control == "file" or not importer.target(procedure, question.name):
                continue
            for key, place in _places(question, repeats):
                text = f"{step.title}／{place}{question.label}"
                parts = {f"{key}.{part}": f"{text}（{_PARTS.get(part, part)}）" for part in _boxes(question)}
                labels |= {key: text} | parts
                if question.when is None and step.when is None and not place:
                    everybody |= {key, *parts}
    for paper in procedure.papers:
        if paper.later:
            labels[f"{FILE}paper-{paper.id}"] = f"書類／{paper.label}"
    twice = {label for label, many in Counter(labels.values()).items() if many > 1}
    return tuple(
        Target(key, f"{label} {key}" if label in twice else label, key in everybody) for key, label in labels.items()
    )


def _boxes(field: Field) -> tuple[str, ...]:
    split = field.type.id in ("person_name", "kana", "address", "bank_account")
    return tuple(part.name for part in field.type.parts(field.settings) if part.name) if split else ()


def _places(field: Field, repeats: Mapping[str, Repeat]) -> Iterator[tuple[str, str]]:
    row = max((name for name in repeats if field.name.startswith(f"{name}.")), key=len, default="")
    if not row:
        yield field.name, ""
    elif "." not in row:
        for number in range(1, _ROWS + 1):
            yield f"{row}.{number}.{field.name.removeprefix(f'{row}.')}", f"{repeats[row].label}{number}の"


def guess(known: Sequence[Known], targets: Sequence[Target]) -> dict[str, str]:
    """Heading → target: known headings of other products, then the same label, then a near one."""
    headings = {_read(source.name): source.name for source in reversed(known)}
    heads = {
        heading: key
        for key, words in _HEADINGS.items()
        if any(target.key == key for target in targets)
        and (heading := next((headings[_read(word)] for word in words if _read(word) in headings), ""))
    }
    scored = sorted(
        (
            (alike(source.name, target.label), target.everybody, -len(target.label), source.name, target.key)
            for source in known
            for target in targets
            if source.files == target.key.startswith(FILE)
        ),
        reverse=True,
    )
    guesses: dict[str, str] = dict(heads)
    for score, _everybody, _length, name, key in scored:
        if score >= NEAR and name not in guesses and key not in guesses.values():
            guesses[name] = key
    return guesses


def alike(name: str, target_label: str) -> float:
    short = _read(target_label.partition("／")[2] or target_label)
    full = _read(target_label.replace("／", ""))
    heading = _read(name)
    is_reading = bool(_READING.search(heading))
    if is_reading != bool(_READING.search(short)):
        return 0.0  # 氏名カナ is no name
    if is_reading:
        return max(NEAR, _ratio(heading, short), _ratio(heading, full))
    if len(heading) > 1 and heading != short and short.endswith(heading):  # 住所, and our 住民票の住所
        return _ENDS
    return max(_ratio(heading, short), _ratio(heading, full), _same_nouns(name, target_label))


def _same_nouns(name: str, target_label: str) -> float:
    # By the signs of the nouns, in any order: どの証を再交付しますか, 再交付を申請する証.
    heading, label = _nouns(name), _nouns(target_label.partition("／")[2] or target_label)
    whole, least = len(heading) + len(label), min(len(heading), len(label))
    may_contain = _NOUN_LEAST <= len(heading) <= len(label) and not any(map(str.isdigit, heading))
    if least < 2 or not (may_contain or 2 * least >= _NOUN_SHARED * whole):
        return 0.0
    shared = 2 * (Counter(heading) & Counter(label)).total() / whole
    if shared >= _NOUN_SHARED:
        return _NOUN_WEIGHT * shared
    # 水道料金はどうやって払いますか holds all of 支払方法, and more.
    return NEAR + (_ENDS - NEAR) / 2 * shared if may_contain and not Counter(heading) - Counter(label) else 0.0


@lru_cache(4096)
def _nouns(name: str) -> str:
    plain = _SPELLED.sub("", unicodedata.normalize("NFKC", name.rpartition(".")[2]))
    for asked, noun in _NOUNS:
        plain = asked.sub(noun, plain)
    return _HIRAGANA.sub("", plain)


def _ratio(first: str, second: str) -> float:
    # 0 for less than NEAR, by what they share: a hundred headings meet five hundred targets.
    if 2 * min(len(first), len(second)) < NEAR * (len(first) + len(second)):
        return 0.0
    most = min(sum(sign in second for sign in first), sum(sign in first for sign in second))
    if 2 * most < NEAR * (len(first) + len(second)):
        return 0.0
    return SequenceMatcher(None, first, second).ratio()


@lru_cache(4096)
def _read(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name.rpartition(".")[2])
    return katakana(_SPELLED.sub("", plain))


def write_mapping(
    form: str, procedure: Procedure, chosen: Mapping[str, str], known: Sequence[Known], speech: Speech,
    former: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    header = {HEADER_KEYS[key]: name for name, key in chosen.items() if key in HEADER_KEYS}
    samples = {source.name: source.samples for source in known}
    fields = [
        {"from": name, "to": key, **reading(procedure, key, samples.get(name, ()), speech)}
        for name, key in chosen.items()
        if key and key not in HEADER_KEYS and not key.startswith(FILE)
    ]
    files = [{"from": name, "to": key.removeprefix(FILE)} for name, key in chosen.items() if key.startswith(FILE)]
    return {
        "mapping": "made-here", "version": 1, "title": f"{procedure.title}（この市で作った対応表）", "basis": "assumption",
        "form": form, "procedure": procedure.id, "header": header, "fields": fields,
        **({"files": files} if files else {}),
        **({"former": former} if former is not None else {}),
    }  # fmt: skip


def reading(procedure: Procedure, key: str, samples: Sequence[str], speech: Speech) -> dict[str, Any]:
    try:
        field = procedure.field(key)
    except KeyError:
        return {}
    if field.type.id == "date":
        return {"date": "%Y%m%d"} if any(map(_DAY.fullmatch, samples)) else {}
    if field.type.id in ("yes_no", "consent"):
        return {"codes": dict(_YES)}
    labels = option_labels(field, speech)
    several = {"split": ";"} if field.type.id == "multiple_choice" else {}
    return {"codes": {label: code for code, label in labels.items()}, **several} if labels else {}


def try_mapping(installation: Basics, mapping: FormMapping, procedure: Procedure, packages: Sequence[Package]) -> Trial:
    trial, speech = Trial(), speech_of(procedure, "ja")
    for package in packages:
        trial.packages += 1
        try:
            mapped = mapping.read(package)
        except Unreadable as error:
            trial.held += 1
            trial.note(trial.holds, [reason_words(error.code)], package.place)
            continue
        if mapped.done:
            trial.done += 1
            continue
        lacking = [
            words
            for words, value in (
                ("受付番号がない", mapped.header.receipt_number),
                ("届いた日時がない", mapped.header.arrived_at),
            )
            if not value
        ]
        day = tokyo_day(mapped.header.arrived_at or installation.clock.now())
        path = answers_of(procedure, mapped, installation.rules.environment(procedure, day, PORTAL_DOOR), {})
        mend = [
            finding
            for finding in look_through(procedure, mapped, path, speech)
            if finding.kind in ("mistake", "missing", "stopped")
        ]
        trial.held += bool(lacking)
        trial.note(trial.holds, lacking, package.place)
        trial.whole += not mend and not lacking
        say = {finding.say if finding.label in finding.say else f"{finding.label}：{finding.say}" for finding in mend}
        trial.note(trial.troubles, say, package.place)
    return trial
