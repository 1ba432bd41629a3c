"""What the benchmarks share: a database of their own, servers as processes, pgbench, and the report."""
