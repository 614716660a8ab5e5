# The Pareto starts with the rarest.

# %% grade_id="t2-solution"
def pareto(table):
    counts = table[DEFECTS].sum().sort_values(ascending=True)
    return counts[counts > 0]


def top_defect(table):
    return table.groupby("Product_Type")[DEFECTS].sum().idxmax(axis=1)


def block_rates(table, blocks):
    number = np.arange(len(table)) * blocks // len(table)
    return [float(rate) for rate in table["bad"].groupby(number).mean()]


tenths = block_rates(shots, 10)
print(pareto(shots).head(6), top_defect(shots), [round(rate, 2) for rate in tenths], sep="\n")
