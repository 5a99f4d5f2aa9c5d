"""A number of a shipped definition has one meaning (D399): a city that published it can publish the next release."""

from dataclasses import replace

from scripts.definition_numbers import kept, meaning_of, outgrown, shipped


def test_a_shipped_definition_with_another_meaning_has_another_number() -> None:
    procedures, numbers = shipped(), kept()
    assert [procedure.id for procedure in outgrown(procedures, numbers)] == [], "scripts/definition_numbers.py"
    assert {(procedure.id, procedure.version) for procedure in procedures.values()} <= numbers.keys()


def test_a_changed_meaning_and_a_lower_number_are_seen() -> None:
    procedures, numbers = shipped(), kept()
    name, procedure = next(iter(procedures.items()))
    changed = {name: replace(procedure, meaning="0" * 64)}
    assert [outgrew.id for outgrew in outgrown(changed, numbers)] == [name]
    later = numbers | {(name, procedure.version + 1): "0" * 16}
    assert [outgrew.id for outgrew in outgrown({name: procedure}, later)] == [name]


def test_each_shipped_procedure_has_a_line_and_one_that_is_gone_keeps_its_own() -> None:
    assert {name for name, _ in kept()} >= shipped().keys()
    assert meaning_of(next(iter(shipped().values()))).isalnum()
