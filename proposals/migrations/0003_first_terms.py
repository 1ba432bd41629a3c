from datetime import date

from django.db import migrations


def add(apps, schema_editor):
    apps.get_model("proposals", "Terms").objects.create(
        effective_on=date(2015, 1, 1),
        source="高雄市提議規定(檢核5工作日、附議45日、1,500份);國家平臺作業要點(時程7、聯繫14工作日、回應2個月)",
    )


def take_away(apps, schema_editor):
    apps.get_model("proposals", "Terms").objects.filter(effective_on=date(2015, 1, 1)).delete()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_fence_endorsements_and_promises")]
    operations = [migrations.RunPython(add, take_away)]
