-- The rules of the ledger, as DuckDB says them. One scan finds the rows that break a rule of rows; each rule
-- then looks at these few alone.
WITH suspects AS (
    SELECT ledger.rowid + 1 AS n, ledger.*, known.launched, known.programme_id AS known
    FROM ledger LEFT JOIN programmes AS known USING (programme_id)
    WHERE recipient IS NULL
       OR recipient = supplier
       OR known.programme_id IS NULL
       OR NOT regexp_full_match(programme_id, 'P-[0-9]{4}')
       OR category NOT IN ('aircraft', 'armoured_vehicles', 'artillery', 'munitions', 'missiles', 'naval', 'sensors', 'small_arms')
       OR status NOT IN ('planned', 'ordered', 'delivered', 'cancelled', 'suspended')
       OR lat NOT BETWEEN -90 AND 90
       OR lon NOT BETWEEN -180 AND 180
       OR unit_weight_kg <= 0
       OR end_date < start_date
       OR start_date < known.launched
       OR (category = 'munitions' AND occasions <> 0 AND quantity NOT BETWEEN occasions AND 500 * occasions)
       OR NOT regexp_full_match(source_url, 'https?://[a-z0-9.-]+/\S*')
),
firsts AS (
    SELECT transfer_id, min(rowid) AS first FROM ledger GROUP BY transfer_id HAVING count(*) > 1
),
violations AS (
    SELECT 'not_null_recipient' AS rule, n AS row, 'recipient' AS "column", recipient AS value
      FROM suspects WHERE recipient IS NULL
    UNION ALL SELECT 'supplier_ne_recipient', n, 'recipient', recipient FROM suspects WHERE recipient = supplier
    UNION ALL SELECT 'regex_programme_id', n, 'programme_id', programme_id
      FROM suspects WHERE NOT regexp_full_match(programme_id, 'P-[0-9]{4}')
    UNION ALL SELECT 'fk_programme_id', n, 'programme_id', programme_id FROM suspects WHERE known IS NULL
    UNION ALL SELECT 'enum_category', n, 'category', category FROM suspects
      WHERE category NOT IN ('aircraft', 'armoured_vehicles', 'artillery', 'munitions', 'missiles', 'naval', 'sensors', 'small_arms')
    UNION ALL SELECT 'enum_status', n, 'status', status FROM suspects
      WHERE status NOT IN ('planned', 'ordered', 'delivered', 'cancelled', 'suspended')
    UNION ALL SELECT 'range_lat', n, 'lat', lat::VARCHAR FROM suspects WHERE lat NOT BETWEEN -90 AND 90
    UNION ALL SELECT 'range_lon', n, 'lon', lon::VARCHAR FROM suspects WHERE lon NOT BETWEEN -180 AND 180
    UNION ALL SELECT 'weight_positive', n, 'unit_weight_kg', unit_weight_kg::VARCHAR FROM suspects WHERE unit_weight_kg <= 0
    UNION ALL SELECT 'date_order', n, 'end_date', end_date::VARCHAR FROM suspects WHERE end_date < start_date
    UNION ALL SELECT 'start_ge_launched', n, 'start_date', start_date::VARCHAR FROM suspects WHERE start_date < launched
    UNION ALL SELECT 'ratio_munitions', n, 'quantity', quantity::VARCHAR FROM suspects
      WHERE category = 'munitions' AND occasions <> 0 AND quantity NOT BETWEEN occasions AND 500 * occasions
    UNION ALL SELECT 'url_pattern', n, 'source_url', source_url
      FROM suspects WHERE NOT regexp_full_match(source_url, 'https?://[a-z0-9.-]+/\S*')
    UNION ALL SELECT 'id_gap', n, 'id', id::VARCHAR
      FROM (SELECT rowid + 1 AS n, id, lag(id) OVER () AS before FROM ledger) WHERE id <> before + 1
    UNION ALL SELECT 'unique_transfer_id', ledger.rowid + 1, 'transfer_id', ledger.transfer_id
      FROM ledger JOIN firsts USING (transfer_id) WHERE ledger.rowid > firsts.first
    UNION ALL SELECT 'sum_quantity_cap', NULL, supplier || ' ' || year(start_date), sum(quantity)::VARCHAR
      FROM ledger WHERE start_date IS NOT NULL GROUP BY supplier, year(start_date) HAVING sum(quantity) > 1000000000
)
SELECT * FROM violations
