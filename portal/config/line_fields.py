from typing import Any

from pydantic import Field

LINE: Any = Field(
    "auto",
    description="LINE; auto: on if there is a token, otherwise the mock in demo, a fake in test, none in production",
)
TALK: Any = Field(
    "off",
    description="on: the LINE account answers 状況 (with number and code, or when linked) and 予約 (other times for what is booked)",
)
API: Any = Field("", description="address of the Messaging API; empty: LINE's own")
TOKEN_FILE: Any = Field("", description="file that contains only the channel's access token")
SECRET_FILE: Any = Field("", description="file with the channel's secret, with which LINE signs its posts to us")
ACCOUNT: Any = Field("", description="the account's LINE ID that residents add, for example @mihon")
LIFF: Any = Field(
    "", description="id of the channel's LIFF app, with which links in LINE open inside LINE; empty: ordinary links"
)
LOGIN: Any = Field(
    "off",
    description="on: residents who linked their LINE account sign in with it (LINE Login), in demo and test without a channel at the mock; see running.md",
)
LOGIN_CHANNEL: Any = Field(
    "",
    description="id of the LINE Login channel, under the same provider at LINE as the Messaging API channel",
)
LOGIN_SECRET_FILE: Any = Field("", description="file that contains only the secret of the LINE Login channel")
LOGIN_ISSUER: Any = Field(
    "", description="issuer of LINE Login, exactly as it names itself; empty: LINE's own (https://access.line.me)"
)
LOGIN_API: Any = Field(
    "", description="address at which LINE says who added the account; empty: LINE's own (https://api.line.me)"
)
