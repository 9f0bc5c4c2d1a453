"""What test/bench/import-archive.ts does, by Pillow in several processes: the peer to lay beside it.

One process reads the archive; the others take its files in portions, keep a copy of each in class folders, hash it, decode it
wholly, make its small picture (256 px at most; the file itself where that is small already, as ours does) and give back a row.
The first process writes rows to SQLite and small pictures to one packed file.
Run: python test/bench/import_archive.py ARCHIVE FOLDER [--processes 2] [--most 60000]
"""

import argparse
import hashlib
import io
import json
import multiprocessing
import os
import resource
import sqlite3
import tarfile
import time

from PIL import Image

PORTION = 64
LONGEST_SIDE = 256
KEPT_BYTES = 32 * 1024


def take(job):
    folder, files = job
    rows = []
    for name, data in files:
        target = os.path.join(folder, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target + ".partial", "wb") as output:
            output.write(data)
        os.replace(target + ".partial", target)
        digest = hashlib.sha256(data).hexdigest()
        picture = Image.open(io.BytesIO(data))
        picture.load()
        small = data
        if max(picture.size) > LONGEST_SIDE or len(data) > KEPT_BYTES:
            shown = picture.convert("RGB")
            shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BILINEAR)
            output = io.BytesIO()
            shown.save(output, "JPEG", quality=80)
            small = output.getvalue()
        facts = (name, digest, len(data), *picture.size, picture.format)
        rows.append((facts, small))
    return rows


def portions(archive, folder, most):
    files = []
    taken = 0
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            if not member.isfile():
                continue
            if taken == most:
                break
            taken += 1
            files.append((member.name, tar.extractfile(member).read()))
            if len(files) == PORTION:
                yield folder, files
                files = []
    if files:
        yield folder, files


def cpu_seconds():
    """Of this process and of those that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("folder")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--most", type=int, default=-1)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    start = time.perf_counter()
    index = sqlite3.connect(os.path.join(options.folder, "index.sqlite"))
    index.execute("PRAGMA journal_mode = WAL")
    index.execute(
        "CREATE TABLE images (id INTEGER PRIMARY KEY, path TEXT UNIQUE, sha256 TEXT UNIQUE, bytes, width, height, format)"
    )
    images = os.path.join(options.folder, "images")
    count = 0
    with multiprocessing.Pool(options.processes) as pool, open(
        os.path.join(options.folder, "thumbnails.bin"), "wb"
    ) as thumbnails:
        for rows in pool.imap(take, portions(options.archive, images, options.most)):
            index.executemany(
                "INSERT OR IGNORE INTO images (path, sha256, bytes, width, height, format) VALUES (?, ?, ?, ?, ?, ?)",
                [facts for facts, _ in rows],
            )
            index.commit()
            for _, small in rows:
                thumbnails.write(small)
            count += len(rows)
    seconds = time.perf_counter() - start
    figures = {"pictures": count, "seconds": round(seconds, 2), "cpuSeconds": round(cpu_seconds(), 2)}
    print(json.dumps({**figures, "perSecond": round(count / seconds)}))


if __name__ == "__main__":
    main()
