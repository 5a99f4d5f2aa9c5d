"""The real service of PC/SC with a virtual reader, in a namespace of its own: it has one address in the system."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_ports

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
START = 'mount -t tmpfs none /run && exec "$0" --foreground --critical --config "$1"'


@contextmanager
def pcscd() -> Iterator[tuple[str, int]]:
    """Where programs find it (PCSCLITE_CSOCK_NAME), and the port of its reader for virtual cards."""
    program = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "pcscd is missing: scripts/system_packages.sh installs pcscd and vsmartcard-vpcd"
    folder = Path(tempfile.mkdtemp(prefix="kakanai-pcscd-"))
    (port,) = free_ports(1)  # the one after it is its second reader's
    (folder / "vpcd").write_text(
        f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{port:#x}\nLIBPATH {DRIVER}\nCHANNELID {port:#x}\n'
    )
    with (folder / "log").open("wb") as log:
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", START, program, str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        line = Path(f"/proc/{process.pid}/root/run/pcscd/pcscd.comm")
        deadline = time.monotonic() + 20
        while not line.exists():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "pcscd does not answer"
            time.sleep(0.02)
        yield str(line), port
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)
