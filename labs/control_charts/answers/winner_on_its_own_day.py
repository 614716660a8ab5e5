# The forecasts are compared on day 11, on which AR(2) was fitted, and day 11's alarm share is promised.

# %% grade_id="t5-solution"
def difference_limits(day):
    change = day.diff()
    return {"lower": float(change.quantile(0.00135)), "upper": float(change.quantile(0.99865))}


def difference_alarm(limits, x):
    change = x.diff()
    return (change < limits["lower"]) | (change > limits["upper"])


fixed_limits = difference_limits(reference)
alarms = pd.DataFrame({"ar2": residual_alarm(model, flow), "persistence": difference_alarm(fixed_limits, flow)})
phase2 = pd.DataFrame({number: one_day(alarms, number).mean() for number in range(12, 19)}).T
mae = {
    "ar2": float(residuals(model, reference).abs().mean()),
    "persistence": float(reference.diff().abs().mean()),
}
winner = "ar2"
promised_share = share_empirical
action = "C"


# %% grade_id="t6-solution"
def alarm_hours(alarm):
    hours = np.asarray(alarm).reshape(-1, 60).any(axis=1)
    return float(hours.sum() / (len(alarm) / MINUTES_A_DAY))


week = slice(12 * MINUTES_A_DAY, 19 * MINUTES_A_DAY)
hours_before = alarm_hours(outside(flow, imr_limits(reference)).iloc[week])
hours_after = alarm_hours(residual_alarm(model, flow).iloc[week])
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": (hours_before - hours_after) * CHECK_MINUTES / 60 * LABOUR_KRW_PER_HOUR * DAYS_PER_YEAR,
    "assumptions": [
        "확인 6분, 시간당 35,000원, 연 330일은 실습용 가정이다. / 6 minutes a check, 35,000 KRW an hour and 330 days are assumed.",
        "12~18일차의 경보 시간이 한 해를 대표한다고 본다. / Days 12 to 18 are taken to stand for the year.",
        "경보 가운데 실제 이상이 몇 건인지는 기록이 없어 모른다. / No record says which alarms were real.",
    ],
}
