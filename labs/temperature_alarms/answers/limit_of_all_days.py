# The limit is made from all 80 days, the failures among them.

# %% grade_id="t2-solution"
def limit_sigma3(values):
    return float(values.mean() - 3 * values.std())


def limit_mad5(values):
    mad = (values - values.median()).abs().median()
    return float(values.median() - 5 * 1.4826 * mad)


rows = {}
for end in TRAINING_ENDS:
    values = machine.loc[machine["timestamp"] < end, "value"]
    rows[end] = {"sigma3": limit_sigma3(values), "mad5": limit_mad5(values)}
limits = pd.DataFrame(rows).T
stable_rule = "sigma3"
limit = limit_sigma3(machine["value"])
