"""
One side of the benchmark: `python serve.py keras|torch|onnxruntime|pictures`. A line of JSON in is a request, a line out its answer:
{"id", "do", ...} gives {"id", "result", "usage"} or {"id", "error"}; {"id", "event"} lines may come before. It ends with its input.
"""

import json
import os
import sys
import time
import traceback

from memory_peak import peak_bytes, reset_peak


def main():
    # Libraries print; the answers keep a channel of their own and everything else becomes log.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(message):
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    side = None
    for line in sys.stdin:
        request = json.loads(line)
        before = usage()
        try:
            if side is None:
                side = make_side(sys.argv[1])
            request["tell"] = lambda event: send({"id": request["id"], "event": event})
            if request["do"] == "prepare":
                reset_peak()
            result = getattr(side, request["do"])(request)
            answer = {"result": result}
        except Exception as error:  # what a library throws is the answer
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        answer["usage"] = {**usage(), "cpuMsBefore": before["cpuMs"]}
        send({"id": request["id"], **answer})


def make_side(kind):
    """Only the libraries of the side that is wanted are loaded."""
    if kind == "keras":
        from keras_side import KerasSide

        return KerasSide()
    if kind == "torch":
        from torch_side import TorchSide

        return TorchSide()
    if kind == "onnxruntime":
        from onnxruntime_side import OnnxruntimeSide

        return OnnxruntimeSide()
    if kind == "pictures":
        from pictures_side import PicturesSide

        return PicturesSide()
    raise ValueError(f"expected keras, torch, onnxruntime or pictures, received {kind}")


def usage():
    """Processor time and the largest memory of this process so far."""
    times = os.times()
    return {"cpuMs": 1000 * (times.user + times.system), "peakBytes": peak_bytes()}


def timed(work, count):
    """Milliseconds of each of `count` runs."""
    spans = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        spans.append(1000 * (time.perf_counter() - start))
    return spans


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
