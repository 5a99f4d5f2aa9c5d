import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.city.city import City
from forms.city.city_words import in_words_of
from forms.definition.field import Parsed
from forms.definition.official_form import official_form
from forms.definition.procedure import Field, Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.messages import sentences
from forms.path.binding import sentence
from forms.path.environment import Environment
from forms.path.path import Path as Way
from forms.path.path import trace
from forms.scenarios.sampling import NoSample, valid_sample
from forms.scenarios.scenario_answers import read_answers
from forms.text.speech import Speech
from integrations.city_environment import environment_of, person_of
from portal.cli.comparing import require_same_procedure, versions
from portal.cli.definitions import each_shipped, folders, shipped, there
from portal.cli.opened import city_in_force
from portal.cli.problem import AsJson, Problem, both, complain, listing, wrong_option
from portal.clock import TOKYO, Clock
from portal.config.settings import BLANK
from portal.services.notices.list_notices import endings_of, notices_of, sample_notice
from portal.services.notices.print_letter import Letter, set_letters
from portal.services.paper.find_fonts import NoJapaneseFont
from portal.services.paper.fit_glyphs import code_points
from portal.services.paper.print_form import Filled, print_form
from portal.services.paper.typeset import Paper
from portal.services.procedures.write_sheet import print_sheet, sheet_content
from portal.web.shared.templates import templates

Definition = Annotated[str, typer.Argument(metavar="ID", help="Id of a procedure, or a definition file.")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day; none: today.")]


def print_procedure(
    definition: Definition,
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    blank: Annotated[bool, typer.Option("--blank", help="With boxes to write in.")] = False,
    answers: Annotated[Path | None, typer.Option(help="JSON: question → answer as stored.")] = None,
    notice: Annotated[
        str | None,
        typer.Option(metavar="OUTCOME", help="The notice of this outcome instead, with invented answers or --answers."),
    ] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="All questions as on screen, also where there is an official form.")
    ] = False,
    on: On = None,
) -> None:
    """Print a procedure's form (様式): blank, or filled with answers, with boxes for the rest. --notice: a notice (通知書)."""
    if notice is None and blank == (answers is not None):
        raise wrong_option(
            "--blank、--answers FILE、--notice OUTCOME のどれか1つを書いてください。",
            "write either --blank, --answers FILE or --notice OUTCOME",
        )
    procedure, city, day = definition_of(definition), city_in_force(), day_of(on)
    demand_office(procedure, city, day)
    procedure = in_words_of(city, procedure, day)
    if notice is not None:
        if blank:
            raise wrong_option(
                "通知には中身が入ります。--blank は書きません。", "a notice is not blank: leave --blank out"
            )
        path = sample_path(procedure, city, day) if answers is None else _way(procedure, city, day, read_json(answers))
        letter = _notice(procedure, path, city, day, notice)
        write_paper(out, lambda: set_letters(city, [letter]))
        return
    filled = None if answers is None else Filled(_way(procedure, city, day, read_json(answers)), day)
    official = None if questions else official_form(folder_of(definition), procedure.id)
    write_paper(out, lambda: print_form(procedure, city, day, made_on(day), filled, official))


def _notice(procedure: Procedure, path: Way, city: City, day: date, outcome: str) -> Letter:
    # Raises Problem.
    environment = environment_of(procedure, city, day, person_of(procedure, city, 0))
    try:
        return sample_notice(procedure, path, environment, city, outcome)
    except NoSample as error:
        raise Problem.of("見本の答えを作れません。", f"{error}.") from None
    except KeyError:
        named = (*notices_of(procedure, city, day), *endings_of(procedure, city, day))
        written = [notice for notice in named if not notice.core_system]
        known = ", ".join(dict.fromkeys(notice.outcome for notice in written)) or "none"
        raise Problem.of(
            f"{procedure.id} に、結果 {outcome} の通知書はありません。",
            f"{procedure.id} has no notice of the city for {outcome}; it has: {known}.",
        ) from None


def sample_path(procedure: Procedure, city: City, day: date) -> Way:
    """Invented answers of a person of the fictional city. Raises Problem."""
    try:
        return valid_sample(procedure, environment_of(procedure, city, day, person_of(procedure, city, 0)), 0)
    except NoSample as error:
        raise Problem.of("見本の答えを作れません。", f"{error}.") from None


def notices(as_json: AsJson = False) -> None:
    """List the notices (通知書) of the definition files: procedure, outcome, title, fields of the result."""
    city, day = city_in_force(), day_of(None)
    rows = [
        asdict(notice)
        for procedure in shipped().values()
        for notice in (*notices_of(procedure, city, day), *endings_of(procedure, city, day))
    ]
    listing(rows, as_json, ("procedure", "outcome", "title", "core_system"))


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
    """Print a procedure's 確認票: everything that its section answers for, with source and certainty, for signature."""
    if out is not None and out.suffix not in (".pdf", ".html"):
        raise wrong_option(
            "書き出すファイルの名前は、.pdf か .html で終わらせてください。",
            "write the sheet to a file that ends in .pdf or .html",
        )
    procedure, city, day = definition_of(definition), city_in_force(), day_of(on)
    demand_office(procedure, city, day)
    before = None if against is None else versions([against])[0]
    if before is not None:
        require_same_procedure(before, procedure)
    content = sheet_content(procedure, city, day, before)
    if out is not None and out.suffix == ".pdf":
        write_paper(out, lambda: print_sheet(procedure, city, day, made_on(day), before))
    elif out is not None:
        write(out, templates("ja").get_template("print/sheet.html").render(content).encode())
    elif as_json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        print_lines(content)


def print_lines(content: dict[str, Any]) -> None:
    print(f"確認票 {content['title']}（{content['id']} 第{content['version']}版、{content['on']} 現在）")
    since = f"第{content['since']}版の票から変わった" if content["since"] else ""
    changed = f" changed since version {content['since']}" if content["since"] else ""
    print(
        both(
            f"{since}{content['lines']}行、そのうち推定（未確認） {content['assumed']}行",
            f"{content['lines']} lines{changed}, {content['assumed']} of them assumed.",
        )
    )
    for section in content["sections"]:
        print(f"\n{section['title']}")
        for line in section["lines"]:
            notes = "  ".join(filter(None, (line["formula"], line["source"], line["certainty_words"])))
            print(f"{'□' if line['assumed'] else ' '} {line['row'] or '':>4}  {line['what']}\t{line['says']}\t{notes}")


def definition_of(name: str) -> Procedure:
    """Raises Problem, Refused."""
    if name.endswith((".yaml", ".yml")):
        return load(there(Path(name)), fields=field_types())
    procedure = each_shipped()(name)  # its file alone: a faulty or slow neighbour keeps no section from its sheet
    if procedure is None:
        raise Problem.of(
            f"{name}：その手続はありません。kakanai procedures list に一覧が出ます。",
            f"{name}: there is no such procedure; `kakanai procedures list` names them.",
        )
    return procedure


def folder_of(name: str) -> Path:
    """Where `boxes` of the definition is."""
    return Path(name).parent if name.endswith((".yaml", ".yml")) else folders().procedures


def duties_place(city: City) -> str:
    return "画面の「課・窓口」（/admin/city/offices）" if city.folder == BLANK else "city.yaml の duties"


def demand_office(procedure: Procedure, city: City, day: date) -> None:
    """Raises Problem."""
    try:
        city.office(procedure.duty, day)
    except KeyError:
        raise Problem.of(
            f"{procedure.duty} を受け持つ課が、{day} の{city.name}にありません。{duties_place(city)} に書いてください。",
            f"no office of {city.name} holds {procedure.duty} on {day}; write it into city.yaml, or at /admin/city/offices.",
        ) from None


def day_of(on: datetime | None) -> date:
    return Clock(folders().now).today() if on is None else on.date()


def made_on(day: date) -> datetime:
    # The same day gives the same bytes.
    return datetime.combine(day, time.min, TOKYO)


def write_paper(out: Path, make: Callable[[], Paper]) -> None:
    """Raises Problem, also after writing with 〓."""
    try:
        paper = make()
    except NoJapaneseFont as error:
        raise Problem.of("日本語のフォントがありません。fonts-noto-cjk を入れてください。", str(error)) from None
    write(out, paper.pdf)
    if paper.missing:
        raise Problem.of(
            "どのフォントにもない字があり、〓 にしました。fonts-ipamj-mincho などを入れてください。",
            *(f"{code_points(character)}: no font here draws it; {out} has 〓 instead." for character in paper.missing),
        )


def write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Problem.of(
            f"{out} に書けません。場所と権限を確かめてください。", f"{out}: it cannot be written: {error.strerror}."
        ) from None
    # An installation runs its commands in a folder of its own, wherever they are typed.
    print(both(f"{out.resolve()} に書きました。", f"{out.resolve()} is written."))


def read_json(file: Path) -> dict[str, Any]:
    try:
        answers = json.loads(there(file).read_text())
    except (ValueError, OSError) as error:
        raise Problem.of(f"{file}：JSON として読めません。", f"{file}: not JSON: {error}.") from None
    if not isinstance(answers, dict):
        raise Problem.of(
            f"{file}：質問の名前と答えの JSON オブジェクトを書いてください。",
            f"{file}: write an object, question → answer.",
        )
    return answers


def _way(procedure: Procedure, city: City, day: date, answers: dict[str, Any]) -> Way:
    # Raises Problem.
    stored = read_answers(procedure, answers)
    strange = [
        both(f"{name}：その質問は、この手続にありません。", f"{name}: the procedure has no such question.")
        for name in sorted(stored.unknown)
    ]
    wrong: dict[str, str] = {}

    def read(field: Field) -> Parsed:
        value = stored.get(field)
        if value is None:
            return Parsed()
        try:
            return field.type.parse(field.type.typed(value, field.settings), field.settings, environment)
        except (TypeError, KeyError, ValueError, AttributeError, IndexError):
            wrong[field.id] = both(
                f"{field.id}：この質問の型（{field.type.id}）の答えではありません。",
                f"{field.id}: {json.dumps(value, ensure_ascii=False)} is not an answer of type {field.type.id}.",
            )
            return Parsed()

    in_force = {name: setting.default for name, setting in procedure.settings.items()} | dict(
        city.settings_of(procedure.id, day)
    )
    environment = Environment(day, city.calendar, door="counter", city=in_force)
    path = trace(procedure, read, environment, stored.answers)
    speech = Speech("ja", sentences("ja"), {})
    problems = [
        sentence(mistake, procedure.field(name), speech)
        for name, mistakes in path.mistakes.items()
        for mistake in mistakes
    ]
    if strange or wrong or problems:
        raise Problem(*strange, *wrong.values(), *problems)
    for name in path.missing:
        complain(
            both(
                f"{name}：答えがありません。欄は、書けるように空けます。",
                f"{name}: no answer; its box is left to write in.",
            )
        )
    return path
