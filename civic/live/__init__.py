"""Live numbers: one hub per process, one bus between processes.

Words it owns: topic (`proposal:42`), announce (say that it changed), hub, bus.
"""
