"""A section signs the assumptions of its sheet."""

from dataclasses import replace

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from portal.cli.problem import Problem
from portal.cli.procedures import publish_lines
from portal.cli.signing import demand_signatures
from portal.config import TREE
from portal.services.procedures.sign_sheet import unsigned
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.cli.conftest import Kakanai

pytestmark = pytest.mark.usefixtures("settings")
BY = "介護保険課長 見本花子"
CARD = "kaigo-hihokenshasho-saikofu"


def production(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"env": "production"}))


def count_unsigned(installation: Installation) -> int:
    card = next(procedure for procedure in installation.catalogue.all() if procedure.id == CARD)
    with installation.database.read() as unit:
        return len(unsigned(unit, card, installation.city, installation.clock.today()))


def test_production_publishes_nothing_that_nobody_answers_for(kakanai: Kakanai, installation: Installation) -> None:
    card = next(procedure for procedure in installation.catalogue.all() if procedure.id == CARD)
    real = production(installation)
    with (
        real.database.read() as unit,
        pytest.raises(Problem, match=f"{CARD}: {count_unsigned(installation)} assumed lines"),
    ):
        demand_signatures(real, unit, [card])
    assert kakanai("procedures", "sign", CARD, "--by", BY).status == 0
    with real.database.read() as unit:
        demand_signatures(real, unit, [card])


def test_publishing_again_names_each_version_that_it_marks_as_signed(installation: Installation) -> None:
    card = load(TREE / "forms" / "procedures" / f"{CARD}.yaml", fields=field_types())
    assert publish_lines(installation, {CARD: card}, signed=False) == []
    assert publish_lines(installation, {CARD: card}, signed=True) == [f"{CARD} {card.version} signed"]
    assert publish_lines(installation, {CARD: card}, signed=True) == []
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "publish procedure"]
    assert details == [f"{CARD} {card.version} signed"]


def test_demo_and_test_publish_it_with_the_mark(installation: Installation) -> None:
    assert count_unsigned(installation) > 0
    with installation.database.read() as unit:
        demand_signatures(installation, unit, installation.catalogue.all())


def test_who_signed_and_when_is_kept_and_the_second_time_nothing_is_left(
    kakanai: Kakanai, installation: Installation
) -> None:
    count = count_unsigned(installation)
    first = kakanai("procedures", "sign", CARD, "--by", BY, "--on", "2026-11-18")
    assert first.out == f"{CARD}：{count}行に {BY} の署名（2026-11-18）を記録しました。 / {count} lines signed.\n"
    assert "nothing was left to sign" in kakanai("procedures", "sign", CARD, "--by", BY).out.lower()
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "sign sheet"]
    assert details == [
        f"{CARD} {installation.catalogue.current(CARD).version} {count} lines, signed by {BY} on 2026-11-18"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CARD, "--by", "  "), "write who signed"),
        ((CARD, "--by", BY, "--on", "2026-11-21"), "2026-11-21 is in the future"),
        (("no-such", "--by", BY), "there is no such procedure"),
    ],
)
def test_a_signature_that_cannot_be_is_refused(kakanai: Kakanai, arguments: tuple[str, ...], message: str) -> None:
    ran = kakanai("procedures", "sign", *arguments)
    assert ran.status != 0
    assert message in ran.err
