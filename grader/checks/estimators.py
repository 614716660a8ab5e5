"""Estimators of the trainee's: they predict where they are; their score is computed here, so that labels stay here."""

from __future__ import annotations

from typing import Any

from grader.checks.session import NotPlain

Kinds = tuple[tuple[str, str], ...]


def is_estimator(kinds: Kinds) -> bool:
    return ("sklearn.base", "BaseEstimator") in kinds


class LocalScore:
    """`estimator.score`: predictions come from the kernel, the metric and the labels are this process's."""

    def __init__(self, estimator: Any, kinds: Kinds) -> None:
        self._estimator, self._kinds = estimator, kinds

    def __call__(self, inputs: Any, labels: Any = None, sample_weight: Any = None) -> float:
        """Accuracy of a classifier, R² of a regressor, as scikit-learn's own `score`; without labels it scores itself.

        NotPlain for other estimators with labels.
        """
        if labels is None:
            from grader.checks.session import claim_of

            claim = claim_of(self._estimator)
            assert claim is not None  # noqa: S101 - made for references only
            method = claim.session.ask("attr", self._estimator, "score")
            return method(inputs)  # type: ignore[no-any-return]
        from sklearn.metrics import accuracy_score, r2_score

        metric = accuracy_score if self._classifies() else r2_score
        return float(metric(labels, self._estimator.predict(inputs), sample_weight=sample_weight))

    def _classifies(self) -> bool:
        names = {name for _module, name in self._kinds}
        if "ClassifierMixin" in names:
            return True
        if "RegressorMixin" in names:
            return False
        if "BaseSearchCV" in names and self._estimator.scoring is not None:
            raise NotPlain(f"{self._kinds[0][1]} with a scoring of its own; use a metric of sklearn.metrics")
        if names & {"ClusterMixin", "TransformerMixin"} and not names & {"Pipeline", "BaseSearchCV"}:
            raise NotPlain(self._kinds[0][1])
        return hasattr(self._estimator, "classes_")
