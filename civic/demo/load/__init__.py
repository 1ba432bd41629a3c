"""The load tool: as many people as Python can play on one core, against this machine only.

Words it owns: line (one kept-open connection), ask (one request and its reply), flood.
"""
