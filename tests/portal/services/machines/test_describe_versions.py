"""Names of questions and codes for machines."""

from typing import Any

import pytest

from portal.errors import NotFound
from portal.services.machines.api_scopes import READ
from portal.services.machines.describe_versions import describe_version, list_procedures
from portal.services.machines.machine import Machine
from portal.services.shared.installation import Installation
from portal.store.machines.api_clients import LIVE, ClientRow
from tests.forms.first import first
from tests.portal.world import DUTY, PLACE, PROCEDURE


def machine(duties: str = DUTY, procedures: str = "") -> Machine:
    row = ClientRow("c-1", "介護保険システム", duties, procedures, READ, "", False, LIVE, 7, "kanri", 1)
    return Machine(row, frozenset({READ}), PLACE)


def test_only_procedures_that_it_covers_are_listed(installation: Installation) -> None:
    every = list_procedures(installation.catalogue, machine())
    named = list_procedures(installation.catalogue, machine(procedures=PROCEDURE))
    assert {entry["duty"] for entry in every} == {DUTY}
    current = installation.catalogue.current(PROCEDURE)
    assert named[0] in every
    (entry,) = map(dict[str, Any], named)
    outcomes = [
        (row["outcome"], row["label"], row["reasons"], [field["field"] for field in row["fields"]])
        for row in entry.pop("outcomes")
    ]
    assert entry == {
        "procedure": PROCEDURE, "version": current.version, "title": current.title, "kind": "application", "duty": DUTY,
    }  # fmt: skip
    made = ["made", "issued_on"]
    assert outcomes == [
        ("approved", "認められた", False, made),
        ("partly", "一部が認められた", True, made),
        ("refused", "認められなかった", True, []),
    ]
    assert list_procedures(installation.catalogue, machine("childcare", PROCEDURE)) == []


def test_each_outcome_names_what_is_filled_in_with_it(installation: Installation) -> None:
    def fields(procedure: str, outcome: str) -> list[Any]:
        (entry,) = list_procedures(
            installation.catalogue, machine(installation.catalogue.current(procedure).duty, procedure)
        )
        outcomes = {row["outcome"]: row for row in entry["outcomes"]}  # type: ignore[attr-defined]
        return list(outcomes[outcome]["fields"])

    level, term, opinion = fields("yokaigo-nintei", "approved")
    assert (level["field"], level["label"], level["type"]) == ("level", "要介護状態区分", "choice")
    assert {"code": "care2", "label": "要介護2"} in level["options"]
    assert [(row["field"], row["required"], row["options"]) for row in (term, opinion)] == [
        ("term", True, []), ("opinion", False, []),
    ]  # fmt: skip
    assert [row["field"] for row in fields("yokaigo-nintei", "not_eligible")] == ["opinion"]
    partly = {row["field"]: row["required"] for row in fields("jido-teate-nintei", "partly")}
    assert partly == {
        "number": True, "starts": True, "child.decision": True, "child.order": None, "child.amount": None, "monthly": True,
        "first_paid": False,
    }  # fmt: skip


def test_a_version_names_its_questions_and_codes(installation: Installation) -> None:
    with installation.database.read() as unit:
        version = describe_version(installation.catalogue, unit, machine(), PROCEDURE, first().version)
    items, codes = version["items"], version["codes"]
    assert isinstance(items, list)
    assert isinstance(codes, list)
    assert {"name.family", "reason", "cards"} <= {item["item"] for item in items}
    assert {"item": "reason", "code": "lost", "label": "なくした・焼けた"} in codes


def test_a_number_of_a_person_is_not_described(installation: Installation) -> None:
    numbered = [procedure for procedure in installation.catalogue.all() if procedure.my_number]
    assert numbered
    with installation.database.read() as unit:
        for procedure in numbered:
            caller = machine(procedure.duty)
            described = describe_version(installation.catalogue, unit, caller, procedure.id, procedure.version)
            for field in (field.name for field in procedure.fields if field.protection == "number"):
                assert f"'{field}'" not in str(described)
                assert f"'{field}." not in str(described)


def test_a_version_of_another_section_looks_like_one_that_does_not_exist(installation: Installation) -> None:
    with installation.database.read() as unit:
        for caller, name, version in (
            (machine("childcare"), PROCEDURE, 1),
            (machine(procedures="another"), PROCEDURE, 1),
            (machine(), PROCEDURE, 999),
            (machine(), "no-such-procedure", 1),
        ):
            with pytest.raises(NotFound):
                describe_version(installation.catalogue, unit, caller, name, version)
