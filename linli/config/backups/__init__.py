"""Backup and restore: the database and the files of an installation in one archive. The keys are kept elsewhere."""
