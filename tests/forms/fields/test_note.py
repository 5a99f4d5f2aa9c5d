from forms.fields.note import Note
from forms.rules.types import OTHER
from tests.forms.fields.asking import JAPANESE, PLAIN, environment


def test_a_note_is_read_and_never_answered() -> None:
    note = Note()
    assert note.parse({"": ("anything",)}, PLAIN, environment()).empty
    assert not note.asks
    assert note.show(None, PLAIN, JAPANESE, "ask.it") == ""
    assert note.rule_type(PLAIN) == OTHER
    assert note.rule_value(None, PLAIN) is None
    assert (note.parts(PLAIN), note.columns(PLAIN)) == ((), ())
    assert (note.typed(None, PLAIN), note.cells(None, PLAIN)) == ({}, {})
    assert note.json_schema(PLAIN) == {"not": {}}
