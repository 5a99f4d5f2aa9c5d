"""A section signs assumed lines by content; of a version that was published with all of them nothing is shown as assumed."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from portal.cli.problem import Problem
from portal.cli.signing import demand_signatures
from portal.services.finding.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.paper.print_form import form_content
from portal.services.procedures.offer_published import offer_published
from portal.services.procedures.sign_sheet import sign_sheet, unsigned
from portal.services.procedures.write_sheet import sheet_content
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.portal.services.paper.paper import DEFINITION

BY = "介護保険課長 見本花子"
ONE = "      - {id: a, type: text, label: ひとつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"
PAPER = DEFINITION.replace("certainty: std", "certainty: assumed")
TWO = ONE + "      - {id: b, type: text, label: ふたつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"


def signed(installation: Installation, questions: str) -> int:
    """Returns the number of lines that were unsigned."""
    procedure = small(questions, duty="care-qualification")
    with installation.database.write() as unit:
        count = sign_sheet(installation, unit, Actor("system", "test"), procedure, BY, installation.clock.today())
        unit.commit()
    return count


def test_only_what_says_something_else_is_signed_again(installation: Installation) -> None:
    assert signed(installation, ONE) > 0
    assert signed(installation, ONE) == 0
    assert signed(installation, TWO) == 1
    assert signed(installation, TWO.replace("ふたつ", "ふたつめ")) == 1


def test_signing_is_audited_once_and_not_where_nothing_was_left(installation: Installation) -> None:
    count = signed(installation, ONE)
    signed(installation, ONE)
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "sign sheet"]
    assert details == [f"small 1 {count} lines, signed by {BY} on 2026-11-20"]


def test_only_assumed_lines_are_unsigned(installation: Installation) -> None:
    sure = ONE.replace("assumed", "law")
    with installation.database.read() as unit:
        lines = [
            unsigned(unit, small(questions, duty="care-qualification"), installation.city, installation.clock.today())
            for questions in (ONE, sure)
        ]
    assert [line.what for line in lines[0].values() if line.source == "要綱"] == ["問2"]
    assert [line.what for line in lines[1].values() if line.source == "要綱"] == []
    assert all(line.assumed for line in lines[1].values())


def in_production(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"env": "production"}))


def published(installation: Installation, text: str = PAPER) -> Procedure:
    """As the command does it: demanded in production, then in force."""
    procedure = load_text(text, "paper.yaml", fields=field_types())
    with installation.database.read() as unit:
        signed = demand_signatures(installation, unit, [procedure])
    publish(installation.database, [procedure], 9, signed=signed)
    offer_published(installation)
    return installation.catalogue.current(procedure.id)


def sign_all(installation: Installation, text: str = PAPER) -> int:
    procedure = load_text(text, "paper.yaml", fields=field_types())
    with installation.database.write() as unit:
        count = sign_sheet(installation, unit, Actor("system", "test"), procedure, BY, installation.clock.today())
        unit.commit()
    return count


def facts(installation: Installation, procedure: Procedure) -> ProcedureFacts:
    return describe_procedure(installation, procedure, "ja")


def printed(installation: Installation, procedure: Procedure) -> str:
    return str(form_content(procedure, installation.city, installation.clock.today(), None))


def test_a_version_that_production_published_with_all_lines_signed_is_shown_without_a_mark(
    installation: Installation,
) -> None:
    sign_all(installation)
    shown = published(in_production(installation))
    described = facts(installation, shown)
    assert (described.assumed, described.deadline_sure) == (frozenset(), True)
    assert shown.due is not None
    text = printed(installation, shown)
    assert [mark for mark in ("確認中", "めやす") if mark in text] == []
    assert "'estimated': False" in text
    assert shown.meaning == load_text(PAPER, "paper.yaml", fields=field_types()).meaning


def test_elsewhere_and_with_a_line_unsigned_it_keeps_its_marks(installation: Installation) -> None:
    shown = published(installation)
    described = facts(installation, shown)
    assert described.assumed == {"law", "fee", "days"}
    assert not described.deadline_sure
    text = printed(installation, shown)
    assert [mark for mark in ("確認中", "めやす") if mark not in text] == []
    assert "'estimated': True" in text
    with pytest.raises(Problem):
        published(in_production(installation))
    assert facts(installation, installation.catalogue.current("paper")).assumed == {"law", "fee", "days"}


def test_what_was_published_before_is_marked_by_publishing_it_again_and_keeps_its_version(
    installation: Installation,
) -> None:
    before = published(installation)
    sign_all(installation)
    after = published(in_production(installation))
    assert facts(installation, after).assumed == frozenset()
    assert (after.meaning, after.version) == (before.meaning, before.version)
    assert published(installation) is after, "published once more without a demand it stays signed"


def test_another_version_is_signed_on_its_own_and_asks_only_for_what_it_changes(installation: Installation) -> None:
    sign_all(installation)
    first = published(in_production(installation))
    text = PAPER.replace("version: 3", "version: 4").replace("見本条例 第1条", "見本条例 第2条")
    second = published(installation, text)
    assert facts(installation, second).assumed == {"law", "fee", "days"}
    with installation.database.read() as unit:
        assert installation.catalogue.version(unit, first.meaning) is first
    assert sign_all(installation, text) == 1
    assert facts(installation, published(in_production(installation), text)).assumed == frozenset()


def test_the_sheet_of_a_signed_version_is_that_of_its_file(installation: Installation) -> None:
    sign_all(installation)
    shown, file = published(in_production(installation)), load_text(PAPER, "paper.yaml", fields=field_types())
    city, today = installation.city, installation.clock.today()
    with installation.database.read() as unit:
        written = installation.catalogue.as_written(unit, shown.meaning)
        assert installation.catalogue.as_written(unit, shown.meaning) is written, "a sheet is kept by its definition"
        assert unsigned(unit, written, city, today) == {}
    assert sheet_content(written, city, today)["assumed"] == sheet_content(file, city, today)["assumed"] > 0
    assert sheet_content(file, city, today, written)["sections"] == []
