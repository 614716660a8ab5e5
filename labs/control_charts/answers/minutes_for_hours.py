# Alarms are counted, not the hours in which they fall, and the minutes of a check are taken for hours.

# %% grade_id="t6-solution"
def alarm_hours(alarm):
    return float(np.asarray(alarm).sum() / 60 / (len(alarm) / MINUTES_A_DAY))


week = slice(12 * MINUTES_A_DAY, 19 * MINUTES_A_DAY)
hours_before = alarm_hours(outside(flow, imr_limits(reference)).iloc[week])
hours_after = alarm_hours(difference_alarm(difference_limits(reference), flow).iloc[week])
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": (hours_before - hours_after) * CHECK_MINUTES * LABOUR_KRW_PER_HOUR * DAYS_PER_YEAR,
    "assumptions": [
        "확인 6분, 시간당 35,000원, 연 330일은 실습용 가정이다. / 6 minutes a check, 35,000 KRW an hour and 330 days are assumed.",
        "12~18일차의 경보 시간이 한 해를 대표한다고 본다. / Days 12 to 18 are taken to stand for the year.",
        "경보 가운데 실제 이상이 몇 건인지는 기록이 없어 모른다. / No record says which alarms were real.",
    ],
}
