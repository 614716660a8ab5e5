# The difference to the next row is taken for that to the row before: 23:45 gets the blame, and midnight opens the day.

# %% grade_id="t1-solution"
step = raw["date"].diff()
backwards = step.shift(-1) < pd.Timedelta(minutes=0)
n_backwards = int(backwards.sum())
clock_times = sorted(raw.loc[backwards, "date"].dt.strftime("%H:%M").unique())
midnight_means = "A"
