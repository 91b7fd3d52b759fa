"""Backups of the database, and checks of the whole installation.

archive      the format of a backup
programs     finds and runs the programs of PostgreSQL
backup       writes backups
restore      restores backups
doctor       examines an installation
stored_data  checks of the database as a whole
machine      checks of disk space, files and the network
"""
