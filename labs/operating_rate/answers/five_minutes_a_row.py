# Each row stands for five minutes.

# %% grade_id="t4-solution"
def losses(table):
    return pd.DataFrame(
        {
            "manual": share(table["status"] == 1, table),
            "alarm": share(table["status"] == 3, table),
            "no_item": share((table["status"] == 2) & (table["items"] == 0), table),
        }
    )


lost = losses(raw)
first_loss = lost.idxmax(axis=1).to_dict()
lost_hours = lost.mul(raw.groupby("asset").size(), axis=0) * 5 / 60
