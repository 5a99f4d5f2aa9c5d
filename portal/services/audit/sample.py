"""抽出: draws applications reproducibly: nobody can pick them."""

import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.audit.words import about_words, act_words
from portal.services.cases.audit_ground import only_audits, opened_grounds, state_audit_ground
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.keep_book import csv_line
from portal.services.counter.print_case import print_case
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.tick_checks import CheckItem, check_items
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.audit import audit_looks
from portal.store.audit.audit_looks import Look
from portal.store.cases import applications

# Rendering a form takes a tenth of a second, and a page must not take longer.
MOST = 50
CHECKS = ("確かめること", "印", "職員", "日時")
RECORDS = ("日時", "職員", "したこと", "場所", "対象")


@dataclass(frozen=True)
class Sample:
    since: date
    until: date
    lot: int  # the seed
    population: int  # before the draw
    cases: tuple[Case, ...]
    looks: tuple[tuple[Look, ...], ...]
    checks: tuple[tuple[CheckItem, ...], ...]


def draw_sample(
    installation: HasPayments, unit: Unit, member: Member, duties: Sequence[str], since: date, until: date, count: int,
    lot: int, words: str,
) -> Sample:  # fmt: skip
    """`words`: the auditor's ground for each case."""
    end = to_micro(tokyo_midnight(until + timedelta(days=1)))
    numbers = [row.receipt_number for row in applications.book(unit, duties, to_micro(tokyo_midnight(since)), end)]
    drawn = sorted(
        random.Random(lot).sample(sorted(numbers), min(count, MOST, len(numbers)))
    )  # reproducible on purpose, no secret
    for number in drawn:
        row = applications.by_number(unit, number)
        if row is not None and only_audits(member, row.duty):
            state_audit_ground(installation, unit, member, row, words)
    cases = tuple(case_of_member(installation, unit, member, number) for number in drawn)
    looks = tuple(opened_grounds(installation.keys, audit_looks.of_application(unit, case.row.id)) for case in cases)
    checks = tuple(
        check_items(installation.clock, unit, case, describe_case(installation, unit, case, member.id))
        for case in cases
    )
    for case in cases:
        write_audit(installation, unit, member.actor, "see case", application_id=case.row.id, detail="audit sample")
    detail = f"{since} {until} lot {lot} {len(cases)} applications"
    write_audit(installation, unit, member.actor, "export audit sample", detail=detail)
    return Sample(since, until, lot, len(numbers), cases, looks, checks)


def pack_sample(installation: Basics, sample: Sample, target: BinaryIO) -> None:
    """A ZIP. Outside a unit."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sample.json", _drawn(sample))
        for case, looks, checks in zip(sample.cases, sample.looks, sample.checks, strict=True):
            number = case.row.receipt_number
            archive.writestr(f"{number}/form.pdf", print_case(installation, case).pdf)
            archive.writestr(f"{number}/records.csv", records_csv(looks))
            archive.writestr(f"{number}/checks.csv", _checks_csv(checks))


def records_csv(looks: Sequence[Look]) -> bytes:
    lines = [csv_line(RECORDS)]
    for look in looks:
        lines.append(
            csv_line(
                (
                    f"{look.when:%Y-%m-%d %H:%M:%S}",
                    look.login,
                    act_words(look.action),
                    look.place,
                    about_words(look.detail),
                )
            )
        )
    return "\ufeff".encode() + b"".join(lines)


def _checks_csv(checks: Sequence[CheckItem]) -> bytes:
    lines = [csv_line(CHECKS)]
    for item in checks:
        mark = "あり" if item.ticked else "答えが直される前にあり" if item.before else "なし"
        lines.append(csv_line((item.words, mark, item.who, f"{item.at:%Y-%m-%d %H:%M:%S}" if item.at else "")))
    return "\ufeff".encode() + b"".join(lines)


def _drawn(sample: Sample) -> str:
    facts = {
        "from": sample.since.isoformat(),
        "to": sample.until.isoformat(),
        "lot": sample.lot,
        "population": sample.population,
        "applications": [case.row.receipt_number for case in sample.cases],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
