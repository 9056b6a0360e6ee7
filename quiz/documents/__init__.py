"""Files that offices edit: pure functions from plain values to bytes, without web and store."""
