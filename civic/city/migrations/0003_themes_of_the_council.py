from django.db import migrations

# The fields of business of the city council's eight committees, in the council's order.
THEMES = [
    ("civil", "民政", "Civil affairs"),
    ("social", "社政", "Social affairs"),
    ("finance", "財經", "Finance and economy"),
    ("education", "教育", "Education"),
    ("agriculture", "農林", "Agriculture and forestry"),
    ("transport", "交通", "Transport"),
    ("safety", "警消環衛", "Police, fire, environment and health"),
    ("works", "工務", "Public works"),
]


def add(apps, schema_editor):
    Theme = apps.get_model("city", "Theme")
    Theme.objects.bulk_create(
        Theme(code=code, name_zh=zh, name_en=en, position=position)
        for position, (code, zh, en) in enumerate(THEMES, start=1)
    )


def remove(apps, schema_editor):
    # safe because only the rows added above go, and a foreign key protects those in use
    apps.get_model("city", "Theme").objects.filter(code__in=[code for code, _, _ in THEMES]).delete()


class Migration(migrations.Migration):
    dependencies = [("city", "0002_districts_of_kaohsiung")]

    operations = [migrations.RunPython(add, remove)]
