"""Names that may precede a parenthesis in Redshift SQL: functions, types and keywords.

Source: Amazon Redshift developer guide, "SQL functions reference". Functions that only DuckDB has (`corr`, `string_agg`,
`read_csv`, …) are excluded: a statement that works here must also work on Redshift.
"""

AGGREGATES = frozenset(
    """
    any_value avg bit_and bit_or bool_and bool_or count every listagg max median min percentile_cont
    percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance
    """.split()
)

# Window functions that need a frame clause with ORDER BY on Redshift.
FRAMED = AGGREGATES - {"listagg", "median", "percentile_cont", "percentile_disc"} | {
    "first_value",
    "last_value",
    "nth_value",
}

WINDOWS = frozenset(
    """
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank ratio_to_report row_number
    """.split()
)

SCALARS = frozenset(
    """
    abs acos add_months ascii asin atan atan2 bpcharcmp btrim bttext_pattern_cmp cbrt ceil ceiling char_length
    character_length charindex chr coalesce collate concat convert convert_timezone cos cot crc32 current_date
    current_database current_schema current_user date date_cmp date_part date_part_year date_trunc dateadd datediff
    datepart day decode degrees dexp dlog1 dlog10 exp extract floor from_hex getdate greatest hour initcap
    interval_cmp isfinite is_valid_json is_valid_json_array json_array_length json_extract_array_element_text
    json_extract_path_text json_parse json_serialize last_day least left len length ln log lower lpad ltrim md5
    minute mod month months_between next_day now nullif nvl nvl2 octet_length octetindex pi position pow power quarter
    quote_ident quote_literal radians random regexp_count regexp_instr regexp_replace regexp_substr repeat replace
    replicate reverse right round rpad rtrim second sha sha1 sha2 sign sin soundex split_part sqrt strpos strtol
    substr substring sysdate tan textlen timezone to_char to_date to_hex to_number to_timestamp translate trim trunc
    upper user version week weekday year try_cast cast
    """.split()
)

# Redshift functions that the local warehouse does not support; they have a separate error message.
UNAVAILABLE = frozenset(
    """
    bpcharcmp bttext_pattern_cmp collate crc32 date_cmp interval_cmp json_parse json_serialize octetindex
    quote_ident quote_literal sha soundex strtol timezone from_hex
    """.split()
)

SET_RETURNING = frozenset({"generate_series"})

TYPES = frozenset(
    """
    bigint bool boolean bpchar char character datetime dec decimal double float float4 float8 int int2 int4 int8
    integer interval nchar numeric nvarchar precision real smallint super text time timestamp timestamptz timetz
    varbinary varbyte varchar varying zone
    """.split()
)

KEYWORDS = frozenset(
    """
    all and any approximate as between by case cube current distinct else end escape except exclude exists filter from
    full group grouping having ignore ilike in inner intersect into is join like limit materialized minus natural not
    null nulls offset on only or order outer over partition pivot qualify range recursive respect rollup row rows
    select sets similar some then to top union unpivot using values when where with within without
    """.split()
)

FUNCTIONS = AGGREGATES | WINDOWS | SCALARS | SET_RETURNING
CALLABLE = FUNCTIONS | TYPES | KEYWORDS
