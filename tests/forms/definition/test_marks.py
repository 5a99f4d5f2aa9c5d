"""Positions are packed, and read as a mapping."""

from forms.definition.marks import Marks


def test_packed_marks_are_those_that_were_given() -> None:
    given = {"title": (1, 8), "ask.氏名.must.0": (12, 5)}
    marks = Marks.of(given)
    assert dict(marks) == given
    assert (marks["title"], marks.get("none", (0, 0)), "title" in marks, len(marks)) == ((1, 8), (0, 0), True, 2)
    assert marks == Marks.of(given) != Marks.of({})
    assert given.items() <= marks.items()
