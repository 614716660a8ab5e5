# Operating and defect rates are filled in although the data holds neither.

# %% grade_id="t5-value-solution"
business_value = {
    "operating_rate_before": 0.60,
    "operating_rate_after": 0.75,
    "defect_rate_before": len(suspects) / len(features),
    "defect_rate_after": len(suspects) / len(features) / 2,
    "annual_value_krw": BATCHES_PER_YEAR
    * (len(suspects) / len(features) * PREVENTABLE_SHARE * LOSS_PER_BATCH_KRW - alarm_rate_unseen * CHECK_COST_KRW),
    "assumptions": ["600", "50 %", "4,000,000"],
}
