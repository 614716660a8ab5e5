# The value is predicted from its neighbours on both sides: a beautiful fit that no chart on the floor can have.

# %% grade_id="t4-solution"
def residuals(model, x):
    return x - (model["c"] + model["phi1"] * x.shift(1) + model["phi2"] * x.shift(-1))


def fit_ar2(day):
    inputs = pd.DataFrame({"x1": day.shift(1), "x2": day.shift(-1)}).iloc[1:-1]
    fitted = LinearRegression().fit(inputs, day.iloc[1:-1])
    model = {"c": float(fitted.intercept_), "phi1": float(fitted.coef_[0]), "phi2": float(fitted.coef_[1])}
    left = residuals(model, day)
    model["lower"], model["upper"] = float(left.quantile(0.00135)), float(left.quantile(0.99865))
    return model


def residual_alarm(model, x):
    left = residuals(model, x)
    return (left < model["lower"]) | (left > model["upper"])


model = fit_ar2(reference)
left = residuals(model, reference)
share_3sd = float((left.abs() > 3 * left.std()).mean())
share_empirical = float(residual_alarm(model, reference).mean())
caught_residual = caught(lambda day: residual_alarm(model, day), reference, 5)
