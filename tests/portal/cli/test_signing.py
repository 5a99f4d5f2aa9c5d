"""A section signs what its sheet assumes: once, by name and day, and anew where a line says something else."""

from dataclasses import replace

import pytest

from portal.cli.problem import Problem
from portal.cli.signing import demand_signatures
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.sign_sheet import sign_sheet, unsigned
from portal.store import audit_records
from tests.forms.loading.small import small
from tests.portal.cli.conftest import Kakanai

pytestmark = pytest.mark.usefixtures("settings")
BY = "介護保険課長 見本花子"
CARD = "kaigo-hihokenshasho-saikofu"


def production(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"env": "production"}))


def left(installation: Installation) -> int:
    card = next(one for one in installation.catalogue.all() if one.id == CARD)
    with installation.database.read() as unit:
        return len(unsigned(unit, card, installation.city, installation.clock.today()))


def test_production_publishes_nothing_that_nobody_answers_for(kakanai: Kakanai, installation: Installation) -> None:
    card = next(one for one in installation.catalogue.all() if one.id == CARD)
    real = production(installation)
    with real.database.read() as unit, pytest.raises(Problem, match=f"{CARD}: {left(installation)} assumed lines"):
        demand_signatures(real, unit, [card])
    assert kakanai("procedures", "sign", CARD, "--by", BY).status == 0
    with real.database.read() as unit:
        demand_signatures(real, unit, [card])


def test_demo_and_test_publish_it_with_the_mark(installation: Installation) -> None:
    assert left(installation) > 0
    with installation.database.read() as unit:
        demand_signatures(installation, unit, installation.catalogue.all())


def test_who_signed_and_when_is_kept_and_the_second_time_nothing_is_left(
    kakanai: Kakanai, installation: Installation
) -> None:
    count = left(installation)
    first = kakanai("procedures", "sign", CARD, "--by", BY, "--on", "2026-11-18")
    assert first.out == f"{CARD}: {count} lines signed by {BY} on 2026-11-18.\n"
    assert kakanai("procedures", "sign", CARD, "--by", BY).out == f"{CARD}: nothing was left to sign.\n"
    with installation.database.read() as unit:
        told = [record.detail for record in audit_records.after(unit, 0) if record.action == "sign sheet"]
    assert told == [f"{CARD} 1 {count} lines, signed by {BY} on 2026-11-18"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((CARD, "--by", "  "), "write who signed"),
        ((CARD, "--by", BY, "--on", "2026-11-21"), "2026-11-21 has not come yet"),
        (("no-such", "--by", BY), "there is no such procedure"),
    ],
)
def test_a_signature_that_cannot_be_is_refused(kakanai: Kakanai, arguments: tuple[str, ...], said: str) -> None:
    ran = kakanai("procedures", "sign", *arguments)
    assert ran.status != 0
    assert said in ran.err


def test_only_what_says_something_else_is_signed_again(installation: Installation) -> None:
    def sheet(*lines: str) -> int:
        """Signs the sheet of this definition; how many lines were new."""
        procedure = small("\n".join(lines), duty="care-qualification")
        with installation.database.write() as unit:
            count = sign_sheet(installation, unit, Actor("system", "test"), procedure, BY, installation.clock.today())
            unit.commit()
        return count

    one = "      - {id: a, type: text, label: ひとつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"
    two = one + "      - {id: b, type: text, label: ふたつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"
    before = sheet(one)
    assert before > 0
    assert sheet(one) == 0
    assert sheet(two) == 1
    assert sheet(two.replace("ふたつ", "ふたつめ")) == 1
