from portal.cli.problem import Problem
from portal.config import Settings, settings_with


def joint() -> Settings:
    settings = settings_with({})
    if not settings.cities:
        raise Problem.of(
            "KAKANAI_CITIES が空です。市町村のファイルを置くフォルダーを決めてください。",
            "KAKANAI_CITIES is empty: set the folder of the cities' files.",
        )
    return settings
