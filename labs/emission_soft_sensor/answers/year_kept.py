# The year stays.

# %% grade_id="t1-solution"
def inputs(columns):
    return [column for column in columns if column not in ("CO", "NOX")]


yearly = turbine.groupby("year")["NOX"].mean()
print(inputs(turbine.columns), yearly.round(1).to_dict(), sep="\n")
