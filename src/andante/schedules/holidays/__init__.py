"""Holiday schemes: the days off that a person has, whole or in part."""
