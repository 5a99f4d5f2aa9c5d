"""The form of a machine client and its limits."""

from portal.services.machines.api_scopes import FILES, READ
from portal.services.machines.read_client import MOST_SIGNS, ReadClient, read_client
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.world import DUTY, PLACE, PROCEDURE

KANRI = Member(1, "kanri", "管理", frozenset({("administrator", DUTY), ("administrator", "child-allowance")}), PLACE)
FORM = {"name": ["介護保険システム"], "duty": [DUTY], "scope": [READ]}


def read(installation: Installation, **posted: list[str]) -> ReadClient:
    return read_client(installation, KANRI, FORM | posted)


def test_a_form_is_read_without_repetitions_and_in_the_order_of_the_scopes(installation: Installation) -> None:
    form = read(
        installation, name=[" 介護保険\n システム "], duty=[DUTY, DUTY], procedures=[f"{PROCEDURE} {PROCEDURE}"],
        scope=[FILES, READ, "all"], places=["10.1.0.0/16\n2001:db8::/32 10.1.0.0/16"], basic=["yes"],
    )  # fmt: skip
    assert form.wrong == ()
    wanted = form.wanted
    assert (wanted.name, wanted.duties, wanted.procedures) == ("介護保険 システム", [DUTY], [PROCEDURE])
    assert (wanted.scopes, wanted.places) == ([READ, FILES], ["10.1.0.0/16", "2001:db8::/32"])
    assert wanted.basic


def test_the_secret_itself_is_accepted_only_where_the_box_is_ticked(installation: Installation) -> None:
    assert not read(installation).wanted.basic
    assert not read(installation, basic=["no"]).wanted.basic


def test_a_value_over_its_limit_is_wrong_at_its_box(installation: Installation) -> None:
    addresses = [f"10.0.0.{last}" for last in range(21)]
    for box, right, wrong in (
        ("name", "名" * MOST_SIGNS, "名" * (MOST_SIGNS + 1)),
        ("name", "a", "a\x00b"),
        ("name", "a", " "),
        ("places", " ".join(addresses[:20]), " ".join(addresses)),
        ("places", "10.1.0.0/16", "10.1.2.3/16"),
        ("procedures", PROCEDURE, "jido-teate-nintei"),
        ("duty", DUTY, "roads"),
        ("scope", READ, "all"),
    ):
        assert read(installation, **{box: [right]}).wrong == ()
        assert read(installation, **{box: [wrong]}).wrong == (box,), (box, wrong)


def test_a_duty_of_another_administrator_is_never_passed_on(installation: Installation) -> None:
    form = read(installation, duty=[DUTY, "roads"], procedures=["gairoto-tsuho"])
    assert form.wrong == ("duty", "procedures")
    assert form.wanted.duties == [DUTY]
