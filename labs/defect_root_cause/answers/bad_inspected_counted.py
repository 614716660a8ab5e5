# Only inspections that find something cost.

# %% grade_id="t6-solution"
def inspection_cost(bad, inspected, miss):
    return int((bad & inspected).sum()) + miss * int((bad & ~inspected).sum())


def best_threshold(recent, bad, miss):
    return min(range(WINDOW + 2), key=lambda threshold: inspection_cost(bad, recent >= threshold, miss))


middle = slice(int(0.5 * len(shots)), int(0.7 * len(shots)))
bad_late, recent_late = shots["bad"].iloc[start:], recent.iloc[start:]
thresholds = {miss: best_threshold(recent.iloc[middle], shots["bad"].iloc[middle], miss) for miss in (3, 5, 10)}
plan = {}
for miss, threshold in thresholds.items():
    rule = inspection_cost(bad_late, recent_late >= threshold, miss)
    plan[miss] = {"recent": rule, "all": len(bad_late), "none": miss * int(bad_late.sum())}
choice = {miss: min(costs, key=costs.get) for miss, costs in plan.items()}
missed = int((bad_late & (recent_late < thresholds[5])).sum())
saved = min(plan[5]["all"], plan[5]["none"]) - plan[5]["recent"]
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": float(bad_late.mean()),
    "defect_rate_after": missed / len(bad_late),
    "annual_value_krw": saved / len(bad_late) * SHOTS_PER_YEAR * INSPECTION_KRW,
    "assumptions": [
        "규칙은 최근 샷의 판정을 모두 안다고 본다. 검사하지 않은 샷은 표본으로라도 판정해야 한다. / The rule takes all recent results as known; uninspected shots need at least a sample.",
        "불량이 지금처럼 몰려서 온다고 가정했다. / Defects are assumed to go on coming in clusters.",
        "연 25만 샷, 검사 400원, 놓친 불량은 그 다섯 배라고 가정했다. / 250,000 shots a year, 400 KRW an inspection, five times that a miss.",
    ],
}
print(thresholds, plan, choice, f"{business_value['annual_value_krw']:,.0f} KRW", sep="\n")
