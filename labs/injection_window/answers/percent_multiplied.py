# Percentages are multiplied.

# %% grade_id="t6-solution"
def scrap_with(before, outside, accepted):
    return before * (1 - accepted * outside)


scrap_before = float((lenses["quality"] == 1).mean())
waste = test[test["quality"] == 1]
avoidable = float((~inside(waste, window)).mean())
scrap_after = scrap_before * (1 - ACCEPTED_SHARE * avoidable)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": scrap_before,
    "defect_rate_after": scrap_after,
    "annual_value_krw": (scrap_before - scrap_after) * 100 * LENSES_PER_YEAR * COST_PER_LENS_KRW,
    "assumptions": ["A few days of one machine.", "Half can be avoided.", "900 KRW a lens."],
}
