"""What Wagtail's admin asks us for."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.choosers import proposal_chooser


@hooks.register("register_admin_viewset")
def register_proposal_chooser():
    return proposal_chooser


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("construct_main_menu")
def hide_what_is_not_used(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in ("help",)]
