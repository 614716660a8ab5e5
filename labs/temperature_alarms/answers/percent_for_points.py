# Percentage points and percent are the same number.

# %% grade_id="t6-solution"
hours = len(judged) * 5 / 60
useful = sum(lead >= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())
avoided_hours = PREVENTABLE_SHARE * max(useful - PLANNED_STOPS, 0) * STOP_HOURS
rate_before = 1 - 4 * STOP_HOURS / hours
rate_after = 1 - (4 * STOP_HOURS - avoided_hours) / hours
gain_points = (rate_after / rate_before - 1) * 100
gain_relative = gain_points
saved = avoided_hours * VALUE_PER_HOUR_KRW - own_score["false_blocks"] * CHECK_COST_KRW
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": saved * 8760 / hours,
    "assumptions": ["이상 1건에 24시간 정지한다.", "절반을 막을 수 있다.", "한 건은 계획 정지다."],
}
