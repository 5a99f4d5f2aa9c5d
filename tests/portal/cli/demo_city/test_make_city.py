"""Months of a city, made by the product's own acts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.cli.demo_city.lives import FATES
from portal.cli.demo_city.make_city import SEED as DEMO_SEED
from portal.cli.demo_city.making import demo_staff
from portal.cli.demo_city.plan_city import plan_city
from portal.clock import to_micro
from portal.config import load_settings
from portal.errors import Conflict
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import open_case
from portal.services.desk.case.return_for_correction import GENERAL
from portal.services.procedures.finder import DAYS, FEWEST
from portal.services.shared.official_words import DOORS
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.verify_audit import verify_audit
from portal.store.cases import applications
from portal.store.desk import corrections
from tests.databases import Makers
from tests.portal.cli.demo_city.made import UNTIL, City, city_of

COUNT, SEED = 48, 7


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, makers: Makers) -> Iterator[City]:
    with city_of(tmp_path_factory.mktemp("city"), makers["sqlite"].offered(), COUNT, SEED) as city:
        yield city


def test_every_case_of_the_plan_is_filed_and_lives_its_life(city: City) -> None:
    assert city.made.stuck == []
    assert len(city.made.filed) == COUNT


def test_the_queue_has_every_state_and_every_door(city: City) -> None:
    states = set(city.column("SELECT state FROM application"))
    assert states >= {"received", "screening", "returned", "examining", "approved", "partly", "waiting", "withdrawn"}
    assert states & {"refused", "declined", "sent_back"}
    assert set(city.column("SELECT door FROM application")) == set(DOORS)


def test_cases_are_of_different_ages_some_late_some_nobodys_and_none_of_the_future(city: City) -> None:
    arrived = [int(str(at)) for at in city.column("SELECT arrived_at FROM application")]
    now = to_micro(UNTIL)
    assert max(arrived) < now
    assert len({(now - at) // (7 * 86_400_000_000) for at in arrived}) > 5
    open_ones = "SELECT due FROM application WHERE decided_at IS NULL"
    assert any(str(due) < UNTIL.date().isoformat() for due in city.column(open_ones))
    assignees = city.column("SELECT assignee_id FROM application WHERE decided_at IS NULL")
    assert None in assignees
    assert len(set(assignees)) > 3


def test_a_second_person_has_something_to_approve_and_approved_before(city: City) -> None:
    assert set(city.column("SELECT state FROM decision")) == {"proposed", "done", "sent_back"}


def test_nothing_that_was_only_pressed_is_called_unclear(city: City) -> None:
    with city.installation.database.read() as unit:
        for number in city.made.filed.values():
            row = applications.by_number(unit, number)
            assert row is not None
            case = open_case(city.installation, unit, row)
            kinds = {field.id: field.type.id for field in case.path.fields}
            for asked in corrections.of_application(unit, row.id):
                words = case.sealer.open(f"correction:{asked.asked_at}", asked.sealed_words)
                unclear = {kinds.get(name) for name, sentence in words.items() if GENERAL["unclear"] in sentence}
                assert not unclear & {"choice", "yes_no", "consent"}, row.procedure


def test_there_are_visits_letters_messages_opinions_holds_batches_and_a_wish_to_stop(city: City) -> None:
    for table in (
        "visit", "dispatch", "message", "opinion", "export_hold", "export_batch", "withdrawal", "correction", "notice", "payment",
        "reservation", "case_note", "checked_item", "import_package", "till_entry", "late_paper",
    ):  # fmt: skip
        assert city.column(f"SELECT COUNT(*) FROM {table}") != [0], table  # names above
    assert set(city.column("SELECT state FROM dispatch")) >= {"sent"}
    assert city.column("SELECT COUNT(*) FROM visit WHERE parked_at IS NOT NULL") == [2]
    assert int(str(city.column("SELECT SUM(unkeyed) FROM visit_figure")[0])) > 0
    # The till of the last day is counted in its evening, which has not come.
    last = str(city.column("SELECT MAX(day) FROM till_day")[0])
    assert set(city.column(f"SELECT state FROM till_day WHERE day < '{last}'")) == {"closed"}


def test_a_core_system_is_connected_and_mail_waits_for_the_box_of_the_demo(city: City) -> None:
    assert city.column("SELECT state || asked_by || settled_by FROM api_client") == ["livekanrijinji"]
    mailbox = city.installation.mailbox
    assert mailbox is not None
    (proof,) = mailbox.received()
    assert proof.subject.endswith("確認の番号のお知らせ")
    send_notices(city.installation)
    subjects = [mail.subject for mail in mailbox.received()[1:]]
    assert len(subjects) > 1
    assert {mail.to for mail in mailbox.received()} == {"hanako@mail.example"}


def test_its_audit_is_a_whole_chain(city: City) -> None:
    while seal_audit(city.installation):
        pass
    verdict = verify_audit(city.installation)
    assert verdict.faults == ()
    assert verdict.sealed > 5 * COUNT


def test_the_same_seed_gives_the_same_city(tmp_path_factory: pytest.TempPathFactory, makers: Makers) -> None:
    lines = []
    for _ in range(2):
        with city_of(tmp_path_factory.mktemp("again"), makers["sqlite"].offered(), 24, 3) as city:
            lines.append(city.lines())
    assert lines[0] == lines[1]


def test_another_seed_gives_another_plan_with_each_fate(city: City) -> None:
    plans = [plan_city(city.making, UNTIL, COUNT, seed) for seed in (SEED, SEED, SEED + 1)]
    assert plans[0] == plans[1] != plans[2]
    assert {planned.fate.name for planned in plans[0]} == {fate.name for fate in FATES}


def test_the_city_of_the_demo_has_cases_of_every_section_door_and_fate_and_some_procedures_are_popular(
    city: City,
) -> None:
    plan = plan_city(city.making, UNTIL, load_settings(env="demo").demo_cases, DEMO_SEED)
    assert len(plan) == 400
    duties = {procedure.id: procedure.duty for procedure in city.installation.catalogue.all()}
    assert {duties[planned.procedures[0]] for planned in plan} == set(duties.values())
    assert {planned.door for planned in plan} == set(DOORS)
    assert {planned.fate.name for planned in plan} == {fate.name for fate in FATES}
    lately = UNTIL - timedelta(days=DAYS)
    counts = Counter(planned.procedures[0] for planned in plan if planned.arrives > lately)
    assert sum(count >= FEWEST for count in counts.values()) >= 4, "as many as the front page shows"


def test_production_has_no_such_city(city: City) -> None:
    settings = city.installation.settings.model_copy(update={"env": "production"})
    with city.installation.database.read() as unit, pytest.raises(Conflict):
        demo_staff(replace(city.installation, settings=settings), unit)
