"""What workload and holiday schemes have in common: one is the default, and each user has exactly one."""
