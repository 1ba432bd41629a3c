"""What cannot be counted, and what to do about it: one sentence with its remedy, in Traditional Chinese and English.

The JavaScript throws the same sentences in English and has the others from here; a figure may be a phrase itself.
"""

from typing import Any

LANGUAGES = ("zh", "en")
Phrase = tuple[str, dict[str, Any]]  # a key of REFUSALS, and its figures

REFUSALS: dict[str, dict[str, str]] = {
    # the bytes of a file
    "not_utf8": {
        "zh": "文字不是 UTF-8 編碼（可能是 Big5 等較舊的編碼）。請用原來的程式開啟，另存成 UTF-8。",
        "en": "the text is not UTF-8 (perhaps Big5 or another older encoding): open it in the program that wrote it"
        " and save it as UTF-8.",
    },
    "utf_16": {
        "zh": "這個檔案是 UTF-16 編碼。請另存成 UTF-8（Excel 選「CSV UTF-8」，記事本的編碼選「UTF-8」）。",
        "en": "the file is UTF-16: save it as UTF-8 (in Excel “CSV UTF-8”, in Notepad the encoding “UTF-8”).",
    },
    "packed": {
        "zh": "這是 Excel 活頁簿或 zip 壓縮檔，不是純文字。請先解壓縮，或把工作表存成以分號分隔的 UTF-8 文字檔。",
        "en": "this is an Excel workbook or a zip archive, not text: unpack it, or save the sheet as UTF-8 text"
        " separated by semicolons.",
    },
    "no_text": {
        "zh": "這是 {kind} 檔，不是純文字。請選擇存放選票的 .pb 檔。",
        "en": "this is a {kind} file, not text: choose the .pb file with the ballots.",
    },
    "nul": {
        "zh": "文字裡有 NUL 字元，檔案可能損壞或不是純文字。請重新匯出成 UTF-8 文字檔。",
        "en": "there is a NUL character in the text; the file is damaged or no text: export it again as UTF-8 text.",
    },
    "old_line_ends": {
        "zh": "換行是舊 Mac 的格式（只有 CR）。請改用一般的換行（LF 或 CRLF）另存。",
        "en": "the lines end as on old Macs (CR only): save the file with ordinary line ends (LF or CRLF).",
    },
    "open_quote": {
        "zh": '有一欄沒有結束（是不是少了一個引號？）。請補上引號；欄內要用引號時，請連寫兩個（""）。',
        "en": "a field does not end (a quotation mark is not closed?): close it, and write a quotation mark inside a"
        " quoted field twice.",
    },
    "long_line": {
        "zh": "這一行超過 {most} 位元組。請檢查換行是不是不見了。",
        "en": "the line is longer than {most} bytes: look whether its line ends were lost.",
    },
    # sections and columns
    "no_meta": {
        "zh": "檔案的開頭必須是 META 區段，這裡卻是「{text}」。請把只寫 META 的一行放在最前面。",
        "en": "the file must begin with the section META, but here stands “{text}”: put a line META first.",
    },
    "section_order": {
        "zh": "{title} 之前缺少 {expected} 區段。請依 META、PROJECTS、VOTES 的順序寫。",
        "en": "the section {expected} is missing before {title}: write META, PROJECTS and VOTES in this order.",
    },
    "section_missing": {
        "zh": "缺少 {title} 區段。請加上只寫 {title} 的一行，下面接它的表格。",
        "en": "the section {title} is missing: add a line {title} with its table under it.",
    },
    "no_column": {
        "zh": "{title} 沒有「{column}」這一欄。請在它的標題列寫上 {column}。",
        "en": "{title} has no column “{column}”: name it in the heading of {title}.",
    },
    "separated": {
        "zh": "{title} 用{separator}分隔，Pabulib 格式用的是分號（;）。請改以分號分隔另存。",
        "en": "{title} is separated by {separator}; Pabulib wants semicolons (;): save it separated by semicolons.",
    },
    "commas": {"zh": "逗號", "en": "commas"},
    "tabs": {"zh": "定位字元（Tab）", "en": "tabs"},
    "bars": {"zh": "直線（|）", "en": "vertical bars (|)"},
    # numbers
    "at": {"zh": "{what}：{fault}", "en": "{what}: {fault}"},
    "no_number": {
        "zh": "「{text}」不是數字。請只寫數字，小數點用「.」，例如 500000 或 1234.50。",
        "en": "“{text}” is not a number: write digits only, and a point before decimals, as in 500000 or 1234.50.",
    },
    "grouped": {
        "zh": "「{text}」有千分位符號。請寫成 {plainly}。",
        "en": "“{text}” has separators of thousands: write {plainly}.",
    },
    "two_ways": {
        "zh": "「{text}」有兩種讀法。如果是千分位，請寫成 {thousands}；如果是小數，請寫成 {decimals}。",
        "en": "“{text}” can be read two ways: write {thousands} if thousands are meant, {decimals} if decimals are.",
    },
    "too_long": {
        "zh": "「{text}」的位數太多。請寫 {digits} 位以內的數字。",
        "en": "“{text}” is too long a number: write at most {digits} digits.",
    },
    "too_fine": {
        "zh": "「{text}」的小數太細。請寫到小數點後 {decimals} 位以內。",
        "en": "“{text}” has too many decimals: write at most {decimals}.",
    },
    "negative": {
        "zh": "{what}是負數（{text}）。請寫成 0 以上的數字。",
        "en": "{what} is negative ({text}): write a number from 0 up.",
    },
    "the_budget": {"zh": "預算", "en": "the budget"},
    "the_default": {"zh": "預設分數（default_score）", "en": "the default_score"},
    "the_cost": {"zh": "「{id}」案的經費", "en": "the cost of project “{id}”"},
    "the_points": {"zh": "選票上的分數", "en": "the points of a vote"},
    "the_threshold": {
        "zh": "門檻（min_project_score_threshold）",
        "en": "the threshold (min_project_score_threshold)",
    },
    # what a count relies on
    "vote_type": {
        "zh": "不認得投票方式（vote_type）「{kind}」。請寫成其中一種：{known}。",
        "en": "the vote_type “{kind}” is not known: write one of {known}.",
    },
    "no_budget": {
        "zh": "META 沒有寫預算。請加上一行 budget;金額。",
        "en": "META does not say the budget: add a line budget;AMOUNT.",
    },
    "other_number": {
        "zh": "{key} 寫的是「{told}」，檔案裡卻有 {found} 筆。請補齊或刪去多出的列，或更正 {key}。",
        "en": "{key} is {told}, but there are {found} in the file: look for rows that are missing or too many, or"
        " correct {key}.",
    },
    "no_id": {
        "zh": "有一案沒有 project_id。請填上。",
        "en": "a project has no project_id: give it one.",
    },
    "listed_twice": {
        "zh": "「{id}」案列了兩次（第一次在第 {first} 行）。請刪去一列，或改用別的 project_id。",
        "en": "the project “{id}” is listed twice (first in line {first}): remove one, or give it another project_id.",
    },
    "stranger": {
        "zh": "選票選了沒有列出的案「{id}」。請更正選票，或把它列在 PROJECTS；案與案之間用逗號分隔。",
        "en": "the vote names a project that is not listed (“{id}”): correct the vote, or list the project under"
        " PROJECTS; commas stand between projects.",
    },
    "points_number": {
        "zh": "這張選票選了 {ids} 案，卻給了 {points} 個分數。請每案給一個分數，用逗號分隔，小數點用「.」。",
        "en": "the vote names {ids} projects but gives {points} points: give each project one number, with commas"
        " between them and a point before decimals.",
    },
    # options
    "rule_unknown": {
        "zh": "不認得規則「{rule}」。請選其中一種：{known}。",
        "en": "the rule “{rule}” is not known: choose one of {known}.",
    },
    "option_not_taken": {
        "zh": "規則 {rule} 不用選項 {option}。請拿掉這個選項，或改用 {rules}。",
        "en": "the rule {rule} does not take the option {option}: leave it out, or choose {rules}.",
    },
    "option_unknown": {
        "zh": "選項 {option} 不能是「{text}」。請寫成其中一種：{known}。",
        "en": "the option {option} cannot be “{text}”: choose one of {known}.",
    },
    "the_option": {"zh": "選項 {option}", "en": "the option {option}"},
    "above_all": {
        "zh": "門檻「{text}」比全部選票還多。請寫 100% 以內的比例。",
        "en": "the threshold “{text}” is more than all ballots: write at most 100%.",
    },
    "no_such_project": {
        "zh": "檔案裡沒有「{id}」這一案。請照檔案裡的 project_id 寫。",
        "en": "There is no project “{id}” in this file: write its project_id as in the file.",
    },
    "no_file": {
        "zh": "找不到這個檔案。請檢查路徑。",
        "en": "No such file: look at its path.",
    },
    "unreadable": {
        "zh": "無法讀取。請確認它是檔案，而且您有讀取權限。",
        "en": "It cannot be read: make sure that it is a file, and that you may read it.",
    },
}


class Refused(ValueError):
    """What was asked cannot be done. `words` says it for people, by language; `str()` is English."""

    def __init__(self, code: str, line: int | None = None, **figures: Any):
        self.code, self.line, self.figures = code, line, figures
        super().__init__(self.words["en"])

    @property
    def phrase(self) -> Phrase:
        return self.code, self.figures

    @property
    def words(self) -> dict[str, str]:
        where = {"zh": f"第 {self.line} 行：", "en": f"Line {self.line}: "}
        return {each: (where[each] if self.line else "") + said(self.phrase, each) for each in LANGUAGES}


class Malformed(Refused):
    """The file cannot be counted. `line` is where (from 1)."""

    def __init__(self, line: int, code: str, **figures: Any):
        super().__init__(code, line, **figures)


def said(phrase: Phrase, language: str) -> str:
    """A phrase in words; figures that are phrases themselves are said first."""
    code, figures = phrase
    texts = {name: said(value, language) if isinstance(value, tuple) else value for name, value in figures.items()}
    return REFUSALS[code][language].format(**texts)
