"""Every sentence the count can say, in Traditional Chinese and English side by side.

Sentences are templates; `sentence` fills them. Amounts of money are written with the currency, and a
fraction is rounded in the direction that keeps the sentence true ("at most" up, "too little" up).
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .amounts import grouped
from .letters import shown
from .methods import spelled

SENTENCES: dict[str, dict[str, str]] = {
    # by votes
    "chosen": {
        "zh": "選上：得 {support}，排第 {place}，經費 {cost}，選後預算還剩 {left}。",
        "en": "Chosen as number {place} with {support} for {cost}; {left} was left after it.",
    },
    "too_dear": {
        "zh": "未選上：得 {support}，輪到時預算只剩 {left}，經費 {cost}，差 {short}。",
        "en": "Lost with {support}: {left} was left when its turn came; at {cost} it was {short} over the remaining"
        " budget.",
    },
    "extra": {
        "zh": "未在預算內選上：得 {support}，輪到時差 {short}；依規定可由預備金補足。",
        "en": "Not within the budget: with {support} it was {short} over what remained; the rule pays it from the"
        " reserve.",
    },
    "stopped": {
        "zh": "未選上：得 {support}；計票到 {at} 放不進預算時即停止，沒有輪到它。",
        "en": "Lost with {support}: the count stopped at {at}, which did not fit, before its turn came.",
    },
    "below_threshold": {
        "zh": "未選上：得 {support}，門檻是 {needed}。",
        "en": "Lost: {support}, but the threshold is {needed}.",
    },
    "below_zero": {
        "zh": "未選上：得 {support}，結果小於 0 的案不選。",
        "en": "Lost with {support}: what is below 0 is not chosen.",
    },
    "beyond_top": {
        "zh": "未選上：得 {support}，只取前 {top} 名，名額已滿。",
        "en": "Lost with {support}: only the first {top} are chosen, and they were.",
    },
    "quota_full": {
        "zh": "未選上：得 {support}，「{group}」最多選 {quota} 案，名額已滿。",
        "en": "Lost with {support}: “{group}” may have at most {quota}, and it has.",
    },
    "amount_spent": {
        "zh": "未選上：得 {support}，「{group}」的額度 {amount} 不夠，差 {short}。",
        "en": "Lost with {support}: the {amount} for “{group}” would have been exceeded by {short}.",
    },
    "excluded": {
        "zh": "未選上：得 {support}；與已選上的 {by} 只能擇一。",
        "en": "Lost with {support}: only one of it and {by} may win, and {by} has.",
    },
    "withdrawn": {
        "zh": "不計：投票後已無法執行。",
        "en": "Not counted: it could no longer be carried out.",
    },
    # equal shares
    "bought": {
        "zh": "第 {round} 輪選上，經費 {cost}；{payers} 位支持者每人至多分攤 {most}。",
        "en": "Chosen in round {round} for {cost}; each of {payers} supporters paid at most {most}.",
    },
    "bought_by_one": {
        "zh": "第 {round} 輪選上，經費 {cost}；由 1 位支持者支付。",
        "en": "Chosen in round {round} for {cost}; its one supporter paid it.",
    },
    "free": {
        "zh": "選上：不需經費，且有人支持。",
        "en": "Chosen: it costs nothing and somebody supports it.",
    },
    "short": {
        "zh": "未選上：經費 {cost}，支持者手上合計 {held}，少了 {short}。",
        "en": "Lost: its supporters had {held} of the {cost} left, {short} too little.",
    },
    "not_eligible": {
        "zh": "未選上：得 {support}；以它的經費，至少要 {voters} 人選它才列入計算。",
        "en": "Lost: {support}, but at its cost {voters} voters must name it to be counted.",
    },
    "filled_up": {
        "zh": "選上：均分之後還有餘款，依票數（{support}）補上，經費 {cost}。",
        "en": "Chosen from what was left after the shares, by votes ({support}), for {cost}.",
    },
    "nobody": {
        "zh": "未選上：沒有人支持。",
        "en": "Lost: nobody supports it.",
    },
    # Phragmén
    "earned": {
        "zh": "第 {round} 輪選上，經費 {cost}；選民人人累積到 {at} 時，支持者湊齊了錢。",
        "en": "Chosen in round {round} for {cost}: when every voter had earned {at}, its supporters had the money.",
    },
    "earned_too_late": {
        "zh": "未選上：支持者湊齊了錢，但預算已放不進去，差 {short}。",
        "en": "Lost: its supporters had the money, but it was {short} more than the budget had left.",
    },
    "not_earned": {
        "zh": "未選上：計票停止時（人人累積 {ended}），支持者還沒湊齊；要到 {at} 才夠。",
        "en": "Lost: when the count ended (every voter had earned {ended}) its supporters had not; {at} was needed.",
    },
    "over_budget": {
        "zh": "未選上：單單它就比全部預算多 {short}。",
        "en": "Lost: alone it is {short} more than the whole budget.",
    },
    "unsupported": {
        "zh": "第 {round} 輪選上，經費 {cost}：沒有人支持它，但餘款夠用，依這個規則選上。",
        "en": "Chosen in round {round} for {cost}: nobody supports it, but the money left was enough.",
    },
    # any rule
    "nobody_voted": {
        "zh": "未選上：沒有人投票，不決定任何案。",
        "en": "Not chosen: nobody voted, nothing is decided.",
    },
    "tied_cost": {
        "zh": "與 {others} 條件相同，經費較低者優先。",
        "en": "Tied with {others}: the lower cost comes first.",
    },
    "tied_votes": {
        "zh": "與 {others} 條件相同，票數（分數）較多者優先。",
        "en": "Tied with {others}: more votes (points) come first.",
    },
    "tied_lot": {
        "zh": "與 {others} 條件相同，由抽籤決定（抽籤種子「{seed}」）。",
        "en": "Tied with {others}: decided by the lot, with the seed “{seed}”.",
    },
    "tied_lot_no_seed": {
        "zh": "與 {others} 條件相同，由抽籤決定（沒有給抽籤種子）。",
        "en": "Tied with {others}: decided by the lot; no seed was given.",
    },
    "tied_list": {
        "zh": "與 {others} 條件相同，依檔案裡的順序決定。",
        "en": "Tied with {others}: decided by the order of the list.",
    },
    # what would have been
    "more_votes": {
        "zh": "若多 {more} 張只投給它的票，就會選上（已照此重算）。",
        "en": "It would have won with {more} more {ballots} for it alone (counted again).",
    },
    "more_points": {
        "zh": "若多 {more} 張只投給它、各 {points} 分的票，就會選上（已照此重算）。",
        "en": "It would have won with {more} more {ballots} of {points} points for it alone (counted again).",
    },
    "less_cost": {
        "zh": "若經費少 {less}（{to}），就會選上（已照此重算）。",
        "en": "It would have won at {less} less, {to} (counted again).",
    },
    "not_computed": {
        "zh": "要怎樣才會選上沒有計算：選票太多，逐一重算太久。",
        "en": "What would have made it win was not computed: with so many ballots, counting again takes too long.",
    },
    "hopeless": {
        "zh": "多到 {tried} 張票或降價都選不上。",
        "en": "Neither {tried} more votes nor a lower cost would have made it win.",
    },
}

READINGS: dict[str, dict[str, str]] = {
    "eligible": {
        "zh": "得票比例須達經費占預算比例的三分之一",
        "en": "named by at least a third of the share of voters that its cost is of the budget",
    },
    "not_exclusive": {
        "zh": "不計互斥之案",
        "en": "without the projects that exclude each other",
    },
    "no_amounts": {
        "zh": "不計各類別、各區的額度",
        "en": "without the amounts of categories and neighborhoods",
    },
    "literal": {"zh": "依檔頭所載規則", "en": "as the header says"},
    "rule_missing": {"zh": "檔案未載明規則，依票數計算", "en": "the file names no rule, so by votes"},
    "rule_unknown": {"zh": "不認得這個規則，依票數計算", "en": "the rule is not known here, so by votes"},
    "per_cost": {"zh": "依每元票數", "en": "by votes per money"},
    "phragmen": {"zh": "弗拉格曼依序法", "en": "Phragmén's sequential rule"},
    "skips": {"zh": "放不進預算者跳過", "en": "projects that do not fit are skipped"},
    "stops": {"zh": "遇到放不進預算者即停止", "en": "the count stops at the first that does not fit"},
    "reserve": {
        "zh": "遇到放不進預算者即停止，剩餘達八成則由預備金補足",
        "en": "it stops at the first that does not fit, which the reserve pays if 80 % of its cost is left",
    },
    "no_threshold": {"zh": "不設門檻", "en": "without the threshold"},
    "above_threshold": {"zh": "須超過門檻", "en": "more than the threshold is needed"},
    "by_votes": {"zh": "改依票數", "en": "by votes instead"},
    "written": {"zh": "依檔案寫的票數（分數）", "en": "by the written results"},
    "beyond_limits": {
        "zh": "違反檔案限制的選票也計入",
        "en": "with the ballots that break the file's own limits",
    },
    "ballots_naming": {"zh": "依選它的票數", "en": "by the number of ballots naming it"},
    "list_order": {"zh": "條件相同時依檔案的順序", "en": "equal results in the order of the list"},
    "stop_none": {"zh": "不加碼", "en": "without completion"},
    "stop_overspending": {"zh": "每人加一元，至超支前為止", "en": "add one, until it would overspend"},
    "stop_exhaustion": {"zh": "每人加一元，至放不下為止", "en": "add one, until nothing more fits"},
    "utility_cost": {"zh": "滿意度以經費計", "en": "satisfaction counted in money"},
    "utility_cardinality": {"zh": "滿意度以件數或分數計", "en": "satisfaction counted in projects or points"},
    "filled_up": {"zh": "餘款依票數補上", "en": "then filled up by votes"},
}

RULES: dict[str, dict[str, str]] = {
    "greedy": {"zh": "依票數，放不進則跳過", "en": "by votes, skipping what does not fit"},
    "greedy-noskip": {"zh": "依票數，放不進即停止", "en": "by votes, stopping at the first that does not fit"},
    "greedy-threshold": {"zh": "依票數，須達門檻", "en": "by votes, above a threshold"},
    "greedy-per-cost": {"zh": "依每元票數", "en": "by votes per money"},
    "equal-shares": {"zh": "均分法", "en": "equal shares"},
    "equal-shares-add1": {"zh": "均分法，加一至超支前", "en": "equal shares, add one until overspending"},
    "equal-shares-add1-exhaustive": {"zh": "均分法，加一至放不下", "en": "equal shares, add one until exhaustion"},
    "phragmen": {"zh": "弗拉格曼依序法", "en": "Phragmén's sequential rule"},
}

HEADERS: dict[str, dict[str, str]] = {  # the rules of headers, as `methods.spelled` spells them
    "": {"zh": "檔案未載明，依票數計算", "en": "not named in the file; counted by votes"},
    "greedy": RULES["greedy"],
    "greedy-no-skip": RULES["greedy-noskip"],
    "greedy-noskip": RULES["greedy-noskip"],
    "greedy-threshold": RULES["greedy-threshold"],
    "greedy-per-cost": RULES["greedy-per-cost"],
    "greedy-custom": {"zh": "依票數，另有自訂規則", "en": "by votes, with a rule of its own"},
    "greedy-exclusive": {"zh": "依票數，互斥之案只取其一", "en": "by votes, one of those that exclude each other"},
    "equalshares": RULES["equal-shares"],
    "equalshares/add1": {"zh": "均分法，每次加一", "en": "equal shares, add one"},
    "equalshares-add1": RULES["equal-shares-add1"],
    "equalshares-add1-exhaustive": RULES["equal-shares-add1-exhaustive"],
    "equalshares-comparison": {"zh": "均分法，再與依票數的結果比較", "en": "equal shares, compared with votes"},
    "equalshares/add1-comparison": {
        "zh": "均分法，每次加一，再與依票數的結果比較",
        "en": "equal shares, add one, compared with votes",
    },
    "phragmen": RULES["phragmen"],
}
HEADERS["unknown"] = HEADERS[""]

TABLE: dict[str, dict[str, str]] = {
    "head": {
        "zh": "規則：{rule}\n預算 {budget}，選上 {won} 案，共 {spent}\n",
        "en": "Rule: {rule}\nBudget {budget}, {won} chosen for {spent}\n",
    },
    "columns": {"zh": "選上|編號|票數|經費|理由", "en": "won|project|votes|cost|why"},
    "agrees": {"zh": "與公布的結果相同。", "en": "The same winners as published."},
    "differs": {"zh": "與公布的結果不同。", "en": "Not the winners that were published."},
    "endowment": {
        "zh": "每人 {start} 起，加到 {endowment}（重算 {counts} 次）。",
        "en": "From {start} for each voter to {endowment}, counted {counts} times.",
    },
    "share": {"zh": "每人的額度是 {endowment}。", "en": "Every voter's share was {endowment}."},
    "reading": {"zh": "解讀：{reading}", "en": "Read as: {reading}"},
    "remarks": {"zh": "備註：", "en": "Remarks:"},
    "remark": {"zh": "- 第 {line} 行：{words}", "en": "- Line {line}: {words}"},
    "other_rule": {"zh": "「{rule}」", "en": "“{rule}”"},
}

UNITS = {"zh": (("{} 票",) * 2, ("{} 分",) * 2), "en": (("{} vote", "{} votes"), ("{} point", "{} points"))}
MONEY = frozenset({"cost", "left", "short", "held", "most", "at", "ended", "amount", "less", "to"})
SYMBOLS = {"TWD": "NT$", "EUR": "€", "USD": "US$", "GBP": "£"}


def money(value: int | Fraction, scale: int, currency: str) -> str:
    """An amount of 1/`scale` units for reading, without a sign where no currency is told. A fraction is rounded up."""
    return _written(_rounded_up(value, scale), scale, currency)


def _rounded_up(value, scale):
    """A fraction to hundredths of a currency unit, to whole ones from 100 on; what is whole stays."""
    if value.denominator == 1:
        return value
    unit = Fraction(scale) if value / scale >= 100 else Fraction(scale, 100)
    return -(-value // unit) * unit


def _written(value, scale, currency):
    if value.denominator > 1:
        value, scale = value * 100, scale * 100
    symbol = SYMBOLS.get(currency, f"{currency} " if currency else "")
    return symbol + grouped(int(value), scale)


def header_name(header: str, language: str) -> str:
    """The rule of a file's header for people; the header itself in quotes where it is not known here."""
    name = HEADERS.get(spelled(header))
    return name[language] if name else TABLE["other_rule"][language].format(rule=shown(header))


def votes(value: int | Fraction, scale: int, points: bool, language: str) -> str:
    """ "1 vote", "2 votes", "2.5 points"; a fraction is one of millionths."""
    if value.denominator > 1:
        value, scale = int(value * 10**6), scale * 10**6
    return UNITS[language][points][value != scale].format(grouped(value, scale))


def sentence(key: str, figures: Mapping[str, Any], language: str, scale: int = 1, currency: str = "") -> str:
    """The sentence `key` with these figures; the names in MONEY are amounts unless they are already
    text. What supporters held and what they were short of make up the cost, also as they are written."""

    def said(name, value):
        if name not in MONEY or isinstance(value, str):
            return f"{value:,}" if isinstance(value, int) else value
        if name == "held" and not isinstance(figures["cost"], str):
            return _written(figures["cost"] - _rounded_up(figures["short"], scale), scale, currency)
        return money(value, scale, currency)

    return SENTENCES[key][language].format(**{name: said(name, value) for name, value in figures.items()})
