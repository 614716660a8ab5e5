# The T2 limit of a large sample (chi-square), as many textbooks print it, with 71 batches.

# %% grade_id="t2-solution"
def fit_reference(reference, components=3, confidence=0.99):
    mean, scale = reference.mean(), reference.std(ddof=1).replace(0, 1.0)
    z = ((reference - mean) / scale).to_numpy()
    pca = PCA(components, svd_solver="full").fit(z)
    loadings = pca.components_.T
    spe = ((z - z @ loadings @ loadings.T) ** 2).sum(axis=1)
    m, v = spe.mean(), spe.var(ddof=1)
    return {
        "mean": mean,
        "scale": scale,
        "loadings": loadings,
        "variances": pca.explained_variance_,
        "t2_limit": stats.chi2.ppf(confidence, components),
        "spe_limit": v / (2 * m) * stats.chi2.ppf(confidence, 2 * m**2 / v),
    }


model = fit_reference(features)
