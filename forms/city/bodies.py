"""Names of the bodies that a definition means by a key."""

# Sources: 行政不服審査法4条 (`decider`: no authority above it; `mayor`: the highest above it), 地方自治法255条の2 (`governor`,
# 法定受託事務), 介護保険法183条・184条 (`care_board`, in every prefecture).

from forms.city.city import City, Office

KEYS = ("decider", "mayor", "governor", "care_board")


def body_name(city: City, office: Office, body: str) -> str:
    names = {
        "decider": representative(office), "mayor": f"{city.name}長", "governor": f"{city.prefecture}知事",
        "care_board": f"{city.prefecture}介護保険審査会",
    }  # fmt: skip
    return names.get(body, body)


def defendant(city: City, office: Office) -> str:
    """行政事件訴訟法11条1項1号."""
    return office.entity or city.name


def representative(office: Office) -> str:
    """In court: the authority itself, such as a 教育委員会 (地方教育行政の組織及び運営に関する法律56条), or the one above an authority that
    decides by delegation."""
    return office.superior or office.authority
