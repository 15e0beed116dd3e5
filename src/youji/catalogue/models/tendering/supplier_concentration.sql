/*---
id: supplier_concentration
title: {zh: 采购集中于一家供应商, en: A buyer's contracts fall to one supplier}
question:
  zh: 某采购人的合同是否过分集中于一家供应商，远超同类采购人，或者远超竞争者人数所能解释的程度，而市场上并不缺少别的供应商？
  en: >-
    Do a buyer's contracts fall to one supplier far more than at comparable buyers, or far more often than the number of its
    rivals explains, although others are there?
category: tendering
entry: money
status: active
risk_points: [procedure_choice, award_decision, conflict_of_interest]
legal_basis:
  - article: 政府采购法#5
    note:
      zh: 不得阻挠、限制供应商自由进入本地区和本行业的政府采购市场。
      en: Nobody may keep suppliers from entering the procurement market of a place or trade.
  - article: 政府采购法#25
    note:
      zh: 当事人不得相互串通，不得以任何手段排斥其他供应商参与竞争。
      en: The parties must not collude, nor keep other suppliers from competing by any means.
  - article: 政府采购法实施条例#20
    note:
      zh: 列举以不合理条件差别对待供应商的情形，包括需求指向特定供应商。
      en: Lists unreasonable conditions, among them requirements that point to one supplier.
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权为他人谋取私利的，给予政务处分。
      en: Discipline for using office to profit others.
purpose: procurement_supervision
kind: aggregate
inputs:
  contract: [contract_id, title, buyer_id, supplier_id, amount, currency, signed_on, category_code, procedure]
  tender: [tender_id, buyer_id, procedure]
  bid: [tender_id, lot_id, bidder_id, bidder_name, status]
  award: [tender_id, lot_id, supplier_id, amount, currency, awarded_on]
optional:
  contract: [title, currency, category_code, procedure]
  tender: all
  bid: all
  award: all
params:
  min_contracts:
    value: 10
    unit: contracts
    minimum: 2
    why:
      zh: "假设：合同不足十份，一家供应商碰巧就能占很大部分。"
      en: "Assumption - of fewer than ten contracts one supplier easily holds a large part by chance."
  min_suppliers:
    value: 5
    unit: suppliers
    minimum: 2
    why:
      zh: "假设：与该采购人签有该品类合同的供应商（含所问的一家）至少这么多。更少时谈不上选择。"
      en: >-
        Assumption: at least this many suppliers, the one in question included, have contracts of the category
        with this buyer. With fewer there is no choice to speak of.
  min_peers:
    value: 8
    unit: buyers
    minimum: 2
    why:
      zh: "假设：可比采购人不足八家，中位数和绝对中位差不能当尺子。"
      en: "Assumption: the median and its deviation over fewer than eight comparable buyers are no yardstick."
  fence:
    value: 4.4478
    unit: median absolute deviations
    minimum: 0
    why:
      zh: "高于可比采购人最大占比中位数三倍的 1.4826×MAD：正态数据下即三个标准差（Leys 等 2013 的最严设定）。中位数和绝对中位差不受要找的少数采购人影响。"
      en: >-
        Three times 1.4826 median absolute deviations above the median of the comparable buyers' largest
        shares: for normal data, three standard deviations (the very strict setting of Leys and others 2013).
        Medians and deviations are not moved by the few buyers one is looking for.
  max_chance:
    value: 0.005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "给定的误判率：如果每份合同按可比采购人最大供应商的通常占比给最大供应商，或者每个项目由投标人之一随机中标、或按该供应商在其他采购人处的中标率（投标次数足够即达到 min_wins，且更高时），这么多次的机会至多二百分之一。用切尔诺夫—霍夫丁界限定：exp(-n × KL(占比, 通常占比))。它使小数目不报警。"
      en: >-
        Stated error rate: were each contract given to the largest supplier with the share that is usual for
        the largest supplier of a comparable buyer - or each tender won by one of its bidders at random, or at
        the supplier's own rate of success with other buyers if it bid there often enough (min_wins) and that
        is higher - so many would come about at most once in two hundred times. Bounded from above by Chernoff
        and Hoeffding: exp(-n × KL(share, usual share)). It keeps small numbers quiet.
  min_wins:
    value: 6
    unit: tenders
    minimum: 2
    why:
      zh: "假设：从一个采购人处中标不足六次，没有人说集中；在别处投标不足六次，也没有人据此算中标率。"
      en: "Assumption: below six tenders won from one buyer nobody speaks of concentration, and of fewer than six bids elsewhere nobody takes a rate."
subject: {column: supplier_id, kind: organisation}
grain: [buyer_id, supplier_id, category_code, basis]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  contract:
    - buyer_id: buyer_id
      supplier_id: supplier_id
      where: >-
        (a.basis = 'success' OR coalesce(d.category_code, 'unstated') = a.category_code)
        AND coalesce(d.procedure, 'unstated') <> 'framework' AND d.amount > 0
        AND coalesce(d.currency, 'CNY') = coalesce(a.currency, 'CNY') AND (d.signed_on IS NULL OR d.signed_on <= a.screened_on)
increment: {by: full}
severity: low
explain:
  zh: >-
    {buyer_id:party}的{n_all:number}{of_zh}中有{n_contracts:number}{by_zh}{supplier_id:party}，占{share:percent}，共{amount:money}；
    另有{n_others:number}家企业。{usual_zh}{usual_share:percent}，纯属偶然的可能性不超过{chance:percent}。
  en: >-
    {supplier_id:party} has {n_contracts:number} of {n_all:number} {of_en} {buyer_id:party} ({share:percent}), {amount:money} in
    all, although {n_others:number} other firms are there. {usual_en} {usual_share:percent}; chance accounts for
    {chance:percent} at most.
innocent_reasons:
  - zh: 市场窄，该类供应商总共只有几家
    en: A narrow market with a handful of suppliers in all
  - zh: 框架协议项下的订单，框架协议本身已经竞争产生（采购方式登记为框架协议）
    en: Call-offs under a framework that was itself competed (recorded procedure is framework)
  - zh: 水电气热、通信、邮政等公用事业费用，只能向一家缴纳
    en: Charges for water, power, gas, heat, telephone or post, which only one utility can supply
  - zh: 专用设备的原厂维护、耗材等独家供应，份数多而金额小
    en: Upkeep and parts of a special machine from its maker - many contracts, little money
  - zh: 该类采购在各采购人处普遍集中
    en: At all comparable buyers purchases of the category are about as concentrated
  - zh: 供应商实力突出，在别的采购人处同样常常中标
    en: The supplier is simply strong and wins as often with other buyers
first_steps:
  - zh: 按年份、采购方式、经办人列出与该供应商的合同，看集中从何时、由谁经手开始
    en: List the contracts by year, procedure and official; see since when and through whom they are concentrated
  - zh: 查这些采购的邀请名单、资格条件和评分标准是否指向该供应商
    en: See whether invitations, qualifications or scoring pointed to this supplier
  - zh: 比较该供应商与其他采购人、其他供应商的同类价格
    en: Compare prices with other buyers and other suppliers of the same things
  - zh: 查该供应商的股东、负责人与采购单位有关人员的亲属、任职、资金往来
    en: Look for kinship, posts and money flows between the supplier's owners and the buyer's staff
tags: [concentration]
sources:
  - "C. Leys et al. (2013), Detecting outliers: do not use standard deviation around the mean, use absolute deviation around the median"
  - "W. Hoeffding (1963), Probability inequalities for sums of bounded random variables, theorem 1"
---*/
-- Comparable are buyers of the same category with enough contracts and suppliers of their own. What is compared is the
-- share of each buyer's largest supplier, once by number and once by money, so that one large contract is not enough, nor
-- are many small ones. Medians and deviations are taken over those entity-level shares, in exact decimals.
-- The second way looks at tenders only: of all that the supplier entered at this buyer it wins far more than one bidder
-- among so many would, and more than it does elsewhere. A coarse category then hides nothing, since only tenders that
-- the supplier entered count; a weak share of all contracts may still be every tender of its trade.
-- Contracts in different currencies form groups of their own.
-- Charges of utilities are known by their titles: words for the charge itself, not for works on a network.
WITH contracts AS (
    SELECT
        buyer_id,
        supplier_id,
        coalesce(category_code, 'unstated') AS category_code,
        coalesce(currency, 'CNY') AS currency,
        amount,
        signed_on
    FROM contract
    WHERE
        buyer_id IS NOT NULL
        AND supplier_id IS NOT NULL
        AND amount > 0
        AND (signed_on IS NULL OR signed_on <= $as_of)
        AND coalesce(procedure, 'unstated') <> 'framework'
        AND NOT (
            coalesce(title, '') LIKE '%水费%'
            OR coalesce(title, '') LIKE '%电费%'
            OR coalesce(title, '') LIKE '%燃气费%'
            OR coalesce(title, '') LIKE '%采暖费%'
            OR coalesce(title, '') LIKE '%供暖费%'
            OR coalesce(title, '') LIKE '%通信费%'
            OR coalesce(title, '') LIKE '%邮寄费%'
        )
),
suppliers AS (
    SELECT
        buyer_id, category_code, currency, supplier_id,
        count(amount) AS n_contracts,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        max(signed_on) AS last_on
    FROM contracts
    GROUP BY buyer_id, category_code, currency, supplier_id
),
ranked AS (
    SELECT
        buyer_id, category_code, currency, supplier_id, n_contracts, amount, last_on,
        sum(n_contracts) OVER (PARTITION BY buyer_id, category_code, currency) AS n_all,
        count(supplier_id) OVER (PARTITION BY buyer_id, category_code, currency) AS n_suppliers,
        sum(amount) OVER (PARTITION BY buyer_id, category_code, currency) AS all_amount,
        row_number() OVER (
            PARTITION BY buyer_id, category_code, currency
            ORDER BY n_contracts DESC, amount DESC, supplier_id
        ) AS place
    FROM suppliers
),
largest AS (
    SELECT
        buyer_id, category_code, currency, supplier_id, n_contracts, amount, last_on, n_all, n_suppliers,
        CAST(CAST(n_contracts AS DOUBLE) / NULLIF(CAST(n_all AS DOUBLE), 0) AS DECIMAL(9, 6)) AS share,
        CAST(CAST(amount AS DOUBLE) / NULLIF(CAST(all_amount AS DOUBLE), 0) AS DECIMAL(9, 6)) AS money_share
    FROM ranked
    WHERE place = 1 AND n_all >= $min_contracts AND n_suppliers >= $min_suppliers
),
placed AS (
    SELECT
        category_code, currency, share, money_share,
        row_number() OVER (PARTITION BY category_code, currency ORDER BY share, buyer_id) AS share_place,
        row_number() OVER (PARTITION BY category_code, currency ORDER BY money_share, buyer_id) AS money_place,
        count(buyer_id) OVER (PARTITION BY category_code, currency) AS n_peers
    FROM largest
),
medians AS (
    -- the middle one, or the mean of the two in the middle
    SELECT
        category_code,
        currency,
        n_peers,
        CAST(
            (
                max(CASE WHEN share_place * 2 <= n_peers + 1 THEN share END)
                + min(CASE WHEN share_place * 2 >= n_peers + 1 THEN share END)
            ) / 2 AS DECIMAL(9, 6)
        ) AS share_median,
        CAST(
            (
                max(CASE WHEN money_place * 2 <= n_peers + 1 THEN money_share END)
                + min(CASE WHEN money_place * 2 >= n_peers + 1 THEN money_share END)
            ) / 2 AS DECIMAL(9, 6)
        ) AS money_median
    FROM placed
    WHERE n_peers >= $min_peers
    GROUP BY category_code, currency, n_peers
),
deviations AS (
    SELECT
        largest.category_code,
        largest.currency,
        abs(largest.share - medians.share_median) AS share_off,
        abs(largest.money_share - medians.money_median) AS money_off,
        row_number() OVER (
            PARTITION BY largest.category_code, largest.currency
            ORDER BY abs(largest.share - medians.share_median), largest.buyer_id
        ) AS share_place,
        row_number() OVER (
            PARTITION BY largest.category_code, largest.currency
            ORDER BY abs(largest.money_share - medians.money_median), largest.buyer_id
        ) AS money_place,
        medians.n_peers
    FROM largest
    INNER JOIN medians
        ON largest.category_code = medians.category_code AND largest.currency = medians.currency
),
spreads AS (
    SELECT
        category_code,
        currency,
        CAST(
            (
                max(CASE WHEN share_place * 2 <= n_peers + 1 THEN share_off END)
                + min(CASE WHEN share_place * 2 >= n_peers + 1 THEN share_off END)
            ) / 2 AS DECIMAL(9, 6)
        ) AS share_mad,
        CAST(
            (
                max(CASE WHEN money_place * 2 <= n_peers + 1 THEN money_off END)
                + min(CASE WHEN money_place * 2 >= n_peers + 1 THEN money_off END)
            ) / 2 AS DECIMAL(9, 6)
        ) AS money_mad
    FROM deviations
    GROUP BY category_code, currency
),
outliers AS (
    SELECT
        largest.buyer_id, largest.category_code, largest.currency, largest.supplier_id, largest.n_contracts,
        largest.amount, largest.last_on, largest.n_all, largest.n_suppliers, largest.share,
        largest.money_share, medians.share_median,
        CAST(
            exp(
                -CAST(largest.n_all AS DOUBLE) * (
                    CAST(largest.share AS DOUBLE)
                    * ln(CAST(largest.share AS DOUBLE) / NULLIF(CAST(medians.share_median AS DOUBLE), 0))
                    + coalesce(
                        CAST(1 - largest.share AS DOUBLE) * ln(
                            NULLIF(CAST(1 - largest.share AS DOUBLE), 0)
                            / NULLIF(CAST(1 - medians.share_median AS DOUBLE), 0)
                        ), 0
                    )
                )
            ) AS DECIMAL(9, 6)
        ) AS chance
    FROM largest
    INNER JOIN medians
        ON largest.category_code = medians.category_code AND largest.currency = medians.currency
    INNER JOIN spreads
        ON largest.category_code = spreads.category_code AND largest.currency = spreads.currency
    WHERE
        largest.share > medians.share_median + spreads.share_mad * CAST($fence AS DECIMAL(9, 6))
        AND largest.money_share > medians.money_median + spreads.money_mad * CAST($fence AS DECIMAL(9, 6))
),
decisions AS (
    SELECT award.tender_id, award.lot_id, award.supplier_id, award.amount, award.currency, award.awarded_on, tender.buyer_id
    FROM award
    INNER JOIN tender ON award.tender_id = tender.tender_id
    WHERE
        tender.buyer_id IS NOT NULL
        AND (award.awarded_on IS NULL OR award.awarded_on <= $as_of)
        AND coalesce(tender.procedure, 'open') NOT IN ('framework', 'single_source')
),
prolific AS (
    -- few suppliers win so often from one buyer; only their tenders are looked at bid by bid
    SELECT DISTINCT supplier_id
    FROM (
        SELECT supplier_id, buyer_id
        FROM decisions
        GROUP BY supplier_id, buyer_id
        HAVING count(tender_id) >= $min_wins
    ) AS often
),
attended AS (
    SELECT DISTINCT bid.tender_id, coalesce(bid.lot_id, '') AS lot_key
    FROM bid
    INNER JOIN prolific ON bid.bidder_id = prolific.supplier_id
),
entries AS (
    SELECT attended.tender_id, attended.lot_key, bid.bidder_id, min(tender.buyer_id) AS buyer_id
    FROM attended
    INNER JOIN bid ON attended.tender_id = bid.tender_id AND attended.lot_key = coalesce(bid.lot_id, '')
    INNER JOIN tender ON attended.tender_id = tender.tender_id
    WHERE
        bid.bidder_id IS NOT NULL
        AND tender.buyer_id IS NOT NULL
        AND coalesce(bid.status, 'valid') <> 'withdrawn'
        AND coalesce(tender.procedure, 'open') NOT IN ('framework', 'single_source')
        AND coalesce(bid.bidder_name, '') NOT LIKE '%联合体%'
        AND lower(coalesce(bid.bidder_name, '')) NOT LIKE '%consortium%'
    GROUP BY attended.tender_id, attended.lot_key, bid.bidder_id
),
victories AS (
    SELECT
        entries.tender_id, entries.lot_key, entries.bidder_id,
        CAST(sum(decisions.amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(decisions.currency, 'CNY')) AS currency,
        max(decisions.awarded_on) AS won_on
    FROM entries
    INNER JOIN decisions
        ON
            entries.tender_id = decisions.tender_id
            AND entries.bidder_id = decisions.supplier_id
            AND (decisions.lot_id IS NULL OR entries.lot_key = '' OR decisions.lot_id = entries.lot_key)
    GROUP BY entries.tender_id, entries.lot_key, entries.bidder_id
),
fields AS (
    SELECT
        entries.tender_id,
        entries.lot_key,
        CAST(
            CAST(count(victories.bidder_id) AS DOUBLE) / NULLIF(CAST(count(entries.bidder_id) AS DOUBLE), 0)
            AS DECIMAL(9, 6)
        ) AS chance
    FROM entries
    LEFT JOIN victories
        ON
            entries.tender_id = victories.tender_id
            AND entries.lot_key = victories.lot_key
            AND entries.bidder_id = victories.bidder_id
    GROUP BY entries.tender_id, entries.lot_key
    HAVING count(entries.bidder_id) > 1 AND count(victories.bidder_id) > 0
),
trials AS (
    SELECT
        entries.buyer_id,
        entries.bidder_id AS supplier_id,
        CAST(count(fields.chance) AS BIGINT) AS n_bids,
        CAST(count(victories.bidder_id) AS BIGINT) AS n_won,
        CAST(sum(fields.chance) AS DECIMAL(18, 6)) AS chances,
        CAST(sum(victories.amount) AS DECIMAL(18, 2)) AS amount,
        min(victories.currency) AS low_currency,
        max(victories.currency) AS high_currency,
        max(victories.won_on) AS last_on
    FROM entries
    INNER JOIN prolific ON entries.bidder_id = prolific.supplier_id
    INNER JOIN fields ON entries.tender_id = fields.tender_id AND entries.lot_key = fields.lot_key
    LEFT JOIN victories
        ON
            entries.tender_id = victories.tender_id
            AND entries.lot_key = victories.lot_key
            AND entries.bidder_id = victories.bidder_id
    GROUP BY entries.buyer_id, entries.bidder_id
),
records AS (
    SELECT
        buyer_id, supplier_id, n_bids, n_won, chances, amount, low_currency, high_currency, last_on,
        sum(n_bids) OVER (PARTITION BY supplier_id) - sum(n_bids) OVER (PARTITION BY supplier_id, buyer_id) AS bids_off,
        sum(n_won) OVER (PARTITION BY supplier_id) - sum(n_won) OVER (PARTITION BY supplier_id, buyer_id) AS won_off
    FROM trials
),
rivals AS (
    SELECT
        own.buyer_id,
        own.bidder_id AS supplier_id,
        count(DISTINCT others.bidder_id) AS n_others
    FROM records
    INNER JOIN entries AS own
        ON records.buyer_id = own.buyer_id AND records.supplier_id = own.bidder_id
    INNER JOIN entries AS others
        ON own.tender_id = others.tender_id AND own.lot_key = others.lot_key AND own.bidder_id <> others.bidder_id
    WHERE records.n_won >= $min_wins
    GROUP BY own.buyer_id, own.bidder_id
),
rated AS (
    SELECT
        records.buyer_id, records.supplier_id, records.n_bids, records.n_won, records.last_on,
        rivals.n_others,
        CASE WHEN records.low_currency = records.high_currency THEN records.amount END AS amount,
        CASE WHEN records.low_currency = records.high_currency THEN records.low_currency END AS currency,
        CAST(CAST(records.n_won AS DOUBLE) / NULLIF(CAST(records.n_bids AS DOUBLE), 0) AS DECIMAL(9, 6)) AS share,
        greatest(
            CAST(CAST(records.chances AS DOUBLE) / NULLIF(CAST(records.n_bids AS DOUBLE), 0) AS DECIMAL(9, 6)),
            -- one or two bids elsewhere are no rate of success
            CASE
                WHEN records.bids_off >= $min_wins
                    THEN
                        CAST(
                            CAST(records.won_off AS DOUBLE) / NULLIF(CAST(records.bids_off AS DOUBLE), 0)
                            AS DECIMAL(9, 6)
                        )
                ELSE 0
            END
        ) AS usual_share
    FROM records
    INNER JOIN rivals
        ON records.buyer_id = rivals.buyer_id AND records.supplier_id = rivals.supplier_id
    WHERE rivals.n_others >= $min_suppliers - 1
),
successes AS (
    SELECT
        buyer_id, supplier_id, n_bids, n_won, last_on, n_others, amount, currency, share, usual_share,
        CAST(
            exp(
                -CAST(n_bids AS DOUBLE) * (
                    CAST(share AS DOUBLE) * ln(CAST(share AS DOUBLE) / NULLIF(CAST(usual_share AS DOUBLE), 0))
                    + coalesce(
                        CAST(1 - share AS DOUBLE) * ln(
                            NULLIF(CAST(1 - share AS DOUBLE), 0) / NULLIF(CAST(1 - usual_share AS DOUBLE), 0)
                        ), 0
                    )
                )
            ) AS DECIMAL(9, 6)
        ) AS chance
    FROM rated
    WHERE share > usual_share
),
found AS (
    SELECT
        buyer_id, supplier_id, category_code, 'share' AS basis,
        CAST(n_contracts AS INTEGER) AS n_contracts, CAST(n_all AS INTEGER) AS n_all,
        CAST(n_suppliers - 1 AS INTEGER) AS n_others,
        share, share_median AS usual_share, chance, last_on, amount, currency,
        '份同类合同' AS of_zh, '份归于' AS by_zh, '可比采购人的最大供应商通常占' AS usual_zh,
        'contracts of one category with' AS of_en, 'The largest supplier of a comparable buyer usually has' AS usual_en
    FROM outliers
    UNION ALL
    SELECT
        buyer_id, supplier_id, 'all' AS category_code, 'success' AS basis,
        CAST(n_won AS INTEGER) AS n_contracts, CAST(n_bids AS INTEGER) AS n_all,
        CAST(n_others AS INTEGER) AS n_others,
        share, usual_share, chance, last_on, amount, currency,
        '次投标' AS of_zh, '次中标，投标人均为' AS by_zh, '按竞争者人数和其在别处的中标率，预计不过' AS usual_zh,
        'bids won at' AS of_en, 'From its rivals and its success elsewhere one would expect' AS usual_en
    FROM successes
)
SELECT
    buyer_id,
    supplier_id,
    category_code,
    basis,
    $as_of AS screened_on,
    n_contracts,
    n_all,
    n_others,
    share,
    usual_share,
    chance,
    last_on,
    amount,
    currency,
    of_zh,
    by_zh,
    usual_zh,
    of_en,
    usual_en,
    -- the part of the way from the usual share to all
    CAST(CAST(share - usual_share AS DOUBLE) / NULLIF(CAST(1 - usual_share AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM found
WHERE chance <= $max_chance
