# Percent are told as percentage points.

# %% grade_id="t6-solution"
target = int(rate.idxmin())
rate_before = float(rate[target])
rate_after = rate_before + RECOVERABLE_SHARE * float(lost.loc[target, "manual"])
gain_points = (rate_after / rate_before - 1) * 100
gain_relative = (rate_after / rate_before - 1) * 100
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": (rate_after - rate_before) * PLANNED_HOURS * WEEKS * VALUE_PER_HOUR_KRW,
    "assumptions": ["A fifth of the manual time.", "80 hours a week.", "45,000 KRW an hour."],
}
