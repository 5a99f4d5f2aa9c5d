"""The encrypted file, without a database."""

import io

import pytest

from portal.services.audit import backup_file
from portal.services.audit.backup_file import BackupUnfit, open_backup, seal_backup


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "COST", 10)
    monkeypatch.setattr(backup_file, "_CHUNK", 8)


def sealed(*pieces: bytes) -> bytes:
    target = io.BytesIO()
    seal_backup(target, b"passphrase", pieces, lambda: {"rows": {}})
    return target.getvalue()


def test_pieces_come_back_in_order_and_the_manifest_has_their_sum() -> None:
    taken: list[bytes] = []
    manifest = open_backup(io.BytesIO(sealed(b"first piece", b"", b"second")), b"passphrase", taken.append)
    assert taken == [b"first pi", b"ece", b"second"]
    assert manifest["bytes"] == 17


def test_no_byte_of_a_backup_can_be_cut_or_changed_before_a_restore() -> None:
    whole = sealed(b"first piece")
    for at in range(len(whole)):
        # The cost is never changed here: a huge one takes memory; beyond the highest it is refused.
        changed = whole[:at] + bytes([whole[at] ^ (0x80 if at == 17 else 1)]) + whole[at + 1 :]
        for content in (whole[:at], changed):
            with pytest.raises(BackupUnfit):
                open_backup(io.BytesIO(content), b"passphrase", lambda _: None)


def test_two_backups_of_the_same_content_share_no_chunk() -> None:
    assert sealed(b"content")[34:] != sealed(b"content")[34:]
