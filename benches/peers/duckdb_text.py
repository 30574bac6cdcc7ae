"""The rules of the ledger in DuckDB: every column read as text and cast, what does not cast listed.

    duckdb_text.py LEDGER PROGRAMMES OUT

Writes OUT as rule,row,column,value. A row's number is the rowid of the loaded table: DuckDB keeps the order
of the file, and numbering rows while loading would take away its threads."""

import os
import pathlib
import sys

import duckdb

TEXTS = "transfer_id supplier recipient category programme_id status source_url".split()
CASTS = {
    "id": "TRY_CAST(id AS BIGINT)",
    "quantity": "TRY_CAST(quantity AS BIGINT)",
    "occasions": "TRY_CAST(occasions AS BIGINT)",
    "unit_weight_kg": "TRY_CAST(unit_weight_kg AS DOUBLE)",
    "lat": "TRY_CAST(lat AS DOUBLE)",
    "lon": "TRY_CAST(lon AS DOUBLE)",
    "start_date": "TRY_STRPTIME(start_date, '%Y-%m-%d')::DATE",
    "end_date": "TRY_STRPTIME(end_date, '%Y-%m-%d')::DATE",
}
ORDER = (
    "id transfer_id supplier recipient category item quantity occasions unit_weight_kg start_date end_date"
    " programme_id lat lon status source_url note"
).split()
# DuckDB casts 1.5 to the integer 2: digits are asked for besides.
STRICTER = {"quantity": " OR NOT regexp_full_match(quantity, '-?[0-9]+')"}


def does_not_cast(column):
    return f"({column} IS NOT NULL AND ({CASTS[column]} IS NULL{STRICTER.get(column, '')}))"


def load(ledger, programmes):
    """Two tables. The text of a cell is kept only where it does not cast."""
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in ORDER)
    typed = ", ".join([*TEXTS, *(f"{cast} AS {name}" for name, cast in CASTS.items())])
    kept = ", ".join(f"'{name}': {name}" for name in CASTS)
    broken = " OR ".join(does_not_cast(name) for name in CASTS)
    return f"""
        CREATE TEMP TABLE programmes AS FROM read_csv('{programmes}', header = true,
            columns = {{programme_id: 'VARCHAR', name: 'VARCHAR', launched: 'DATE', lead: 'VARCHAR'}});
        CREATE TEMP TABLE ledger AS
            SELECT {typed}, CASE WHEN {broken} THEN {{{kept}}} END AS written
            FROM read_csv('{ledger}', header = true, auto_detect = false, delim = ',', quote = '"',
                          escape = '"', columns = {{{columns}}});
    """


def type_rules():
    for name in CASTS:
        stricter = STRICTER.get(name, "").replace("quantity", "written.quantity")
        yield f"""SELECT 'type_{name}', rowid + 1, '{name}', written.{name} FROM ledger
            WHERE written IS NOT NULL AND written.{name} IS NOT NULL AND ({name} IS NULL{stricter})"""


def main(ledger, programmes, out):
    rules = pathlib.Path(__file__).with_name("duckdb_rules.sql").read_text()
    connection = duckdb.connect()
    if threads := os.environ.get("THREADS"):
        connection.execute(f"SET threads = {int(threads)}")
    connection.execute(load(ledger, programmes))
    everything = " UNION ALL ".join([rules, *type_rules()])
    connection.execute(f"COPY ({everything}) TO '{out}' (HEADER, DELIMITER ',')")


main(*sys.argv[1:4])
