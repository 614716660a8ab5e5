# Cells are counted instead of rows.

# %% grade_id="t6-solution"
def kept(published, table):
    return float(len(published) / len(table))


business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": kept(published, jobs) * ADVICE_KRW,
    "assumptions": [
        "모든 칸을 줄 때 추천의 값이 연 1,200만 원이라는 것은 실습용 가정이다. / 12 million KRW a year for all cells is assumed.",
        "추천의 값은 내보낸 행의 몫에 비례한다고 보았다. / Its worth is taken to follow the share of rows.",
        "고객을 잃을 위험은 금액에 넣지 않았고, 되짚힌 주문의 수로 따로 보고한다. / The risk of losing a customer is not in the amount; it is reported as orders traced.",
    ],
}
print(f"{kept(published, jobs):.0%} kept, {business_value['annual_value_krw']:,.0f} KRW a year")
