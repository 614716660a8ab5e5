# Everything is said to be in the file, minutes are added up as hours, and rates are claimed that nobody recorded.

# %% grade_id="t5-solution"
decided_by = dict.fromkeys(
    [
        "midnight_date",
        "interval_side",
        "energy_unit",
        "weekday",
        "nsm",
        "co2_unit",
        "contract_power",
        "meter_id",
        "semantic_id",
        "load_type_rule",
    ],
    "file",
)

# %% grade_id="t5-value-solution"
hours_saved = n_backwards * MINUTES_PER_ROW + FILES_PER_YEAR * HOURS_PER_FILE
business_value = {
    "operating_rate_before": 0.6,
    "operating_rate_after": 0.75,
    "defect_rate_before": None,
    "defect_rate_after": None,
    "annual_value_krw": hours_saved * WAGE_KRW_PER_HOUR,
    "assumptions": ["한 행에 3분", "파일 12번", "시급 3만 원"],
}
