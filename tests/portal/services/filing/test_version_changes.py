"""Effects of a version change are shown once."""

from portal.services.filing.version_changes import NOTHING, OldAnswer, VersionChanges

BROUGHT = VersionChanges(
    untold=True,
    new=("colour",),
    again=("reason",),
    reworded=("word",),
    gone=({"ja": "種類", "easy": "しゅるい"},),
    old={"reason": OldAnswer({"ja": "なくした"}, "lost"), "kind": OldAnswer({"ja": "犬"}, None)},
    source="26-000-000-001",
)


def test_what_was_stored_is_read_again_without_loss() -> None:
    assert VersionChanges.of(BROUGHT.stored) == BROUGHT


def test_drafts_that_were_stored_before_copies_had_a_source_are_read() -> None:
    stored = {name: value for name, value in BROUGHT.stored.items() if name != "source"}
    assert VersionChanges.of(stored).source == ""


def test_a_save_leaves_the_old_answers_of_open_questions_and_their_source() -> None:
    after = BROUGHT.after({"reason": "torn"})
    assert after == VersionChanges(old={"kind": BROUGHT.old["kind"]}, source=BROUGHT.source)
    assert after
    assert not after.after({"kind": "cat"})


def test_changes_without_old_answers_are_something_to_show_until_they_were_seen() -> None:
    assert VersionChanges(untold=True)
    assert not VersionChanges(new=("colour",))
    assert not NOTHING
