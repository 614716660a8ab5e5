# Both charts are made anew on every day that they judge: always quiet, and blind to any change.

# %% grade_id="t5-solution"
def difference_limits(day):
    change = day.diff()
    return {"lower": float(change.quantile(0.00135)), "upper": float(change.quantile(0.99865))}


def difference_alarm(limits, x):
    change = x.diff()
    return (change < limits["lower"]) | (change > limits["upper"])


rows = {}
for number in range(12, 19):
    day = one_day(flow, number)
    rows[number] = {
        "ar2": residual_alarm(fit_ar2(day), day).mean(),
        "persistence": difference_alarm(difference_limits(day), day).mean(),
    }
phase2 = pd.DataFrame(rows).T
week = slice(12 * MINUTES_A_DAY, 19 * MINUTES_A_DAY)
mae = {
    "ar2": float(residuals(model, flow).iloc[week].abs().mean()),
    "persistence": float(flow.diff().iloc[week].abs().mean()),
}
winner = "persistence"
promised_share = float(phase2["persistence"].mean())
action = "B"
