# The number of cold rows is reported as hours.

# %% grade_id="t1-solution"
def clean(table):
    return table.drop_duplicates("timestamp").sort_values("timestamp").reset_index(drop=True)


n_back = int((raw["timestamp"].diff() < pd.Timedelta(0)).sum())
n_repeated = int(raw["timestamp"].duplicated().sum())
machine = clean(raw)
cold_hours = float((machine["value"] < 60).sum())
