"""`procedures print` and `procedures sheet`: paper from one definition, without database or keys."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.binding import sentence
from forms.city import City, load_city
from forms.environment import Environment
from forms.field import Parsed
from forms.loading import load
from forms.messages import sentences
from forms.path import Path as Way
from forms.path import trace
from forms.procedure import Field, Procedure
from forms.registry import field_types
from forms.scenario_answers import read_answers
from forms.speech import Speech
from portal.cli.comparing import demand_one_procedure, versions
from portal.cli.definitions import folders, shipped, there
from portal.cli.problem import AsJson, Problem, complain
from portal.clock import TOKYO, Clock
from portal.services.find_fonts import NoJapaneseFont
from portal.services.fit_glyphs import code_points
from portal.services.print_form import Filled, print_form
from portal.services.typeset import Paper
from portal.services.write_sheet import print_sheet, sheet_content
from portal.web.page import templates

Definition = Annotated[str, typer.Argument(metavar="ID", help="Id of a procedure, or a definition file.")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day; none: today.")]


def print_procedure(
    definition: Definition,
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    blank: Annotated[bool, typer.Option("--blank", help="With boxes to write in.")] = False,
    answers: Annotated[Path | None, typer.Option(help="JSON: question → answer as stored.")] = None,
    on: On = None,
) -> None:
    """Print the form (様式) of a procedure: blank, or filled with answers; what they leave open can be written in."""
    if blank == (answers is not None):
        raise typer.BadParameter("write either --blank or --answers FILE")
    procedure, city, day = definition_of(definition), load_city(folders().city), day_of(on)
    demand_office(procedure, city, day)
    filled = None if answers is None else Filled(_way(procedure, city, day, read_json(answers)), day)
    write_paper(out, lambda: print_form(procedure, city, day, made_on(day), filled))


def sheet(
    definition: Definition,
    out: Annotated[Path | None, typer.Option(help="The PDF or HTML to write; none: print it here.")] = None,
    on: On = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="The version before: a file, an id (what is published now), or ID@VERSION; only what changed."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the 確認票 of a procedure: all that its section answers for, with source and certainty, to be signed."""
    if out is not None and out.suffix not in (".pdf", ".html"):
        raise typer.BadParameter("write the sheet to a file that ends in .pdf or .html")
    procedure, city, day = definition_of(definition), load_city(folders().city), day_of(on)
    demand_office(procedure, city, day)
    before = None if against is None else versions([against])[0]
    if before is not None:
        demand_one_procedure(before, procedure)
    content = sheet_content(procedure, city, day, before)
    if out is not None and out.suffix == ".pdf":
        write_paper(out, lambda: print_sheet(procedure, city, day, made_on(day), before))
    elif out is not None:
        write(out, templates().get_template("print/sheet.html").render(content).encode())
    elif as_json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        tell_sheet(content)


def tell_sheet(content: dict[str, Any]) -> None:
    print(f"確認票 {content['title']}（{content['id']} 第{content['version']}版、{content['on']} 現在）")
    since = f"第{content['since']}版の票から変わった" if content["since"] else ""
    print(f"{since}{content['lines']}行、そのうち推定（未確認） {content['assumed']}行")
    for section in content["sections"]:
        print(f"\n{section['title']}")
        for line in section["lines"]:
            notes = "  ".join(filter(None, (line["formula"], line["source"], line["certainty_words"])))
            print(f"{'□' if line['assumed'] else ' '} {line['row'] or '':>4}  {line['what']}\t{line['says']}\t{notes}")


def definition_of(name: str) -> Procedure:
    """By id among KAKANAI_PROCEDURES, or from a file anywhere. Problem, Refused."""
    if name.endswith((".yaml", ".yml")):
        return load(there(Path(name)), fields=field_types())
    found = shipped().get(name)
    if found is None:
        raise Problem(f"{name}: there is no such procedure; `kakanai procedures list` names them.")
    return found


def demand_office(procedure: Procedure, city: City, day: date) -> None:
    """Paper names the office and the authority of its day. Problem where the city's file has none."""
    try:
        city.office(procedure.duty, day)
    except KeyError:
        raise Problem(f"no office of {city.name} holds {procedure.duty} on {day}; write it into city.yaml.") from None


def day_of(on: datetime | None) -> date:
    return Clock(folders().now).today() if on is None else on.date()


def made_on(day: date) -> datetime:
    """The date of the document: its day begins, so that printing twice on a day gives the same bytes."""
    return datetime.combine(day, time.min, TOKYO)


def write_paper(out: Path, make: Callable[[], Paper]) -> None:
    """Problem where it cannot be printed or written, or where a sign is missing: then the paper is there, with 〓."""
    try:
        paper = make()
    except NoJapaneseFont as error:
        raise Problem(str(error)) from None
    write(out, paper.pdf)
    if paper.missing:
        raise Problem(*(f"{code_points(sign)}: no font here draws it; {out} has 〓 instead." for sign in paper.missing))


def write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Problem(f"{out}: it cannot be written: {error.strerror}.") from None


def read_json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(there(file).read_text())
    except (ValueError, OSError) as error:
        raise Problem(f"{file}: no JSON: {error}.") from None
    if not isinstance(read, dict):
        raise Problem(f"{file}: write an object, question → answer.")
    return read


def _way(procedure: Procedure, city: City, day: date, answers: dict[str, Any]) -> Way:
    """The path of these answers, each read through its boxes: what nobody could type is told. Problem."""
    given = read_answers(procedure, answers)
    strange = [f"{name}: the procedure has no such question." for name in sorted(given.unknown)]
    wrong: dict[str, str] = {}

    def read(field: Field) -> Parsed:
        value = given.get(field)
        if value is None:
            return Parsed()
        try:
            return field.type.parse(field.type.typed(value, field.settings), field.settings, environment)
        except (TypeError, KeyError, ValueError, AttributeError, IndexError):
            wrong[field.id] = (
                f"{field.id}: {json.dumps(value, ensure_ascii=False)} is no answer of type {field.type.id}."
            )
            return Parsed()

    in_force = {name: one.default for name, one in procedure.settings.items()} | dict(
        city.settings_of(procedure.id, day)
    )
    environment = Environment(day, city.calendar(), door="counter", city=in_force)
    way = trace(procedure, read, environment, given.answers)
    speech = Speech("ja", sentences("ja"), {})
    said = [
        sentence(mistake, procedure.field(name), speech) for name, found in way.mistakes.items() for mistake in found
    ]
    if strange or wrong or said:
        raise Problem(*strange, *wrong.values(), *said)
    for name in way.missing:
        complain(f"{name}: no answer; its box is left to write in.")
    return way
