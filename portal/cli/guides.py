import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.city.city import load_city
from forms.complaint_lines import row
from forms.complaints import Complaint, Refused, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.guide.guide import Act, Guide, Line, acts, known_answers
from forms.guide.guide_trial import read_facts
from forms.guide.trial import environment_of
from forms.linting.guides import lint_answers, lint_guide
from forms.loading.guides import SHIPPED, load_guide, load_guides
from forms.loading.source import read_source
from forms.text.translations import FOLDER
from portal.cli.definitions import definition_files, demand_files, folders, print_complaints, shipped
from portal.cli.problem import AsJson, Problem, both, listing
from portal.clock import Clock
from portal.services.procedures.fit_city import fit_guides, unknown_guides
from portal.services.shared.catalogue import speech_of

app = typer.Typer(help="Guides: from a life event to what is to be done.", no_args_is_help=True)

Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: all that are shipped.")]


@app.command("list")
def list_guides(as_json: AsJson = False) -> None:
    """List the guides."""
    rows = [
        {
            "id": guide.id,
            "title": guide.title,
            "events": list(guide.events),
            "questions": len(guide.questions.fields),
            "lines": len(guide.lines),
            "cases": len(guide.cases),
        }
        for guide in load_guides(SHIPPED, fields=field_types()).values()
    ]
    listing(rows, as_json, ("id", "questions", "lines", "cases", "title"))


@app.command()
def check(paths: Paths = None, as_json: AsJson = False) -> None:
    """Check guides, with line numbers, and run their worked cases."""
    settings = folders()
    city, today = load_city(settings.city), Clock(settings.now).today()
    demand_files(paths or [], SHIPPED)
    guides, faults = _read(definition_files(paths or [], SHIPPED))
    if not guides and not faults:
        raise Problem(
            both(
                "確かめるガイドがありません。訳のファイルは、ガイドのファイルの名前で確かめます。",
                "There is no guide to check: a translation is checked with its guide, by the guide's file.",
            )
        )
    definitions = shipped()
    for guide in guides:
        faults += [
            *lint_guide(guide, environment_of(guide.questions, city, today)),
            *lint_answers(guide, definitions),
        ]
    if not paths:
        faults += unknown_guides(city, [guide.id for guide in guides])
    complaints = sorted({*faults, *fit_guides(city, guides)})
    if as_json:
        print(json.dumps([row(complaint) for complaint in complaints], ensure_ascii=False, indent=2))
    else:
        print_complaints(complaints)
    if errors(complaints):
        raise typer.Exit(1)
    if not as_json:
        lines, cases = (sum(len(getattr(guide, name)) for guide in guides) for name in ("lines", "cases"))
        print(
            both(
                f"{len(guides)}個のガイド、{lines}行、{cases}個の例に、まちがいはありません。",
                f"Guides: {len(guides)}, lines: {lines}, cases: {cases}; all sound.",
            )
        )
        _not_offered(guides, definitions)


def _read(paths: list[Path]) -> tuple[list[Guide], list[Complaint]]:
    guides: list[Guide] = []
    complaints: list[Complaint] = []
    for path in paths:
        if "." in path.stem:
            continue  # a translation is read with its guide
        try:
            guides.append(load_guide(path, fields=field_types()))
        except Refused as refused:
            complaints += refused.complaints
    return guides, complaints


def _not_offered(guides: list[Guide], definitions: Mapping[str, Procedure]) -> None:
    named = {name for guide in guides for line in guide.lines for name in (line.procedure, line.at_counter) if name}
    lacking = sorted(named - definitions.keys())
    if lacking:
        print(
            both(
                f"名前はあっても、定義がないもの（リンクなしで出ます）：{'、'.join(lacking)}",
                f"Named, but not among the definitions (shown without a link): {', '.join(lacking)}.",
            )
        )


Texts = Mapping[str, str]
Facts = Annotated[Path | None, typer.Option(help="JSON: question → answer as stored. None: nothing is answered.")]
Today = Annotated[str, typer.Option(help="The day it is asked on, 2026-11-20. None: today.")]


@app.command()
def ask(
    guide: Annotated[str, typer.Argument(help="An id, or a file.")],
    facts: Facts = None,
    today: Today = "",
    language: Annotated[str, typer.Option(help="Of titles and words: ja, easy, en.")] = "ja",
    as_json: AsJson = False,
) -> None:
    """Ask a guide: what to do with these facts, and which questions are open."""
    settings = folders()
    definition = _guide(guide)
    questions = definition.questions
    known = sorted({*questions.texts, *(file.stem for file in FOLDER.glob("*.po"))})
    if language not in known:
        raise Problem.of(
            f"{definition.id} は {language} で書かれていません。",
            f"{definition.id} is not written in {language}; it is in {', '.join(known)}.",
        )
    speech = speech_of(questions, language)
    texts = {path: speech.text(path, japanese) for path, japanese in questions.texts["ja"].items()}
    try:
        day = date.fromisoformat(today) if today else Clock(settings.now).today()
    except ValueError:
        raise Problem.of(
            f"{today} は日ではありません。2026-11-20 のように書いてください。",
            f"{today} is not a day: write it as 2026-11-20.",
        ) from None
    environment = environment_of(definition.questions, load_city(settings.city), day)
    answers, wrong = read_facts(definition.questions, _facts(facts), environment)
    if wrong:
        raise Problem.of(
            f"{definition.id}：読めない事実があります。", *(f"{definition.id}: {fault}." for fault in wrong)
        )
    path = known_answers(definition, answers, environment)
    if path.mistakes:
        raise Problem.of(
            f"{definition.id}：合わない事実があります。",
            *(f"{definition.id}: {name} is wrong." for name in path.mistakes),
        )
    come = acts(definition, path)
    if as_json:
        result = {"guide": definition.id, "open": list(path.missing), "lines": [_plain(act, texts) for act in come]}
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for act in come:
        print("\t".join((act.line.id, act.until.isoformat() if act.until else "-", *_words(act, texts))))
    if path.missing:
        print(both(f"まだ答えていない質問：{'、'.join(path.missing)}", f"Open: {', '.join(path.missing)}"))


def _guide(name: str) -> Guide:
    path = Path(name) if name.endswith(".yaml") else SHIPPED / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(file.stem for file in sorted(SHIPPED.glob("*.yaml")) if "." not in file.stem)
        raise Problem.of(f"{name} という案内はありません。", f"There is no guide {name}; there are {known}.")
    return load_guide(path, fields=field_types())


def _facts(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        facts = json.loads(read_source(path))
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise Problem.of(
            f"{path}：質問の名前と答えの JSON オブジェクトを書いてください。",
            f"{path}: write a JSON object, question → answer.",
        )
    return facts


def _words(act: Act, texts: Texts) -> tuple[str, str]:
    return ("maybe" if act.maybe else "/".join(act.line.at), _wording(act.line, "title", texts))


def _wording(line: Line, name: str, texts: Texts) -> str:
    text = str(getattr(line, name))
    return texts.get(f"{line.path}.{name}", text) if text else ""


def _plain(act: Act, texts: Texts) -> dict[str, object]:
    line = act.line
    return {
        "id": line.id, "title": _wording(line, "title", texts), "until": act.until and act.until.isoformat(), "sure": line.sure,
        "maybe": act.maybe, "at": list(line.at), "procedure": line.procedure, "office": _wording(line, "office", texts) or line.duty,
        "bring": [texts.get(f"{line.path}.bring.{number}", item) for number, item in enumerate(line.bring)],
        "whose": _wording(line, "whose", texts), "source": line.source.text, "certainty": line.source.certainty,
    }  # fmt: skip
