"""PostgreSQL finds tokens in an index that keeps equal ones once, in place of the key of three columns.

Rolling back builds the key again, without rows that are there twice.
"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_look_up_token", "look_up", ["token"])
        op.drop_constraint("pk_look_up", "look_up", type_="primary")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "DELETE FROM look_up USING look_up AS other WHERE other.ctid < look_up.ctid AND other.token = look_up.token "
            "AND other.application_id = look_up.application_id AND other.person = look_up.person"
        )
        op.create_primary_key("pk_look_up", "look_up", ["token", "application_id", "person"])
        op.drop_index("ix_look_up_token", table_name="look_up")
