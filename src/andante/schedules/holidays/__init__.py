"""Holiday schemes and their holidays."""
