"""decisions by which one option or another is right"""

from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

_BEFORE = (
    "ruling IN ('keep', 'credit_all', 'new_key', 'void_question', 'void_attempt',"
    " 'unvoid_attempt')"
)
_NOW = (
    "ruling IN ('keep', 'credit_all', 'new_key', 'either_key', 'void_question',"
    " 'void_attempt', 'unvoid_attempt')"
)


def upgrade() -> None:
    _allow(_NOW)


def downgrade() -> None:
    # What was counted by such a decision stands in ledgers, which the older code cannot read.
    if op.get_bind().exec_driver_sql(
        "SELECT 1 FROM decision WHERE ruling = 'either_key' LIMIT 1"
    ).scalar():
        raise RuntimeError('a decision says that one option or another is right')
    _allow(_BEFORE)


def _allow(rulings: str) -> None:
    with op.batch_alter_table('decision') as batch:
        batch.drop_constraint('decision_ruling', type_='check')
        batch.create_check_constraint('decision_ruling', rulings)
