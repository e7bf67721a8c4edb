"""Reading files (and bulk API bodies) into records: one road for both.

`tables` opens CSV, TSV and workbooks · `fields` and `mapping` say which column is which field · `values` and `dates`
clean cells · `staging` copies them into a temporary table · `companies`, `leads`, `deals`, `activities`, `series` match
and write set-based · `running` drives it all and counts. Why it is so: docs/decisions/0005-import.md.
"""
