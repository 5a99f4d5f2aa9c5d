"""Pieces of files."""

from portal.db import Unit
from portal.store.files import file_pieces
from portal.store.files.attachments import Holder


def test_pieces_of_a_file_lie_in_order(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    draft, application, visit = holders
    for holder, file, starts in (
        (draft, b"f", 3),
        (draft, b"f", 0),
        (draft, b"g", 0),
        (application, b"h", 0),
        (visit, b"i", 0),
    ):
        assert file_pieces.add(unit, holder, file, starts, 3, b"piece %d" % starts, 5 + starts)
    assert not file_pieces.add(unit, draft, b"f", 3, 3, b"other", 5)
    assert [file_pieces.arrived(unit, draft, file) for file in (b"f", b"g", b"h")] == [6, 3, 0]
    assert [file_pieces.under_way(unit, holder) for holder in holders] == [9, 3, 3]
    assert file_pieces.of(unit, draft, b"f") == [(0, b"piece 0"), (3, b"piece 3")]
    file_pieces.sweep(unit, 8)
    assert [file_pieces.under_way(unit, holder) for holder in holders] == [6, 0, 0]
    file_pieces.remove(unit, application, b"f")
    assert file_pieces.under_way(unit, draft) == 6
    file_pieces.remove(unit, draft, b"f")
    file_pieces.add(unit, visit, b"i", 0, 3, b"piece", 5)
    file_pieces.remove_of_visit(unit, visit.visit_id or "")
    assert [file_pieces.under_way(unit, holder) for holder in holders] == [0, 0, 0]
