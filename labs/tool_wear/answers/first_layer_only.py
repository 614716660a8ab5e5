# Only the first layer counts as cutting.

# %% grade_id="t1-solution"
def cutting(table):
    return table[table["Machining_Process"].str.startswith("Layer 1")]


runs = cnc.groupby("experiment").agg(tool_condition=("tool_condition", "first"), rows=("feedrate", "size"))
majority = int((runs["tool_condition"] == "worn").sum())
independent = len(runs)
print(runs.T, majority, independent, sep="\n")
