"""Less on the disk for each application: on PostgreSQL a row of the search for each person, and indexes of what is read by them."""

# Applications from before keep their rows of the search. On the way back those since are indexed again.

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
STATISTICS = ("look_up.tokens",)  # made again from the answers
_OPEN = sa.text("decided_at IS NULL")
_OF_ONE = sa.text("application_id IS NOT NULL")
_STAFF = sa.text("actor >= 'staff:' AND actor < 'staff;'")
_PROBES = sa.text("action = 'look for protected people'")


def upgrade() -> None:
    tokens = sa.ARRAY(sa.BigInteger()).with_variant(sa.LargeBinary(), "sqlite")
    op.add_column("look_up", sa.Column("tokens", tokens, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_look_up_tokens",
            "look_up",
            ["tokens"],
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 64},
        )
        op.drop_index("ix_look_up_token", "look_up")
        op.create_index("ix_look_up_token", "look_up", ["token"], postgresql_where=sa.text("tokens IS NULL"))
    op.drop_index("ix_application_looked_up_by", "application")
    op.create_index("ix_application_looked_up_by", "application", ["looked_up_by"])
    op.drop_index("ix_application_state", "application")
    op.create_index(
        "ix_application_open_state",
        "application",
        ["duty", "state", "due", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_index("ix_audit_record_application_id", "audit_record")
    op.create_index(
        "ix_audit_record_application_id",
        "audit_record",
        ["application_id"],
        sqlite_where=_OF_ONE,
        postgresql_where=_OF_ONE,
    )
    op.drop_index("ix_audit_record_at", "audit_record")
    for name, where in (("staff", _STAFF), ("probes", _PROBES)):
        op.create_index(
            f"ix_audit_record_of_{name}", "audit_record", ["at", "id"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    for name in ("staff", "probes"):
        op.drop_index(f"ix_audit_record_of_{name}", "audit_record")
    op.create_index("ix_audit_record_at", "audit_record", ["at"])
    op.drop_index("ix_audit_record_application_id", "audit_record")
    op.create_index("ix_audit_record_application_id", "audit_record", ["application_id"])
    op.drop_index("ix_application_open_state", "application")
    op.create_index("ix_application_state", "application", ["duty", "state", "due", "id", "decided_at"])
    op.drop_index("ix_application_looked_up_by", "application")
    op.create_index("ix_application_looked_up_by", "application", ["looked_up_by", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "UPDATE application SET looked_up_by = '' WHERE id IN (SELECT application_id FROM look_up WHERE tokens IS NOT NULL)"
        )
        op.execute("DELETE FROM look_up WHERE tokens IS NOT NULL")
        op.drop_index("ix_look_up_tokens", "look_up")
        op.drop_index("ix_look_up_token", "look_up")
        op.create_index("ix_look_up_token", "look_up", ["token"])
    op.drop_column("look_up", "tokens")
