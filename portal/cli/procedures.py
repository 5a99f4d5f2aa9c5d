"""`procedures`: what the definition files say, whether they are sound, and publishing them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from forms.carrying import silences
from forms.city import load_city
from forms.linting import errors
from forms.procedure import Procedure
from forms.rules.expression import Expression
from portal.cli.comparing import diff, hurts, versions
from portal.cli.definitions import definition_files, folders, load_each, shipped, tell
from portal.cli.opened import opened
from portal.cli.printing import Definition, definition_of, print_procedure, sheet
from portal.cli.problem import AsJson, Problem, command_line, listing
from portal.cli.sampling import sample
from portal.cli.schemas import schema
from portal.cli.signing import demand_signatures, sign
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.services.catalogue import publish as publish_all
from portal.services.check_definition import check_definition
from portal.services.fit_city import fit_city
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import definitions

app = typer.Typer(help="Procedures: the definition files.", no_args_is_help=True)
app.command("print")(print_procedure)
app.command()(sheet)
app.command()(schema)
app.command()(sample)
app.command()(diff)
app.command()(sign)

Strict = Annotated[bool, typer.Option("--strict", help="Warnings that no `because` explains are faults too.")]
Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_PROCEDURES.")]


@app.command("list")
def list_procedures(as_json: AsJson = False) -> None:
    """List the procedures of the definition files."""
    rows = [facts(procedure) for procedure in shipped().values()]
    listing(rows, as_json, ("id", "version", "kind", "duty", "title"))


def facts(procedure: Procedure) -> dict[str, object]:
    """One procedure in JSON, its questions in order, blocks expanded."""
    return {
        "id": procedure.id,
        "version": procedure.version,
        "kind": procedure.kind,
        "title": procedure.title,
        "duty": procedure.duty,
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
    """Show one procedure: its steps, questions and papers, and when each is asked for."""
    found = definition_of(definition)
    if as_json:
        print(json.dumps(facts(found) | {"canonical": json.loads(found.canonical)}, ensure_ascii=False, indent=2))
        return
    print(f"{found.id} {found.version} ({found.kind}, {found.duty})\n{found.title}\n{found.summary}\n{found.law.text}")
    for step in found.steps:
        print(f"\n{step.title}{_when(step.when)}")
        for field in step.fields:
            print(f"  {field.id}\t{field.type.id}\t{field.label}{_when(field.when)}")
    if found.papers:
        print("\n書類")
    for paper in found.papers:
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
    """Check definitions: everything that is wrong, each with its line (docs/complaints.md says how to mend it). --against:
    also where open drafts of the version before could be hurt."""
    settings = folders()
    city = load_city(settings.city)
    procedures, found = load_each(definition_files(paths or [], settings.procedures))
    found += [said for procedure in procedures for said in check_definition(procedure, city)]
    found += fit_city(city, procedures, Clock(settings.now).today())
    before = {one.id: one for one in versions(against or [])}
    found += [said for one in procedures if one.id in before for said in silences(before[one.id], one)]
    complaints = sorted(set(found))  # one place in a block is complained about in every definition that uses it
    if as_json:
        print(json.dumps([asdict(said) for said in complaints], ensure_ascii=False, indent=2))
    else:
        tell(complaints)
    if errors(complaints) or (strict and complaints):
        raise typer.Exit(1)
    if not as_json:
        scenarios = sum(len(procedure.scenarios) for procedure in procedures)
        print(f"{len(procedures)} procedures and {scenarios} scenarios are sound.")
        if not procedures:
            print("Blocks and codes are judged with the procedures that use them.")


@app.command()
def publish() -> None:
    """Publish what is new in KAKANAI_PROCEDURES: from now on it is offered; earlier versions stay for their applications.
    Production publishes nothing whose assumed lines no section has signed."""
    found = shipped()
    with opened() as installation:
        complaints = [said for one in found.values() for said in check_definition(one, installation.city)]
        complaints += fit_city(installation.city, found.values(), installation.clock.today())
        with installation.database.read() as unit:
            complaints += hurts(installation, unit, found.values())
        if not tell(errors(complaints)):
            raise typer.Exit(1)
        with installation.database.read() as unit:
            demand_signatures(installation, unit, found.values())
        for procedure in _publish(installation, found):
            print(f"{procedure.id} {procedure.version}")
    print("Published. A running service offers them within a second.")


def _publish(installation: Installation, found: Mapping[str, Procedure]) -> list[Procedure]:
    with installation.database.read() as unit:
        taken = [f"{name}: {said}" for name, one in found.items() if (said := _taken(unit, one))]
    if taken:
        raise Problem(*taken)
    fresh = publish_all(installation.database, found.values(), to_micro(installation.clock.now()))
    with installation.database.write() as unit:
        for procedure in fresh:
            detail = f"{procedure.id} {procedure.version}"
            write_audit(installation, unit, command_line(), "publish procedure", detail=detail)
        unit.commit()
    return fresh


def _taken(unit: Unit, procedure: Procedure) -> str:
    """One number, one meaning: else nobody could say which of two an application was sent under. Numbers go up."""
    offered = definitions.newest_of(unit, procedure.id)
    if offered is not None and offered.version > procedure.version:
        return f"version {offered.version} is published; version {procedure.version} cannot follow it."
    rows = definitions.of_version(unit, procedure.id, procedure.version)
    if all(row.meaning == procedure.meaning for row in rows):
        return ""
    return f"version {procedure.version} is published with another meaning; raise `version`."
