"""Two people beside taro, each with a card."""

from datetime import date

from integrations.certificates.mock.holder import Holder
from tests.portal.practice_cards import TARO

HANAKO = Holder("hanako", "見本　花子", "見本県見本市中央1丁目2番3号", date(1995, 9, 30), "2")
JIRO = Holder("jiro", "見本　次郎", "見本県見本市中央1丁目2番3号", date(1996, 1, 2), "1")
PEOPLE = {holder.id: holder for holder in (TARO, HANAKO, JIRO)}
MORE = """\
      - together: 一人め
        id: mate
        ask:
          - {id: mate_name, type: person_name, label: 一人めの氏名}
          - {id: mate_birth, type: date, label: 一人めの生年月日}
      - together: 二人め
        id: third
        ask:
          - {id: third_name, type: person_name, label: 二人めの氏名}
          - {id: third_birth, type: date, label: 二人めの生年月日}
"""
SIGNED = """{{sign_in: card, signature: {{need: required, because: 条例, certainty: assumed, order: {order}, signers: [\
{{id: mate, label: 一人め, name: mate_name, birth: mate_birth, days: 14}}, \
{{id: third, label: 二人め, name: third_name, birth: third_birth, days: 14, paper: true}}]}}}}"""


def named(holder: Holder, prefix: str) -> dict[str, str]:
    family, given = holder.name.split("　")
    born = holder.birth
    return {
        f"{prefix}_name.family": family, f"{prefix}_name.given": given, f"{prefix}_birth.era": "western",
        f"{prefix}_birth.year": str(born.year), f"{prefix}_birth.month": str(born.month), f"{prefix}_birth.day": str(born.day),
    }  # fmt: skip
