"""The client id of a machine at the city's token server."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
_IN_USE = sa.text("state IN ('asked', 'live')")

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM api_client WHERE known_as IS NOT NULL",
    "{rows} machines are known to a token server; the older version has no place for it.",
    "トークンのサーバーが知る機械が {rows} 台あり、古い版の表には入りません。",
)


def upgrade() -> None:
    op.add_column("api_client", sa.Column("known_as", sa.String(), nullable=True))
    op.create_index(
        "ix_api_client_known_as",
        "api_client",
        ["known_as"],
        unique=True,
        sqlite_where=_IN_USE,
        postgresql_where=_IN_USE,
    )


def downgrade() -> None:
    op.drop_index("ix_api_client_known_as", "api_client")
    op.drop_column("api_client", "known_as")
