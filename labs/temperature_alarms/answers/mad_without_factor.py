# MAD is not scaled to a standard deviation.

# %% grade_id="t2-solution"
def limit_sigma3(values):
    return float(values.mean() - 3 * values.std())


def limit_mad5(values):
    return float(values.median() - 5 * (values - values.median()).abs().median())


rows = {}
for end in TRAINING_ENDS:
    values = machine.loc[machine["timestamp"] < end, "value"]
    rows[end] = {"sigma3": limit_sigma3(values), "mad5": limit_mad5(values)}
limits = pd.DataFrame(rows).T
stable_rule = (limits.max() - limits.min()).idxmin()
limit = {"sigma3": limit_sigma3, "mad5": limit_mad5}[stable_rule](machine.loc[machine["timestamp"] < TRAIN_END, "value"])
