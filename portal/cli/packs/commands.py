from pathlib import Path
from typing import Annotated

import typer

from portal.cli.definitions import print_complaints
from portal.cli.opened import opened
from portal.cli.problem import Problem, both
from portal.errors import NotFound
from portal.services.workshop.read_pack import MOST_BYTES, Pack, UnreadablePack, read_pack
from portal.services.workshop.try_pack import Trial, try_pack
from portal.services.workshop.write_pack import Unpackable, write_pack

_FINGERPRINT = "証明書の指紋（SHA-256） / fingerprint of the certificate"
File = Annotated[Path, typer.Argument(dir_okay=False, help="The pack (ZIP).")]


def pack(
    procedures: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of published procedures.")], file: File
) -> None:
    """Write published procedures into a signed pack for another city."""
    if file.exists():
        raise Problem.of(
            f"{file} はもうあります。消すか、別の名前にしてください。",
            f"{file} is there already: remove it, or name another file.",
        )
    try:
        with opened() as installation:
            content = write_pack(installation, procedures)
    except NotFound as missing:
        raise Problem.of(
            f"{missing}：その名前で公開したものはありません。", f"{missing}: nothing of that name is published."
        ) from None
    except Unpackable as refused:
        raise Problem.of(str(refused), f"{', '.join(procedures)}: {refused.english}") from None
    file.write_bytes(content)
    own = read_pack(content)
    print(both(f"{file}：{len(own.parts)}個のファイル。", f"{file}: {len(own.parts)} files."))
    print(f"{own.city}\n{_FINGERPRINT}：{own.marks}")


def take(
    file: File,
    into: Annotated[
        Path | None, typer.Option(help="An empty or new folder for the files of the pack, as their city wrote them.")
    ] = None,
) -> None:
    """Try a pack of another city here: who signed it, complaints and scenarios, difference, what is to be confirmed.
    Nothing is published or stored. Status 1 if something is wrong with it here."""
    try:
        with file.open("rb") as source:
            taken = read_pack(source.read(MOST_BYTES + 1))
    except OSError as error:
        raise Problem.of(f"{file} を読めません。場所と権限を確かめてください。", f"{file}: {error.strerror}.") from None
    except UnreadablePack as refused:
        raise Problem.of(f"{file}：{refused}", f"{file}: {refused.english}") from None
    print(f"{taken.city}　{taken.made_at:%Y-%m-%d}\n{_FINGERPRINT}：{taken.marks}")
    print(
        both(
            "市の名前は、だれでも書けます。指紋を、送った市に確かめてください。",
            "Anybody can write the name of a city: compare the fingerprint with the city that sent it.",
        )
    )
    with opened() as installation:
        trials = [try_pack(installation, taken, procedure) for procedure in taken.procedures]
    for trial in trials:
        _show(trial)
    if into is not None:
        _write(taken, into)
    if not all(trial.checked.sound for trial in trials):
        raise typer.Exit(1)


def _show(trial: Trial) -> None:
    after, difference = trial.checked.procedure, trial.difference
    print(f"\n{after.title if after else '読めません / it cannot be read'}（{trial.procedure}）")
    print_complaints(trial.checked.complaints)
    scenarios = len(after.scenarios) if after else 0
    unfit = "It does not fit here as a draft: its id, its duty, or the number of its scenarios."
    problems = trial.checked.problems
    print(both("\n".join(problems), unfit) if problems else both(f"例：{scenarios}件", f"{scenarios} scenarios."))
    if trial.spelled_out:
        print(
            both("部品の中身が、この市の部品とちがいます。", "Its blocks ask something else than those of this city.")
        )
    if difference is not None:
        changed = (*difference.changes, *difference.translations)
        sentences = "\n".join(f"  {sentence}" for sentence in (*changed, *difference.drafts))
        print(sentences if changed else both("変わりません。", "Nothing changes."))
    if trial.foreign_duty:
        duty = trial.foreign_duty
        print(
            both(f"確かめること：事務「{duty}」は、この市にありません。", f"To confirm: this city has no duty {duty}.")
        )
    for setting in trial.unset:
        print(
            both(
                f"確かめること：市の設定 {setting.name}（{setting.label}）は、city.yaml にまだありません。",
                f"To confirm: city.yaml does not set {setting.name} yet.",
            )
        )
    for title, lines in trial.assumed:
        for line in lines:
            print(f"確かめること / to confirm：{title}：{line.what}：{line.says}")


def _write(taken: Pack, folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem.of(
            f"{folder} に何かあります。空か、新しいフォルダーにしてください。",
            f"{folder} holds something: name an empty or new folder.",
        )
    for name, text in taken.parts.items():
        path = folder / name  # read_pack refuses names that lead elsewhere
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(both(f"\n{folder}：{len(taken.parts)}個のファイル。", f"{folder}: {len(taken.parts)} files."))
