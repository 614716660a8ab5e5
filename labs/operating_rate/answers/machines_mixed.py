# Gaps are taken with the machines mixed.

# %% grade_id="t2-solution"
def coverage(table):
    slots = table["ts"].dt.floor("5min")
    by_machine = slots.groupby(table["asset"])
    expected = (by_machine.max() - by_machine.min()) / pd.Timedelta(minutes=5) + 1
    return by_machine.nunique() / expected


seen = coverage(raw)
ordered = raw.sort_values("ts")
step = ordered["ts"].diff()
gap_hours = step.groupby(ordered["asset"]).max() / pd.Timedelta(hours=1)
not_judged = [machine for machine in MACHINES if seen[machine] < 0.9]
gap_means = "B"
