# Another plant's gain of 25 percent is taken for this one.

# %% grade_id="t6-solution"
hours = len(judged) * 5 / 60
useful = sum(lead >= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())
avoided_hours = PREVENTABLE_SHARE * max(useful - PLANNED_STOPS, 0) * STOP_HOURS
rate_before = 0.75
rate_after = rate_before * 1.25
gain_points = (rate_after - rate_before) * 100
gain_relative = 25.0
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": 100_000_000,
    "assumptions": ["기준 공장은 25 % 올랐다.", "우리도 그렇다고 본다.", "비용은 없다."],
}
