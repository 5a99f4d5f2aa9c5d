"""With a trial and a second person's approval."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.imports.draft_mapping import (
    ARRIVED,
    FILE,
    HEADER_KEYS,
    HEADER_WORDS,
    STATE,
    Known,
    Target,
    Trial,
    fields_of,
    guess,
    packages_of_form,
    targets_of,
    try_mapping,
    write_mapping,
)
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.mapping_text import other_words
from portal.services.imports.propose_mapping import (
    approve_mapping,
    mapping_of_member,
    may_approve,
    may_withdraw,
    propose_mapping,
    waits_elsewhere,
    withdraw_mapping,
)
from portal.services.imports.settle_package import importing, package_of_member
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import staff_name
from portal.store.imports import import_mappings
from portal.store.imports.import_mappings import MappingRow
from portal.store.imports.import_packages import PackageRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reading

router = Router("staff", prefix="/desk/imports")
_Pair = tuple[str, str, Sequence[str]]  # of the file; the question; words read as an option of another name
Do = Callable[[Installation, Unit, Member, MappingRow], object]
_STATES = {
    "proposed": "もう1人の確認を待っている",
    "approved": "使っている",
    "replaced": "新しいものに替わった",
    "withdrawn": "取り下げた（使っていない）",
}
_NONE_TAKEN = "この対応表では1件も取り込めないので、出せません。「受付番号」と「届いた日時」に結び付けた項目を、確かめてください。"
_ALL_DONE = (
    "待っているものは全部、前のシステムで終わっているので、申請になりません。「申請にしない状態」を確かめてください。"
)
_ELSEWHERE = "ほかの課が、この様式の対応表を出して、確認を待っています。先に、その課か職員の管理者に聞いてください。"


@router.get("/mappings", access=staff("reviewer", "approver", "administrator"))
def every(request: Request) -> Response:
    with reading(request, member) as (installation, unit, signed):
        rows = [row for row in import_mappings.latest(unit) if _sees(signed, row.duty)]
        names = {row.proposed_by: staff_name(unit, row.proposed_by) for row in rows}
        if not any(signed.duties(act, tuple(installation.city.duties)) for act in ("import", "administer")):
            raise NotAllowed("import")
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    imports = bool(signed.duties("import", tuple(installation.city.duties)))
    context = {"rows": rows, "names": names, "titles": titles, "states": _STATES, "imports": imports}
    context["at"] = {row.id: from_micro(row.proposed_at) for row in rows}
    return render(request, "pages/imports/mappings.html", context)


def _sees(signed: Member, duty: str) -> bool:
    return signed.may("import", duty) or signed.may("administer", duty)


@router.get("/mappings/{mapping:row_number}", access=staff("reviewer", "approver", "administrator"))
def show(request: Request, mapping: int) -> Response:
    with reading(request, member) as (installation, unit, signed):
        row = mapping_of_member(unit, signed, mapping)
        names = {login: staff_name(unit, login) for login in (row.proposed_by, row.settled_by)}
    document = json.loads(row.document)
    procedure = installation.catalogue.current(row.procedure)
    labels = {target.key: target.label for target in targets_of(installation, procedure)}
    named = {HEADER_KEYS[key]: words for key, words in HEADER_WORDS.items()}
    context = {
        "row": row,
        "names": names,
        "title": procedure.title,
        "state": _STATES[row.state],
        "pairs": [
            *((name, named.get(key, key), ()) for key, name in document.get("header", {}).items()),
            *_former_pairs(document.get("former")),
            *_fields(procedure, document.get("fields", ()), labels),
            *_pairs(document.get("files", ()), {key.removeprefix(FILE): label for key, label in labels.items()}),
            *(pair for row in document.get("rows", ()) for pair in _pairs(row["fields"], labels, row)),
        ],
        "trial": json.loads(row.trial),
        "at": [from_micro(moment) if moment else None for moment in (row.proposed_at, row.settled_at)],
        "approves": may_approve(signed, row),
        "withdraws": may_withdraw(signed, row),
        "did": request.query_params.get("did", ""),
    }
    return render(request, "pages/imports/mapping.html", context)


def _former_pairs(former: Mapping[str, Any] | None) -> Iterator[_Pair]:
    if former is not None:
        yield "表の全部の行", "前のシステムのオンライン申請として入れる", ()
        yield from ((f"状態が「{state}」の行", "申請にしない", ()) for state in former.get("done", ()))
        if former.get("prefix"):
            yield "受付番号の前に付けることば", former["prefix"], ()


def _fields(
    procedure: Procedure, lines: Sequence[Mapping[str, Any]], labels: Mapping[str, str]
) -> Iterator[_Pair]:  # fmt: skip
    speech = speech_of(procedure, "ja")
    for line, (source, label, _) in zip(lines, _pairs(lines, labels), strict=True):
        yield source, label, other_words(procedure, line, speech)


def _pairs(
    lines: Iterable[Mapping[str, Any]], labels: Mapping[str, str], row: Mapping[str, str] | None = None
) -> Iterator[_Pair]:
    for line in lines:
        names = line.get("from", ())
        source = "、".join([names] if isinstance(names, str) else names) or line.get("value", "")
        key = f"{row['to']}.1.{line['to']}" if row else line["to"]
        yield f"{row['from']}の{source}" if row else source, labels.get(key, key), ()


@router.post("/mappings/{mapping:row_number}/approve", access=staff("administrator"))
def approve(request: Request, mapping: int, _posted: Post) -> Response:
    return _act(request, mapping, approve_mapping, "?did=approve")


@router.post("/mappings/{mapping:row_number}/withdraw", access=staff("reviewer", "approver", "administrator"))
def withdraw(request: Request, mapping: int, _posted: Post) -> Response:
    return _act(request, mapping, withdraw_mapping)


def _act(request: Request, mapping: int, do: Do, did: str = "") -> Response:
    with changing(request, member) as (installation, unit, signed):
        do(installation, unit, signed, mapping_of_member(unit, signed, mapping))
    return see(request, f"/desk/imports/mappings/{mapping}{did}")


@router.get("/{package:row_number}/map", access=staff("reviewer", "approver"))
def begin(request: Request, package: int) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = package_of_member(installation.city, unit, signed, package)
        packages = packages_of_form(installation, unit, row.form, row.duty)
        write_audit(installation, unit, signed.actor, "map package", detail=f"{row.id}")
    procedure = _chosen(installation, signed, request.query_params.get("procedure", ""))
    known = fields_of(packages)
    targets = targets_of(installation, procedure) if procedure else ()
    guesses = guess(known, targets)
    former = {"former": "yes"} if STATE in guesses.values() else {}
    return _page(request, row, signed, procedure, known, targets, guesses, {}, None, former)


@router.post("/{package:row_number}/map", access=staff("reviewer", "approver"))
def go_on(request: Request, package: int, posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = package_of_member(installation.city, unit, signed, package)
        packages = packages_of_form(installation, unit, row.form, row.duty)
        write_audit(installation, unit, signed.actor, "map package", detail=f"{row.id}")
    procedure = _chosen(installation, signed, first(posted, "procedure"))
    if procedure is None:
        return _page(request, row, signed, None, (), (), {}, {"procedure": "手続を選んでください。"}, None)
    known, targets = fields_of(packages), targets_of(installation, procedure)
    chosen, wrong = _read(posted, known, targets)
    former = {name: first(posted, name).strip()[:200] for name in ("former", "done", "prefix")}
    document = write_mapping(row.form, procedure, chosen, known, speech_of(procedure, "ja"), _former(former))
    if not wrong and len(document["fields"]) == 0:
        wrong["to.0"] = "1つも選ばれていません。"
    trial = None
    if not wrong:
        try:
            mapping = importer_of(installation.importer).mapping(document, procedure)
            trial = try_mapping(installation, mapping, procedure, packages)
        except ValueError:
            wrong["to.0"] = "1つの質問に、2つの項目を入れることはできません。"
    proposes = first(posted, "act") == "propose"
    if trial is not None and proposes and trial.packages and trial.done == trial.packages:
        wrong["done"] = _ALL_DONE
    elif trial is not None and proposes and not trial.takes:
        wrong[_box_of(ARRIVED, chosen, known)] = _NONE_TAKEN
    if wrong or trial is None or not proposes:
        return _page(request, row, signed, procedure, known, targets, chosen, wrong, trial, former)
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not waits_elsewhere(unit, row.form, procedure.duty):
            did = "replace" if import_mappings.proposed(unit, row.form) else "propose"
            number = propose_mapping(installation, unit, signed, procedure.duty, document, trial.summary)
            unit.commit()
            return see(request, f"/desk/imports/mappings/{number}?did={did}")
    return _page(request, row, signed, procedure, known, targets, chosen, {"to.0": _ELSEWHERE}, trial, former)


def _former(boxes: Mapping[str, str]) -> dict[str, Any] | None:
    if not boxes["former"]:
        return None
    done = [state for word in boxes["done"].split("、") if (state := word.strip())]
    return {"done": done, **({"prefix": boxes["prefix"][:40]} if boxes["prefix"] else {})}


def _box_of(key: str, chosen: Mapping[str, str], known: tuple[Known, ...]) -> str:
    return next((f"to.{index}" for index, field in enumerate(known) if chosen.get(field.name) == key), "to.0")


def _chosen(installation: Installation, signed: Member, name: str) -> Procedure | None:
    # Raises NotFound for another section's procedure.
    if not name:
        return None
    procedure = next((offered for offered in _offered(installation, signed) if offered.id == name), None)
    if procedure is None:
        raise NotFound("procedure")
    return procedure


def _offered(installation: Installation, signed: Member) -> list[Procedure]:
    duties = importing(installation.city, signed)
    return [procedure for procedure in installation.catalogue.all() if procedure.duty in duties]


def _read(
    posted: Posted, known: tuple[Known, ...], targets: tuple[Target, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    # ({field: target}, {box: problem}).
    keys = {target.label: target.key for target in targets}
    chosen, wrong = dict[str, str](), dict[str, str]()
    for index, field in enumerate(known):
        target = first(posted, f"to.{index}").strip()[:300]
        if target and target not in keys:
            wrong[f"to.{index}"] = f"「{field.name}」：この名前の質問はありません。候補から選んでください。"
        elif target:
            chosen[field.name] = keys[target]
    return chosen, wrong


def _page(
    request: Request, row: PackageRow, signed: Member, procedure: Procedure | None, known: tuple[Known, ...],
    targets: tuple[Target, ...], chosen: Mapping[str, str], wrong: Mapping[str, str], trial: Trial | None,
    former: Mapping[str, str] = {},
) -> Response:  # fmt: skip
    labels = {target.key: target.label for target in targets}
    context: dict[str, Any] = {
        "package": row,
        "procedure": procedure,
        "procedures": [(procedure.id, procedure.title) for procedure in _offered(installation_of(request), signed)],
        "lines": [(index, field, labels.get(chosen.get(field.name, ""), "")) for index, field in enumerate(known)],
        "targets": targets,
        "wrong": wrong,
        "problems": [(words, name) for name, words in wrong.items()],
        "trial": trial,
        "none_taken": _ALL_DONE if trial and trial.done == trial.packages else _NONE_TAKEN,
        "former": former,
    }
    return render(request, "pages/imports/map.html", context, wrong=wrong)
