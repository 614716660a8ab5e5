# Of two rows with one time the later one is kept.

# %% grade_id="t1-solution"
def clean(table):
    return table.drop_duplicates("timestamp", keep="last").sort_values("timestamp").reset_index(drop=True)


n_back = int((raw["timestamp"].diff() < pd.Timedelta(0)).sum())
n_repeated = int(raw["timestamp"].duplicated().sum())
machine = clean(raw)
cold_hours = float((machine["value"] < 60).sum() * 5 / 60)
