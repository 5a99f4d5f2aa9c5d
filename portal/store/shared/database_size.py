"""How much of the database of this city is in use; deleted rows leave room."""

from portal.db import Unit

# Statements about the database itself, which no model has.
_SQLITE = (
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
_ON_DISK = "SELECT pg_database_size(current_database())"
# Files by their own lengths, which reads none of them; everything else as it lies on the disk.
_IN_USE = (
    f"{_ON_DISK} - pg_total_relation_size('attachment') - pg_total_relation_size('file_piece')"
    " + (SELECT coalesce(sum(octet_length(sealed_content) + coalesce(octet_length(sealed_preview), 0)), 0) FROM attachment)"
    " + (SELECT coalesce(sum(size), 0) FROM file_piece)"
)


def is_full(unit: Unit, most: int) -> bool:
    # On PostgreSQL the files are looked through only once the disk's size, which is never less, is reached.
    statements = [_SQLITE] if unit.connection.dialect.name == "sqlite" else [_ON_DISK, _IN_USE]
    return all(int(unit.connection.exec_driver_sql(each).scalar_one()) >= most for each in statements)
