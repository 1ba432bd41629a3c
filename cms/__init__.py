"""The shop window: editors' words on Wagtail pages, and blocks that show the life behind them."""
