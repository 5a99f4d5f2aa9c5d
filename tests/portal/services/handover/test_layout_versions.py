"""A used layout version never changes."""

from pathlib import Path
from shutil import copytree

import pytest

from integrations.exports.loading import LAYOUTS
from integrations.sockets.interfaces import AdapterError
from portal.config import load_settings
from portal.errors import BadSetting
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs, layout_versions
from portal.wiring.installing import install
from tests.databases import NOW
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, examining
from tests.portal.world import DUTY


def started(tmp_path: Path, url: str, folder: Path) -> None:
    install(
        load_settings(env="test", data=tmp_path, database_url=url, identity="none", now=NOW, layouts=folder)
    ).database.close()


def test_a_layout_that_was_used_starts_only_as_it_was(
    installation: Installation, reviewer: Member, database_url: str, tmp_path: Path
) -> None:
    folder = copytree(LAYOUTS, tmp_path / "layouts")
    file = folder / f"{GENERIC}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: 手続名", "name: 手続の名前"), encoding="utf-8")
    started(tmp_path, database_url, folder)  # not yet used
    examining(installation, reviewer)
    assert hand_over(installation, GENERIC, DUTY, CLERK).batch
    with pytest.raises(
        BadSetting, match=r"generic\.application 2026\.2: the layout has changed since files were made by this version"
    ):
        started(tmp_path, database_url, folder)
    changed = file.read_text(encoding="utf-8")
    file.write_text(changed.replace('version: "2026.2"', 'version: "2026.3"'), encoding="utf-8")
    started(tmp_path, database_url, folder)
    file.write_text(f"# 説明を足した\n{text}", encoding="utf-8")
    started(tmp_path, database_url, folder)


@pytest.mark.both_engines
def test_two_processes_with_two_layouts_of_one_version_hand_over_by_one_of_them(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    with installation.database.write() as unit:
        assert layout_versions.use(unit, GENERIC, installation.layouts[GENERIC].version, "another", 1)
        unit.commit()
    with pytest.raises(AdapterError, match="LAYOUT_CHANGED"):
        hand_over(installation, GENERIC, DUTY, CLERK)
    with installation.database.read() as unit:
        assert hand_overs.latest(unit, [DUTY]) == []
