//: ## The same in NumPy
//:
//: This is part of [a program that you can run](../../scripts/pytorch/scores.py), which checks both scores against numbers
//: worked out by hand. Each row of `first` and `second` has the features of one image, and each row of `probabilities` its
//: class probabilities.
//:
//: ```python
//: # One image per row.
//: def frechet_distance(first, second):
//:     first, second = np.asarray(first, np.float64), np.asarray(second, np.float64)
//:     s1, s2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
//:     values, vectors = np.linalg.eigh(s1)
//:     root = vectors * np.sqrt(values.clip(0)) @ vectors.T
//:     overlap = np.sqrt(np.linalg.eigvalsh(root @ s2 @ root).clip(0)).sum()
//:     offset = first.mean(axis=0) - second.mean(axis=0)
//:     return offset @ offset + np.trace(s1) + np.trace(s2) - 2 * overlap
//:
//:
//: def entropy(probabilities):
//:     # 0 log 0 is 0.
//:     return -(probabilities * np.log(probabilities.clip(1e-300))).sum(axis=-1)
//:
//:
//: def inception_score(probabilities):
//:     probabilities = np.asarray(probabilities, np.float64)
//:     return np.exp(entropy(probabilities.mean(axis=0)) - entropy(probabilities).mean())
//: ```
//:
//: The function `frechet_distance` follows the formula of [the distance with many
//: features](#appendix-the-distance-with-many-features), and shares its weakness. The function `inception_score` takes all
//: images at once, while papers usually take the mean over ten parts.
