"""Chapter 7 in NumPy: the squared Fréchet distance of two arrays of features, and the Inception Score.

    python3 scripts/pytorch/scores.py

Compares both with numbers that can be worked out by hand, and prints them.
"""

import numpy as np


# One image per row.
def frechet_distance(first, second):
    first, second = np.asarray(first, np.float64), np.asarray(second, np.float64)
    s1, s2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    values, vectors = np.linalg.eigh(s1)
    root = vectors * np.sqrt(values.clip(0)) @ vectors.T
    overlap = np.sqrt(np.linalg.eigvalsh(root @ s2 @ root).clip(0)).sum()
    offset = first.mean(axis=0) - second.mean(axis=0)
    return offset @ offset + np.trace(s1) + np.trace(s2) - 2 * overlap


def entropy(probabilities):
    # 0 log 0 is 0.
    return -(probabilities * np.log(probabilities.clip(1e-300))).sum(axis=-1)


def inception_score(probabilities):
    probabilities = np.asarray(probabilities, np.float64)
    return np.exp(entropy(probabilities.mean(axis=0)) - entropy(probabilities).mean())


def sample(random, count, mean, covariance):
    """Points whose mean and covariance are those given, to rounding."""
    points = random.standard_normal((count, len(mean)))
    points -= points.mean(axis=0)
    whitened = points @ np.linalg.inv(np.linalg.cholesky(np.cov(points, rowvar=False))).T
    return whitened @ np.linalg.cholesky(covariance).T + mean


if __name__ == "__main__":
    random = np.random.default_rng(1)
    skewed = sample(random, 500, [3, 4], [[2, 1], [1, 2]])
    even = sample(random, 400, [0, 0], [[1, 0], [0, 1]])
    # The squared distance of the means is 25. The first covariance has the eigenvalues 3 and 1, and the second is its own root.
    by_hand = 25 + 4 + 2 - 2 * (np.sqrt(3) + 1)
    distances = frechet_distance(skewed, even), frechet_distance(even, skewed)
    np.testing.assert_allclose(distances, by_hand, rtol=1e-10)
    np.testing.assert_allclose(frechet_distance(skewed, skewed), 0, atol=1e-10)
    print(f"squared Fréchet distance {distances[0]:.6f}, by hand {by_hand:.6f}")

    confident, undecided = np.eye(4), np.full((4, 4), 1 / 4)
    scores = [inception_score(answers) for answers in (confident, confident[[0, 0, 0, 0]], undecided)]
    np.testing.assert_allclose(scores, [4, 1, 1])
    print("Inception Score of four images in a world of four classes:")
    for images, score in zip(("confident, each of another class", "confident, all of one class", "undecided"), scores):
        print(f"{images}: {score:.3f}")
