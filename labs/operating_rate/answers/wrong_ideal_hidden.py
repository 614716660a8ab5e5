# That a machine is above 1 is not told.

# %% grade_id="t5-solution"
def performance(table, ideal):
    running = table[table["status"] == 2].join(ideal, on=["asset", "product"])
    possible = running["ideal"] * running["status_time"] / 60
    return running["items"].groupby(running["asset"]).sum() / possible.groupby(running["asset"]).sum()


pace = performance(raw, ideal_per_minute)
above_one = []
kpi = {}
for machine in MACHINES:
    kpi[machine] = {
        "availability": float(rate[machine]),
        "performance": min(float(pace[machine]), 1.0),
        "quality": None,
        "oee": None,
    }
