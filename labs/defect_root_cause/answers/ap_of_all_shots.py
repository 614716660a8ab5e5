# The AP is measured on all shots.

# %% grade_id="t5-solution"
def recent_bad(bad, lag, window):
    known = bad.astype(int).shift(lag).fillna(0)
    return known.rolling(window, min_periods=1).sum().astype(int)


recent = recent_bad(shots["bad"], LAG, WINDOW)
start = int(0.7 * len(shots))
ap_recent = float(average_precision_score(shots["bad"], recent))
scores = {"model": ap_time, "recent": ap_recent, "nothing": base}
winner = max(scores, key=scores.get)
print({name: round(value, 3) for name, value in scores.items()}, winner)
