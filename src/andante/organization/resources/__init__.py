"""Generic resources, and the skills of people and of generic resources."""
