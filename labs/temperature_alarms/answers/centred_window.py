# The duration is counted around the present row, half of it in the future.

# %% grade_id="t3-solution"
def held(condition, minutes):
    rows = max(1, minutes // 5)
    return condition.astype(int).rolling(rows, center=True).sum() == rows


def alarms(df):
    return held(df["value"] < limit, hold_minutes)


hold_minutes = 30
