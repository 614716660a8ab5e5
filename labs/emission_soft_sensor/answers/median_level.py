# The level is a median.

# %% grade_id="t1-solution"
def inputs(columns):
    return [column for column in columns if column not in ("year", "CO", "NOX")]


yearly = turbine.groupby("year")["NOX"].median()
print(inputs(turbine.columns), yearly.round(1).to_dict(), sep="\n")
