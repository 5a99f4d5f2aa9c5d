"""`doctor`: what is wrong with this installation, and how to mend it."""

import json
from dataclasses import replace
from itertools import groupby
from typing import Annotated

import typer
from pydantic import ValidationError

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, for_city
from portal.config import Settings, load_settings
from portal.config.fault_words import words_of
from portal.errors import BadSetting
from portal.services.audit.findings import OK, WRONG, Finding, findings_of, in_order, of_version
from portal.services.counter.ask_neighbours import Neighbours
from portal.wiring.examine import examine

app = typer.Typer()

_JOINT = (
    "いくつもの市町村の設置です。kakanai --city 名前 doctor を、市町村ごとに打ってください（kakanai cities list）。"
)

_NOT_SEEN = "プロセスとユニットは、ここでは調べません（systemctl --failed）。"


@app.command()
def doctor(
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only what is not well.")] = False,
) -> None:
    """Say what is wrong here, and how to mend it: settings, folders, keys, database, definitions, background work, neighbours.

    Changes nothing. Ends with status 1 if something is wrong."""
    findings = [
        replace(finding, words=for_city(finding.words), english=for_city(finding.english))
        for finding in (of_version(), *in_order(_findings()))
    ]
    shown = [finding for finding in findings if finding.state != OK or not quiet]
    if as_json:
        print(json.dumps([vars(finding) for finding in shown], ensure_ascii=False, indent=2))
    else:
        for (mark, about, words), alike in groupby(
            shown, key=lambda finding: (finding.mark, finding.about, finding.words)
        ):
            print(f"{mark} {about}：{words}")
            for finding in alike:
                if finding.state != OK:
                    print(f"    {finding.english}")
        if not quiet:
            # No process asks systemd, and a timer that failed would pass for well.
            print(both(_NOT_SEEN, "Processes and units are not looked at: `systemctl --failed`."))
    wrong = sum(finding.state == WRONG for finding in findings)
    if wrong:
        raise Problem(f"直すことが{wrong}件あります / Things that are wrong: {wrong}.")


def _findings() -> list[Finding]:
    settings, findings = _settings()
    if settings is None:
        return findings
    if settings.cities:
        # Keys and tables are each city's; those of the process would be of no city.
        return [replace(finding, words=_JOINT) for finding in findings]
    findings += examine(settings)
    return findings if any(finding.state == WRONG for finding in findings) else [*findings, *_while_running(settings)]


def _settings() -> tuple[Settings | None, list[Finding]]:
    # Even contradictory settings show where the rest is.
    try:
        return load_settings(), []
    except BadSetting as error:
        findings = [
            Finding(WRONG, "設定", f"{each}docs/settings.md を見てください。", sentence)
            for each, sentence in zip(words_of(error), error.sentences, strict=True)
        ]
    try:
        return Settings(), findings
    except ValidationError:
        return None, findings


def _while_running(settings: Settings) -> list[Finding]:
    # Only for an installation that starts. A demo or test would change its tables and keys.
    if settings.env != "production":
        return []
    with opened() as installation:
        return findings_of(installation, Neighbours(installation).ask())
