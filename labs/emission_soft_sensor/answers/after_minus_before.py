# The value has the wrong sign.

# %% grade_id="t6-solution"
def margin_value(before, after, hours):
    return (after - before) * AMMONIA_KRW * hours


annual = margin_value(later[2015]["boost"], ways[best], HOURS_PER_YEAR)
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": annual,
    "assumptions": [
        "보정에는 하루 늦은 분석값이 계속 필요하며 분석계 유지비는 넣지 않았다. / The correction needs the analyser's values a day late; its upkeep is not counted.",
        "오차 1 mg/m³에 시간당 900원은 실습용 가정이다. / 900 KRW an hour for 1 mg/m³ are assumed.",
        "한 설비의 2015년 앞부분에서 잰 오차가 이어진다고 보았다. / The errors of one plant in the first part of 2015 are taken to go on.",
    ],
}
print(f"{annual:,.0f} KRW a year")
