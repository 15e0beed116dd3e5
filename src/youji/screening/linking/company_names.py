"""Takes company names apart: region, brand and trade, form of organisation, branch.

The order of the parts is that of 企业名称登记管理规定 (State Council order 734, in force since 2021-03-01), article 6:
administrative division, trade name, line of business, form of organisation. Which words are divisions is learned from
the names and addresses themselves: whoever writes 棠浦市 somewhere shows that 棠浦 at the head of a name is one, too.
"""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.names import read_signs

_FORMS = "股份有限公司|有限责任公司|集团有限公司|股份公司|有限公司|集团公司|专业合作社|合作社|总公司|公司"
_BRANCH = "(?:分公司|营业部|分店|经营部|办事处|项目部|分院|分所)"
_NO_CITY = (("市政", "\x01政"), ("市场", "\x01场"), ("市容", "\x01容"), ("市民", "\x01民"))
"""Words in which 市 is no city."""
_PART = "[^()省市区县州盟旗\x01]"
_REGION = (
    f"^(?:中国)?(?:{_PART}{{2,6}}(?:省|自治区))?(?:{_PART}{{2,5}}(?:市|州|盟))?"
    f"(?:{_PART}{{1,5}}(?:新区|高新区|区|县|旗))?"
)
_BARE = f"({_PART}{{2,5}}?)(?:省|自治区|市|州|新区|高新区|区|县)"
_CITY = f"^(?:{_PART}{{2,6}}省)?({_PART}{{2,5}})市"
SHORTEST = 4
"""Signs of brand and trade that must be left when a division is taken away."""


def read(connection: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """Table `into`: one row for each distinct tidy name of `source` (columns `name`, `former_name`, `address`).

    Columns: `written` (the key), `name` (simplified), `core` (brand and trade), `core_sound`, `core_shape`, `region`,
    `branch`, `is_group`, `is_stock` (股份).
    """
    distinct = " UNION ".join(f"SELECT tidy({column}) AS written FROM {source}" for column in ("name", "former_name"))
    read_signs(connection, distinct, f"{into}_signs")
    hidden, shown = "name", "core"
    for word, stand_in in _NO_CITY:
        hidden = f"replace({hidden}, {literal(word)}, {literal(stand_in)})"
        shown = f"replace({shown}, {literal(stand_in)}, {literal(word)})"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into}_parts AS
        WITH heads AS (
          SELECT written, name, {hidden} AS text,
            nullif(regexp_extract(name, {literal(f"(?:{_FORMS})([^()]{{0,12}}{_BRANCH})$")}, 1), '') AS branch
          FROM {into}_signs
        ),
        stems AS (
          SELECT written, name, branch, contains(name, '集团') AS is_group, contains(name, '股份') AS is_stock,
            regexp_extract(text, '[(]([^()]*)[)]', 1) AS bracket,
            regexp_replace(regexp_replace(
              CASE WHEN branch IS NULL THEN text ELSE text[:length(text) - length(branch)] END,
              '[(][^()]*[)]', '', 'g'), {literal(f"(?:{_FORMS})$")}, '') AS stem
          FROM heads
        )
        SELECT written, name, branch, is_group, is_stock, bracket,
          replace(stem, '集团', '') AS stem, regexp_extract(stem, {literal(_REGION)}) AS region FROM stems
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into}_divisions AS
        SELECT DISTINCT bare FROM (
          SELECT unnest(regexp_extract_all(region, {literal(_BARE)}, 1)) AS bare
          FROM {into}_parts
          UNION ALL SELECT regexp_extract(tidy(address), {literal(_CITY)}, 1) FROM {source}
        ) WHERE length(bare) BETWEEN 2 AND 4
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into}_cores AS
        WITH first AS (
          SELECT *, CASE WHEN length(stem) - length(region) >= {SHORTEST} THEN substr(stem, length(region) + 1)
            ELSE stem END AS rest
          FROM {into}_parts
        ),
        bare AS (
          SELECT f.*, d.bare FROM first f LEFT JOIN {into}_divisions d
            ON starts_with(f.rest, d.bare) AND length(f.rest) - length(d.bare) >= {SHORTEST}
          QUALIFY row_number() OVER (PARTITION BY f.written ORDER BY length(d.bare) DESC NULLS LAST) = 1
        ),
        cores AS (
          SELECT *, CASE WHEN bare IS NULL THEN rest ELSE substr(rest, length(bare) + 1) END AS core FROM bare
        )
        SELECT written, name, branch, is_group, is_stock, {shown} AS core,
          nullif(regexp_replace(coalesce(region, '') || coalesce(bare, '') || coalesce(bracket, ''),
            '(?:省|自治区|市|新区|高新区|区|县)', '', 'g'), '') AS region
        FROM cores
        """
    )
    read_signs(connection, f"SELECT core AS written FROM {into}_cores", f"{into}_core_signs")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT c.written, c.name, c.core, s.sound AS core_sound, s.shape AS core_shape, c.region, c.branch, c.is_group,
          c.is_stock FROM {into}_cores c LEFT JOIN {into}_core_signs s ON s.written = c.core
        """
    )
