"""`translations`: files of translators' tools."""

from pathlib import Path
from typing import Annotated

import typer

from forms.complaint_lines import terminal_lines
from forms.complaints import Refused
from forms.text.translations import LANGUAGES, read_entries
from forms.text.write_catalogue import write_catalogue
from portal.cli.opened import opened
from portal.cli.problem import Problem, both, command_line
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import entries_now, put_translations, take_entries
from portal.web.workshop.translatable import all_texts, groups, groups_of

app = typer.Typer(help="Translations that this city wrote or signed.", no_args_is_help=True)
Language = Annotated[str, typer.Argument(help=f"One of {', '.join(LANGUAGES)}.")]


@app.command()
def take(
    language: Language, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A gettext catalogue.")]
) -> None:
    """Store what differs from now; `fuzzy` is not signed. Nothing is stored if one has other placeholders. In two zones:
    once in each."""
    _known(language)
    try:
        entries = list(read_entries(file.read_text("utf-8"), str(file)))
    except Refused as refused:
        raise Problem(*terminal_lines(refused.complaints)) from None
    except UnicodeDecodeError as error:
        raise Problem.of(
            f"{file}：文字コードがUTF-8ではありません。", f"{file}: it is not UTF-8 at byte {error.start}."
        ) from None
    with opened() as installation, installation.database.change() as unit:
        put_translations(installation.translated, unit)
        taken, wrong = take_entries(installation, unit, command_line(), language, entries, _places(installation))
    if wrong:
        raise Problem(
            *(
                both(
                    f"{file}：{text}：訳の {{ }} が元とちがうか、長すぎます。",
                    f"{file}: {text}: its translation has other placeholders, or is too long.",
                )
                for text in wrong
            )
        )
    print(both(f"{taken}件を入れました。", f"{taken} stored."))


@app.command()
def write(language: Language, file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to.")]) -> None:
    """Write the catalogue as residents see it now."""
    _known(language)
    with opened() as installation, installation.database.read() as unit:
        put_translations(installation.translated, unit)
        places = _places(installation)
    file.write_text(write_catalogue(language, places, entries_now(language, places)), "utf-8")
    print(both(f"{file}：{len(places)}件の文です。", f"{file}: {len(places)} texts."))


def _known(language: str) -> None:
    if language not in LANGUAGES or language == "easy":
        raise Problem.of(
            f"{language}：その言語はありません。",
            f"{language}: write one of {', '.join(name for name in LANGUAGES if name != 'easy')}.",
        )


def _places(installation: Installation) -> dict[str, str]:
    return all_texts(groups(installation.city, groups_of(installation.catalogue.all()), installation.guides.values()))
