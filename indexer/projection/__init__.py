"""One event in, row changes out. Pure: no clock, no store, no node."""
