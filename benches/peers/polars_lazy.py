"""The rules of the ledger in Polars: lazy, streaming, every column read as text and cast.

    polars_lazy.py LEDGER PROGRAMMES OUT

Writes OUT as rule,row,column,value."""

import sys

import polars as pl
from polars import col

COLUMNS = (
    "id transfer_id supplier recipient category item quantity occasions unit_weight_kg start_date end_date"
    " programme_id lat lon status source_url note"
).split()
CATEGORIES = "aircraft armoured_vehicles artillery munitions missiles naval sensors small_arms".split()
STATUSES = "planned ordered delivered cancelled suspended".split()


def number(name, data_type):
    return col(name).cast(data_type, strict=False).alias(f"{name}_as_typed")


def day(name):
    return col(name).str.to_date("%Y-%m-%d", strict=False).alias(f"{name}_as_typed")


CASTS = {
    **{name: number(name, pl.Int64) for name in ("id", "quantity", "occasions")},
    **{name: number(name, pl.Float64) for name in ("unit_weight_kg", "lat", "lon")},
    **{name: day(name) for name in ("start_date", "end_date")},
}


def typed(name):
    return col(f"{name}_as_typed")


def row_rules():
    """Rule, the column at fault, and when a row breaks it."""
    quantity, occasions = typed("quantity"), typed("occasions")
    in_range = quantity.is_between(occasions, 500 * occasions)
    yield "not_null_recipient", "recipient", col("recipient").is_null()
    yield "supplier_ne_recipient", "recipient", col("recipient") == col("supplier")
    yield "regex_programme_id", "programme_id", ~col("programme_id").str.contains(r"^P-[0-9]{4}$")
    yield "fk_programme_id", "programme_id", col("known").is_null()
    yield "enum_category", "category", ~col("category").is_in(CATEGORIES)
    yield "enum_status", "status", ~col("status").is_in(STATUSES)
    yield "range_lat", "lat", ~typed("lat").is_between(-90, 90)
    yield "range_lon", "lon", ~typed("lon").is_between(-180, 180)
    yield "weight_positive", "unit_weight_kg", typed("unit_weight_kg") <= 0
    yield "date_order", "end_date", typed("end_date") < typed("start_date")
    yield "start_ge_launched", "start_date", typed("start_date") < col("launched")
    yield "ratio_munitions", "quantity", (col("category") == "munitions") & (occasions != 0) & ~in_range
    yield "url_pattern", "source_url", ~col("source_url").str.contains(r"^https?://[a-z0-9.-]+/\S*$")
    for name in CASTS:
        yield f"type_{name}", name, col(name).is_not_null() & typed(name).is_null()


def main(ledger, programmes, out):
    schema = {name: pl.String for name in COLUMNS}
    texts = pl.scan_csv(ledger, schema=schema, row_index_name="n", row_index_offset=1).drop("item", "note")
    known = pl.scan_csv(programmes).select(
        "programme_id", col("launched").str.to_date(strict=False), known=pl.lit(True)
    )
    rows = texts.with_columns(*CASTS.values())
    rows = rows.join(known, on="programme_id", how="left", maintain_order="left")
    rules = list(row_rules())
    marks = [f"rule {at}" for at in range(len(rules))]
    marked = rows.with_columns(
        **{mark: breaks.fill_null(False) for mark, (_, _, breaks) in zip(marks, rules)}
    )
    suspects = marked.filter(pl.any_horizontal(marks))
    gaps = texts.select("n", value=col("id").cast(pl.Int64, strict=False))
    gaps = gaps.with_columns(step=col("value").diff()).filter(col("step") != 1)
    twice = texts.select("n", "transfer_id").group_by("transfer_id")
    twice = twice.agg("n", first=col("n").min(), count=pl.len()).filter(col("count") > 1)
    sums = rows.filter(typed("start_date").is_not_null())
    sums = sums.group_by("supplier", year=typed("start_date").dt.year())
    sums = sums.agg(total=typed("quantity").sum()).filter(col("total") > 1_000_000_000)
    suspects, gaps, twice, sums = pl.collect_all([suspects, gaps, twice, sums], engine="streaming")
    found = [
        suspects.filter(mark).select(rule=pl.lit(rule), row="n", column=pl.lit(name), value=col(name))
        for mark, (rule, name, _) in zip(marks, rules)
    ]
    found.append(gaps.select(rule=pl.lit("id_gap"), row="n", column=pl.lit("id"), value=col("value").cast(pl.String)))
    later = twice.explode("n").filter(col("n") > col("first"))
    found.append(
        later.select(rule=pl.lit("unique_transfer_id"), row="n", column=pl.lit("transfer_id"), value="transfer_id")
    )
    group = pl.concat_str("supplier", pl.lit(" "), col("year").cast(pl.String))
    total = col("total").cast(pl.String)
    found.append(sums.select(rule=pl.lit("sum_quantity_cap"), row=pl.lit(None), column=group, value=total))
    pl.concat(found, how="vertical_relaxed").write_csv(out)


main(*sys.argv[1:4])
