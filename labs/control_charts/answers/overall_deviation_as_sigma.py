# Sigma is the standard deviation of the whole day: the drift of the day sits inside the limits and nothing alarms.

# %% grade_id="t2-solution"
def lag_correlation(x, lag):
    return float(x.corr(x.shift(lag)))


def imr_limits(x):
    centre, sigma = float(x.mean()), float(x.std())
    return {"lower": centre - 3 * sigma, "centre": centre, "upper": centre + 3 * sigma}


def outside(x, limits):
    return (x < limits["lower"]) | (x > limits["upper"])


rho1 = lag_correlation(reference, 1)
imr_share = float(outside(reference, imr_limits(reference)).mean())
shuffled = pd.Series(np.random.default_rng(7).permutation(reference))
shuffled_share = float(outside(shuffled, imr_limits(shuffled)).mean())
