# The cure with 0 alarms is chosen; that it doesn't notice the test signals is not looked at.

# %% grade_id="t3-solution"
def xbar_share(x):
    groups = x.to_numpy().reshape(-1, 5)
    means = groups.mean(axis=1)
    half = 0.577 * np.ptp(groups, axis=1).mean()
    return float((np.abs(means - means.mean()) > half).mean())


def thinned_share(x, step):
    kept = x.iloc[::step]
    return float(outside(kept, imr_limits(kept)).mean())


def overall_limits(x):
    centre, half = float(x.mean()), 3 * float(x.std())
    return {"lower": centre - half, "centre": centre, "upper": centre + half}


band = overall_limits(reference)
cures = {
    "xbar_5": xbar_share(reference),
    "thinned_60": thinned_share(reference, 60),
    "overall_sd": float(outside(reference, band).mean()),
}
caught_overall = caught(lambda day: outside(day, band), reference, 5)
cure_that_works = "overall_sd"
