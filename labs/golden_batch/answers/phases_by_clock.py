# Phases are cut at fixed clock times instead of each batch's own progress.

# %% grade_id="t1-solution"
def batch_features(df):
    ordered = df.sort_values(["batch_id", "ClockTime"])
    phase = pd.cut(ordered["ClockTime"], [-1, 40, 80, 1000], labels=[1, 2, 3]).astype(int)
    table = ordered.groupby(["batch_id", phase])[TAGS].agg(["mean", "std"]).unstack()
    table.columns = [f"{tag}_{statistic}_{number}" for tag, statistic, number in table.columns]
    table["samples"] = ordered.groupby("batch_id").size()
    return table


features = batch_features(dryer)
