# Products are not told apart.

# %% grade_id="t2-solution"
def pareto(table):
    counts = table[DEFECTS].sum().sort_values(ascending=False)
    return counts[counts > 0]


def top_defect(table):
    return pd.Series(table[DEFECTS].sum().idxmax(), index=table["Product_Type"].unique())


def block_rates(table, blocks):
    number = np.arange(len(table)) * blocks // len(table)
    return [float(rate) for rate in table["bad"].groupby(number).mean()]


tenths = block_rates(shots, 10)
print(pareto(shots).head(6), top_defect(shots), [round(rate, 2) for rate in tenths], sep="\n")
