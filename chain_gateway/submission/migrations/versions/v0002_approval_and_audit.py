"""Acts that wait for a second person; the audit names token, certificate and key, and refuses every change."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

_REFUSAL = "audit_acts is only ever appended to"


def upgrade() -> None:
    """Widen states, add the columns and the table, guard the audit."""
    with op.batch_alter_table("submissions") as submissions:
        submissions.alter_column("state", type_=sa.String(24), existing_type=sa.String(16), existing_nullable=False)
    op.add_column("audit_acts", sa.Column("token_id", sa.String(200)))
    op.add_column("audit_acts", sa.Column("certificate", sa.String(64)))
    op.add_column("audit_acts", sa.Column("signer", sa.String(42)))
    op.create_table(
        "approvals",
        sa.Column("submission_id", sa.String(40), primary_key=True),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(16)),
        sa.Column("decided_by", sa.String(200)),
        sa.Column("decided_at", sa.String(32)),
        sa.Column("reason", sa.String(1000)),
        comment="Acts that wait, or waited, for a second person of the same party.",
    )
    op.create_index("approvals_waiting", "approvals", ["party", "decision", "expires_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_acts_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_acts_rows BEFORE UPDATE OR DELETE ON audit_acts "
            "FOR EACH ROW EXECUTE FUNCTION audit_acts_refuse()"
        )
        op.execute(
            "CREATE TRIGGER audit_acts_whole BEFORE TRUNCATE ON audit_acts "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_acts_refuse()"
        )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_acts_{act.lower()} BEFORE {act} ON audit_acts "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def downgrade() -> None:
    """Take all of it back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_acts_rows ON audit_acts")
        op.execute("DROP TRIGGER audit_acts_whole ON audit_acts")
        op.execute("DROP FUNCTION audit_acts_refuse()")
    else:
        op.execute("DROP TRIGGER audit_acts_update")
        op.execute("DROP TRIGGER audit_acts_delete")
    op.drop_table("approvals")
    for name in ("signer", "certificate", "token_id"):
        op.drop_column("audit_acts", name)
    with op.batch_alter_table("submissions") as submissions:
        submissions.alter_column("state", type_=sa.String(16), existing_type=sa.String(24), existing_nullable=False)
