"""Reads the text of one YAML file."""

from pathlib import Path

from forms.complaints import Complaint, Refused

# The longest file has 15 kB; parsing takes seconds per megabyte.
MAX_BYTES = 2_000_000


def read_source(path: Path) -> str:
    """UTF-8. Raises Refused if unreadable, no regular file (a pipe would block), too long or not UTF-8."""
    try:
        if not path.is_file():
            raise _refused(path, "file.none", "there is no such file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(path, "file.unreadable", f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise _refused(path, "file.long", f"longer than {MAX_BYTES:,} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start}: save the file as UTF-8"
        raise _refused(path, "yaml.encoding", message) from error


def _refused(path: Path, key: str, text: str) -> Refused:
    return Refused([Complaint(str(path), 1, 1, key, text)])
