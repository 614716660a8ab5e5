# The names are written down.

# %% grade_id="t1-solution"
def inputs(columns):
    return ["AT", "AP", "AH", "AFDP", "GTEP", "TIT", "TAT", "TEY", "CDP"]


yearly = turbine.groupby("year")["NOX"].mean()
print(inputs(turbine.columns), yearly.round(1).to_dict(), sep="\n")
