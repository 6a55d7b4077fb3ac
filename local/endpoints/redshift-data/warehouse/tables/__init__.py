"""
Reads files of tables into DuckDB. The steps for a file, in order:

1. `formats` finds the format by the content. `databases`, `json_files` and `workbooks` read theirs; the rest is text.
2. `text` decompresses and decodes it to UTF-8, if it is not.
3. `records` finds the separator and the quotes that split the first lines best.
4. `other_text` refuses logs, scripts and other text that is no table.
5. `direct` reads a large regular file in one pass of DuckDB, by steps 7 to 9 on its first and last lines. If a row could
   change what they show, the whole file takes the next steps.
6. `records` reads all records as text into the table `raw`: DuckDB if they are regular, else Python rewrites them.
7. `layout` and `header` find titles, names of columns, footnotes and totals.
8. `columns` guesses the type of each column on a sample, from the candidates of `kinds`.
9. `decisions` settles the types on all rows, in SQL that `reader` writes, and notes what could have been read otherwise.
10. `columns` creates the table.

`candidates` has encodings, separators and words as data; `rows` has what the steps share about cells; `job` has what
the formats share.
"""
