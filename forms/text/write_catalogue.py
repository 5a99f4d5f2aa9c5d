"""A gettext catalogue as `translations` reads it."""

from collections.abc import Mapping

from forms.text.translations import LANGUAGES, Entry

_HEAD = """# {name}. `fuzzy`: made by a machine, until a person has read it and takes the flag away. See D271.
msgid ""
msgstr ""
"Project-Id-Version: Kakanai\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def write_catalogue(language: str, places: Mapping[str, str], entries: Mapping[str, Entry], head: str = "") -> str:
    """`places`: Japanese → where it is; `head`: of the file before, in which tools write who worked on it."""
    blocks = [head or _HEAD.format(name=LANGUAGES[language], language=language)]
    for japanese, where in places.items():
        entry = entries.get(japanese, Entry(japanese, ""))
        marks = f"#: {where.replace(' ', ':')}\n" + "#, fuzzy\n" * entry.machine_made
        blocks.append(f"{marks}msgid {_quoted(japanese)}\nmsgstr {_quoted(entry.translation)}\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f'"{text}"'
