# No machine is found unfit.

# %% grade_id="t3-solution"
def availability_by_power(table, kw):
    running = table["status_time"].where(table["power_avg"] >= kw, 0)
    return running.groupby(table["asset"]).sum() / table["status_time"].groupby(table["asset"]).sum()


by_power = availability_by_power(raw, 1)
error = by_power - rate
agree_power = agreement(raw["power_avg"] >= 1, raw)
agree_items = agreement(raw["items"] > 0, raw)
unfit = []
better_rule = "items"
