"""Reads records of official registers and brings them on the ledger through the gateway.

`readers` turn a file into rows, `plan` judges the rows of all files together without any I/O, `runner` carries the plan
out through the gateway's HTTP interface, `report` says what became of each row.
"""
