"""Redshift's system views over the tables of `public`, and Redshift's names for DuckDB's types."""

from __future__ import annotations

import re

import duckdb
from schemas import PUBLIC, SYSTEM

# DuckDB type: Redshift's name in SQL, Redshift's name in the Data API.
TYPES = {
    "BOOLEAN": ("boolean", "bool"),
    "TINYINT": ("smallint", "int2"),
    "UTINYINT": ("smallint", "int2"),
    "SMALLINT": ("smallint", "int2"),
    "USMALLINT": ("integer", "int4"),
    "INTEGER": ("integer", "int4"),
    "UINTEGER": ("bigint", "int8"),
    "BIGINT": ("bigint", "int8"),
    "FLOAT": ("real", "float4"),
    "DOUBLE": ("double precision", "float8"),
    "DATE": ("date", "date"),
    "TIMESTAMP": ("timestamp without time zone", "timestamp"),
    "TIMESTAMP_S": ("timestamp without time zone", "timestamp"),
    "TIMESTAMP_MS": ("timestamp without time zone", "timestamp"),
    "TIMESTAMP_NS": ("timestamp without time zone", "timestamp"),
    "TIMESTAMP WITH TIME ZONE": ("timestamp with time zone", "timestamptz"),
    "TIME": ("time without time zone", "time"),
    "HUGEINT": ("numeric", "numeric"),
    "UHUGEINT": ("numeric", "numeric"),
    "UBIGINT": ("numeric", "numeric"),
    "BLOB": ("binary varying", "varbyte"),
}
TEXT = ("character varying", "varchar")
DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def type_names(duck: str) -> tuple[str, str]:
    if duck.startswith("DECIMAL"):
        return ("numeric", "numeric")
    if duck.endswith("]") or duck.startswith(("STRUCT", "MAP", "UNION", "JSON")):
        return ("super", "super")
    return TYPES.get(duck, TEXT)


def precision(duck: str) -> tuple[int, int]:
    """Precision and scale of a DECIMAL; (0, 0) for any other type."""
    match = DECIMAL.fullmatch(duck)
    return (int(match[1]), int(match[2])) if match else (0, 0)


COLUMNS = f"""
create table {SYSTEM}.svv_columns (
    table_catalog varchar, table_schema varchar, table_name varchar, column_name varchar, ordinal_position integer,
    column_default varchar, is_nullable varchar, data_type varchar, character_maximum_length integer,
    numeric_precision integer, numeric_scale integer, remarks varchar
)
"""

VIEWS = f"""
create view {SYSTEM}.information_schema_columns as
    select table_catalog, table_schema, table_name, column_name, ordinal_position, column_default, is_nullable,
        data_type, character_maximum_length, numeric_precision, numeric_scale from {SYSTEM}.svv_columns;
create view {SYSTEM}.svv_all_columns as
    select table_catalog as database_name, table_schema as schema_name, * exclude (table_catalog, table_schema)
    from {SYSTEM}.svv_columns;
create view {SYSTEM}.svv_redshift_columns as select * from {SYSTEM}.svv_all_columns;
create view {SYSTEM}.svv_tables as
    select distinct table_catalog, table_schema, table_name, 'BASE TABLE' as table_type, comment as remarks
    from {SYSTEM}.svv_columns left join {SYSTEM}.table_comments using (table_schema, table_name);
create view {SYSTEM}.information_schema_tables as
    select table_catalog, table_schema, table_name, table_type from {SYSTEM}.svv_tables;
create view {SYSTEM}.svv_all_tables as
    select table_catalog as database_name, table_schema as schema_name, table_name, 'TABLE' as table_type, remarks
    from {SYSTEM}.svv_tables;
create view {SYSTEM}.svv_redshift_tables as select * from {SYSTEM}.svv_all_tables;
create view {SYSTEM}.pg_table_def as
    select table_schema as schemaname, table_name as tablename, column_name as "column", data_type as type,
        'none' as encoding, false as distkey, 0 as sortkey, is_nullable = 'NO' as "notnull" from {SYSTEM}.svv_columns;
create view {SYSTEM}.pg_tables as
    select table_schema as schemaname, table_name as tablename, 'admin' as tableowner from {SYSTEM}.svv_tables;
"""

TABLE_INFO = f"""
create table {SYSTEM}.svv_table_info (
    "database" varchar, "schema" varchar, "table" varchar, "size" bigint, tbl_rows decimal(38,0), estimated_visible_rows decimal(38,0)
)
"""


def create(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Creates the system views. `database` is the name of the database in SQL."""
    connection.execute(f"create schema {SYSTEM}")
    connection.execute(COLUMNS)
    connection.execute(
        f"create table {SYSTEM}.table_comments as select schema_name as table_schema, table_name, comment from duckdb_tables()"
    )
    connection.execute(TABLE_INFO)
    columns = connection.execute(
        "select table_name, column_name, column_index, data_type, is_nullable, comment from duckdb_columns() "
        "where schema_name = ? order by table_name, column_index",
        [PUBLIC],
    ).fetchall()
    values = []
    for table, column, position, duck, nullable, comment in columns:
        digits, scale = precision(duck)
        name = type_names(duck)[0]
        length = 65535 if name == TEXT[0] else None
        values.append([database, PUBLIC, table, column, position, None, "YES" if nullable else "NO", name, length])
        values[-1] += [digits or None, scale if digits else None, comment]
    if values:
        # A single statement: one per column would take a minute for some thousands of columns.
        lists = [list(column) for column in zip(*values)]
        connection.execute(f"insert into {SYSTEM}.svv_columns select {', '.join(['unnest(?)'] * len(lists))}", lists)
    for table in sorted({row[0] for row in columns}):
        quoted = table.replace('"', '""')
        (rows,) = connection.execute(f'select count(*) from {PUBLIC}."{quoted}"').fetchone()
        connection.execute(
            f"insert into {SYSTEM}.svv_table_info values (?, ?, ?, 1, ?, ?)", [database, PUBLIC, table, rows, rows]
        )
    connection.execute(VIEWS)


def describe(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """Tables and views of a schema with their columns and DuckDB types."""
    tables: dict[str, dict[str, str]] = {}
    columns = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = ? order by table_name, column_index",
        [schema],
    ).fetchall()
    for table, column, duck in columns:
        tables.setdefault(table, {})[column] = duck
    return tables
