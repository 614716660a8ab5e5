# Performance above 1 is reported as it is.

# %% grade_id="t5-solution"
def performance(table, ideal):
    running = table[table["status"] == 2].join(ideal, on=["asset", "product"])
    possible = running["ideal"] * running["status_time"] / 60
    return running["items"].groupby(running["asset"]).sum() / possible.groupby(running["asset"]).sum()


pace = performance(raw, ideal_per_minute)
above_one = [machine for machine in MACHINES if pace[machine] > 1]
kpi = {}
for machine in MACHINES:
    kpi[machine] = {
        "availability": float(rate[machine]),
        "performance": float(pace[machine]),
        "quality": None,
        "oee": None,
    }
