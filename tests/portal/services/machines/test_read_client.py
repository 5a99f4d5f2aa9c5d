"""The form of a machine client and its limits."""

from dataclasses import replace

from portal.services.machines.api_scopes import FILES, READ
from portal.services.machines.propose_client import end_client
from portal.services.machines.read_client import MOST_SIGNS, ReadClient, read_client
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.machines import add_client, administrators
from tests.portal.world import DUTY, PLACE, PROCEDURE

KANRI = Member(1, "kanri", "管理", frozenset({("administrator", DUTY), ("administrator", "child-allowance")}), PLACE)
FORM = {"name": ["介護保険システム"], "duty": [DUTY], "scope": [READ]}


def read(installation: Installation, **posted: list[str]) -> ReadClient:
    with installation.database.read() as unit:
        return read_client(installation, unit, KANRI, FORM | posted)


def with_server(installation: Installation) -> Installation:
    settings = installation.settings.model_copy(update={"token_server": "https://auth.example"})
    return replace(installation, settings=settings)


def test_an_id_at_the_token_server_is_of_one_client_and_is_read_only_where_there_is_a_server(
    installation: Installation,
) -> None:
    known = {"known_as": [" kaigo-system "]}
    assert read(installation, **known).wanted.known_as == ""
    served = with_server(installation)
    assert (read(served, **known).wanted.known_as, read(served, **known).wrong) == ("kaigo-system", ())
    assert read(served).wanted.known_as == ""
    for wrong in ("a b", "介護", "x" * 201, "a\x00"):
        assert read(served, known_as=[wrong]).wrong == ("known_as",)
    client_id = add_client(installation, known_as="kaigo-system").client.id
    assert read(served, **known).wrong == ("known_as_taken",)
    with installation.database.write() as unit:
        end_client(installation, unit, administrators(installation)[0], client_id)
        unit.commit()
    assert read(served, **known).wrong == ()


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
