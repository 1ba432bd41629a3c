"""Every sentence the count can say, in Traditional Chinese and English side by side.

Sentences are templates; `sentence` fills them. Amounts of money are written with the currency, and a
fraction is rounded in the direction that keeps the sentence true ("at most" up, "too little" up).
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .amounts import grouped

SENTENCES: dict[str, dict[str, str]] = {
    # by votes
    "chosen": {
        "zh": "選上：得 {support}，排第 {place}，經費 {cost}，選後預算還剩 {left}。",
        "en": "Chosen as number {place} with {support} for {cost}; {left} was left after it.",
    },
    "too_dear": {
        "zh": "未選上：得 {support}，輪到時預算只剩 {left}，經費 {cost}，差 {short}。",
        "en": "Lost with {support}: {left} was left when its turn came; at {cost} it was {short} too dear.",
    },
    "extra": {
        "zh": "未在預算內選上：得 {support}，輪到時差 {short}；依規定可由預備金補足。",
        "en": "Not within the budget: with {support} it was {short} too dear; the rule pays it from the reserve.",
    },
    "stopped": {
        "zh": "未選上：得 {support}；計票到 {at} 放不進預算時即停止，沒有輪到它。",
        "en": "Lost with {support}: the count stopped at {at}, which did not fit, before its turn came.",
    },
    "below_threshold": {
        "zh": "未選上：得 {support}，門檻是 {needed}。",
        "en": "Lost: {support}, but the threshold is {needed}.",
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
    "skips": {"zh": "放不進預算者跳過", "en": "projects that do not fit are skipped"},
    "stops": {"zh": "遇到放不進預算者即停止", "en": "the count stops at the first that does not fit"},
    "reserve": {
        "zh": "遇到放不進預算者即停止，剩餘達八成則由預備金補足",
        "en": "it stops at the first that does not fit, which the reserve pays if 80 % of its cost is left",
    },
    "no_threshold": {"zh": "不設門檻", "en": "without the threshold"},
    "above_threshold": {"zh": "須超過門檻", "en": "more than the threshold is needed"},
    "by_votes": {"zh": "改依票數", "en": "by votes instead"},
    "recounted": {"zh": "依選票重新加總", "en": "by the sums of the ballots"},
    "ballots_naming": {"zh": "依選它的票數", "en": "by the number of ballots naming it"},
    "written_ties": {"zh": "同分依成文規則", "en": "equal results by the written tie rule"},
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
    "reading": {"zh": "解讀：{reading}", "en": "Read as: {reading}"},
}

LANGUAGES = ("zh", "en")
UNITS = {"zh": (("{} 票",) * 2, ("{} 分",) * 2), "en": (("{} vote", "{} votes"), ("{} point", "{} points"))}
MONEY = frozenset({"cost", "left", "short", "held", "most", "at", "ended", "amount", "less", "to"})
SYMBOLS = {"TWD": "NT$", "": "NT$", "EUR": "€", "USD": "US$", "GBP": "£"}


def money(value: int | Fraction, scale: int, currency: str) -> str:
    """An amount of 1/`scale` units for reading. A fraction is rounded up, to whole currency units from
    100 on."""
    if isinstance(value, Fraction) and value.denominator > 1:
        coarse = value / scale >= 100
        unit = scale if coarse else max(1, scale // 100)
        value = -(-value // unit) * unit if coarse or scale >= 100 else -(-value * 100 // scale)
        scale = scale if coarse or scale >= 100 else 100
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return symbol + grouped(int(value), scale)


def votes(value: int | Fraction, scale: int, points: bool, language: str) -> str:
    """ "1 vote", "2 votes", "2.5 points"; a fraction is one of millionths."""
    if value.denominator > 1:
        value, scale = int(value * 10**6), scale * 10**6
    return UNITS[language][points][value != scale].format(grouped(value, scale))


def sentence(key: str, figures: Mapping[str, Any], language: str, scale: int, currency: str) -> str:
    """The sentence `key` with these figures; the names in MONEY are amounts unless they are already
    text."""
    filled = {
        name: money(value, scale, currency)
        if name in MONEY and not isinstance(value, str)
        else f"{value:,}"
        if isinstance(value, int)
        else value
        for name, value in figures.items()
    }
    return SENTENCES[key][language].format(**filled)
