"""A draft begins from the version in force, from any procedure, or from nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.errors import NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop import begin_draft as module
from portal.services.workshop.begin_draft import (
    BEGINNINGS,
    SMALLEST,
    Begun,
    begin_new,
    begin_next,
    beginning_words,
    parts_as_begun,
    read_beginning,
    source_of,
)
from portal.services.workshop.check_texts import check_texts
from portal.store.procedures import definitions
from tests.portal.services.workshop.writing import DUTY, ELSEWHERE, NAME, TEXT, author, begin, opened, publisher
from tests.portal.world import DUTY as CARE
from tests.portal.world import PROCEDURE, add_member

PUBLISHER = Member(999, "publisher", "", frozenset({("publisher", CARE)}), "")


def start(installation: Installation, member: Member, name: str = NAME, duty: str = DUTY, copy: str = "") -> Begun:
    source = source_of(installation, copy)
    with installation.database.write() as unit:
        begun = begin_new(installation, unit, member, name, duty, source)
        unit.commit()
    return begun


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_beginning_is_sound_from_the_first_moment(installation: Installation, beginning: str) -> None:
    member = author(installation)
    draft = opened(installation, member, start(installation, member, copy=f":{beginning}").draft_id)
    checked = check_texts(installation, NAME, DUTY, draft.texts)
    assert checked.procedure is not None, checked.complaints
    assert checked.sound, checked.complaints
    if beginning != SMALLEST:
        assert [str(complaint) for complaint in checked.complaints] == [], "an author starts without a remark to mend"
        assert (checked.procedure.sign_in, checked.procedure.tallied) == ("none", "desk")
        assert set(checked.procedure.who) == {"online", "counter"}


def test_a_title_of_ones_own_is_written_whatever_its_signs(installation: Installation) -> None:
    member, title = author(installation), 'a: "b" \\1 #c'
    with installation.database.write() as unit:
        begun = begin_new(installation, unit, member, NAME, DUTY, source_of(installation, ":anketo"), title)
        unit.commit()
    draft = opened(installation, member, begun.draft_id)
    procedure = check_texts(installation, NAME, DUTY, draft.texts).procedure
    assert procedure is not None
    assert procedure.title == title
    assert procedure.kana == "アタラシイテツヅキ", "the reading of another title waits for its author"


def test_what_is_still_as_it_was_begun_is_known_by_its_text() -> None:
    event = read_beginning("event")
    assert parts_as_begun(event) == {"title", "kana", "summary", "law", "steps"}
    changed = event.replace("title: イベントの申込み", "title: 読み聞かせ教室").replace("来る人の数", "来る子どもの数")
    assert parts_as_begun(changed) == {"kana", "summary", "law"}
    assert parts_as_begun(TEXT) == frozenset()


def test_the_words_of_all_beginnings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of a draft compares its words with them."""
    names = [SMALLEST, *BEGINNINGS]
    words = [beginning_words(), *map(beginning_words, names)]
    monkeypatch.setattr(module, "read_beginning", lambda _: pytest.fail("read again"))
    assert [beginning_words(), *map(beginning_words, names)] == words


def test_a_copy_has_its_own_name_duty_and_first_version_and_keeps_comments_and_translations(
    installation: Installation,
) -> None:
    member = author(installation)
    draft = opened(installation, member, start(installation, member, copy=PROCEDURE).draft_id)
    file = (installation.settings.procedures / f"{PROCEDURE}.yaml").read_text(encoding="utf-8")
    changed = [line for line in draft.texts[""].splitlines() if line not in file.splitlines()]
    assert [line for line in changed if line != "version: 1"] == [f"procedure: {NAME}", f"duty: {DUTY}"]
    assert "\nversion: 1\n" in draft.texts[""]
    assert set(draft.texts) == {"", "easy"}
    assert [row.staff_id for row in draft.parts.values()] == [member.id] * 2


def test_the_next_version_is_for_authors_of_its_duty(installation: Installation) -> None:
    source = source_of(installation, PROCEDURE)
    own, other = author(installation, duty=CARE), author(installation, "other")
    with installation.database.write() as unit:
        begun = begin_next(installation, unit, own, source)
        assert begun.problem == ""
        with pytest.raises(NotFound):
            begin_next(installation, unit, other, source)
        with pytest.raises(NotAllowed):
            begin_next(installation, unit, PUBLISHER, source)
        unit.commit()
    row = source.row
    assert row is not None
    draft = opened(installation, own, begun.draft_id)
    assert f"\nversion: {row.version + 1}\n" in draft.texts[""]
    assert (draft.row.based_on, draft.row.duty) == (row.meaning, CARE)


def test_what_only_the_store_has_is_written_out_with_the_same_meaning(installation: Installation) -> None:
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, "inu-shibo")
        assert row is not None
        canonical = row.canonical.replace("犬の死亡届", "犬が死んだ届")
        definitions.add(unit, definitions.DefinitionRow("stored alone", row.procedure, 2, canonical, 9))
        unit.commit()
    source = source_of(installation, "inu-shibo")
    assert "title: 犬が死んだ届" in source.texts[""]
    checked = check_texts(installation, "inu-shibo", "environment", {"": source.texts[""]})
    assert checked.procedure is not None, checked.complaints
    assert {"", "easy"} <= source.texts.keys()


def test_a_file_that_is_not_published_is_copied_with_its_translations(
    installation: Installation, tmp_path: Path
) -> None:
    settings = installation.settings.model_copy(update={"procedures": tmp_path})
    own = replace(installation, settings=settings)
    member = author(installation)
    text = source_of(installation, PROCEDURE).texts[""].replace(f"procedure: {PROCEDURE}", "procedure: new-one")
    (tmp_path / "new-one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "new-one.easy.yaml").write_text("title: あたらしい\n", encoding="utf-8")
    draft = opened(installation, member, start(own, member, copy="new-one").draft_id)
    assert draft.texts["easy"] == "title: あたらしい\n"
    assert f"procedure: {NAME}\nversion: 1\n" in draft.texts[""]
    with pytest.raises(NotFound), installation.database.write() as unit:
        begin_next(installation, unit, member, source_of(own, "new-one"))
    (tmp_path / "new-one.yaml").write_bytes(b"\xff")
    for nothing in ("new-one", "../new-one", "blocks/person"):
        with pytest.raises(NotFound):
            source_of(own, nothing)


def test_a_name_that_is_taken_or_no_name_is_refused(installation: Installation) -> None:
    member = author(installation)
    begin(installation, member)
    assert start(installation, member).problem == "taken"
    assert start(installation, member, PROCEDURE).problem == "taken"
    for name in ("", "Guard", "a b", "-a", "a--b", "ガード", "a\n", "a" * 61, "../a"):
        assert start(installation, member, name).problem == "id", name


def test_nobody_begins_for_another_duty_or_from_nothing_known(installation: Installation) -> None:
    member = author(installation)
    for duty, refusal in ((ELSEWHERE, NotAllowed), ("nowhere", NotFound)):
        with pytest.raises(refusal):
            start(installation, member, duty=duty)
    with pytest.raises(NotAllowed):
        start(installation, publisher(installation))
    with pytest.raises(NotAllowed):
        start(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    for nothing in ("nothing", ":nothing", ":../procedures/shisei-anketo"):
        with pytest.raises(NotFound):
            source_of(installation, nothing)
