"""rounds of several kinds, audiences and duties"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

KIND = "kind IN ('official', 'practice')"


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('audience', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('duty', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('series', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('label', sa.String(), server_default='', nullable=False))
        batch_op.add_column(
            sa.Column('kind', sa.String(), server_default='official', nullable=False)
        )
        batch_op.add_column(sa.Column('audience', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('bank_version_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('blueprint', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('outcome', sa.BigInteger(), nullable=True))
        batch_op.drop_constraint('one_round_a_district', type_='unique')
        batch_op.create_unique_constraint(
            'one_round_a_series', ['contest_id', 'district_id', 'series']
        )
        batch_op.create_check_constraint('round_kind_is_known', KIND)
        batch_op.create_foreign_key(
            'round_bank_version_id_fkey', 'bank_version', ['bank_version_id'], ['id']
        )

    op.create_table(
        'staff_person',
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id']),
        sa.PrimaryKeyConstraint('staff_id'),
    )
    with op.batch_alter_table('staff_person', schema=None) as batch_op:
        batch_op.create_index('ix_staff_person_person_id', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('staff_person')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_constraint('round_bank_version_id_fkey', type_='foreignkey')
        batch_op.drop_constraint('round_kind_is_known', type_='check')
        batch_op.drop_constraint('one_round_a_series', type_='unique')
        batch_op.create_unique_constraint('one_round_a_district', ['contest_id', 'district_id'])
        for column in (
            'outcome', 'blueprint', 'bank_version_id', 'audience', 'kind', 'label', 'series'
        ):
            batch_op.drop_column(column)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('duty')
        batch_op.drop_column('audience')
