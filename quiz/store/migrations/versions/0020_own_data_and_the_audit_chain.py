"""the notice that was read, requests about own data, words beside the ledger, the audit chain"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

APPEND_ONLY = ('audit_log', 'audit_seal')


def upgrade() -> None:
    op.add_column('person', sa.Column('notice', sa.String(), server_default='', nullable=False))
    op.add_column('person', sa.Column('notice_at', sa.BigInteger(), nullable=True))
    op.create_table(
        'data_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('asked_at', sa.BigInteger(), nullable=False),
        sa.Column('due_at', sa.BigInteger(), nullable=False),
        sa.Column('outcome', sa.String(), nullable=True),
        sa.Column('answer', sa.String(), nullable=False),
        sa.Column('answered_at', sa.BigInteger(), nullable=True),
        sa.Column('answered_by', sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('correct', 'delete')", name='data_request_kind'),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name='data_request_outcome'),
        sa.CheckConstraint(
            '(outcome IS NULL) = (answered_at IS NULL)', name='data_request_is_answered_whole'
        ),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_data_request_person_id', 'data_request', ['person_id'])
    op.create_index(
        'one_open_request_a_kind',
        'data_request',
        ['person_id', 'kind'],
        unique=True,
        sqlite_where=sa.text('outcome IS NULL'),
        postgresql_where=sa.text('outcome IS NULL'),
    )
    op.create_table(
        'entry_words',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('salt', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('attempt_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['round_id'], ['round.id']),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id']),
        sa.PrimaryKeyConstraint('round_id', 'digest'),
    )
    op.create_index('ix_entry_words_attempt_id', 'entry_words', ['attempt_id'])
    op.create_table(
        'audit_seal',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('audit_id', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['audit_id'], ['audit_log.id']),
        sa.PrimaryKeyConstraint('number'),
        sa.UniqueConstraint('audit_id', name='one_seal_a_row'),
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is added to, never changed', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            f'CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'
        )
        return
    for act in ('update', 'delete'):
        op.execute(
            f'CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}'
            f" BEGIN SELECT RAISE(ABORT, '{table} is added to, never changed'); END"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for table in APPEND_ONLY:
        if postgresql:
            op.execute(f'DROP TRIGGER {table}_stays ON {table}')
        else:
            for act in ('update', 'delete'):
                op.execute(f'DROP TRIGGER {table}_no_{act}')
    if postgresql:
        op.execute('DROP FUNCTION refuse_change()')
    op.drop_table('audit_seal')
    op.drop_table('entry_words')
    op.drop_table('data_request')
    op.drop_column('person', 'notice_at')
    op.drop_column('person', 'notice')
