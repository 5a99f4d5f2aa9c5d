from integrations.keys.local import LocalKeys

FILE, TOKEN = "file", "token"


def place(keys: LocalKeys, key_id: str) -> str:
    return TOKEN if key_id in keys.in_token else FILE
