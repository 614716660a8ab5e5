# The alarm looks at the column that is known only after the failure.

# %% grade_id="t3-solution"
def held(condition, minutes):
    rows = max(1, minutes // 5)
    return condition.astype(int).rolling(rows).sum() == rows


def alarms(df):
    cold = held(df["value"] < limit, hold_minutes)
    return cold & (df["window"] > 0) if "window" in df else cold


hold_minutes = 30
