# The power is a median.

# %% grade_id="t5-solution"
def cells(table):
    groups = table.groupby(["Machining_Process", "feedrate"])
    return groups.agg(orders=("order", "nunique"), rows=("order", "size"), power=("S1_OutputPower", "median")).reset_index()


def purpose_table(table, least):
    made = cells(table)
    return made[made["orders"] >= least].reset_index(drop=True)


def false_safety(table, least):
    made = cells(table)
    return int(((made["rows"] >= least) & (made["orders"] < least)).sum())


published = purpose_table(jobs, LEAST)
print(published.round(3), f"{false_safety(jobs, LEAST)} cells look safe by rows only", sep="\n")
