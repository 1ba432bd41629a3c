"""The demo town: invented people, agencies, proposals and outcomes, and a one-click sign-in.

Part of the roof: it may import every floor and nobody imports it. Facts are written by the floors' own
verbs with an older clock; the words stand in ``town/``, readable and editable without Python.
Words owned: town, cast, one-click sign-in.
"""
