import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.compat import StringIO

import forms
from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.canonical import parts
from forms.loading.source import read_source
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.workshop.open_draft import open_draft
from portal.services.workshop.save_text import save_text
from portal.services.workshop.write_yaml import scalar
from portal.store.procedures import definitions, signed_lines
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.workshop import definition_drafts, definition_releases
from portal.store.workshop.definition_drafts import OPEN, DefinitionDraftRow, DraftTextRow

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_BEGINNINGS, _SHIPPED = (Path(forms.__file__).with_name(name) for name in ("beginnings", "procedures"))
_PARTS = re.compile(r"^(title|kana|summary|law|steps):.*(?:\n(?:[ \t]+.*)?)*", re.MULTILINE)
SMALLEST = "smallest"
BEGINNINGS = {
    SMALLEST: "いちばん小さい手続",
    "anketo": "アンケート",
    "event": "イベントの申込み",
    "iken": "意見・問合せ",
}


@dataclass(frozen=True)
class Begun:
    # `problem`: a key of what to correct, or "".
    draft_id: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Source:
    # A version in force, as it was written. Without `row`: a beginning, or a file that is not published.
    row: DefinitionRow | None
    texts: Mapping[str, str]


def read_beginning(name: str) -> str:
    # Raises NotFound.
    if name not in BEGINNINGS:
        raise NotFound(name)
    return (_BEGINNINGS / f"{name}.yaml").read_text(encoding="utf-8")


@cache  # with and without the name are two keys: of five a cache of four keeps none
def beginning_words(name: str = SMALLEST) -> Mapping[str, str]:
    # What a beginning has of itself until somebody writes it.
    written: Any = YAML(typ="safe", pure=True).load(read_beginning(name))
    return {key: written[key] for key in ("title", "kana", "summary")} | {"law": written["law"]["text"]}


def parts_as_begun(text: str) -> frozenset[str]:
    # Keys (`_PARTS`) whose text is that of a beginning; by their text, as a large definition takes seconds to read.
    return frozenset(key for key, part in _parts_of(text).items() if (key, part) in _begun())


@lru_cache(maxsize=1)
def _begun() -> frozenset[tuple[str, str]]:
    return frozenset(part for name in BEGINNINGS for part in _parts_of(read_beginning(name)).items())


def _parts_of(text: str) -> dict[str, str]:
    return {match[1]: match[0].rstrip() for match in _PARTS.finditer(text)}


def source_of(installation: Basics, procedure: str) -> Source:
    # `procedure` ":name": a beginning, "": the smallest. Takes seconds for a large one: never within a transaction.
    # Raises NotFound.
    beginning, _, name = procedure.partition(":")
    if not beginning:
        return Source(None, {"": read_beginning(name or SMALLEST)})
    with installation.database.read() as unit:
        row = definitions.newest_of(unit, procedure)
        if row is None:
            return Source(None, _of_file(installation, procedure))
        releases = definition_releases.of_procedure(unit, procedure) if row.origin == WORKSHOP else []
        release = next((release for release in releases if release.meaning == row.meaning), None)
        if release is not None:
            rows = definition_drafts.texts(unit, release.draft_id, release.revision)
            return Source(row, {part: text.text for part, text in rows.items() if text.text or not part})
    file = installation.settings.procedures / f"{procedure}.yaml"
    try:
        if file.exists() and load(file, fields=field_types()).meaning == row.meaning:
            return Source(row, texts_beside(file))
    except Refused:
        pass  # somebody is writing the file
    return Source(row, written_out(row.canonical))


def folders_of(installation: Basics) -> tuple[Path, ...]:
    # The city's and, where that is another one, the shipped one.
    return tuple(dict.fromkeys((installation.settings.procedures, _SHIPPED)))


def _of_file(installation: Basics, procedure: str) -> dict[str, str]:
    # Of a file that is not published.
    files = [folder / f"{procedure}.yaml" for folder in folders_of(installation)] if _ID.fullmatch(procedure) else []
    try:
        return next(texts_beside(file) for file in files if file.exists())
    except (StopIteration, Refused):
        raise NotFound(procedure) from None


def texts_beside(file: Path) -> dict[str, str]:
    # By language. Raises Refused.
    others = sorted(file.parent.glob(f"{file.stem}.*.yaml"))
    return {"": read_source(file)} | {other.stem.partition(".")[2]: read_source(other) for other in others}


def written_out(canonical: str) -> dict[str, str]:
    # Without blocks: what they ask is in the definition itself.
    definition, translations, _ = parts(canonical)
    return {"": _yaml(definition)} | {name: _yaml(paths) for name, paths in translations.items() if paths}


def propose_name(unit: Unit, beginning: str) -> str:
    # Of what a draft begins with (`source_of`): the first that is free.
    words = beginning.rpartition(":")[2] or SMALLEST
    stem = "tetsuzuki" if words == SMALLEST else words[:50].strip("-")
    numbered = (f"{stem}-{number}" for number in count(2 if stem == beginning else 1))
    return next(name for name in numbered if _is_free(unit, name))


def _is_free(unit: Unit, name: str) -> bool:
    return definitions.newest_of(unit, name) is None and not definition_drafts.open_of(unit, name)


def begin_next(installation: Basics, unit: Unit, member: Member, source: Source) -> Begun:
    # The next version of one's own. Raises NotFound, NotAllowed.
    row = source.row
    duty = installation.catalogue.version(unit, row.meaning).duty if row is not None else ""
    if row is None or not member.may("make procedures", duty):
        raise NotFound("procedure")
    _demand(member, duty)
    version = max(other.version for other in definitions.of_procedure(unit, row.procedure)) + 1
    texts = with_lines(source.texts, version=str(version), duty=duty)
    return Begun(_store(installation, unit, member, row.procedure, duty, row.meaning, texts))


def begin_new(
    installation: Basics, unit: Unit, member: Member, procedure: str, duty: str, source: Source, title: str = ""
) -> Begun:  # fmt: skip
    # `title` "": that of `source`; with another, its reading is still to be written. Raises NotFound, NotAllowed.
    if duty not in installation.city.duties:
        raise NotFound(duty)
    _demand(member, duty)
    if problem := _wrong_name(unit, procedure):
        return Begun(problem=problem)
    named = {"title": scalar(title), "kana": beginning_words()["kana"]} if title else {}
    if f"title: {named.get('title')}" in source.texts[""].splitlines():
        named = {}
    texts = with_lines(source.texts, procedure=procedure, version="1", duty=duty, **named)
    return Begun(_store(installation, unit, member, procedure, duty, "", texts))


def _wrong_name(unit: Unit, procedure: str) -> str:
    if len(procedure) > 60 or not _ID.fullmatch(procedure):
        return "id"
    return "" if _is_free(unit, procedure) else "taken"


def rename_draft(installation: Basics, unit: Unit, member: Member, draft_id: int, procedure: str) -> str:
    # Or a key of what to correct. Raises Conflict once there is a version: its address is out, and answers are pinned to it.
    draft = open_draft(unit, member, draft_id, "write procedures")
    was = draft.row.procedure
    if not draft.open or draft.versions:
        raise Conflict("definition draft")
    if procedure == was:
        return ""
    if problem := _wrong_name(unit, procedure):
        return problem
    text = with_lines(draft.texts, procedure=procedure)[""]
    save_text(installation, unit, member, draft_id, "", text, draft.row.revision)
    if not definition_drafts.rename(unit, draft_id, procedure):
        raise Conflict("definition draft")
    signed_lines.rename(unit, was, procedure)  # the sheet says the same as before
    write_audit(installation, unit, member.actor, "rename definition", detail=f"{was} {procedure} draft {draft_id}")
    return ""


def _yaml(content: Any) -> str:
    yaml: Any = YAML(typ="safe", pure=True)
    text = StringIO()
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 4000
    yaml.sort_base_mapping_type_on_output = False
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.dump(content, text)
    return str(text.getvalue())


def with_lines(texts: Mapping[str, str], **values: str) -> dict[str, str]:
    text = texts[""]
    for key, value in values.items():
        text = re.sub(rf"(?m)^{key}:[^\n]*$", partial(_line, key, value), text, count=1)
    return {**texts, "": text}


def _line(key: str, value: str, _former: re.Match[str]) -> str:
    return f"{key}: {value}"  # as it is: a title may have a backslash


def _demand(member: Member, duty: str) -> None:
    if not member.may("write procedures", duty):
        raise NotAllowed("write procedures")


def _store(
    installation: Basics, unit: Unit, member: Member, procedure: str, duty: str, based_on: str, texts: Mapping[str, str]
) -> int:
    now = to_micro(installation.clock.now())
    row = DefinitionDraftRow(0, procedure, duty, based_on, OPEN, len(texts), member.id, now, now)
    draft_id = definition_drafts.add(unit, row)
    for revision, (part, text) in enumerate(sorted(texts.items()), 1):
        definition_drafts.add_text(unit, DraftTextRow(draft_id, revision, part, text, 0, member.id, now))
    write_audit(installation, unit, member.actor, "begin definition", detail=f"{procedure} draft {draft_id}")
    return draft_id
