from portal.cli.problem import Problem
from portal.config import Settings, settings_with


def joint() -> Settings:
    settings = settings_with({})
    if not settings.cities:
        raise Problem.of(
            "KAKANAI_CITIES が空です。市町村のファイルを置くフォルダーを決めてください。いま1つの市の設置なら、先に docs/cities.md の「いままで1つの市だけの設置から」のとおりに移します。",
            "KAKANAI_CITIES is empty: set the folder of the cities' files; an installation of one city is converted first (docs/cities.md).",
        )
    return settings
