"""Estimators of the trainee's: they predict where they are; their score is computed here, so that labels stay here."""

from __future__ import annotations

from typing import Any

from grader.checks.session import NotPlain

Kinds = tuple[tuple[str, str], ...]
_NAMES = {"X": "inputs", "y": "labels"}


class LocalScore:
    """`estimator.score`: predictions come from the kernel, the metric and the labels are this process's."""

    def __init__(self, estimator: Any, remote: Any, kinds: Kinds) -> None:
        self._estimator, self._remote, self._kinds = estimator, remote, kinds

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Accuracy of a classifier, R² of a regressor, as scikit-learn's own `score`.

        Whatever it is that has a `score`: called with labels it must predict, and is not asked for the result. NotPlain
        for an estimator whose score is another one. Without a column of labels it is an ordinary remote method.
        """
        names = ("inputs", "labels", "sample_weight")
        given = dict(zip(names, arguments, strict=False)) | {_NAMES.get(name, name): options[name] for name in options}
        if set(given) - set(names) or not _is_column(given.get("labels")):
            return self._remote(*arguments, **options)
        from sklearn.metrics import accuracy_score, r2_score

        metric = accuracy_score if self._classifies() else r2_score
        predicted = self._estimator.predict(given["inputs"])
        return float(metric(given["labels"], predicted, sample_weight=given.get("sample_weight")))

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


def _is_column(labels: Any) -> bool:
    return isinstance(labels, list | tuple) or hasattr(labels, "__array__")
