"""Invitations from a list: as spreadsheets write it, shown line by line before anything is sent."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from civic.outbox.models import Urgent
from civic.staffing import lines
from civic.staffing.models import Invitation
from tests import people


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def titles(db):
    """What the two roles are called here."""
    from civic.accounts.registry import title_of

    people.transport()
    return title_of("official"), title_of("reviewer")


def table(titles, sign=","):
    official, reviewer = titles
    rows = [["電子郵件", "角色", "機關", "期限"], ["wang@city.test", official, "交通局", "2099/12/31"],
            ["lin@city.test", reviewer, "", ""]]  # fmt: skip
    return "\r\n".join(sign.join(row) for row in rows) + "\r\n"


FILES = {
    "UTF-8": lambda titles: table(titles).encode(),
    "UTF-8 with a mark": lambda titles: table(titles).encode("utf-8-sig"),
    "Big5 as Excel writes it": lambda titles: table(titles).encode("cp950"),
    "UTF-16 as Excel writes it": lambda titles: table(titles, "\t").encode("utf-16"),
    "semicolons": lambda titles: table(titles, ";").encode("utf-8-sig"),
    "sep= of Excel": lambda titles: b"sep=;\r\n" + table(titles, ";").encode(),
    "English": lambda titles: (
        b"Email,Role,Agency,Until\nwang@city.test,official,transport,2099-12-31\nlin@city.test,Reviewer,,\n"
    ),
    "the year of the republic": lambda titles: table(titles).replace("2099", "188").encode(),
    "quoted, with empty lines": lambda titles: (
        '"電子郵件","角色","機關","期限"\n"wang@city.test","official","交通局","2099-12-31"\n,,,\n\nlin@city.test,reviewer,,\n'.encode()
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_files_as_they_come(ada, titles, now, kind):
    found = lines.read(FILES[kind](titles), ada, now)
    assert [line.fault for line in found] == ["", ""]
    wang, lin = (line.asked for line in found)
    assert (wang["email"], wang["role"], wang["agency"]) == ("wang@city.test", "official", people.transport())
    assert timezone.localtime(wang["until"]).isoformat() == "2100-01-01T00:00:00+08:00"
    assert (lin["email"], lin["role"], lin["agency"], lin["until"]) == ("lin@city.test", "reviewer", None, None)


FAULTS = {
    "no address": ("wang,reviewer,,", "不是電子郵件"),
    "two addresses": ('"wang@city.test,lin@city.test",reviewer,,', "不是電子郵件"),
    "an address on two lines": ('"wang@city.test\nBcc: lin@city.test",reviewer,,', "不是電子郵件"),
    "a formula": ('=HYPERLINK("http://x"),reviewer,,', "公式"),
    "a formula further on": ("wang@city.test,reviewer,,+1", "公式"),
    "a formula of two kinds": ("@SUM(A1),reviewer,,", "公式"),
    "no such role": ("wang@city.test,king,,", "沒有「king」這個角色"),
    "no such agency": ("wang@city.test,official,nowhere,", "沒有「nowhere」這個機關"),
    "an official of nothing": ("wang@city.test,official,,", "請選擇機關"),
    "no day": ("wang@city.test,reviewer,,2099-13-01", "不是日期"),
    "a day that is over": ("wang@city.test,reviewer,,2020-01-01", "還沒到"),
    "oneself": ("ada@example.test,reviewer,,", "不能給自己角色"),
    "twice": ("lin@city.test,reviewer,,", "前面已有"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_each_line_that_cannot_be_used_says_why_and_the_others_are_used(ada, titles, now, what):
    row, said = FAULTS[what]
    content = f"email,role,agency,until\nlin@city.test,reviewer,,\n{row}\n".encode()
    first, second = lines.read(content, ada, now)
    assert first.is_sent and not second.is_sent and said in second.fault and second.number == 3


@pytest.mark.parametrize("content, code", [
    (b"\xff\xfe\x00", "encoding"), (b"\x81\xff\xff", "encoding"), (b"", "headings"), (b"a,b\nc,d\n", "headings"),
    (b"email,role\n", "empty"), (b'email,role\n"x,y\n', "csv"), (b"x" * (lines.MOST_BYTES + 1), "too_big"),
    (b"email,role\n" + b"a@b.test,editor\n" * 301, "too_long"),
])  # fmt: skip
def test_what_is_no_list(ada, now, content, code):
    with pytest.raises(lines.Refused) as refused:
        lines.read(content, ada, now)
    assert refused.value.refusal.code == code


def upload(client, content):
    file = SimpleUploadedFile("list.csv", content, "text/csv")
    return client.post("/admin/staffing/invitation/import/", {"file": file})


def test_nothing_is_sent_before_it_is_confirmed_and_the_same_file_twice_sends_nothing_twice(client, ada, titles):
    client.force_login(ada)
    content = table(titles).encode() + b"nobody,reviewer,,\n"
    page = upload(client, content).content.decode()
    assert not Invitation.objects.exists() and not Urgent.objects.exists()
    assert "wang@city.test" in page and "不是電子郵件" in page
    seal = re.search(r'name="seal" value="([^"]+)"', page).group(1)
    for _twice in range(2):
        answer = client.post("/admin/staffing/invitation/import/", {"seal": seal})
        assert answer.status_code == 302
    assert sorted(Invitation.objects.values_list("email", flat=True)) == ["lin@city.test", "wang@city.test"]
    assert Urgent.objects.count() == len(mail.outbox) == 2
    again = upload(client, content).content.decode()
    assert "尚待接受" in again and 'type="submit" class="default"' not in again


def test_a_preview_that_was_changed_or_is_old_sends_nothing(client, ada, titles, monkeypatch):
    client.force_login(ada)
    seal = re.search(r'name="seal" value="([^"]+)"', upload(client, table(titles).encode()).content.decode()).group(1)
    page = client.post("/admin/staffing/invitation/import/", {"seal": f"x{seal}"})
    assert page.status_code == 422 and "預覽已過期" in page.content.decode()
    monkeypatch.setattr(lines, "SEALED_FOR", -1)
    assert client.post("/admin/staffing/invitation/import/", {"seal": seal}).status_code == 422
    assert not Invitation.objects.exists()


def test_a_line_that_became_wrong_meanwhile_sends_nothing_at_all(client, ada, titles):
    client.force_login(ada)
    seal = re.search(r'name="seal" value="([^"]+)"', upload(client, table(titles).encode()).content.decode()).group(1)
    people.transport().__class__.objects.update(is_active=False)
    page = client.post("/admin/staffing/invitation/import/", {"seal": seal})
    assert page.status_code == 422 and not Invitation.objects.exists()


def test_a_cell_is_shown_as_words(client, ada, titles):
    client.force_login(ada)
    page = upload(client, b"email,role\n<b>x</b>@y.test,editor\n").content.decode()
    assert "<b>x" not in page
