"""
Brute-force nearest neighbours by PyTorch and scikit-learn, for test/bench/neighbours.ts.

usage: python neighbours.py <float32 file> <rows> <columns> <k> <threads>
prints JSON: seconds of each, and the row sums of torch's answer for a comparison
"""
import json
import sys
import time

import numpy as np

path, rows, columns, k, threads = sys.argv[1], *map(int, sys.argv[2:6])
data = np.fromfile(path, np.float32).reshape(rows, columns)


def by_torch():
    import torch

    torch.set_num_threads(threads)
    x = torch.from_numpy(data)
    start = time.perf_counter()
    found = torch.cat([(x[i : i + 512] @ x.T).topk(k + 1, dim=1).indices for i in range(0, rows, 512)])
    return time.perf_counter() - start, found.numpy()


def by_scikit_learn():
    from sklearn.neighbors import NearestNeighbors

    start = time.perf_counter()
    NearestNeighbors(n_neighbors=k + 1, algorithm="brute", metric="euclidean", n_jobs=threads).fit(data).kneighbors(data)
    return time.perf_counter() - start


torch_seconds, found = by_torch()
without_itself = [[other for other in row if other != i][:k] for i, row in enumerate(found[:1000].tolist())]
print(json.dumps({"torch": torch_seconds, "scikitLearn": by_scikit_learn(), "rows": without_itself}))
