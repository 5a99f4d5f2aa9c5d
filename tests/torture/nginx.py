"""nginx before web processes, as Debian packages it, by the file of docs/installation."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from tests.house.tree import ROOT
from tests.servers import PATIENCE, answers
from tests.torture.node import begin_apart

FILE = ROOT / "docs/installation/nginx.conf"
_AROUND = """daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    access_log off;
{servers}
}}
"""


@contextmanager
def fronted(door: int, *ports: int) -> Iterator[None]:
    """Without TLS and names, which a machine for tests has not."""
    with TemporaryDirectory(prefix="kakanai-nginx-", dir="/tmp") as name:
        folder = Path(name)
        file = folder / "nginx.conf"
        file.write_text(_AROUND.format(folder=folder, servers=_servers(door, ports)))
        process = begin_apart(["/usr/sbin/nginx", "-p", name, "-c", str(file)], folder / "log")
        try:
            deadline = monotonic() + PATIENCE
            while not answers(f"http://127.0.0.1:{door}/healthz"):
                assert monotonic() < deadline, (folder / "log").read_text()
                sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _servers(door: int, ports: tuple[int, ...]) -> str:
    blocks = re.findall(r"^(?:upstream|server) .*?^}", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    upstream, city = blocks[0], blocks[-1]
    for number, port in enumerate(ports, 1):
        upstream = upstream.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{port}")
    city = re.sub(r"^ *(listen|server_name|ssl_\w+|access_log|include) .*\n", "", city, flags=re.MULTILINE)
    # A browser sends the port of a test with the name of the host.
    city = city.replace("Host $host;", "Host $http_host;").replace("{", f"{{\n    listen 127.0.0.1:{door};", 1)
    return f"{upstream}\n{city}"
