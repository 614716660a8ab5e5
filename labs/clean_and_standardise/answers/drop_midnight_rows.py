# The rows that make trouble are deleted: 365 quarters of energy are gone.

# %% grade_id="t2-solution"
def repair(table):
    fixed = table.copy()
    fixed = fixed[fixed["date"].dt.strftime("%H:%M") != "00:00"]
    fixed["end"] = fixed["date"]
    fixed["start"] = fixed["end"] - pd.Timedelta(minutes=15)
    return fixed.sort_values("end").reset_index(drop=True)


repaired = repair(raw)
