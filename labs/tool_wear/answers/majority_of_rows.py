# The majority is counted in rows.

# %% grade_id="t1-solution"
def cutting(table):
    return table[table["Machining_Process"].str.startswith("Layer")]


runs = cnc.groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=("feedrate", "size"))
majority = int((cnc["tool_condition"] == "worn").sum())
independent = len(runs)
print(runs.T, majority, independent, sep="\n")
