import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forms.city.city import City
from forms.complaint_lines import japanese, row
from forms.complaints import Complaint, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting import lint
from forms.linting.chains import check_chains
from forms.loading.format_schema import format_schema
from forms.loading.titles import titles_in
from forms.path.answers_schema import answers_schema
from forms.path.carrying import silences
from forms.rules.expression import Expression
from portal.cli.comparing import diff, hurts, versions
from portal.cli.definitions import (
    chain_faults,
    definition_files,
    demand_files,
    folders,
    load_each,
    print_complaints,
    shipped,
    shipped_names,
)
from portal.cli.opened import city_in_force, opened
from portal.cli.packs.commands import pack, take
from portal.cli.printing import Definition, definition_of, duties_place, notices, print_procedure, sheet
from portal.cli.problem import AsJson, Problem, both, command_line, listing
from portal.cli.sampling import sample
from portal.cli.signing import demand_signatures, sign
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.services.procedures.check_definition import check_definition
from portal.services.procedures.fit_city import fit_city, fit_procedure, unknown_names
from portal.services.shared.catalogue import KEPT, of_workshop
from portal.services.shared.catalogue import publish as publish_all
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.procedures import definitions
from portal.store.workshop import definition_releases

app = typer.Typer(help="Procedures: the definition files.", no_args_is_help=True)
app.command("print")(print_procedure)
app.command()(sheet)
app.command()(notices)
app.command()(sample)
app.command()(diff)
app.command()(sign)
app.command()(pack)
app.command()(take)

Strict = Annotated[bool, typer.Option("--strict", help="Warnings that no `because` explains are faults too.")]
Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_PROCEDURES.")]


@app.command("list")
def list_procedures(as_json: AsJson = False) -> None:
    """List the procedures: id, version, kind, duty, sign-in (none, mail or card), title."""
    rows = [facts(procedure) for procedure in shipped().values()]
    listing(rows, as_json, ("id", "version", "kind", "duty", "sign_in", "title"))


def facts(procedure: Procedure) -> dict[str, object]:
    return {
        "id": procedure.id,
        "version": procedure.version,
        "kind": procedure.kind,
        "title": procedure.title,
        "duty": procedure.duty,
        "sign_in": procedure.sign_in,
        "events": list(procedure.events),
        "steps": [step.id for step in procedure.steps],
        "fields": [field.id for field in procedure.fields],
        "attachments": [paper.id for paper in procedure.papers],
        "scenarios": [scenario["name"] for scenario in procedure.scenarios],
        "languages": sorted(procedure.texts),
        "meaning": procedure.meaning,
    }


@app.command()
def show(definition: Definition, as_json: AsJson = False) -> None:
    """Show a procedure: steps, questions and papers with their conditions."""
    procedure = definition_of(definition)
    if as_json:
        print(
            json.dumps(facts(procedure) | {"canonical": json.loads(procedure.canonical)}, ensure_ascii=False, indent=2)
        )
        return
    print(
        f"{procedure.id} {procedure.version} ({procedure.kind}, {procedure.duty})\n{procedure.title}\n{procedure.summary}\n{procedure.law.text}"
    )
    for step in procedure.steps:
        print(f"\n{step.title}{_when(step.when)}")
        for field in step.fields:
            print(f"  {field.id}\t{field.type.id}\t{field.label}{_when(field.when)}")
    if procedure.papers:
        print("\n書類")
    for paper in procedure.papers:
        print(f"  {paper.id}\t{paper.label}{_when(paper.when)}")


def _when(rule: Expression | None) -> str:
    return f"\t[{rule.text}]" if rule is not None else ""


@app.command()
def check(
    paths: Paths = None,
    as_json: AsJson = False,
    strict: Strict = False,
    against: Annotated[
        list[str] | None,
        typer.Option(help="The version before: a file, an id (what is published now), or ID@VERSION. May be repeated."),
    ] = None,
) -> None:
    """Check definitions, with line numbers (docs/complaints.md says how to fix them). --against: also what could hurt
    open drafts of the version before."""
    settings = folders()
    demand_files(paths or [], settings.procedures)
    city = city_in_force()
    procedures, faults = load_each(
        definition_files(paths or [], settings.procedures), city, Clock(settings.now).today()
    )
    titles = titles_in(settings.procedures) | {procedure.title for procedure in procedures}
    # As `publish`: a city begins with a few duties. A definition that is named is judged for this city.
    unfit = {} if paths else _unfit(city, procedures, Clock(settings.now).today())
    tried = [procedure for procedure in procedures if procedure.id not in unfit]
    faults += [fault for procedure in tried for fault in check_definition(procedure, city, titles)]
    # Their examples use lists and slots that this city does not have.
    faults += [fault for procedure in procedures if procedure.id in unfit for fault in lint(procedure, titles)]
    faults += fit_city(city, procedures, Clock(settings.now).today())
    faults += chain_faults(procedures)
    faults = [fault for fault in faults if not any(fault in left_out for left_out in unfit.values())]
    if not paths:
        # A city may name what its folder lacks: a folder of one's own begins with one procedure, beside a city that serves all shipped ones.
        faults += unknown_names(city, {procedure.id for procedure in procedures} | shipped_names())
    before = {earlier.id: earlier for earlier in versions(against or [])}
    faults += [
        fault
        for procedure in procedures
        if procedure.id in before
        for fault in silences(before[procedure.id], procedure)
    ]
    complaints = sorted(set(faults))  # several definitions report the same place in a block
    if as_json:
        print(json.dumps([row(complaint) for complaint in complaints], ensure_ascii=False, indent=2))
    else:
        print_complaints(complaints)
    if errors(complaints) or (strict and complaints):
        raise typer.Exit(1)
    if not as_json:
        if not paths:
            _print_left_out(unfit, {procedure.id: procedure for procedure in procedures}, city)
        _print_sound(len(procedures), sum(len(procedure.scenarios) for procedure in tried))


@app.command()
def publish() -> None:
    """Publish new versions of KAKANAI_PROCEDURES; earlier ones stay for their applications. What the city has no office,
    resource or list for is left out and named. Production requires that sections signed all assumed lines."""
    definitions = shipped()
    with opened() as installation:
        city, today = installation.city, installation.clock.today()
        unfit = _unfit(city, definitions.values(), today)
        fitting = {name: procedure for name, procedure in definitions.items() if name not in unfit}
        if definitions and not fitting:
            raise Problem.of(
                f"{city.name}には、どの手続にも受け持つ課がありません。先に、課と事務を、{duties_place(city)} に書いてください。",
                f"{city.name} has an office for none of these procedures: write its offices and their duties first (/admin, or city.yaml).",
            )
        titles = {definition.title for definition in definitions.values()}
        complaints = [fault for definition in fitting.values() for fault in check_definition(definition, city, titles)]
        left_out = {fault for faults in unfit.values() for fault in faults}
        complaints += [fault for fault in fit_city(city, definitions.values(), today) if fault not in left_out]
        complaints += check_chains(fitting.values(), definitions)
        with installation.database.read() as unit:
            complaints += hurts(installation, unit, fitting.values())
        if not print_complaints(errors(complaints)):
            raise typer.Exit(1)
        with installation.database.read() as unit:
            kept = of_workshop(installation.database) & definitions.keys()
            own = {name: procedure for name, procedure in fitting.items() if name not in kept}
            signed = demand_signatures(installation, unit, own.values())
        for line in publish_lines(installation, own, signed=signed):
            print(line)
        for name in sorted(kept):
            print(f"{name}: {KEPT}")
        _print_left_out({name: faults for name, faults in unfit.items() if name not in kept}, definitions, city)
    print("公開しました。動いているサービスは、1秒のうちに出します。 / Published.")


def _print_sound(procedures: int, scenarios: int) -> None:
    print(
        both(
            f"{procedures}個の手続と {scenarios}個の例に、まちがいはありません。",
            f"Procedures: {procedures}, scenarios: {scenarios}; all sound.",
        )
    )
    if not procedures:
        print(
            both(
                "部品とコードは、それを使う手続といっしょに確かめます。",
                "Blocks and codes are judged with the procedures that use them.",
            )
        )


def _unfit(city: City, procedures: Iterable[Procedure], today: date) -> dict[str, list[Complaint]]:
    faults = {procedure.id: list(fit_procedure(city, procedure, today)) for procedure in procedures}
    return {name: own for name, own in faults.items() if own}


def _print_left_out(
    unfit: Mapping[str, Sequence[Complaint]], procedures: Mapping[str, Procedure], city: City
) -> None:  # fmt: skip
    # A line for each duty or reason: a city that begins with two duties leaves 160 out.
    without_office: dict[str, list[str]] = {}
    reasons: dict[Complaint, list[str]] = {}
    for name in sorted(unfit):
        if unfit[name][0].key == "city.duty":
            without_office.setdefault(procedures[name].duty, []).append(name)
            continue
        for reason in dict.fromkeys(replace(fault, file="", line=0, column=0) for fault in unfit[name]):
            reasons.setdefault(reason, []).append(name)
    if without_office:
        print(
            f"left out / 公開しないもの：受け持つ課がない事務（事務：手続）。受けるなら、{duties_place(city)} に書きます。"
        )
        for duty, names in without_office.items():
            print(f"    {duty}: {', '.join(names)}")
    for reason, names in reasons.items():
        print(f"left out / 公開しないもの：{', '.join(names)}：{japanese(reason)}\n    {reason.text}")
    # A folder of one's own has few: beside it a city names duties of the shipped ones.
    known = (
        {procedure.duty for procedure in procedures.values()}
        if shipped_names() <= procedures.keys()
        else set(city.duties)
    )
    for duty in sorted(set(city.duties) - known):
        print(
            f"{duties_place(city)} の {duty} は、どの手続の事務でもありません。名前を確かめてください。 / No procedure has this duty."
        )


def publish_lines(installation: Installation, procedures: Mapping[str, Procedure], *, signed: bool) -> list[str]:
    # What changed, and what is marked as signed (D394).
    with installation.database.read() as unit:
        taken = [fault for procedure in procedures.values() if (fault := _taken(unit, procedure))]
    if taken:
        raise Problem(*taken)
    with installation.database.read() as unit:
        unmarked = {row.meaning for row in definitions.newest(unit) if not row.signed}
    now = to_micro(installation.clock.now())
    fresh = publish_all(installation.database, procedures.values(), now, signed=signed)
    marked = [procedure for procedure in procedures.values() if signed and procedure.meaning in unmarked]
    with installation.database.change() as unit:
        lines = [f"{procedure.id} {procedure.version}" for procedure in fresh]
        lines += [f"{procedure.id} {procedure.version} signed" for procedure in marked]
        if signed:
            lines += [f"{name} {version} signed" for name, version in definition_releases.sign_done(unit)]
        for line in lines:
            write_audit(installation, unit, command_line(), "publish procedure", detail=line)
    return lines


def _taken(unit: Unit, procedure: Procedure) -> str:
    # A version number has one meaning and only grows.
    offered = definitions.newest_of(unit, procedure.id)
    if offered is not None and offered.version > procedure.version:
        return both(
            f"{procedure.id}：第{offered.version}版を公開しています。第{procedure.version}版は、そのあとに公開できません。",
            f"version {offered.version} is published; version {procedure.version} cannot follow it.",
        )
    rows = definitions.of_version(unit, procedure.id, procedure.version)
    if all(row.meaning == procedure.meaning for row in rows):
        return ""
    return both(
        f"{procedure.id}：第{procedure.version}版は、別の内容で公開しています。version を1つ上げてください。",
        f"version {procedure.version} is published with another meaning; raise `version`.",
    )


@app.command()
def schema(
    definition: Annotated[
        str, typer.Argument(metavar="[ID]", help="Id or file of a procedure; none: the format.")
    ] = "",
) -> None:
    """Print a JSON Schema: of the YAML files, or of the answers to a procedure, nested by block and row."""
    made = answers_schema(definition_of(definition)) if definition else format_schema(field_types())
    print(json.dumps(made, ensure_ascii=False, indent=2))
