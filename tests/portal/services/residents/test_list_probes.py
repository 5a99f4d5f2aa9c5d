"""Who names protected people again and again is noticed."""

from portal.services.residents.list_probes import count_over, list_probes
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.later import later
from tests.portal.services.cases.test_set_apart import taro
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

TARO = ("髙見本　太郎", "1949-04-03")
OTHER = {"name": {"family": "見本", "given": "次郎"}}


def test_as_often_as_the_setting_says_by_one_sender_is_a_notice_for_who_may_see_them(
    installation: Installation,
) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [TARO], STAFF)
        unit.commit()
    sender = alice(installation)
    guard = add_member(installation, "hogo", ("protected", DUTY))
    others = (
        add_member(installation, "reviewer", ("reviewer", "*")),
        add_member(installation, "far", ("protected", "tax")),
    )
    file_application(installation, sender, OTHER)
    numbers = []
    for count in range(1, installation.settings.probe_limit + 1):
        numbers.append(file_application(installation, sender))
        with installation.database.read() as unit:
            probes = list_probes(installation, unit, guard)
            assert [probe.receipt_number for probe in probes] == numbers[::-1], (
                "only those that name somebody protected"
            )
            assert {probe.by_sender for probe in probes} == {count}
            assert count_over(installation, unit, guard) == (count if count == installation.settings.probe_limit else 0)
            assert [list_probes(installation, unit, other) for other in others] == [[], []]
    assert probes[0].title == installation.catalogue.current(PROCEDURE).title
    after = later(installation, days=31)
    with after.database.read() as unit:
        assert list_probes(after, unit, guard) == []


def test_who_files_for_themselves_probes_nobody(installation: Installation) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [TARO], STAFF)
        unit.commit()
    file_application(installation, taro(installation))
    guard = add_member(installation, "hogo", ("protected", "*"))
    with installation.database.read() as unit:
        assert list_probes(installation, unit, guard) == []
