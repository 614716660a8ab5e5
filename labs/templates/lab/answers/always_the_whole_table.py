# The function ignores the table that it is given.

# %% grade_id="t2-solution"
def summary(data, column):
    values = table[column]
    return {"count": len(table), "missing": int(values.isna().sum()), "mean": float(values.mean())}


whole = summary(table, COLUMN)
