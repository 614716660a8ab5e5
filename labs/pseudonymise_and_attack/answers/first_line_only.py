# Only the first line decides.

# %% grade_id="t3-solution"
def link(known, release):
    spread = release[MEASURED].std()
    nearest = NearestNeighbors(n_neighbors=1).fit(release[MEASURED] / spread)
    rows = nearest.kneighbors(known[MEASURED] / spread, return_distance=False)[:, 0]
    found = pd.Series(release["name"].to_numpy()[rows], index=known["order"].to_numpy())
    return found.groupby(level=0).agg(lambda names: names.iloc[0])


def hits(linked, truth):
    return sum(1 for order in truth.index if linked.get(order) == truth[order])


orders = sorted(jobs["order"].unique())
truth = pd.Series([keyed_name(order, key) for order in orders], index=orders)
hits_renamed = hits(link(known, release), truth)
print(f"{hits_renamed} of {len(truth)} orders traced")
