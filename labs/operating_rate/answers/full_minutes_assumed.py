# Every row is taken for a full minute.

# %% grade_id="t5-solution"
def performance(table, ideal):
    running = table[table["status"] == 2].join(ideal, on=["asset", "product"])
    possible = running["ideal"] * (running["status_time"] * 0 + 1)
    return running["items"].groupby(running["asset"]).sum() / possible.groupby(running["asset"]).sum()


pace = performance(raw, ideal_per_minute)
above_one = [machine for machine in MACHINES if pace[machine] > 1]
kpi = {}
for machine in MACHINES:
    kpi[machine] = {
        "availability": float(rate[machine]),
        "performance": min(float(pace[machine]), 1.0),
        "quality": None,
        "oee": None,
    }
