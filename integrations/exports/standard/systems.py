"""The twenty systems of 標準化法 and the names of GIF that a layout may tell: for readers, no file has them."""

from typing import Annotated

from pydantic import AfterValidator

from forms.rules.faults import did_you_mean

# 標準化法 第2条第1項の標準化対象事務, in the order of its 政令 as 子育てDX実装チェックポイント (2023-08-31) quotes it.
SYSTEMS = (
    "児童手当", "子ども・子育て支援", "住民基本台帳", "戸籍の附票", "印鑑登録", "選挙人名簿管理", "固定資産税", "個人住民税", "法人住民税", "軽自動車税",
    "戸籍", "就学", "健康管理", "児童扶養手当", "生活保護", "障害者福祉", "介護保険", "国民健康保険", "後期高齢者医療", "国民年金",
)  # fmt: skip
UNREAD = "未確認"  # as the number of a function: the document that has it could not be read
# What is known of the 標準仕様書, by system: its edition and what could be read. Of the others nothing could.
SPECIFICATIONS = {
    "住民基本台帳": "住民記録システム標準仕様書 第6.1版（2026-03-25）。いまの版の機能ID は読めず、番号は第1.0版の節",
    "固定資産税": "税務システム標準仕様書。土地のたたき台（総務省の検討会。vdocuments の写し）のはじめだけを読んだ。家屋は読めず",
    "軽自動車税": "税務システム標準仕様書。種別割のたたき台（総務省 2020-12-22）のはじめを読んだ。番号はその節",
    "就学": "就学事務システム（学齢簿編製等）標準仕様書 第1.0版（文部科学省 2021-08）の目次。番号は読めず",
    "介護保険": "介護保険システム標準仕様書 第6.0版（厚生労働省）。02-02 被保険者証等再交付の機能ID を、公開の要約で読んだ",
    "国民健康保険": "国民健康保険システム標準仕様書 第1.7版（厚生労働省 2026-08）。公開の一覧で名前だけを見た",
}
# The first three of the seven digits of 機能ID and 帳票ID: of 帳票 0010001 (github highdefinitionaudiodriver/juki-web-reference), of
# 機能 0230295 (github yoshihub/care-system).
NUMBERED = {"住民基本台帳": "001", "介護保険": "023"}
# DMD of GIF core data models (github JDA-DM/GIF, 430_コアデータモデル/dmd/csv, CC0, read 2026-11-27): name in English, in Japanese.
GIF = {
    "Person": {
        "familyName": "氏", "givenName": "名", "familyNameKana": "氏（カナ）", "givenNameKana": "名（カナ）", "familyNameEn": "氏（英字）",
        "givenNameEn": "名（英字）", "fullName": "氏名", "fullNameKana": "氏名（カナ）", "fullNameEn": "氏名（英字）", "middleName": "ミドルネームなど",
        "middleNameKana": "ミドルネームなど（カナ）", "middleNameEn": "ミドルネームなど（英字）", "familyRegisterName": "戸籍氏名", "nationality": "国籍",
        "countryOfBirth": "出生国", "sex": "性別", "dateOfBirth": "生年月日", "dateOfDeath": "死亡年月日", "age": "年齢", "height": "身長", "weight": "体重",
        "remarksInformation": "備考情報", "headOfHousehold": "世帯主", "marriedUnmarried": "既婚・未婚", "spouse": "配偶者", "child": "子", "student": "学生",
        "incomeStatus": "収入の有無", "residenceAddress": "居住住所", "roleInformation": "役割関与情報", "contactPointInformation": "連絡先情報",
    },
    "Address": {
        "localGovernmentCode": "全国地方公共団体コード", "streetAddressId": "町字ID", "prefecture": "都道府県", "cityAndCounty": "市区町村（郡）",
        "streetAddress": "町字", "cityBlock": "番地以下", "buildingNameEtc": "建物名等(方書)", "fullAddress": "連結表記", "latitude": "緯度",
        "longitude": "経度", "country": "国", "areaCode": "街区符号", "residenceNumber": "住居番号", "landNumber": "地番",
    },
    "ContactPointForPerson": {
        "contactPointName": "連絡先名称", "contactPointPhoneNumber": "連絡先電話番号", "contactPointEmailAddress": "連絡先メールアドレス",
        "contactPointPostalCode": "郵便番号", "contactPointAddress": "連絡先住所",
    },
    "LegalEntity": {
        "legalEntityNumber": "法人番号", "tradeName": "商号または名称", "tradeNameKana": "商号または名称（カナ）", "categoryOfOrganization": "組織種別",
        "numberOfEmployee": "従業員数", "representativeName": "代表者名称", "representativePosition": "代表者役職名", "establishedDate": "設立年月日",
        "businessCategory": "事業種目", "fiscalYearStartDay": "事業年度開始日", "capital": "資本金", "registeredAddress": "登記住所",
        "businessPlaceInformation": "事業所情報", "contactPointInformation": "連絡先情報",
    },
    "RoleInformation": {"role": "役割", "involved": "関与者"},
}  # fmt: skip
_NAMES = {f"{model}.{item}": name for model, items in GIF.items() for item, name in items.items()}


def gif_title(name: str) -> str:
    return _NAMES[name]


def _system(value: str) -> str:
    if value not in SYSTEMS:
        raise ValueError(f"there is no {value}{did_you_mean(value, SYSTEMS)}: write one of {'、'.join(SYSTEMS)}")
    return value


def _gif(value: str) -> str:
    if value not in _NAMES:
        raise ValueError(f"GIF has no {value}{did_you_mean(value, _NAMES)}")
    return value


SystemName = Annotated[str, AfterValidator(_system)]
GifName = Annotated[str, AfterValidator(_gif)]
