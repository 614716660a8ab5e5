# Decimals are cut off instead of rounded.

# %% grade_id="t3-solution"
def lowest_z(table):
    return cutting(table).groupby("experiment")["Z1_CommandPosition"].min()


def tenths(values):
    return (values * 10).astype(int) % 10


def allowed(columns):
    return [column for column in columns if column[:3] in ("X1_", "Y1_", "Z1_", "S1_") and "Position" not in column]


digits = tenths(lowest_z(cnc))
leak_right = int(((digits == 7) == (runs["tool_condition"] == "worn")).sum())
why = "B"
print(f"{leak_right} of {len(runs)} runs by one digit; {len(allowed(SIGNALS))} of {len(SIGNALS)} signals may be used")
