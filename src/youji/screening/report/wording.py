"""Every word the report itself says, in Chinese and English; the catalogue's own texts come with the view."""

from __future__ import annotations

from youji.screening.report.data import Bilingual

_B = Bilingual

UI: dict[str, Bilingual] = {
    "brand": _B("有迹", "Youji"),
    "title": _B("监督线索报告", "Supervision lead report"),
    "skip": _B("跳到线索", "Skip to the leads"),
    "language": _B("语言", "Language"),
    "sections": _B("目录", "Sections"),
    "run": _B("运行编号", "Run"),
    "as_of": _B("数据截至", "As of"),
    "started": _B("运行开始", "Started"),
    "principle": _B(
        "预警是统计与规则的提示，不是对任何人的认定。请先排除无辜原因，再核实。",
        "An alert is a hint from statistics and rules, not a finding about anyone. "
        "Rule out the innocent reasons first, then verify.",
    ),
    "masked": _B("个人信息已脱敏", "Personal data masked"),
    "unmasked": _B(
        "本文件含未脱敏的个人信息，仅限授权人员查阅，不得外传。",
        "This file shows personal data unmasked. For authorised readers only; do not pass it on.",
    ),
    "versions": _B("数据与软件版本", "Data and software versions"),
    "funnel": _B("从数据到线索", "From rows to leads"),
    "rows_read": _B("读入行", "rows read"),
    "rows_accepted": _B("合格行", "rows accepted"),
    "alerts": _B("预警", "alerts"),
    "leads": _B("线索", "Leads"),
    "leads_unit": _B("条线索", "leads"),
    "not_accepted": _B("行未采纳", "rows not accepted"),
    "nothing_lost": _B("全部采纳", "all accepted"),
    "of_models": _B("个模型命中", "models with hits"),
    "subjects": _B("按主体及其稳固关联方归并", "gathered by subject and its firm ties"),
    "filter": _B("筛选", "Filter"),
    "filter_hint": _B("主体、编号、模型、说明", "Subject, id, model, wording"),
    "model": _B("模型", "Model"),
    "all_models": _B("全部模型", "All models"),
    "sort": _B("排序", "Sort"),
    "by_score": _B("得分", "Score"),
    "by_money": _B("金额", "Money"),
    "by_date": _B("日期", "Date"),
    "by_urgency": _B("紧急程度", "Urgency"),
    "by_new": _B("新增", "New"),
    "open_all": _B("全部展开", "Open all"),
    "close_all": _B("全部收起", "Close all"),
    "showing": _B("显示", "Showing"),
    "no_match": _B("没有符合筛选条件的线索。", "No lead matches the filter."),
    "no_leads": _B("本次运行没有产生线索。", "This run gave no leads."),
    "why_no_leads": _B(
        "这不等于没有问题：请看“模型”一节中未能计算的模型。",
        "That does not mean that nothing is wrong: see the models that could not be computed.",
    ),
    "rank": _B("名次", "Rank"),
    "subject": _B("主体", "Subject"),
    "score": _B("得分", "Score"),
    "hit_models": _B("命中模型", "Models that hit"),
    "money": _B("最大单笔涉及金额", "Largest amount in one alert"),
    "money_short": _B("涉及金额", "At stake"),
    "last_on": _B("最近日期", "Latest date"),
    "new": _B("新", "New"),
    "score_parts": _B("得分构成", "What the score is made of"),
    "score_note": _B(
        "得分是核查后至少一项发现得到确认的估计概率，仅用于排序；各模型的份额相加等于得分。"
        "多条预警依据同一证据行的，只计一次。",
        "The score estimates the chance that a check confirms at least one finding, and serves ranking only; "
        "the models' shares add up to it. Evidence rows that several alerts rest on count once.",
    ),
    "precision": _B("精确率", "Precision"),
    "shared_rows": _B("与更强预警共用证据", "Evidence shared with stronger alerts"),
    "urgency": _B("紧急程度", "Urgency"),
    "others": _B("一并处理的关联方", "Handled together with"),
    "more_parties": _B("关联方", "tied"),
    "tied_to": _B("关联到", "tied to"),
    "probable": _B(
        "先看身份：部分证据只凭相似被认作同一主体，既无证件号码相符，也未经人判定。请先核实是否同一人或同一单位。",
        "Identity first: some of the evidence is taken for this party by likeness only, without a matching identifier "
        "or a person's judgement. First verify that it is the same person or organisation.",
    ),
    "probable_short": _B("身份待核实", "identity unverified"),
    "absorbed": _B("并入的线索", "Took in leads"),
    "split_from": _B("拆分自线索", "Split from lead"),
    "outcome": _B("核查结果", "Outcome"),
    "new_alerts": _B("新预警", "New"),
    "since_seen": _B("上次查看", "last seen"),
    "never_seen": _B("此前未查看", "not seen before"),
    "gone_alerts": _B("已消失的预警", "alerts gone"),
    "share": _B("份额", "Share"),
    "strength": _B("强度", "Strength"),
    "severity": _B("等级", "Severity"),
    "n_alerts": _B("预警数", "Alerts"),
    "amount": _B("金额", "Amount"),
    "date": _B("日期", "Date"),
    "rule_out": _B("先排除这些无辜原因", "Rule out first"),
    "first_steps": _B("首先核查", "First steps"),
    "legal_basis": _B("依据", "Legal basis"),
    "evidence": _B("证据", "Evidence"),
    "rows": _B("行", "rows"),
    "file": _B("来源文件", "Source file"),
    "line": _B("行号", "Line"),
    "null": _B("空", "empty"),
    "ties": _B("关系图", "Ties"),
    "ties_text": _B("关系（文字）", "Ties as text"),
    "more_nodes": _B("个节点未画出，见文字", "nodes not drawn, see the text"),
    "more_evidence": _B("行证据未列出，完整数据请用：", "more evidence rows not listed; for all of them:"),
    "more_alerts": _B("条预警未列出，完整数据请用：", "more alerts not listed; for all of them:"),
    "more_leads": _B("条线索未列出，完整数据请用：", "more leads not listed; for all of them:"),
    "models": _B("模型", "Models"),
    "not_computable": _B("未能计算", "Not computed"),
    "not_computable_note": _B(
        "以下模型没有得出结论，因此沉默不代表没有问题。",
        "These models came to no conclusion, so their silence says nothing.",
    ),
    "category": _B("类别", "Category"),
    "status": _B("状态", "Status"),
    "seconds": _B("用时（秒）", "Seconds"),
    "question": _B("问题", "Question"),
    "params": _B("参数", "Parameters"),
    "why": _B("理由", "Why"),
    "details": _B("说明", "Details"),
    "quality": _B("数据质量", "Data quality"),
    "dataset": _B("数据集", "Dataset"),
    "n_rows": _B("行数", "Rows"),
    "batches": _B("批次", "Batches"),
    "quarantined": _B("隔离行", "Quarantined"),
    "orphans": _B("悬空引用", "Orphans"),
    "version": _B("版本", "Version"),
    "reason": _B("原因", "Reason"),
    "column": _B("列", "Column"),
    "count": _B("行数", "Rows"),
    "whole_row": _B("整行", "whole row"),
    "quality_note": _B(
        "隔离行保留原值与原因，没有删除；悬空引用指引用的记录尚未导入。",
        "Quarantined rows are kept with value and reason, never dropped; an orphan refers to a record not yet there.",
    ),
    "reasons_title": _B("隔离原因", "Why rows were quarantined"),
    "register": _B("登记簿", "Register"),
    "register_note": _B(
        "登记簿把各数据集的记录归并为主体。只是可能的关系不能单独作为依据，须另有来源佐证。",
        "The register joins the records of all datasets into parties. A tie that is only probable proves nothing by "
        "itself: it needs a second source.",
    ),
    "records": _B("记录", "Records"),
    "parties": _B("主体", "Parties"),
    "merged": _B("多记录主体", "With several records"),
    "to_review": _B("待看", "To review"),
    "judgements": _B("判断", "Judgements"),
    "tie_kind": _B("关系", "Tie"),
    "ties_counted": _B("关系（按类别和程度）", "Ties by kind and certainty"),
    "certain": _B("确定", "Certain"),
    "tie_probable": _B("可能", "Probable"),
    "hubs_left_out": _B(
        "个值（电话、地址、账户或设备）为很多主体共有，不据此认定关系。",
        "values (phones, addresses, accounts or devices) that very many parties share tie nobody.",
    ),
    "dashed": _B("虚线：只是可能的关系", "Broken line: a tie that is only probable"),
    "snapshot": _B("快照", "Snapshot"),
    "by_category": _B("类别概览", "Categories"),
    "category_note": _B(
        "统计全部线索，不限于本文件列出的。一条线索可以属于几个类别；金额只计每条线索在该类别中最大的一笔，"
        "不同线索可能涉及同一笔钱，合计只表示规模。",
        "Counted over all leads, not only those listed here. A lead can belong to several categories; money counts the "
        "largest alert of each lead in the category. Leads may rest on the same money, so sums tell the scale only.",
    ),
    "models_computed": _B("个已计算", "computed"),
    "models_silent": _B("个未能计算", "not computed"),
    "see_models": _B("看模型", "See models"),
    "listed": _B("本文件列出", "listed here"),
    "all_categories": _B("全部类别", "All categories"),
    "all_divisions": _B("全部区划", "All divisions"),
    "all_points": _B("全部风险点", "All risk points"),
    "clear": _B("清除筛选", "Clear filters"),
    "by_division": _B("地区分布", "Divisions"),
    "division": _B("行政区划", "Division"),
    "division_short": _B("区划", "Division"),
    "division_code": _B("区划代码", "Code"),
    "division_note": _B(
        "每条线索计入其证据行所在最多的区划；证据行没有区划的，看它引用的记录，再看线索主体的登记。"
        "个人信息栏目不用于判断。",
        "A lead counts in the division that most of its evidence rows name; rows without one take that of the records "
        "they refer to, and last the subject's own record decides. Personal columns are never used.",
    ),
    "no_geometry": _B(
        "没有区划边界文件，因此只列表。把 GeoJSON 放进目录的 divisions 文件夹，或用 --divisions 给出，即可绘图。",
        "There is no file of borders, hence the list only. Put a GeoJSON file into the catalogue's `divisions` folder, "
        "or name it with --divisions, to have a map.",
    ),
    "no_currency": _B("* 数据未注明币种。", "* The data state no currency."),
    "map_leads": _B("线索数", "Leads"),
    "map_money": _B("涉及金额", "Money at stake"),
    "no_division": _B("无法判断区划", "No division told"),
    "standing_absent": _B("不在图上", "not on the map"),
    "standing_whole": _B("本级", "as a whole"),
    "by_month": _B("月度趋势", "Months"),
    "month_note": _B(
        "按预警所指事项的发生月份计数；各图纵轴各自独立，竖线为每年一月。",
        "Alerts by the month in which the matter occurred; every chart has a scale of its own, lines mark January.",
    ),
    "all_alerts": _B("全部预警", "All alerts"),
    "peak": _B("最高", "peak"),
    "month": _B("月份", "Month"),
    "month_table": _B("按月数据表", "Table of months"),
    "undated": _B("条预警没有日期", "alerts without a date"),
    "earlier": _B("条早于图示月份", "from before these months"),
    "later": _B("条晚于数据截止月份，请核对日期", "from after the data end: check their dates"),
    "no_dates": _B("没有带日期的预警。", "No alert has a date."),
    "total": _B("合计", "All"),
    "coverage": _B("风险点覆盖", "Risk points"),
    "coverage_note": _B(
        "每格是一个廉政风险点，按业务环节排列；数字是相关模型产生的线索数。未覆盖处没有线索，不等于没有风险。",
        "Each cell is one integrity risk point, in the order of the steps of the trade; the number is that of leads "
        "from the models that name it. No leads where nothing is covered does not mean no risk.",
    ),
    "covered_of": _B("已覆盖", "Covered"),
    "point": _B("风险点", "Risk point"),
    "step": _B("环节", "Step"),
    "points_of": _B("个风险点", "risk points"),
    "covering": _B("覆盖它的模型", "Models that name it"),
    "none_names_it": _B("没有模型", "none"),
    "about_model": _B("模型说明", "About this model"),
    "model_leads": _B("线索数", "Leads"),
    "catalogue_note": _B(
        "本次运行计划的全部模型：问题、依据、阈值及其理由、先排除的无辜原因和首先核查的事项。",
        "Every model that this run planned: its question, legal basis, thresholds and why they are set so, innocent "
        "reasons to rule out, and first steps.",
    ),
    "see_leads": _B("看命中的线索", "See the leads it hit"),
    "threshold": _B("阈值及理由", "Thresholds, and why"),
    "seconds_short": _B("秒", "s"),
    "comma": _B("，", ", "),
    "end": _B(
        "本文件自成一体，打开时不访问网络。",
        "This file is complete in itself and opens without any network.",
    ),
}

SEVERITIES: dict[str, Bilingual] = {
    "critical": _B("重大", "critical"),
    "high": _B("高", "high"),
    "medium": _B("中", "medium"),
    "low": _B("低", "low"),
}
SEVERITY_ORDER = tuple(SEVERITIES)

URGENCIES: dict[str, Bilingual] = {
    "urgent": _B("紧急", "urgent"),
    "soon": _B("较急", "soon"),
    "normal": _B("一般", "normal"),
}

OUTCOMES: dict[str, Bilingual] = {
    "confirmed": _B("属实", "confirmed"),
    "not_confirmed": _B("不属实", "not confirmed"),
    "open": _B("待核查", "open"),
}

STATUSES: dict[str, Bilingual] = {
    "done": _B("已完成", "done"),
    "not_computable": _B("无法计算", "not computable"),
    "failed": _B("失败", "failed"),
    "limit": _B("超出限制", "over the limit"),
}

POINT_STATES: dict[str, Bilingual] = {
    "covered": _B("已覆盖", "covered"),
    "blind": _B("已覆盖，本次未能计算", "covered, not computed in this run"),
    "trial": _B("只有试行或草稿模型", "only a trial or draft model"),
    "gap": _B("未覆盖", "not covered"),
}

MODEL_STATUSES: dict[str, Bilingual] = {
    "draft": _B("草稿", "draft"),
    "trial": _B("试行", "trial"),
    "active": _B("启用", "active"),
    "retired": _B("停用", "retired"),
}

KINDS: dict[str, Bilingual] = {
    "person": _B("人员", "person"),
    "organisation": _B("单位", "organisation"),
    "tender": _B("招标项目", "tender"),
    "contract": _B("合同", "contract"),
}

CATEGORIES: dict[str, Bilingual] = {
    "tendering": _B("招标采购", "tendering"),
    "debt_investment": _B("投融资与政府债务", "investment and government debt"),
    "health": _B("医保医疗", "health insurance"),
    "school_meals": _B("校园餐", "school meals"),
    "rural_assets": _B("农村集体“三资”", "rural collective assets"),
    "rural_revitalisation": _B("乡村振兴资金", "rural revitalisation money"),
    "water": _B("农村饮水", "rural drinking water"),
    "elderly_care": _B("养老服务", "care of the elderly"),
    "housing": _B("安居", "housing"),
    "funeral": _B("殡葬", "funerals"),
    "enterprise_enforcement": _B("涉企执法", "enforcement towards companies"),
    "conduct": _B("作风与亲友牟利", "conduct, and profit for kin and friends"),
}

TIES: dict[str, Bilingual] = {
    "kinship": _B("亲属", "kin"),
    "kin": _B("亲属", "kin"),
    "shareholding": _B("持股", "holds shares"),
    "shareholder": _B("持股", "holds shares"),
    "shareholder_chain": _B("间接持股", "indirect shares"),
    "legal_representative": _B("法定代表人", "legal representative"),
    "position": _B("任职", "holds office"),
    "shared_phone": _B("同一电话", "same phone"),
    "shared_account": _B("同一账户", "same account"),
    "shared_address": _B("同一地址", "same address"),
    "shared_device": _B("同一设备", "same device"),
    "shared_network": _B("同一网络地址", "same network address"),
    "shared_author": _B("同一作者", "same author"),
    "possibly_same": _B("疑似同一主体", "possibly the same"),
    "same_party": _B("归并为同一主体", "one party in the register"),
    "bid": _B("投标", "bid"),
    "award": _B("中标", "won"),
    "buyer": _B("采购人", "buyer"),
    "contract": _B("合同", "contract"),
    "payment": _B("付款", "payment"),
}

CERTAINTIES: dict[str, Bilingual] = {
    "certain": _B("确定", "certain"),
    "probable": _B("可能", "probable"),
}

REASONS: dict[str, Bilingual] = {
    "missing": _B("必填值为空", "required value missing"),
    "duplicate_row": _B("整行重复", "duplicate row"),
    "duplicate_key": _B("主键重复", "duplicate key"),
    "unknown_code": _B("代码不在代码表中", "code not in the list"),
    "not_a_number": _B("不是数字", "not a number"),
    "not_whole": _B("不是整数", "not a whole number"),
    "too_large": _B("数值过大", "number too large"),
    "not_a_date": _B("不是日期", "not a date"),
    "impossible_date": _B("日期不存在", "impossible date"),
    "not_true_or_false": _B("不是“是/否”", "neither true nor false"),
    "below_minimum": _B("低于下限", "below the minimum"),
    "above_maximum": _B("高于上限", "above the maximum"),
    "too_many_fields": _B("字段过多", "too many fields"),
    "too_few_fields": _B("字段过少", "too few fields"),
    "undecodable": _B("无法解码", "undecodable text"),
    "nul_byte": _B("含空字节", "contains a NUL byte"),
    "resident_id": _B("公民身份号码校验不符", "identity number fails its check"),
    "uscc": _B("统一社会信用代码校验不符", "credit code fails its check"),
    "phone": _B("电话号码格式不符", "not a phone number"),
    "bank_account": _B("银行账号格式不符", "not a bank account"),
    "division_code": _B("行政区划代码不存在", "unknown division code"),
    "currency": _B("币种代码不存在", "unknown currency"),
}


def named(table: dict[str, Bilingual], key: str) -> Bilingual:
    """The table's name for a key; a key it does not know is shown as it is, with spaces for underscores."""
    return table.get(key) or Bilingual.of(key.replace("_", " "))
