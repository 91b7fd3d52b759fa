"""What workload and holiday schemes have in common: one is the default, and everybody belongs to exactly one."""
