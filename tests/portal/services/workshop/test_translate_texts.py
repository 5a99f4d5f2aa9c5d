"""What a city wrote or signed of translations."""

from collections.abc import Iterator

import pytest

from forms.text.translations import Entry, put_own, translate, translations
from portal.errors import Conflict, NotAllowed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.translate_texts import (
    MACHINE,
    MISSING,
    SIGNED,
    entries_now,
    lines_of,
    mark_of,
    own_of,
    put_translations,
    save_translation,
    sign_all,
    signed_at,
    stale_of,
    state_of,
    take_entries,
)
from portal.store.workshop import translations as stored
from tests.portal.services.notices.dispatching import audited
from tests.portal.services.workshop.writing import DUTY
from tests.portal.world import add_member

TEXT = "次へ進む"
PLACES = {TEXT: "page next", "この市だけの文": "city"}


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    put_own({})


@pytest.fixture
def translator(installation: Installation) -> Member:
    return add_member(installation, "translator", ("translator", "*"))


def save(installation: Installation, member: Member, entry: Entry, seen: int = 0, duty: str = "*") -> None:
    with installation.database.write() as unit:
        save_translation(installation, unit, member, duty, "vi", entry, seen=seen)
        put_translations(installation.translated, unit)
        unit.commit()


def states(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [line.state for line in lines_of(own_of(unit, "vi"), "vi", PLACES)]


def test_a_text_is_mended_then_signed_and_a_text_of_the_city_alone_is_written(
    installation: Installation, translator: Member
) -> None:
    assert states(installation) == [MACHINE, MISSING]
    save(installation, translator, Entry(TEXT, "Đi tiếp", machine_made=True))
    assert (translate("vi", TEXT), states(installation)) == ("Đi tiếp", [MACHINE, MISSING])
    with installation.database.read() as unit:
        row = stored.of_text(unit, "vi", mark_of(TEXT))
    assert row is not None
    save(installation, translator, Entry(TEXT, "Tiếp tục"), seen=row.id)
    save(installation, translator, Entry("この市だけの文", "Chỉ thành phố này"))
    assert translate("vi", TEXT) == "Tiếp tục"
    assert translate("vi", "この市だけの文") == "Chỉ thành phố này"
    assert states(installation) == [SIGNED, SIGNED]
    assert [action for action, _ in audited(installation, "sign translation")] == ["sign translation"] * 2


def test_what_another_saved_meanwhile_and_lost_placeholders_are_refused(
    installation: Installation, translator: Member
) -> None:
    save(installation, translator, Entry(TEXT, "Tiếp tục"))
    with pytest.raises(Conflict):
        save(installation, translator, Entry(TEXT, "Khác"))
    with pytest.raises(Conflict):
        save(installation, translator, Entry("{count}人", "người"))
    assert translate("vi", TEXT) == "Tiếp tục"


def test_a_translator_of_one_section_signs_no_other(installation: Installation) -> None:
    member = add_member(installation, "bob", ("translator", DUTY))
    save(installation, member, Entry(TEXT, "Tiếp tục"), duty=DUTY)
    for act in ("*", "housing"):
        with pytest.raises(NotAllowed), installation.database.write() as unit:
            sign_all(installation, unit, member, act, "vi", [], "pages", seen=state_of([]))


def test_all_of_a_group_is_signed_at_once(installation: Installation, translator: Member) -> None:
    with installation.database.write() as unit:
        lines = lines_of(own_of(unit, "vi"), "vi", PLACES)
        with pytest.raises(Conflict):
            sign_all(installation, unit, translator, "*", "vi", lines, "pages", seen=state_of([]))
        at = sign_all(installation, unit, translator, "*", "vi", lines, "pages", seen=state_of(lines))
        assert [row.japanese for row in signed_at(own_of(unit, "vi"), translator, at)] == [TEXT]
        put_translations(installation.translated, unit)
        unit.commit()
    assert states(installation) == [SIGNED, MISSING]
    assert TEXT not in translations("vi").unsigned


def test_a_file_brings_what_differs_and_nothing_if_one_does_not_fit(
    installation: Installation, translator: Member
) -> None:
    before = translate("vi", TEXT)
    wrong, places = Entry("{count}人", "người"), {**PLACES, "{count}人": "page"}
    other = Entry("どこにもない文", "x")
    with installation.database.write() as unit:
        given = [Entry(TEXT, "Tiếp tục"), wrong, other]
        assert take_entries(installation, unit, translator.actor, "vi", given, places) == (0, ["{count}人"])
        assert take_entries(
            installation, unit, translator.actor, "vi", [Entry(TEXT, before, machine_made=True)], places
        ) == (
            0,
            [],
        )
        assert take_entries(installation, unit, translator.actor, "vi", [Entry(TEXT, before), other], places) == (1, [])
        put_translations(installation.translated, unit)
        unit.commit()
    assert states(installation) == [SIGNED, MISSING]
    assert entries_now("vi", PLACES)[TEXT] == Entry(TEXT, before)


def test_a_changed_original_leaves_its_translation_to_look_at(installation: Installation, translator: Member) -> None:
    save(installation, translator, Entry(TEXT, "Tiếp tục"))
    with installation.database.read() as unit:
        assert [row.translation for row in stale_of(own_of(unit, "vi"), {"次へ進みます": "page"})] == ["Tiếp tục"]
