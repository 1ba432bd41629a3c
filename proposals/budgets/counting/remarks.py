"""Remarks: what a file says against its own ballots, what was dropped, repeated or not understood, and what was
done about it. `file_remarks` and `count_remarks` find them; `count-remarks.js` finds the same.

In JSON a remark is {"line", "code", "words": {"zh", "en"}}; `line` is the first line it is about, null where it is
about none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .refusals import LANGUAGES

FEW = 8  # lines or projects that a sentence names
JOINTS = {"zh": "、", "en": ", "}

REMARKS: dict[str, dict[str, str]] = {
    # the tables
    "sep_line": {
        "zh": "第一行「sep=」是試算表程式加的，不屬於這個格式，已略過。",
        "en": "The first line (“sep=”) is of a spreadsheet program and no part of the format: it was left out.",
    },
    "cells_beyond": {
        "zh": "{title} 有 {number} 列，填的格子比欄位多（{where}）。多出的格子沒有計入。",
        "en": "Rows of {title} with more filled cells than columns: {number} ({where}). What stands beyond the"
        " last column was not counted.",
    },
    "vote_missing": {
        "zh": "有 {number} 張選票沒有 vote 這一格（{where}），當作空白票。",
        "en": "Ballots without a vote cell: {number} ({where}). They were counted as blank.",
    },
    "key_twice": {
        "zh": "{key} 寫了不只一次，內容不同（{where}）。採用第一次的「{taken}」，沒有採用「{left}」。",
        "en": "{key} is written more than once, with different values ({where}). The first, “{taken}”, was"
        " taken; “{left}” was not.",
    },
    "column_twice": {
        "zh": "{title} 有不只一個「{column}」欄，只讀第一個。",
        "en": "{title} has the column “{column}” more than once: only the first was read.",
    },
    "blank_number": {
        "zh": "{key} 是空白，無法核對檔案有沒有缺列。",
        "en": "{key} is blank: whether rows are missing could not be checked.",
    },
    "three_decimals": {
        "zh": "有 {number} 個數字寫了三位小數（{where}，例如「{text}」），都當作小數，不是千分位。",
        "en": "Numbers with three decimals: {number} ({where}), such as “{text}”. They were read as decimals, not"
        " as thousands.",
    },
    # projects
    "id_invisible": {
        "zh": "project_id「{written}」裡有看不見的字元，讀作「{id}」。",
        "en": "The project_id “{written}” has a letter that cannot be seen: it was read as “{id}”.",
    },
    "id_comma": {
        "zh": "project_id「{id}」裡有選票用的逗號：選票上的「{id}」算作逗號兩邊各自的案，這一案可能得不到票。",
        "en": "The project_id “{id}” contains the comma that separates votes: a ballot “{id}” counts for the projects"
        " on both sides of it, and this project may get no vote.",
    },
    "selected_unread": {
        "zh": "「{id}」案的 selected 是「{text}」，看不懂，當作沒有公布。",
        "en": "selected is “{text}” for project “{id}”, which is not understood: it was taken as not published.",
    },
    "result_unread": {
        "zh": "「{id}」案寫的 {column} 是「{text}」，看不懂或有兩種讀法，沒有採用；以選票的加總為準。",
        "en": "The {column} written for project “{id}” is “{text}”, which is no result or can be read two ways: it was"
        " not used, the sums of the ballots count.",
    },
    "sums_differ": {
        "zh": "檔案寫的 {column} 與選票的加總不同：{projects}。以選票的加總為準。",
        "en": "The written {column} are not the sums of the ballots: {projects}. The sums of the ballots count.",
    },
    "sums_differ_taken": {
        "zh": "檔案寫的 {column} 與選票的加總不同：{projects}。以檔案寫的為準，因為公布的結果（selected）只與它相符。",
        "en": "The written {column} are not the sums of the ballots: {projects}. The written ones count, because the"
        " published winners (selected) follow only from them.",
    },
    "sums_differ_aside": {
        "zh": "檔案寫的 {column} 與選票的加總不同：{projects}。這次計票只看選票。",
        "en": "The written {column} are not the sums of the ballots: {projects}. This count looks at the ballots only.",
    },
    "line": {"zh": "第 {lines} 行", "en": "line {lines}"},
    "lines": {"zh": "第 {lines} 行", "en": "lines {lines}"},
    "written": {"zh": "{id}（寫 {told}，選票 {found}）", "en": "{id} (written {told}, ballots {found})"},
    "and_more": {"zh": "另有 {number} 案", "en": "{number} more"},
    # ballots
    "spelled": {
        "zh": "有 {number} 張選票的寫法與列出的案不同（{where}，例如「{written}」），讀作「{read}」。",
        "en": "Ballots that write projects otherwise than they are listed: {number} ({where}). “{written}” was"
        " read as “{read}”.",
    },
    "voter_twice": {
        "zh": "voter_id「{voter}」出現 {number} 次（{where}）。每一列都當作一張選票計入。",
        "en": "voter_id “{voter}” occurs {number} times ({where}). Each row was counted as a ballot of its own.",
    },
    "voters_twice": {
        "zh": "還有 {number} 個 voter_id 出現不只一次（{where}等）。每一列都當作一張選票計入。",
        "en": "{number} more voter_ids occur more than once (first {where}). Each row was counted as a ballot"
        " of its own.",
    },
    "voter_blank": {
        "zh": "有 {number} 張選票沒有 voter_id（{where}），看不出是不是同一人投了兩次。已計入。",
        "en": "Ballots without a voter_id: {number} ({where}). Whether somebody voted twice cannot be seen; they"
        " were counted.",
    },
    "named_twice": {
        "zh": "有 {number} 張選票把同一案寫了兩次（{where}）。每案只算一次。",
        "en": "Ballots that name a project twice: {number} ({where}). It was counted once.",
    },
    "ranked_twice": {
        "zh": "有 {number} 張選票把同一案排了兩次（{where}）。以前面的名次為準。",
        "en": "Ballots that rank a project twice: {number} ({where}). Its first place counts.",
    },
    "points_twice": {
        "zh": "有 {number} 張選票給了同一案兩次分數（{where}）。只算最後一個分數，前面的沒有計入。",
        "en": "Ballots that give points to a project twice: {number} ({where}). Only the last number counts; the"
        " ones before were not counted.",
    },
    "points_unused": {
        "zh": "投票方式是 {kind}，VOTES 的 points 欄沒有計入。",
        "en": "The vote_type is {kind}: the column points of VOTES was not counted.",
    },
    "points_missing": {
        "zh": "投票方式是 {kind}，但 VOTES 沒有 points 欄：選票上的每一案都算 1 分。",
        "en": "The vote_type is {kind}, but VOTES has no column points: each project on a ballot got 1 point.",
    },
    # limits of the file
    "beyond_limit": {
        "zh": "有 {number} 張選票違反檔案自己的限制 {limit}（{where}），沒有計入。",
        "en": "Ballots that break the file's own limit {limit}: {number} ({where}). They were not counted.",
    },
    "beyond_limit_counted": {
        "zh": "有 {number} 張選票違反檔案自己的限制 {limit}（{where}）。仍予計入：這樣才與公布的結果（selected）相符。",
        "en": "Ballots that break the file's own limit {limit}: {number} ({where}). They were counted, because the"
        " published winners (selected) follow only with them.",
    },
    "limit_unread": {
        "zh": "看不懂檔案的限制 {key}（「{text}」），沒有用來檢查選票。",
        "en": "The limit {key} (“{text}”) is not understood: no ballot was held against it.",
    },
    "limit_unknown": {
        "zh": "不認得檔案的限制 {key}（「{text}」），沒有用它。",
        "en": "The limit {key} (“{text}”) is not known here: it was not applied.",
    },
    "limits_cross": {
        "zh": "{least}（{low}）比 {most}（{high}）還大，兩個限制都沒有用來檢查選票。",
        "en": "{least} ({low}) is more than {most} ({high}): no ballot was held against either.",
    },
    # the rule
    "rule_missing": {
        "zh": "檔案未載明規則，依票數計算。",
        "en": "The file does not name its rule: it was counted by votes.",
    },
    "rule_unknown": {
        "zh": "不認得檔案的規則「{rule}」，依票數計算。",
        "en": "The file's rule “{rule}” is not known here: it was counted by votes.",
    },
    "rule_half_known": {
        "zh": "檔案的規則「{rule}」只認得一部分，依均分法計算。",
        "en": "Only a part of the file's rule “{rule}” is known here: it was counted by equal shares.",
    },
    "custom_unclear": {
        "zh": "規則是 {rule}，但看不懂檔案怎麼說明它，依票數計算。",
        "en": "The rule is {rule}, but how the file describes it is not understood: it was counted by votes.",
    },
    "exclusive_unnamed": {
        "zh": "規則是 {rule}，但檔案沒有寫哪些案互斥，以沒有互斥之案計算。",
        "en": "The rule is {rule}, but the file names no projects that exclude each other: it was counted as if there"
        " were none.",
    },
    "threshold_missing": {
        "zh": "規則是 {rule}，但檔案沒有寫門檻（min_project_score_threshold），以沒有門檻計算。",
        "en": "The rule is {rule}, but the file tells no threshold (min_project_score_threshold): it was counted"
        " without one.",
    },
    "threshold_negative": {
        "zh": "門檻 {text} 小於 0，等於沒有門檻。",
        "en": "The threshold {text} is below 0: it bars no project.",
    },
    "amounts_unread": {
        "zh": "{amounts}（「{text}」）與 {groups}（{number} 個）對不起來，或不是數字：沒有依各組的額度計算。",
        "en": "{amounts} (“{text}”) does not fit {groups} ({number}), or is no list of numbers: the amounts of groups"
        " were not applied.",
    },
    # the outcome
    "nobody_voted": {
        "zh": "沒有人投票，不決定任何案。",
        "en": "Nobody voted: nothing is decided.",
    },
    "selected_differs": {
        "zh": "公布的結果（selected）與這次計票不同；以計票為準。",
        "en": "The published winners (selected) are not those of this count; the count stands.",
    },
    "tie_lot": {
        "zh": "{projects} 條件相同，由抽籤決定，抽籤種子是「{seed}」。",
        "en": "{projects} are equal: the lot decided, with the seed “{seed}”.",
    },
    "tie_lot_no_seed": {
        "zh": "{projects} 條件相同，由抽籤決定；沒有給抽籤種子，用的是空白種子，用公布的種子可能選出別案。",
        "en": "{projects} are equal: the lot decided. No seed was given, so the empty one was used; the published seed"
        " may choose another.",
    },
    "tie_list": {
        "zh": "{projects} 條件相同，依檔案裡的順序決定，因為公布的結果（selected）與這個順序相符；沒有抽籤。",
        "en": "{projects} are equal: the order of the list decided, because the published winners (selected) follow"
        " from it; no lot was drawn.",
    },
    "unsupported_won": {
        "zh": "沒有人支持 {projects}，但還有餘款，依這個規則選上。",
        "en": "Nobody supports {projects}: chosen by this rule because money was left.",
    },
    "negative_points": {
        "zh": "有 {number} 張選票給了負分（{where}）。這個規則只看正分，負分沒有計入。",
        "en": "Ballots with points below 0: {number} ({where}). This rule looks only at points above 0; the others"
        " were not counted.",
    },
    "negative_points_counted": {
        "zh": "有 {number} 張選票給了負分（{where}）。已計入：從該案的總分扣除。",
        "en": "Ballots with points below 0: {number} ({where}). They were counted, against the projects they name.",
    },
    "points_as_support": {
        "zh": "這個規則只看誰支持哪一案，不看給了幾分。",
        "en": "This rule looks at who supports which project, not at how many points were given.",
    },
    "comparison": {
        "zh": "偏好依票數結果的有 {votes} 人，偏好均分法結果的有 {shares} 人，因此採用依票數的結果。",
        "en": "{votes} voters prefer the winners by votes, {shares} those of equal shares: the winners by votes count.",
    },
}


@dataclass(frozen=True)
class Remark:
    """`code` is a key of REMARKS. A figure is text, a number, another remark's (code, figures), or a list of these."""

    line: int | None
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        return {language: _said(self.code, self.figures, language) for language in LANGUAGES}

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "code": self.code, "words": self.words}


def _said(code: str, figures: Mapping[str, Any], language: str) -> str:
    return REMARKS[code][language].format(**{name: figure(value, language) for name, value in figures.items()})


def figure(value: Any, language: str) -> str:
    """A figure of a remark in words."""
    if isinstance(value, list):
        return JOINTS[language].join(figure(each, language) for each in value)
    if isinstance(value, tuple):
        return _said(*value, language)
    return f"{value:,}" if isinstance(value, int) else value


def ordered(remarks: Iterable[Remark]) -> list[Remark]:
    """In the order of the file; those about no line come last."""
    return sorted(remarks, key=lambda remark: (remark.line is None, remark.line or 0))


def where(lines: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """Ascending lines as a figure: "lines 12–14, 20"; "…" stands for those beyond the first few."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in found[:FEW]]
    return "line" if len(lines) == 1 else "lines", {"lines": texts + ["…"] * (len(found) > FEW)}


def of_lines(lines: Sequence[int]) -> dict[str, Any]:
    """The figures of a remark on rows: how many there are, and where."""
    return {"number": len(lines), "where": where(lines)}


def few(items: Sequence[Any]) -> list[Any]:
    """The first of many, and how many more there are."""
    return [*items] if len(items) <= FEW else [*items[:FEW], ("and_more", {"number": len(items) - FEW})]
