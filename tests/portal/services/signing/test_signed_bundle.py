"""A signed list verifies each application."""

import json

import pytest

from portal.services.signing.signed_bundle import (
    MOST,
    NoList,
    Part,
    check_part,
    part_of,
    read_list,
    to_verify_list,
    write_list,
)


def document(application: str, **answers: str) -> bytes:
    return json.dumps({"application": application, "answers": answers}).encode()


DOCUMENTS = {name: document(name, word=name) for name in ("a", "b", "c")}
PARTS = tuple(part_of(name, content) for name, content in DOCUMENTS.items())
LIST = write_list("n-1", PARTS)


def test_each_part_is_found_in_its_place_without_the_others() -> None:
    assert [check_part(LIST, content) for content in DOCUMENTS.values()] == [1, 2, 3]
    assert read_list(LIST) == PARTS


@pytest.mark.parametrize(
    "changed",
    [
        document("a", word="b"),
        document("d", word="a"),
        DOCUMENTS["a"].replace(b'"a"', b'"b"', 1),
        b"",
        b"[]",
        b'{"answers": {}}',
        b"[" * 100_000,
    ],
)
def test_what_was_not_signed_is_in_no_place(changed: bytes) -> None:
    assert check_part(LIST, changed) is None


@pytest.mark.parametrize(
    "changed",
    [
        LIST.replace(b'"a"', b'"z"'),
        LIST.replace(b"n-1", b"n-2"),
        LIST + b" ",
        LIST.replace(b'"parts":[', b'"more":1,"parts":['),
        LIST[:-1],
        b"null",
        b"{}",
        b'{"nonce":1,"parts":[1]}',
    ],
)
def test_a_list_in_another_form_is_another_list_or_none(changed: bytes) -> None:
    try:
        parts = read_list(changed)
    except NoList:
        return
    assert changed == write_list(json.loads(changed)["nonce"], parts), "one form for one list"
    assert changed != LIST


def test_the_order_is_part_of_what_is_signed() -> None:
    assert write_list("n-1", PARTS[::-1]) != LIST


@pytest.mark.parametrize(
    "parts", [(), (PARTS[0], PARTS[0]), (PARTS[0], Part("a", "00")), tuple(Part(str(n), "") for n in range(MOST + 1))]
)
def test_no_application_stands_twice_and_none_is_no_bundle(parts: tuple[Part, ...]) -> None:
    with pytest.raises(ValueError, match="each once"):
        write_list("n", parts)


def test_what_was_signed_is_the_list_where_it_names_the_document_and_nothing_else() -> None:
    document = b'{"application":"one"}'
    signed = write_list("n", [part_of("one", document), part_of("two", b"{}")])
    asked = to_verify_list(signed, document, None)
    assert asked is not None
    assert (asked.content, asked.nonce, asked.procedure_id, asked.application_id) == (signed, "n", "bundle", "n")
    assert to_verify_list(signed, b'{"application":"one" }', None) is None
    assert to_verify_list(b"", document, None) is None
