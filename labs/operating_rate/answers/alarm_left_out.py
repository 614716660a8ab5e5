# Time in alarm is taken out of what was observed.

# %% grade_id="t1-solution"
def availability(table):
    table = table[table["status"] != 3]
    running = table["status_time"].where(table["status"] == 2, 0)
    return running.groupby(table["asset"]).sum() / table["status_time"].groupby(table["asset"]).sum()


row_share = (raw["status"] == 2).groupby(raw["asset"]).mean()
rate = availability(raw)
