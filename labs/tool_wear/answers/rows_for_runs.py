# Every row is called an observation.

# %% grade_id="t1-solution"
def cutting(table):
    return table[table["Machining_Process"].str.startswith("Layer")]


runs = cnc.groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=("feedrate", "size"))
majority = int((runs["tool_condition"] == "worn").sum())
independent = len(cnc)
print(runs.T, majority, independent, sep="\n")
