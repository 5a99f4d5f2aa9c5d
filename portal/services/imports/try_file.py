"""Every line of a table under a mapping, with what could not be read."""

# Nothing is stored.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure, full_name
from integrations.sockets.import_socket import FormMapping, Mapped, Package, Unreadable
from portal.clock import tokyo_day
from portal.services.imports.import_words import reason_words
from portal.services.imports.read_package import Finding, answers_of, look_through
from portal.services.imports.ready_package import Held, arrival_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import PORTAL_DOOR
from portal.services.shared.needs import Basics

WHOLE, MEND, DONE, HELD = "whole", "mend", "done", "held"
_MENDED = ("mistake", "missing", "stopped", "file", "unasked")


@dataclass(frozen=True)
class Problem:
    heading: str  # "" if none answers the question
    words: str


@dataclass(frozen=True)
class Tried:
    """`row` as in a spreadsheet, where the headings are row 1."""

    row: int
    sort: str
    problems: tuple[Problem, ...] = ()


def try_file(
    installation: Basics, mapping: FormMapping, procedure: Procedure, packages: Sequence[Package],
    headings: Mapping[str, str],
) -> Iterator[Tried]:  # fmt: skip
    """`headings`: question → the heading that answers it."""
    first: dict[str, int] = {}
    for package in packages:
        row = package.place + 1
        try:
            mapped = mapping.read(package)
            # A number twice in one table is one application.
            twice = first.setdefault(mapped.header.receipt_number or f"row {row}", row)
            if mapped.done:
                yield Tried(row, DONE)
            elif twice != row:
                words = f"受付番号が{twice}行目と同じです。申請になるのは1つです。"
                yield Tried(row, HELD, (Problem("", words),))
            else:
                yield _judged(installation, mapped, procedure, row, headings)
        except (Unreadable, Held) as fault:
            code = fault.code if isinstance(fault, Unreadable) else fault.reason
            yield Tried(row, HELD, (Problem("", reason_words(code, fault.place)),))


def _judged(installation: Basics, mapped: Mapped, procedure: Procedure, row: int, headings: Mapping[str, str]) -> Tried:
    arrival = arrival_of(installation, mapped.header, installation.clock.now(), former=mapped.former)
    environment = installation.rules.environment(procedure, tokyo_day(arrival.at), PORTAL_DOOR)
    path = answers_of(procedure, mapped, environment, {})
    findings = look_through(procedure, mapped, path, speech_of(procedure, "ja"))
    problems = tuple(_problems([finding for finding in findings if finding.kind in _MENDED], headings))
    return Tried(row, MEND if problems else WHOLE, problems)


def _problems(findings: Sequence[Finding], headings: Mapping[str, str]) -> Iterator[Problem]:
    # An open question without a heading may decide whether others are asked: these are one line under it.
    open_ = [
        finding.label
        for finding in findings
        if finding.kind == "missing" and not headings.get(full_name(finding.question))
    ]
    behind = [finding.label for finding in findings if finding.kind == "unasked"] if open_ else []
    yield from (_problem(finding, headings) for finding in findings if not (behind and finding.kind == "unasked"))
    if behind:
        words = f"先に「{'」「'.join(open_)}」の答えを決めてください。ないと聞かない質問：{'、'.join(dict.fromkeys(behind))}"
        yield Problem("", words)


def _problem(finding: Finding, headings: Mapping[str, str]) -> Problem:
    words = finding.say if not finding.label or finding.label in finding.say else f"{finding.label}：{finding.say}"
    return Problem(headings.get(full_name(finding.question), ""), words)
