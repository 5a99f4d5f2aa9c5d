"""What a browser may fill in by itself (1.3.5): the one table of which box says which token, over every type of question."""

from tests.definitions.shelf import shelf

# A reading has no token; a day may be anybody's, so that the browser's own birthday would be wrong; numbers of the state are
# kept by no browser ("off").
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
    asked = [field for procedure in shelf().values() for field in procedure.fields]
    found = {
        (field.type.id, part.name): part.autocomplete for field in asked for part in field.type.parts(field.settings)
    }
    assert {box: token for box, token in found.items() if token not in ("", "off")} == TOKENS
    assert {box[0] for box, token in found.items() if token == "off"} >= {"my_number"}
