# Chance is set to a half.

# %% grade_id="t6-solution"
def needed(count, chance, level):
    return next((number for number in range(count + 1) if binom.sf(number - 1, count, chance) < level), None)


def change_value(right, majority, count):
    return (right - majority) / count * CHANGES_PER_YEAR * COST_OF_WRONG_CALL_KRW


enough = needed(18, 0.5, 0.05)
verdict = "B"
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": change_value(right_honest, majority, len(runs)),
    "assumptions": [
        "왁스를 깎은 대학 실험 18번이며 우리 공장의 소재와 공구가 아니다. / 18 runs of a university that cut wax, not our material and tools.",
        "지금은 늘 제때 간다고 보고, 마모 실험의 비율을 그대로 썼다. / Changing always is what we do now; the share of worn runs is that of the file.",
        "연 1,500번 교체, 잘못된 판단 한 번에 6만 원은 실습용 가정이다. / 1,500 changes a year and 60,000 KRW a wrong call are assumed.",
    ],
}
print(f"{enough} of 18 needed, {right_honest} reached; {business_value['annual_value_krw']:,.0f} KRW a year")
