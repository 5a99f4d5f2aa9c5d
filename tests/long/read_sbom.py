"""The SBOM of the image (`make sbom`) matches the locks."""

import json

from tests.house.test_build import requirements
from tests.house.tree import ROOT


def test_the_list_names_each_package_of_the_locks_once_with_version_and_hashes() -> None:
    listed = json.loads((ROOT / "build" / "sbom.json").read_text(encoding="utf-8"))
    assert (listed["bomFormat"], listed["metadata"]["component"]["name"]) == ("CycloneDX", "kakanai")
    components = {f"{component['name']}=={component['version']}": component for component in listed["components"]}
    pinned = requirements("requirements.lock") | requirements("requirements-traces.lock")
    assert len(listed["components"]) == len(components)
    assert set(components) == set(pinned)
    for name, hashes in pinned.items():
        written = json.dumps(components[name])
        assert all(line.partition("sha256:")[2].split(" ")[0] in written for line in hashes), name
