# Autocorrelation and alarm share are those of all 31 days, stops included, and are reported for day 11.

# %% grade_id="t2-solution"
def lag_correlation(x, lag):
    return float(x.corr(x.shift(lag)))


def imr_limits(x):
    sigma = float(x.diff().abs().mean()) / 1.128
    centre = float(x.mean())
    return {"lower": centre - 3 * sigma, "centre": centre, "upper": centre + 3 * sigma}


def outside(x, limits):
    return (x < limits["lower"]) | (x > limits["upper"])


rho1 = lag_correlation(flow, 1)
imr_share = float(outside(flow, imr_limits(flow)).mean())
shuffled = pd.Series(np.random.default_rng(7).permutation(reference))
shuffled_share = float(outside(shuffled, imr_limits(shuffled)).mean())
