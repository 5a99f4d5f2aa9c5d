"""The duties that an office may have, by the procedures that name them."""

from dataclasses import replace
from pathlib import Path

from portal.services.administration.known_duties import known_duties, known_procedures
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation


def test_duties_are_of_the_folder_and_of_what_is_published(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: 道の届   # 見出し\nduty: roads  # 事務\n", "utf-8")
    (tmp_path / "b.yaml").write_text("title: 橋の届\nduty: roads\n", "utf-8")
    (tmp_path / "a.easy.yaml").write_text("title: 訳\nduty: other\n", "utf-8")
    (tmp_path / "broken.yaml").write_bytes(b"title: \xff\nsteps: [\n")
    settings = installation.settings.model_copy(update={"procedures": tmp_path})
    assert known_duties(replace(installation, settings=settings, catalogue=Catalogue())) == {
        "roads": ["橋の届", "道の届"]
    }
    published = known_duties(replace(installation, settings=settings))
    assert {procedure.duty for procedure in installation.catalogue.all()} <= published.keys()


def test_procedures_are_of_the_folder_of_the_release_and_of_what_is_published(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "own-one.yaml").write_text("title: 道の届\n", "utf-8")
    (tmp_path / "own-one.easy.yaml").write_text("title: 訳\n", "utf-8")
    settings = installation.settings.model_copy(update={"procedures": tmp_path})
    unpublished = known_procedures(replace(installation, settings=settings, catalogue=Catalogue()))
    assert {"own-one", "juminhyo-utsushi"} <= unpublished
    assert "own-one.easy" not in unpublished
    published = known_procedures(replace(installation, settings=settings))
    assert {procedure.id for procedure in installation.catalogue.all()} <= published
