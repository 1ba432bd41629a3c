"""What a form says where something is missing or wrong: by the name of the field, in plain words."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from civic.desks.forms import Moment
from civic.writing import Day


class Errand(forms.Form):
    title = forms.CharField(label="標題")
    body = forms.CharField(label="想說什麼？", max_length=3)
    theme = forms.ChoiceField(label="主題", choices=[("a", "A")])
    link = forms.URLField(label="網址", required=False, assume_scheme="https")
    read = forms.BooleanField(label="我已看過預覽。")
    agency = forms.CharField(label="機關", error_messages={"required": "請指定要回應的機關。"})


@pytest.fixture
def form():
    return Errand({"body": "四個字了", "link": "公園"})


def lines(form):
    page = render_to_string("pieces/form_errors.html", {"form": form})
    return [strip_tags(line).strip() for line in page.split("<li>")[1:]]


def test_what_is_missing_is_asked_for_by_name(form):
    said = {name: list(form[name].errors) for name in ("title", "theme", "read", "agency")}
    assert said == {
        "title": ["請填寫「標題」。"],
        "theme": ["請選擇「主題」。"],
        "read": ["請勾選「我已看過預覽」。"],
        "agency": ["請指定要回應的機關。"],
    }
    with translation.override("en"):
        assert list(form["title"].errors) == ["Please fill in “標題”."]


def test_the_summary_names_each_field_once_and_joins_no_two_marks(form):
    said = lines(form)
    assert said[0] == "請填寫「標題」。"
    assert said[1].startswith("想說什麼？ ") and "？：" not in said[1]
    assert said[2:] == [
        "請選擇「主題」。",
        "網址：請輸入完整網址，例如 https://www.example.org/。",
        "請勾選「我已看過預覽」。",
        "機關：請指定要回應的機關。",
    ]


def test_the_field_itself_says_the_same_as_the_summary(form):
    page = render_to_string("pieces/fields.html", {"form": form})
    assert page.count("請填寫「標題」。") == 2
    assert 'aria-invalid="true"' in str(form["title"])


def test_every_form_of_a_library_asks_by_name_too(client, db):
    page = client.post("/accounts/signup/", {}).content.decode()
    assert "請填寫「暱稱」。" in page and "這個欄位" not in page


@pytest.mark.parametrize("field", [Day(), Moment()])
@pytest.mark.parametrize("year", ["0001", "1899", "3000", "9999"])
def test_a_day_at_the_end_of_all_days_is_none(field, year):
    with pytest.raises(forms.ValidationError):
        field.clean(f"{year}-12-31T12:00" if isinstance(field, Moment) else f"{year}-12-31")
