from portal.services.desk.queue.foresee_acts import PASS, TAKE, hindrances, possible_acts
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import queues
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import add_member, alice, file_application


def test_an_act_is_possible_if_a_case_can_take_it(installation: Installation, reviewer: Member, number: str) -> None:
    waiting = file_application(installation, alice(installation))
    ask_again(installation, reviewer, waiting, "phone")
    with installation.database.read() as unit:
        rows = queues.of_numbers(unit, [number, waiting])
        acts = [
            possible_acts(installation.catalogue, unit, reviewer, chosen, ["approved", "refused"])
            for chosen in (rows, rows[1:])
        ]
    assert acts == [(TAKE, PASS, "refused"), (TAKE,)]


def test_who_may_not_review_is_answered_as_if_there_were_no_case(
    installation: Installation, reviewer: Member, number: str
) -> None:
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    revision = case_of(installation, reviewer, number).row.revision
    with installation.database.read() as unit:
        assert hindrances(installation, unit, reviewer, {number: revision}, PASS) == {}
        assert hindrances(installation, unit, reviewer, {number: revision}, "approved") == {
            number: "まだ「受付」です。先に実質審査に進めます"
        }
        nowhere = hindrances(installation, unit, stranger, {number: revision, "26-000-000-000": 0}, PASS)
    assert len(set(nowhere.values())) == 1
    assert nowhere.keys() == {number, "26-000-000-000"}
