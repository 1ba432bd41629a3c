"""The pages that explain the site, in each language, under its home page, tied together as translations.

Whoever has a page at such an address already keeps what they have, and so does a site without our home pages.
"""

import uuid

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of the last four places of a page's path


def heading(words):
    return {"type": "heading", "value": words}


def text(*paragraphs):
    return {"type": "text", "value": "".join(f"<p>{words}</p>" for words in paragraphs)}


def listed(*items, kind="ul"):
    return {"type": "text", "value": f"<{kind}>{''.join(f'<li>{words}</li>' for words in items)}</{kind}>"}


def live(kind):
    """What the program fills in."""
    return {"type": kind, "value": None}


# {last part of the address: {language: (title, introduction, body)}}; no number of the terms is written into a text.
GUIDES = {
    "how-it-works": {
        "zh-hant": (
            "運作方式",
            "從寫下提議到機關回應，一件提議會經過哪些步驟、每一步要多久、誰可以做什麼。",
            [
                heading("一件提議的歷程"),
                listed(
                    "<b>提議</b>：寫下想改變的事、您的建議，以及對大家的好處。送出前會先讓您看類似的提議，草稿只有您看得到。",
                    "<b>檢核</b>：檢核人員看內容是否合於<a href='/rules/'>提議規範</a>，不看立場。"
                    "需要時會請您補正一次；不通過會說明理由。",
                    "<b>附議</b>：檢核通過的次日零時開放。人數即時更新，還差幾人附議一直看得到。",
                    "<b>成案</b>：有效附議到達門檻的那一刻就成案，之後仍可附議到最後一天。期滿未達門檻就是未成案，提議仍留在網站上。",
                    "<b>回應</b>：權責機關先公布時程、與提議者聯絡，再對每一項訴求公開說明是否參採與理由。",
                    kind="ol",
                ),
                heading("目前的期限與門檻"),
                live("numbers"),
                heading("誰可以做什麼"),
                listed(
                    "任何人都可以閱讀、搜尋和下載公開資料，不必登入。",
                    "確認電子郵件之後，可以寫提議的草稿。",
                    "確認電子郵件和手機之後，可以送出提議，也可以附議。",
                    "每個人對每件提議只能附議一次，附議之後不能收回。附議前頁面會再說一次。",
                ),
                heading("什麼會公開"),
                text(
                    "提議內容、附議的暱稱、縣市與行政區、時間和原因會公開。姓名、電話和電子郵件不會公開。"
                    "詳見<a href='/privacy/'>隱私權政策</a>。"
                ),
                heading("期限過了會怎樣"),
                text(
                    "每一個期限都寫在提議的頁面上，逾期會用文字標明，也算進首頁的統計。"
                    "檢核或回應逾期，不會因此變成通過或不必回應。颱風停班時，期限順延，頁面上會寫出原本和新的日期。"
                ),
            ],
        ),
        "en": (
            "How it works",
            "What happens to a proposal between the first draft and the answer, how long each step takes, and who may "
            "do what.",
            [
                heading("From an idea to an answer"),
                listed(
                    "<b>Propose</b>: write what should change, what you suggest and whom it helps. You are shown "
                    "similar proposals before you hand it in; nobody else sees your draft.",
                    "<b>Review</b>: the city checks that it keeps to <a href='/en/rules/'>the rules</a>, whatever it "
                    "asks for. You may be asked once to amend it. A refusal gives its reasons.",
                    "<b>Endorse</b>: endorsing opens at midnight after the review has passed. The count is live, and "
                    "how many more are needed is always in sight.",
                    "<b>Established</b>: the moment the valid endorsements reach the threshold. Endorsing goes on to "
                    "the last day. A proposal that does not reach it stays on the site as not established.",
                    "<b>Answer</b>: the responsible agency publishes a timetable and talks to the proposer. Then it "
                    "says in public, for each demand, whether it is adopted and why.",
                    kind="ol",
                ),
                heading("Deadlines and threshold at present"),
                live("numbers"),
                heading("Who may do what"),
                listed(
                    "Anybody can read, search and download what is public, without signing in.",
                    "With a confirmed email address you can draft a proposal.",
                    "With a confirmed email address and mobile phone you can hand in a proposal, and endorse.",
                    "Each person can endorse a proposal once, and cannot take it back. The page says so before the "
                    "click.",
                ),
                heading("What is public"),
                text(
                    "The text of a proposal is public, and of an endorsement the nickname, county and district, time "
                    "and reason. Names, phone numbers and email addresses are not. See "
                    "<a href='/en/privacy/'>privacy</a>."
                ),
                heading("When a deadline passes"),
                text(
                    "Every deadline stands on the page of the proposal. What is late is called late in words, and "
                    "counts in the figures on the home page. A late review does not become a pass, and a late answer "
                    "is still owed. When a typhoon closes the offices, deadlines move, and the page shows the old day "
                    "and the new one."
                ),
            ],
        ),
    },
    "rules": {
        "zh-hant": (
            "提議規範",
            "什麼可以提議、檢核看什麼、哪些理由會使提議不通過，以及附議原因的規則。",
            [
                heading("提議要寫什麼"),
                listed(
                    "一件提議談一件事：想改變什麼、您的建議、對大家的好處。",
                    "內容要屬於本市的權責。不確定是哪個機關負責，可以選「未定」，檢核時會確認。",
                    "有佐證資料或連結請附上，並註明出處。",
                    "不要寫別人的姓名、住址、電話或其他個人資料：提議會照原文公開。",
                ),
                heading("檢核不通過的理由"),
                text("檢核只看是否有下列理由，不看立場。不通過時會告訴您是哪一項、為什麼，以及如何表示不服。"),
                live("grounds"),
                heading("檢核怎麼進行"),
                listed(
                    "檢核的人不能檢核自己的提議。",
                    "可以補正的，會請您補正一次；補正期間不計入檢核的天數。",
                    "沒有在期限內補正的提議就此結束，您可以用同樣的文字重新提議。",
                    "期限與天數見<a href='/how-it-works/'>運作方式</a>。",
                ),
                heading("附議"),
                listed(
                    "一人對一件提議附議一次，不能收回，也不能由別人代替。",
                    "用假冒的身分或同一人重複的附議會作廢，不計入人數，並留下紀錄。",
                    "附議原因可以不寫；寫了就會公開。任何人都可以檢舉不當的原因。",
                ),
            ],
        ),
        "en": (
            "The rules",
            "What may be proposed, what the review looks at, on which grounds a proposal is refused, and what holds "
            "for the reasons of endorsements.",
            [
                heading("What to write"),
                listed(
                    "One proposal, one matter: what should change, what you suggest, and whom it helps.",
                    "It has to be within the powers of this city. If you are not sure which agency is responsible, "
                    "choose “undecided”: the review will see to it.",
                    "Add evidence or links if you have them, and say where they come from.",
                    "Leave out other people's names, addresses, phone numbers and other personal data: a proposal is "
                    "published as it is written.",
                ),
                heading("Grounds of refusal"),
                text(
                    "The review asks whether one of these applies, and nothing else. If a proposal is refused, its "
                    "proposer is told which it was, why, and how to object."
                ),
                live("grounds"),
                heading("How the review goes"),
                listed(
                    "Nobody reviews a proposal of their own.",
                    "What can be put right you are asked once to amend; the days of the review stand still meanwhile.",
                    "A proposal that is not amended in time is over. You may begin a new one with the same text.",
                    "For days and deadlines see <a href='/en/how-it-works/'>how it works</a>.",
                ),
                heading("Endorsing"),
                listed(
                    "One person endorses a proposal once, cannot take it back, and cannot do it for somebody else.",
                    "Endorsements under a false identity, or of one person twice, are void: they do not count, and it "
                    "is put on record.",
                    "A reason is optional, and public once written. Anybody can report one that should not stand "
                    "there.",
                ),
            ],
        ),
    },
    "privacy": {
        "zh-hant": (
            "隱私權政策",
            "我們保有您的哪些資料、為了什麼、保存多久，以及您可以怎麼取得或刪除。",
            [
                heading("誰負責"),
                text("本平臺由市府經營。蒐集機關的名稱、地址和個人資料保護的聯絡窗口，由市府法制單位填寫。"),
                heading("什麼會公開"),
                text(
                    "您的暱稱，您公開的提議，以及您的附議：暱稱、縣市與行政區、時間和原因。"
                    "姓名、電話、電子郵件和身分證字號不會公開，也不會提供給其他人或作廣告使用。"
                ),
                heading("我們保存的資料、目的與期間"),
                live("purposes"),
                heading("您的權利"),
                text(
                    "依個人資料保護法第三條，您可以查詢、閱覽、取得複製本、補充或更正、請求停止蒐集處理利用，以及請求刪除。"
                    "暱稱和姓名可以在「我的頁面」自行更正，其餘請<a href='/contact/'>與我們聯絡</a>。",
                    "您可以不提供資料：閱讀、搜尋和下載不需要帳號；不提供手機就不能提議和附議。",
                ),
                heading("資料放在哪裡"),
                text(
                    "資料存放在市府的主機。本網站不載入其他網站的程式、字型或圖片，也沒有第三方的追蹤與統計。"
                    "信件和簡訊由市府的郵件主機和簡訊業者遞送。"
                ),
            ],
        ),
        "en": (
            "Privacy",
            "What is kept of you, what for and how long, and how you get a copy of it or have it erased.",
            [
                heading("Who is responsible"),
                text(
                    "The city government runs this platform. Its legal office enters here the name and address of the "
                    "agency that collects the data, and whom to ask about data protection."
                ),
                heading("What is public"),
                text(
                    "Your nickname, the proposals you have made public, and your endorsements: nickname, county and "
                    "district, time and reason. Name, phone number, email address and identity number are never "
                    "public, are passed on to nobody, and are not used for advertising."
                ),
                heading("What is kept, what for, and how long"),
                live("purposes"),
                heading("Your rights"),
                text(
                    "Under Article 3 of the Personal Data Protection Act you may ask for your data, read them, get a "
                    "copy, have them supplemented or corrected, have their use stopped, and have them erased. You "
                    "correct nickname and name yourself on “My page”; for the rest, "
                    "<a href='/en/contact/'>contact us</a>.",
                    "You need not give any data: reading, searching and downloading need no account. Without a mobile "
                    "number you cannot propose or endorse.",
                ),
                heading("Where the data are"),
                text(
                    "On servers of the city. The site loads no programs, fonts or pictures from elsewhere, and nobody "
                    "else follows or counts its visitors. Letters and text messages are carried by the city's mail "
                    "server and its provider of text messages."
                ),
            ],
        ),
    },
    "accessibility": {
        "zh-hant": (
            "無障礙聲明",
            "我們希望每個人都能使用這個網站，也說明做了什麼、還有哪些不足。",
            [
                heading("依循的標準"),
                text(
                    "本網站以國家通訊傳播委員會「網站無障礙規範」110.07 版 AA 等級（對應 WCAG 2.1 AA）為目標，"
                    "並盡量符合 WCAG 2.2 AA。"
                ),
                heading("做了什麼"),
                listed(
                    "每一頁都能只用鍵盤操作，第一個連結可以直接跳到內容。",
                    "不開啟 JavaScript，閱讀、登入、提議、附議和聯絡都能完成。",
                    "進度、期限和逾期都寫成文字，不只用顏色；高對比模式和深色模式看得清楚。",
                    "數字更新時，螢幕報讀軟體會隔一段時間念出新的人數。",
                    "圖片有替代文字，表單的錯誤寫在欄位旁邊。文字放大到兩倍仍可閱讀。",
                    "每次改版都以自動檢測工具檢查各種頁面，並以瀏覽器實際操作。",
                ),
                heading("還有哪些不足"),
                listed(
                    "市民和機關上傳的附件不一定符合無障礙規範。需要其他格式，請告訴我們。",
                    "提議以寫的人使用的語言呈現，沒有翻譯。",
                ),
                heading("告訴我們"),
                text(
                    "遇到用不了的地方，請<a href='/contact/'>寫信給我們</a>，說明是哪一頁、"
                    "使用什麼瀏覽器或輔助科技，我們會回覆怎麼處理。"
                ),
            ],
        ),
        "en": (
            "Accessibility",
            "Everybody should be able to use this site. What has been done for that, and what is still missing.",
            [
                heading("The standard"),
                text(
                    "The site aims at level AA of Taiwan's web accessibility guidelines, version 110.07 (WCAG 2.1 AA), "
                    "and as far as possible at WCAG 2.2 AA."
                ),
                heading("What has been done"),
                listed(
                    "Every page works with the keyboard alone; its first link leads to the content.",
                    "Reading, signing in, proposing, endorsing and writing to us work without JavaScript.",
                    "Progress, deadlines and lateness are said in words, not by colour alone; high contrast and dark "
                    "mode are readable.",
                    "When a number changes, a screen reader is told the new one now and then.",
                    "Pictures have text alternatives, and what is wrong in a form stands beside its field. Text can "
                    "be enlarged to twice its size.",
                    "Every release is checked with an automatic tool on each kind of page, and used in a browser.",
                ),
                heading("What is missing"),
                listed(
                    "Files that citizens and agencies hand in may not be accessible. Tell us if you need another "
                    "format.",
                    "Proposals stand in the language in which they were written, without translation.",
                ),
                heading("Tell us"),
                text(
                    "If something does not work for you, <a href='/en/contact/'>write to us</a>: which page it is, "
                    "and which browser or assistive technology you use. We will answer what we do about it."
                ),
            ],
        ),
    },
    "contact": {
        "zh-hant": (
            "聯絡我們",
            "對這個平臺的疑問、建議，或是遇到的問題，都可以告訴我們。",
            [
                heading("適合寫來的事"),
                listed(
                    "帳號、驗證碼、附議遇到問題",
                    "網頁的錯誤，或用不了的地方",
                    "個人資料的查詢、更正或刪除",
                    "對這個平臺的建議",
                ),
                live("letter"),
                heading("不在這裡處理的事"),
                listed(
                    "希望城市改變什麼：請<a href='/proposals/new/'>寫一件提議</a>，大家都能看到並附議。",
                    "不當的附議原因：請按那一則旁邊的「檢舉」，檢核人員會直接看到。",
                    "緊急事件：請撥 110 或 119。",
                ),
            ],
        ),
        "en": (
            "Contact",
            "Tell us what you would like to know about this platform, what could be better, or what does not work.",
            [
                heading("What to write to us about"),
                listed(
                    "Trouble with your account, a code or an endorsement",
                    "Mistakes on a page, or something you cannot use",
                    "Your personal data: what is kept, correcting or erasing it",
                    "Suggestions for this platform",
                ),
                live("letter"),
                heading("What belongs elsewhere"),
                listed(
                    "What the city should change: <a href='/en/proposals/new/'>make a proposal</a>, so that everybody "
                    "can see and endorse it.",
                    "A reason that should not stand there: use “Report” beside it, and a reviewer sees it.",
                    "Emergencies: call 110 or 119.",
                ),
            ],
        ),
    },
    "terms": {
        "zh-hant": (
            "使用條款",
            "使用這個平臺時，您和市府各自要遵守什麼。",
            [
                heading("帳號"),
                listed(
                    "一個人一個帳號，用自己的電子郵件和手機。驗證碼請不要告訴別人。",
                    "暱稱會公開，不能假冒別人或機關，也不要放進個人資料。",
                    "發現帳號被別人使用，請用通知信裡的連結停用帳號，或<a href='/contact/'>與我們聯絡</a>。",
                ),
                heading("您寫的內容"),
                listed(
                    "請遵守<a href='/rules/'>提議規範</a>。內容由寫的人負責。",
                    "您同意公開的提議和附議原因可以在本平臺和開放資料中使用、引用，並註明出處。",
                    "檢核人員可以依規範不再顯示不當的內容，會說明理由，您可以表示不服。",
                ),
                heading("市府的承諾"),
                listed(
                    "不增減人數，不替任何提議加入附議；人數和紀錄任何人都可以查核。",
                    "每一個期限都公開，逾期也公開。",
                    "系統停擺使大家無法附議時，附議期間會延長，並公告原因。",
                ),
                heading("開放資料"),
                text(
                    "本平臺公開的資料依<a href='https://data.gov.tw/license'>政府資料開放授權條款 1.0</a>提供。"
                ),
                heading("停權與變更"),
                text(
                    "冒用身分、以程式大量操作或妨礙他人參與的帳號會停權，並告知理由。"
                    "條款變更時會在本頁公告；進行中的提議依原本的門檻和期限辦理。"
                ),
            ],
        ),
        "en": (
            "Terms of use",
            "What you and the city keep to on this platform.",
            [
                heading("Your account"),
                listed(
                    "One person, one account, with an email address and mobile phone of your own. Tell nobody a code.",
                    "Your nickname is public. It must not pass you off as somebody else or an agency; leave personal "
                    "data out of it.",
                    "If somebody else uses your account, stop it with the link in the letter you got, or "
                    "<a href='/en/contact/'>contact us</a>.",
                ),
                heading("What you write"),
                listed(
                    "Please keep to <a href='/en/rules/'>the rules</a>. Whoever writes a text answers for it.",
                    "Proposals and reasons that you make public may be used and quoted on this platform and in its "
                    "open data, with their source.",
                    "A reviewer may take out of sight what breaks the rules, says why, and you may object.",
                ),
                heading("What the city promises"),
                listed(
                    "It changes no count and endorses nothing in anybody's place; everybody can check numbers and "
                    "record.",
                    "Every deadline is public, and so is being late.",
                    "When an outage has kept people from endorsing, the time for it is prolonged, and the reason is "
                    "published.",
                ),
                heading("Open data"),
                text(
                    "What is public here may be used under the "
                    "<a href='https://data.gov.tw/license'>Open Government Data License 1.0</a>."
                ),
                heading("Suspension and changes"),
                text(
                    "Accounts with a false identity, run by machines in bulk, or keeping others from taking part are "
                    "suspended, with a reason. Changes of these terms are announced on this page; proposals under way "
                    "keep the threshold and deadlines they began with."
                ),
            ],
        ),
    },
}
SAMPLES = ("privacy", "terms")


def plant(apps, schema_editor):
    keys = {slug: uuid.uuid4() for slug in GUIDES}
    for home in apps.get_model("cms", "HomePage").objects.select_related("locale").order_by("path"):
        for slug, languages in GUIDES.items():
            if home.locale.language_code in languages:
                _plant(apps, home, slug, keys[slug], *languages[home.locale.language_code])


def _plant(apps, home, slug, key, title, lead, body):
    Page, GuidePage = apps.get_model("wagtailcore", "Page"), apps.get_model("cms", "GuidePage")
    siblings = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if siblings.filter(slug=slug).exists():
        return
    last = siblings.order_by("path").last()
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="guidepage")
    now = timezone.now()
    page = GuidePage.objects.create(
        path=f"{home.path}{_next(last.path[-4:] if last else '0000')}", depth=home.depth + 1, slug=slug, title=title,
        draft_title=title, url_path=f"{home.url_path}{slug}/", content_type=kind, locale_id=home.locale_id,
        translation_key=key, live=True, first_published_at=now, last_published_at=now, lead=lead,
        is_sample=slug in SAMPLES,
    )  # fmt: skip
    blocks = [{**block, "id": str(uuid.uuid4())} for block in body]
    GuidePage.objects.filter(pk=page.pk).update(body=blocks)
    Page.objects.filter(pk=home.pk).update(numchild=siblings.count())


def _next(step):
    """The step of a path after `step`: four digits to the base of 36."""
    number, digits = int(step, 36) + 1, ""
    for _ in step:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_make_room_for_guides"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
