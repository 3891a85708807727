from sqlalchemy import create_engine, text

from tests.support.postgresql import Cluster


def test_each_test_gets_a_database_of_its_own(postgresql: Cluster) -> None:
    first, second = create_engine(postgresql.fresh()), create_engine(postgresql.fresh())
    try:
        with first.begin() as connection:
            connection.execute(text("CREATE TABLE here (id integer)"))
        with second.begin() as connection:
            assert connection.execute(text("SELECT to_regclass('here')")).scalar_one() is None
            assert "PostgreSQL" in connection.execute(text("SELECT version()")).scalar_one()
    finally:
        first.dispose()
        second.dispose()
