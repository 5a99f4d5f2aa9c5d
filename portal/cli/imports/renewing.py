"""`import register|links`: lost 支援措置 marks or many lines need confirmation."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Refused
from integrations.register.link_file import LINKS
from integrations.register.register_csv import Sort
from integrations.register.renewal import Renewal, Rows, alone, difference, put_in_place, rows_of, whole
from integrations.register.residents import RESIDENTS
from portal.cli.opened import opened_records
from portal.cli.problem import AsJson, Problem, both, command_line, wrong_option
from portal.config import load_settings
from portal.services.shared.write_audit import write_audit

app = typer.Typer()

# One line in this many may disappear without confirmation: a truncated file loses more.
_MOST_REMOVED = 20
_COUNTED = {
    "lines": "行", "new": "新しい", "changed": "変わった", "gone": "なくなった", "same": "同じ", "already": "もう入っていた",
    "protected": "支援措置の人", "lifted": "支援措置の印がなくなった人",
}  # fmt: skip

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, UTF-8; docs/register.md says its form.")]
Difference = Annotated[
    bool, typer.Option("--difference", help="FILE has only what changed, with a column 異動 before.")
]
Removed = Annotated[
    int, typer.Option("--gone", metavar="N", help="So many lines are to be gone, though it is more than usual.")
]
Lifted = Annotated[int, typer.Option(metavar="N", help="So many people are to lose the mark of 支援措置.")]
Anew = Annotated[bool, typer.Option("--anew", help="Do not compare with the file that is there: it is broken.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]


@app.command()
def register(
    file: File, difference: Difference = False, removed: Removed = 0, lifted: Lifted = 0, anew: Anew = False,
    dry_run: DryRun = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Renew the extract of the resident register (KAKANAI_REGISTER_FILE), completely or by a difference."""
    target = load_settings().register_file
    if not target:
        raise Problem.of(
            "KAKANAI_REGISTER_FILE がありません。新しくする抽出ファイルがありません。",
            "KAKANAI_REGISTER_FILE is not set: there is no extract to renew (KAKANAI_RESIDENT_REGISTER=file).",
        )
    _renew("register", RESIDENTS, file, Path(target), _Wish(difference, removed, lifted, anew, dry_run, as_json))


@app.command()
def links(
    file: File, difference: Difference = False, removed: Removed = 0, anew: Anew = False, dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Renew 番号紐付情報 (KAKANAI_LINK_FILE), completely or by a difference."""
    target = load_settings().link_file
    if not target:
        raise Problem.of(
            "KAKANAI_LINK_FILE がありません。新しくする一覧がありません。",
            "KAKANAI_LINK_FILE is not set: there is no list to renew.",
        )
    _renew("links", LINKS, file, Path(target), _Wish(difference, removed, 0, anew, dry_run, as_json))


class _Wish:
    def __init__(
        self, difference: bool, removed: int, lifted: int, anew: bool, dry_run: bool, as_json: bool
    ) -> None:  # fmt: skip
        if difference and anew:
            raise wrong_option(
                "差分は、もとの全部に重ねるものです。--anew には、全部のファイルを書いてください。",
                "a difference needs the file that it changes; give the complete file with --anew",
            )
        self.difference, self.removed, self.lifted, self.anew = difference, removed, lifted, anew
        self.dry_run, self.as_json = dry_run, as_json


def _renew(name: str, sort: Sort, file: Path, target: Path, wish: _Wish) -> None:
    target = target.resolve()  # a symbolic link stays
    if file.resolve() == target:
        raise Problem.of(
            f"{file}：今使っているファイルです。新しいものは、別の名前で横に置いてください。",
            f"{file}: this is the file to be renewed; write the new one beside it.",
        )
    try:
        with alone(target):
            before = _before(sort, target, wish)
            renewal = (difference if wish.difference else whole)(file, sort, before)
            _ask_back(file, before, renewal, wish)
            if not wish.dry_run:
                _record(name, file, renewal, wish)
                put_in_place(target, sort, renewal.rows)
    except BlockingIOError:
        raise Problem.of(
            f"{target}：ほかの人が新しくしています。", f"{target}: somebody else is renewing it."
        ) from None
    except OSError as error:
        raise Problem.of(
            f"{target} に書けません。もとのままです。", f"{target}: {error.strerror}. It is unchanged."
        ) from None
    if wish.as_json:
        print(json.dumps(renewal.counts, indent=2))
    else:
        print("\t".join(f"{_COUNTED[name]} / {name} {value}" for name, value in renewal.counts.items()))


def _before(sort: Sort, target: Path, wish: _Wish) -> Rows:
    # {} if there is none.
    if wish.anew or not target.exists():
        if wish.difference:
            raise Problem.of(
                f"{target}：まだありません。先に、全部の入ったファイルを渡してください。",
                f"{target}: there is none yet; give the complete file first.",
            )
        return {}
    try:
        return rows_of(target, sort)
    except Refused:
        raise Problem.of(
            f"{target}：読めないので、比べられません。全部の入ったファイルを --anew で渡してください。",
            f"{target}: it is invalid, so nothing can be compared; give the complete file with --anew.",
        ) from None


def _ask_back(file: Path, before: Rows, renewal: Renewal, wish: _Wish) -> None:
    # Raises Problem.
    questions = []
    if not wish.difference and renewal.gone * _MOST_REMOVED > len(before) and renewal.gone != wish.removed:
        questions.append(
            both(
                f"{file}：{len(before)}行のうち{renewal.gone}行がなくなります。全部の入ったファイルなら、--gone {renewal.gone} を付けてください。",
                f"{file}: {renewal.gone} of {len(before)} lines would be removed. Is the file complete? If so, add --gone {renewal.gone}.",
            )
        )
    if renewal.lifted and renewal.lifted != wish.lifted:
        questions.append(
            both(
                f"{file}：{renewal.lifted}人の支援措置の印がなくなり、住所が見えるようになります。それでよければ、--lifted {renewal.lifted} を付けてください。",
                f"{file}: {renewal.lifted} people would lose the mark of 支援措置, and their data would be shown. "
                f"If that is intended, add --lifted {renewal.lifted}.",
            )
        )
    if questions:
        raise Problem(*questions)


def _record(name: str, file: Path, renewal: Renewal, wish: _Wish) -> None:
    # Before the replacement: the command can be repeated.
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    counts = " ".join(f"{name}={value}" for name, value in renewal.counts.items())
    manner = "difference" if wish.difference else "anew" if wish.anew else "whole"
    with opened_records() as installation, installation.database.change() as unit:
        write_audit(installation, unit, command_line(), f"renew {name}", detail=f"{manner} {counts} sha256:{digest}")
