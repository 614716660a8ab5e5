# The limit is made anew from whatever table comes in.

# %% grade_id="t3-solution"
def held(condition, minutes):
    rows = max(1, minutes // 5)
    return condition.astype(int).rolling(rows).sum() == rows


def alarms(df):
    return held(df["value"] < df["value"].mean() - 3 * df["value"].std(), hold_minutes)


hold_minutes = 30
