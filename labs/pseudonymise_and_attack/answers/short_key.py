# The key is four bytes.

# %% grade_id="t2-solution"
def reverse(name, candidates):
    for order in candidates:
        if plain_name(order) == name:
            return order
    return None


def keyed_name(order, key):
    return hmac.new(key, str(order).encode(), hashlib.sha256).hexdigest()[:10]


def rename(table, key):
    named = table.assign(name=table["order"].map(lambda order: keyed_name(order, key)))
    return named.drop(columns=["order", "clamp_pressure"])


key = b"2026"
release = rename(jobs, key)
print(reverse(plain_name(12), range(1000)), reverse(keyed_name(12, key), range(1000)))
print(release.head(3))
