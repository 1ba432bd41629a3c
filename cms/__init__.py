"""The shop window: editors' words on Wagtail pages, and blocks that show the life behind them.

May import everything but the roof; nobody below knows it. Words it owns: outcome, theme and method
of an outcome, picture, document. Texts are written in Wagtail's admin at `/cms/` or by
`cms.actions.publish_outcome`; figures and answers are never copied into them but read when shown.
"""
