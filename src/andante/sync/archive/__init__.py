"""Exports all records of Andante to one file, and imports it into an empty Andante on either engine.

rules    the manifest, and which archives can be imported
tables   which tables an archive contains, and in which order
rows     rows as lines of JSON, and back
package  the zip file: its members with their checksums
store    every SQL statement: reads, inserts and completes rows of any table
actions  the export and the import
"""
