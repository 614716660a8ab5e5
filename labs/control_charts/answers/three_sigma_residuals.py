# Residual limits at 3 standard deviations, as if residuals were normal.

# %% grade_id="t4-solution"
def residuals(model, x):
    return x - (model["c"] + model["phi1"] * x.shift(1) + model["phi2"] * x.shift(2))


def fit_ar2(day):
    inputs = pd.DataFrame({"x1": day.shift(1), "x2": day.shift(2)}).iloc[2:]
    fitted = LinearRegression().fit(inputs, day.iloc[2:])
    model = {"c": float(fitted.intercept_), "phi1": float(fitted.coef_[0]), "phi2": float(fitted.coef_[1])}
    half = 3 * float(residuals(model, day).std())
    model["lower"], model["upper"] = -half, half
    return model


def residual_alarm(model, x):
    left = residuals(model, x)
    return (left < model["lower"]) | (left > model["upper"])


model = fit_ar2(reference)
left = residuals(model, reference)
share_3sd = float((left.abs() > 3 * left.std()).mean())
share_empirical = float(residual_alarm(model, reference).mean())
caught_residual = caught(lambda day: residual_alarm(model, day), reference, 5)
