"""`guides`: what the guides of life events say, whether they are sound, and what one of them tells somebody."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.city import load_city
from forms.complaints import Complaint, Refused
from forms.guide import Act, Guide, Line, acts, known_answers
from forms.guide_trial import read_facts
from forms.linting import errors
from forms.linting.guides import lint_answers, lint_guide
from forms.loading.guides import SHIPPED, load_guide, load_guides
from forms.loading.source import read_source
from forms.registry import field_types
from forms.trial import environment_of
from portal.cli.definitions import folders, shipped, tell
from portal.cli.problem import AsJson, Problem, listing
from portal.clock import Clock
from portal.services.fit_city import fit_guides

app = typer.Typer(help="Guides: from a life event to what is to be done.", no_args_is_help=True)

Paths = Annotated[list[Path] | None, typer.Argument(help="Files; none: all that are shipped.")]


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
    """Check guides: everything that is wrong, each with its line, and the households that were worked by hand."""
    settings = folders()
    city, today = load_city(settings.city), Clock(settings.now).today()
    guides, found = _read(paths or sorted(SHIPPED.glob("[!.]*.yaml")))
    definitions = shipped()
    for guide in guides:
        found += [
            *lint_guide(guide, environment_of(guide.questions, city, today)),
            *lint_answers(guide, definitions),
        ]
    complaints = sorted({*found, *fit_guides(city, guides)})
    if as_json:
        print(json.dumps([asdict(said) for said in complaints], ensure_ascii=False, indent=2))
    else:
        tell(complaints)
    if errors(complaints):
        raise typer.Exit(1)
    if not as_json:
        lines, cases = (sum(len(getattr(guide, name)) for guide in guides) for name in ("lines", "cases"))
        print(f"{len(guides)} guides, {lines} lines and {cases} cases are sound.")
        _not_offered(guides)


def _read(paths: list[Path]) -> tuple[list[Guide], list[Complaint]]:
    guides: list[Guide] = []
    found: list[Complaint] = []
    for path in paths:
        if "." in path.stem:
            continue  # a translation: read with its guide
        try:
            guides.append(load_guide(path, fields=field_types()))
        except Refused as refused:
            found += refused.complaints
    return guides, found


def _not_offered(guides: list[Guide]) -> None:
    """Not a fault: a line is a line without its link, until the procedure is there."""
    named = {line.procedure for guide in guides for line in guide.lines if line.procedure}
    lacking = sorted(named - set(shipped()))
    if lacking:
        print(f"Named, and not among the definitions (told without a link): {', '.join(lacking)}.")


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
    """Ask a guide: what is to be done with these facts, and which questions are still open."""
    settings = folders()
    found = _guide(guide)
    if language not in found.questions.texts:
        raise Problem(f"{found.id} is not written in {language}; it is in {', '.join(sorted(found.questions.texts))}.")
    texts = found.questions.texts[language]
    try:
        day = date.fromisoformat(today) if today else Clock(settings.now).today()
    except ValueError:
        raise Problem(f"{today} is no day: write it as 2026-11-20.") from None
    environment = environment_of(found.questions, load_city(settings.city), day)
    answers, wrong = read_facts(found.questions, _facts(facts), environment)
    if wrong:
        raise Problem(*(f"{found.id}: {said}." for said in wrong))
    path = known_answers(found, answers, environment)
    if path.mistakes:
        raise Problem(*(f"{found.id}: {name} is wrong." for name in path.mistakes))
    come = acts(found, path)
    if as_json:
        told = {"guide": found.id, "open": list(path.missing), "lines": [_plain(act, texts) for act in come]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for act in come:
        print("\t".join((act.line.id, act.until.isoformat() if act.until else "-", *_words(act, texts))))
    if path.missing:
        print(f"Open: {', '.join(path.missing)}")


def _guide(name: str) -> Guide:
    path = Path(name) if name.endswith(".yaml") else SHIPPED / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(one.stem for one in sorted(SHIPPED.glob("*.yaml")) if "." not in one.stem)
        raise Problem(f"There is no guide {name}; there are {known}.")
    return load_guide(path, fields=field_types())


def _facts(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        read = json.loads(read_source(path))
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Problem(f"{path}: write a JSON object, question → answer.")
    return read


def _words(act: Act, texts: Texts) -> tuple[str, str]:
    return ("maybe" if act.maybe else "/".join(act.line.at), _said(act.line, "title", texts))


def _said(line: Line, name: str, texts: Texts) -> str:
    written = str(getattr(line, name))
    return texts.get(f"{line.path}.{name}", written) if written else ""


def _plain(act: Act, texts: Texts) -> dict[str, object]:
    line = act.line
    return {
        "id": line.id, "title": _said(line, "title", texts), "until": act.until and act.until.isoformat(), "sure": line.sure,
        "maybe": act.maybe, "at": list(line.at), "procedure": line.procedure, "office": _said(line, "office", texts) or line.duty,
        "bring": [texts.get(f"{line.path}.bring.{number}", one) for number, one in enumerate(line.bring)],
        "whose": _said(line, "whose", texts), "source": line.source.text, "certainty": line.source.certainty,
    }  # fmt: skip
