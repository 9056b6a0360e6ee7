"""headcounts of units, their groups and clusters"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain statements: a batch would build the table anew, and drop it under its references.
    for column in ('unit_group', 'cluster'):
        op.add_column('unit', sa.Column(column, sa.String(), server_default='', nullable=False))
    op.create_table(
        'headcount',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('day', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('typed_by', sa.String(), nullable=False),
        sa.Column('typed_at', sa.BigInteger(), nullable=False),
        sa.Column('signed_by', sa.String(), nullable=True),
        sa.Column('signed_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('number > 0', name='headcount_is_positive'),
        sa.CheckConstraint(
            'signed_by IS NULL OR signed_by <> typed_by', name='headcount_by_two'
        ),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('unit_id', 'version', name='one_headcount_a_version'),
    )


def downgrade() -> None:
    op.drop_table('headcount')
    for column in ('cluster', 'unit_group'):
        op.drop_column('unit', column)
