"""The README that lies beside the region's files, so that nobody takes them for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youji.region.generate import RegionSummary

_TEXT = """# {city}（虚构 / invented）

本文件夹中的全部数据均为程序虚构：不存在这座城市，也不存在其中的任何人、单位、账号和项目。
行政区划代码 {code} 的市级两位（81–89）在任何省份均未启用，身份证号、统一社会信用代码均建立在此代码之上；
手机号段（142、143、154）、银行账号段（990）、网络地址（100.64.0.0/10）均不属于任何真实用户。

All data in this folder are invented by a program: the city does not exist, nor does any person, organisation,
account or project in it. The city's two digits in the division code {code} (81–89) are in use in no province,
and resident numbers and credit codes are built on it; the mobile prefixes (142, 143, 154), the bank range
(990) and the network addresses (100.64.0.0/10) belong to no real user.

- 种子 seed: {seed}
- 规模 scale: {scale:g}
- 期间 period: 2022-07-01 – 2025-06-30
- 预埋问题 planted schemes: {planted}
- 证据缺失 missing share of their evidence: {missing:g}

{table}

`divisions.geojson` 是各区的虚构边界，位于北纬0度、东经0度的海面，供报告绘制地图，不是数据文件。

文件含有录入错误、缺失值、不同日期写法和重复行，比例见 `truth/noise.csv`。
`truth/` 是答案（预埋的问题与无辜的相似情形），筛查不得读取。

`divisions.geojson` holds the invented borders of the districts, placed in the open sea around 0° N 0° E; the report
draws its map from them. It is no data file.

The files contain typing errors, gaps, several date forms and doubled rows; `truth/noise.csv` counts them.
`truth/` holds the answers (planted schemes and innocent look-alikes); a screen must not read it.
"""


def readme(summary: RegionSummary) -> str:
    """Chinese and English text with the seed, the scale and the files."""
    rows = [f"| {file} | {dataset} | {count:,} |" for file, (dataset, count) in summary.files.items()]
    table = "\n".join(["| file | dataset | rows |", "| --- | --- | ---: |", *rows])
    return _TEXT.format(
        city=summary.city,
        code=summary.division_code,
        seed=summary.seed,
        scale=summary.scale,
        table=table,
        planted="无 none" if summary.clean else ", ".join(summary.effects),
        missing=summary.missing,
    )
