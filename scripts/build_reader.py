"""`build/kakanai-reader.pyz`: the card agent of a counter's computer as one file for any Python from 3.11, without packages."""

import argparse
import zipfile
from modulefinder import ModuleFinder
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "integrations" / "card_reader"
START = "import sys\n\nfrom integrations.card_reader.__main__ import main\n\nsys.exit(main())\n"


def modules() -> list[Path]:
    """What it imports from this tree, and nothing else."""
    finder = ModuleFinder(path=[str(ROOT)])
    for file in sorted(PACKAGE.glob("*.py")):
        finder.import_hook(f"integrations.card_reader.{file.stem}", None, ["*"])
    names = (vars(module)["__file__"] for module in finder.modules.values())
    return sorted({Path(name) for name in names if name})


def build(to: Path) -> None:
    """The same tree gives the same bytes."""
    to.parent.mkdir(parents=True, exist_ok=True)
    files = [*modules(), *sorted(PACKAGE.glob("*.toml")), ROOT / "LICENSE"]
    with to.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, "__main__.py", START.encode())
            for path in files:
                _add(archive, path.relative_to(ROOT).as_posix(), path.read_bytes())
    to.chmod(0o755)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # dated 1980
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=ROOT / "build" / "kakanai-reader.pyz")
    target = parser.parse_args().target
    build(target)
    print(f"{target}: {target.stat().st_size // 1024} KiB")
