"""The demo town: people, proposals and pages made by calling verbs, and its one-click sign-in.

Part of the roof: may import anything, nobody imports it.
"""
