# The energy goes into the emptiest quarters of the day, in which nobody is at work, and any day gets a plan.

# %% grade_id="t5-solution"
def shift_plan(day_kwh, cap_kwh):
    day = np.array(day_kwh, dtype=float)
    above = np.clip(day - cap_kwh, 0, None)
    day -= above
    emptiest = np.argsort(day)[:8]
    day[emptiest] += above.sum() / 8
    return day


example = shift_plan(usage.loc["2018-11-22"].to_numpy(), 0.9 * usage.max())
