# The alarm rate on the batches that made the model is promised for new batches.

# %% grade_id="t5-solution"
normal = features.drop(index=suspects)
alarm_rate_reference = float(monitor(golden, normal)["alarm"].mean())
alarm_rate_unseen = alarm_rate_reference
alarm_rate_expected = alarm_rate_reference
