"""What others' catalogues say in zh-Hant, after ours: Taiwan's characters and words, and no English left over."""

import re
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import trans_real

from civic.management.commands import translations

LANGUAGE = "zh-hant"
HAN = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2,}")
PLACES = re.compile(r"%\(\w+\)\w|%[sd]|\{[^}]*\}|<[^>]*>")

# Words of the mainland for what is called otherwise here, and how.
MAINLAND = {
    "搜索": "搜尋", "創建": "建立", "信息": "訊息、資訊", "默認": "預設", "用戶": "使用者", "視頻": "影片",
    "網絡": "網路",
    "鏈接": "連結", "文件夾": "資料夾", "數據": "資料", "服務器": "伺服器", "賬號": "帳號", "賬戶": "帳戶",
    "菜單": "選單",
    "設置": "設定", "屏幕": "螢幕", "軟件": "軟體", "加載": "載入", "激活": "啟用", "緩存": "快取", "打印": "列印",
    "導航": "導覽", "字符": "字元", "字段": "欄位", "刷新": "重新整理", "登錄": "登入", "訪問": "進入、瀏覽",
    "站點": "網站", "重定向": "轉址", "重置": "重設", "文檔": "文件", "圖標": "圖示", "界面": "介面", "粘貼": "貼上",
    "復制": "複製", "硬盤": "硬碟", "光標": "游標", "撤銷": "復原", "爲": "為", "異步": "非同步", "全局": "全域",
    "為啥": "為什麼", "不支持": "不支援", "支持的": "可用的", "支持類型": "可用的格式", "主機名訪問": "主機名稱",
    "發佈": "發布", "評論": "註解", "注釋": "註解", "文件大小": "檔案大小", "當前": "目前", "禁用": "停用",
    "批量": "批次", "條目": "項目", "添加": "新增、加入", "消息": "訊息", "帳戶": "帳號", "令牌": "權杖",
    "客戶端": "用戶端", "點擊": "點選", "身份": "身分", "首選": "偏好",
    "全屏": "滿版", "哈希": "雜湊", "資源管理器": "頁面列表",
    # Not of the mainland, but wrong, or another word than ours for the same.
    "你": "您", "核準": "核准", "批準": "核准", "己核准": "已核准", "驗証": "驗證", "其它": "其他", "作何": "任何",
    "選則": "選擇", "鏈結": "連結", "工作流程": "審閱流程", "隱蔽": "不公開", "語系": "語言", "短標題": "網址代稱",
}  # fmt: skip
# What the program splits at its half-width marks.
SPLIT = {"yes,no,maybe"}
# Words that hold one of them and are our own: 用戶端 (client), 通用戶 …
HOLDING = re.compile("用戶端|資料庫|元數據|好消息|最新消息")
# Marks of English in a Chinese sentence: quotation marks around a place or a word, half-width ones after Han.
MARKS = re.compile(r"""[“”]|["'](?=[%{\u3400-\u9fff])|[\u3400-\u9fff][,;?!:](?!//)|\.\.\.""")

# Where nobody comes: people and groups are hidden in Wagtail's admin, and its welcome to new versions is off.
UNREACHED = {"wagtail.users"}
UNSAID = re.compile(
    r"API token|\btoken\.|^(revoked|last used) at$|Wagtail (API|frontend|routable|sitemaps|%)|Editor Guide"
)
# What is the same in both languages.
SAME = {"URL", "ID", "IPv4", "IPv6", "AM", "PM", "a.m.", "p.m.", "Civic"}
UNITS = re.compile(r"^%s [KMGTP]B$")


class Said:
    """One word of a catalogue in use: where it stands, in English, and what is said instead."""

    def __init__(self, where, english, spoken):
        self.where, self.english, self.spoken = where, english, spoken

    def __repr__(self):
        return f"{self.where}: {self.english!r} → {self.spoken!r}"


def folders():
    others = {app.name: Path(app.path) for app in apps.get_app_configs() if app.name not in settings.OWN_APPS}
    return others | {"django": Path(django.__file__).parent / "conf"}


def others():
    """What is said for every word in the English catalogues of others: ours come before theirs."""
    translations.compile_catalogues()
    for domain in ("django", "djangojs"):
        speaking = trans_real.DjangoTranslation(LANGUAGE, domain=domain)
        for name, folder in folders().items():
            path = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
            if path.exists() and name not in UNREACHED:
                for entry in polib.pofile(path):
                    if not entry.obsolete:
                        yield Said(f"{name}.{domain}", entry.msgid, spoken(speaking, entry))


def spoken(speaking, entry):
    if entry.msgctxt and entry.msgid_plural:
        return speaking.npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, 5)
    if entry.msgctxt:
        return speaking.pgettext(entry.msgctxt, entry.msgid)
    if entry.msgid_plural:
        said = speaking.ngettext(entry.msgid, entry.msgid_plural, 5)
        return entry.msgid if said == entry.msgid_plural else said
    return speaking.gettext(entry.msgid)


def ours():
    for path in translations.catalogues():
        where = str(path.relative_to(settings.BASE_DIR))
        for entry in polib.pofile(path):
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                yield Said(where, entry.msgid, text)


@pytest.fixture(scope="module")
def all_said():
    said = [*others(), *ours()]
    assert len(said) > 3000, "void unless the catalogues are found"
    return said


def simplified(text):
    """The Han characters of `text` that Taiwan's own set does not have."""
    return [each for each in HAN.findall(text) if not each.encode("big5", "ignore")]


def mainland(text):
    return [word for word in MAINLAND if word in HOLDING.sub("", text)]


def is_english(said):
    """Whether it is said as in English although there is something to say."""
    words = LETTERS.search(PLACES.sub("", said.english))
    same = said.english in SAME or UNITS.match(said.english) or UNSAID.search(said.english)
    return said.spoken == said.english and words is not None and not same


def test_no_catalogue_in_use_speaks_simplified_characters(all_said):
    assert [each for each in all_said if simplified(each.spoken)] == []


def test_no_catalogue_in_use_speaks_words_of_the_mainland(all_said):
    assert [each for each in all_said if mainland(each.spoken)] == []


def test_no_catalogue_in_use_sets_marks_of_english(all_said):
    seen = [each for each in all_said if MARKS.search(re.sub("<[^>]*>|種子:project_id", "", each.spoken))]
    assert [each for each in seen if each.english not in SPLIT and "/en/" not in each.where] == []


def test_no_catalogue_in_use_says_none(all_said):
    assert [each for each in all_said if re.search(r"\bNone\b", PLACES.sub("", each.spoken))] == []


def test_nothing_is_left_in_english(all_said):
    assert [each for each in all_said if is_english(each)] == []


# What others say too and we translate in words of our own, meaning the same wherever it stands.
ALIKE = {
    "Administration", "Change password", "Changes", "Confirm", "Email", "Filter", "Link", "Next", "Phone", "Previous",
    "Search", "Sign in", "View site", ", ", "active", "created", "entry", "expires at", "file", "finished at", "key",
    "started at",
}  # fmt: skip


def test_no_word_of_ours_is_said_in_two_ways():
    """Of two apps' catalogues one speaks for both: what means something else needs a context."""
    said = {}
    for path in translations.catalogues():
        for entry in polib.pofile(path) if "zh_Hant" in path.parts else ():
            words = entry.msgstr or tuple(entry.msgstr_plural.values())
            said.setdefault((path.name, entry.msgctxt, entry.msgid), set()).add(words)
    assert len(said) > 1000, "void unless the catalogues are read"
    assert {word: spoken for word, spoken in said.items() if len(spoken) > 1} == {}


def test_no_word_of_ours_is_put_into_the_mouths_of_others():
    """Wagtail calls the name of a collection, too, `Name`: a word with a meaning of its own needs a context."""
    theirs = settings.BASE_DIR / "cms/late.py"  # says their words for them
    ours = set().union(*(translations.words(path) for path in translations.sources() if path != theirs))
    lent = [each for each in others_words() if (None, each.english) in ours and each.english not in ALIKE]
    assert len(lent) > 20, "void unless others say our words"
    speaking = trans_real.DjangoTranslation(LANGUAGE, domain="django")
    assert [each for each in lent if each.spoken and speaking.gettext(each.english) != each.spoken] == []


def others_words():
    """What others' own catalogues say without a context, in zh-Hant."""
    for name, folder in folders().items():
        path = folder / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
        for entry in polib.pofile(path) if path.exists() and name not in UNREACHED else ():
            if entry.msgctxt is None and not entry.obsolete:
                yield Said(name, entry.msgid, entry.msgstr)


def test_no_translation_of_ours_is_written_twice():
    for path in translations.catalogues():
        known = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(path)]
        assert len(known) == len(set(known)), path


@pytest.mark.parametrize("text", ["你确定要删除这些图片吗？", "预览"])
def test_simplified_characters_would_be_found(text):
    assert simplified(text)


@pytest.mark.parametrize("text", ["頁面'%(title)s'已取消", "對不起,沒有", "刪除“%s”", "儲存中..."])
def test_marks_of_english_would_be_found(text):
    assert MARKS.search(text) and not MARKS.search("頁面「%(title)s」已取消：對不起，沒有…")


@pytest.mark.parametrize("text", ["搜索用戶", "已創建。", "不支持的圖片格式"])
def test_words_of_the_mainland_would_be_found(text):
    assert mainland(text) and not mainland("支持者湊齊經費，用戶端連到資料庫")


def test_english_would_be_found():
    assert is_english(Said("x", "Autosave in progress…", "Autosave in progress…"))
    assert not is_english(Said("x", "%(a)s - {b}", "%(a)s - {b}"))
