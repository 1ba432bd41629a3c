"""What editors write, on Wagtail: home page, outcomes, news and events, and pages that explain, with proposals shown as
they are now.

May import everything but the demo and the roof. Texts are written in Wagtail's admin at `/cms/` or by
`cms.actions.publish_outcome`; figures and answers are never copied into them but read when shown. Words it owns:
outcome, method of an outcome, guide, picture, document, part (of a page), event, registration, preview link.
"""
