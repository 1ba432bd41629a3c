"""A home page and an outcome index in each language, tied together as translations, and the site on top.

Wagtail's welcome page gives way to them. Whoever has replaced that page already keeps what they have.
"""

import uuid

from django.db import migrations
from django.utils import timezone

HOMES = {
    "zh-hant": {
        "slug": "home",
        "title": "首頁",
        "headline": "城市的下一步，從您的一句話開始",
        "lead": "把想法寫成提議，附議的人夠多，權責機關就要公開、逐點、準時回應。過程看得見，人數查得到。",
        "steps_heading": "四步，從想法到改變",
        "steps": [
            ("propose", "提議", "寫下想改變的事、你的建議，以及它對大家的好處。"),
            ("review", "檢核", "檢核人員在五個工作天內看內容是否合於規定，不看立場。"),
            ("endorse", "附議", "一人一次，人數即時更新。到達門檻的那一刻就成案。"),
            ("answer", "回應", "權責機關對每一項訴求公開說明採不採納、為什麼，期限人人看得到。"),
        ],
        "index": ("參與成果", "從一個想法到城市的改變：為什麼做、誰參與、說了什麼、決定了什麼、改變了什麼。"),
    },
    "en": {
        "slug": "home-en",
        "title": "Home",
        "headline": "The city's next step starts with your idea",
        "lead": "Write your idea as a proposal. If enough people endorse it, the responsible agency must answer "
        "in public, point by point and on time. Everybody can watch, and everybody can check the count.",
        "steps_heading": "Four steps from an idea to a change",
        "steps": [
            ("propose", "Propose", "Write down what should change, what you suggest and whom it helps."),
            (
                "review",
                "Review",
                "Within five working days the city checks that it keeps to the rules, whatever it asks for.",
            ),
            ("endorse", "Endorse", "One person, one endorsement, counted live. At the threshold it is established."),
            (
                "answer",
                "Answer",
                "The agency says for each demand whether it is adopted, and why. Everybody sees the deadline.",
            ),
        ],
        "index": (
            "Outcomes",
            "From an idea to a change in the city: why, who took part, what was said, "
            "what was decided and what changed.",
        ),
    },
}


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    site = Site.objects.filter(is_default_site=True).first()
    welcome = Page.objects.filter(path="00010001", depth=2, content_type__model="page").first()
    if welcome is None or site is None:
        return
    keys = {"home": uuid.uuid4(), "index": uuid.uuid4()}
    homes = [_home(apps, language, place, keys) for place, language in enumerate(HOMES, start=2)]
    site.root_page_id, site.site_name = homes[0].pk, "Civic"
    site.save(update_fields=["root_page", "site_name"])
    Page.objects.filter(pk=welcome.pk).delete()
    Page.objects.filter(depth=1).update(numchild=len(homes))


def _home(apps, language, place, keys):
    words = HOMES[language]
    path = f"0001{place:04}"
    home = _page(
        apps, "HomePage", language, path, f"/{words['slug']}/", keys["home"], title=words["title"],
        slug=words["slug"], numchild=1, headline=words["headline"], lead=words["lead"],
        steps_heading=words["steps_heading"],
    )  # fmt: skip
    HomeStep = apps.get_model("cms", "HomeStep")
    for order, (drawing, title, text) in enumerate(words["steps"]):
        HomeStep.objects.create(page=home, sort_order=order, drawing=drawing, title=title, text=text)
    title, lead = words["index"]
    _page(
        apps, "OutcomeIndexPage", language, f"{path}0001", f"/{words['slug']}/outcomes/", keys["index"],
        title=title, slug="outcomes", lead=lead,
    )  # fmt: skip
    return home


def _page(apps, model, language, path, url_path, key, **fields):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model=model.lower())
    locale, _ = Locale.objects.get_or_create(language_code=language)
    now = timezone.now()
    return apps.get_model("cms", model).objects.create(
        path=path, depth=len(path) // 4, url_path=url_path, content_type=kind, locale_id=locale.pk,
        translation_key=key, draft_title=fields["title"], live=True, first_published_at=now,
        last_published_at=now, **fields,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_create_pages_pictures_documents"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
