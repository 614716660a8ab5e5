# Rows and columns are swapped.

# %% grade_id="t1-solution"
columns, rows = table.shape
