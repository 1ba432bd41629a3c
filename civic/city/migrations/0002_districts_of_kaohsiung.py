from django.db import migrations

DISTRICTS = [
    ("64000010", "鹽埕區", "Yancheng District"),
    ("64000020", "鼓山區", "Gushan District"),
    ("64000030", "左營區", "Zuoying District"),
    ("64000040", "楠梓區", "Nanzi District"),
    ("64000050", "三民區", "Sanmin District"),
    ("64000060", "新興區", "Xinxing District"),
    ("64000070", "前金區", "Qianjin District"),
    ("64000080", "苓雅區", "Lingya District"),
    ("64000090", "前鎮區", "Qianzhen District"),
    ("64000100", "旗津區", "Qijin District"),
    ("64000110", "小港區", "Xiaogang District"),
    ("64000120", "鳳山區", "Fengshan District"),
    ("64000130", "林園區", "Linyuan District"),
    ("64000140", "大寮區", "Daliao District"),
    ("64000150", "大樹區", "Dashu District"),
    ("64000160", "大社區", "Dashe District"),
    ("64000170", "仁武區", "Renwu District"),
    ("64000180", "鳥松區", "Niaosong District"),
    ("64000190", "岡山區", "Gangshan District"),
    ("64000200", "橋頭區", "Qiaotou District"),
    ("64000210", "燕巢區", "Yanchao District"),
    ("64000220", "田寮區", "Tianliao District"),
    ("64000230", "阿蓮區", "Alian District"),
    ("64000240", "路竹區", "Luzhu District"),
    ("64000250", "湖內區", "Hunei District"),
    ("64000260", "茄萣區", "Qieding District"),
    ("64000270", "永安區", "Yong'an District"),
    ("64000280", "彌陀區", "Mituo District"),
    ("64000290", "梓官區", "Ziguan District"),
    ("64000300", "旗山區", "Qishan District"),
    ("64000310", "美濃區", "Meinong District"),
    ("64000320", "六龜區", "Liugui District"),
    ("64000330", "甲仙區", "Jiaxian District"),
    ("64000340", "杉林區", "Shanlin District"),
    ("64000350", "內門區", "Neimen District"),
    ("64000360", "茂林區", "Maolin District"),
    ("64000370", "桃源區", "Taoyuan District"),
    ("64000380", "那瑪夏區", "Namaxia District"),
]


def add(apps, schema_editor):
    District = apps.get_model("city", "District")
    District.objects.bulk_create(District(code=code, name_zh=zh, name_en=en) for code, zh, en in DISTRICTS)


def remove(apps, schema_editor):
    # safe because only the rows added above go, and a foreign key protects those in use
    apps.get_model("city", "District").objects.filter(code__in=[code for code, _, _ in DISTRICTS]).delete()


class Migration(migrations.Migration):
    dependencies = [("city", "0001_districts_themes_closures")]

    operations = [migrations.RunPython(add, remove)]
