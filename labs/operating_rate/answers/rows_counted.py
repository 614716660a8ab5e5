# Rows are counted, whatever time they cover.

# %% grade_id="t1-solution"
def availability(table):
    return (table["status"] == 2).groupby(table["asset"]).mean()


row_share = (raw["status"] == 2).groupby(raw["asset"]).mean()
rate = availability(raw)
