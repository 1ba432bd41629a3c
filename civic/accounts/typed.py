"""What somebody typed before their sign-in ended is handed back to them, never thrown away."""

import re
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render

# {last part of a field's name: its label}, `reasons` of `answer-reasons-2`: the fields in which people write.
_labels = {}
NAME = re.compile(r"(?:[a-z]+-)?([a-z_]+)(?:-\d+)?")


def label(**labels):
    """Register the labels of fields in which people write, by the last part of their names; an app's forms do."""
    _labels.update(labels)


def keeps_words(view):
    """Ask for a sign-in, but hand back what somebody typed without one."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.user.is_authenticated else words_back(request)

    return asked


def words_back(request):
    """The page that hands back the words that were posted; where there are none, the way to the sign-in."""
    words = [(_labels[name], text) for name, text in _written(request.POST) if name in _labels and text.strip()]
    if not words:
        return redirect_to_login(request.path)
    return render(request, "accounts/signed_out.html", {"words": words}, status=403)


def _written(post):
    return [(found[1], text) for name, text in post.items() if (found := NAME.fullmatch(name))]
