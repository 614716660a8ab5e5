# Others stays in the ranking.

# %% grade_id="t6-solution"
def hazard_ranking(table):
    chosen = table[table["Potential Accident Level"].isin(SEVERE)]
    return chosen["Critical Risk"].astype(str).value_counts()


def reading_value(flagged):
    return (1 - flagged) * REPORTS_PER_YEAR * MINUTES_EACH / 60 * WAGE_KRW


others_share = float((reports["Critical Risk"] == "Others").mean())
business_value = {
    "operating_rate_before": None,
    "operating_rate_after": None,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": reading_value(flagged),
    "assumptions": [
        "심각할 수 있었던 보고문의 10 %는 읽지 않고 지나간다. / One in ten reports that could have been severe goes unread.",
        "광산과 금속 사업장의 영어 보고문이라 우리 공장의 한국어 글에서는 다시 재야 한다. / English reports of mines and metal plants; Korean texts of ours have to be measured anew.",
        "연 2,400건, 한 건 6분, 시간당 38,000원은 실습용 가정이다. / 2,400 reports a year, 6 minutes each and 38,000 KRW an hour are assumed.",
    ],
}
print(hazard_ranking(reports).head(6), f"Others {others_share:.0%}; {business_value['annual_value_krw']:,.0f} KRW a year", sep="\n")
