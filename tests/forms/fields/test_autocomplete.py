"""Autocomplete tokens (WCAG 1.3.5) of every field type."""

from tests.definitions.shelf import shelf

# A reading has no token. A date may belong to another person than the browser's owner. Numbers issued by the state
# are "off": no browser may keep them.
TOKENS = {
    ("person_name", "family"): "family-name",
    ("person_name", "given"): "given-name",
    ("person_name", "full"): "name",
    ("signature", "text"): "name",
    ("sex", ""): "sex",
    ("address", "postal"): "postal-code",
    ("address", "town"): "address-level2",
    ("address", "street"): "address-line1",
    ("address", "building"): "address-line2",
    ("phone", ""): "tel",
    ("email", ""): "email",
    ("url", ""): "url",
}


def test_every_box_says_what_the_table_says_and_no_other_box_says_anything() -> None:
    questions = [field for procedure in shelf().values() for field in procedure.fields]
    actual = {
        (field.type.id, part.name): part.autocomplete
        for field in questions
        for part in field.type.parts(field.settings)
    }
    assert {box: token for box, token in actual.items() if token not in ("", "off")} == TOKENS
    assert {box[0] for box, token in actual.items() if token == "off"} >= {"my_number"}
