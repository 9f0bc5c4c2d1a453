"""Makes heif-files.json: one small picture as HEIC (HEVC) in several kinds, written by heif-enc of libheif 1.15 with x265, and what a reader
must make of each. Most were written without loss, so that the pixels are known; Display P3 is converted by LittleCMS.

Run with Pillow 12.3 and numpy: python heif_files.py <folder of heif-enc>
"""

import base64
import io
import json
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
from icc_profiles import DISPLAY_P3
from PIL import Image, ImageCms

BACKGROUND = (30, 200, 90)
SIDE = 64
PROGRAM = Path(sys.argv[1], "heif-enc")


def scene(width: int, height: int) -> Image.Image:
    """Blocks of colour, so that the files are small."""
    y, x = np.mgrid[0:height, 0:width] // 16
    colours = np.stack([x * 50 % 256, y * 70 % 256, (x * 3 + y) * 30 % 256], axis=2)
    return Image.fromarray(colours.astype(np.uint8))


def heic(image: Image.Image, *options: str, lossless: bool = True, **saving: object) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.png"), Path(folder, "out.heic")
        image.save(source, **saving)
        exact = ["-L", "-p", "chroma=444", "--matrix_coefficients=0"] if lossless else []
        subprocess.run([PROGRAM, *exact, *options, source, "-o", target], check=True, capture_output=True)
        return target.read_bytes()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full(kind: bytes, content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags) + content)


def children(data: bytes) -> dict[bytes, bytes]:
    """The first child of each type, whole."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.setdefault(kind, data[at : at + size])
        at += size
    return found


def coded(tile: bytes) -> tuple[bytes, bytes]:
    """Decoder configuration and coded picture of a file with one picture."""
    file = children(tile)
    meta = children(file[b"meta"][12:])
    properties = children(children(meta[b"iprp"][8:])[b"ipco"][8:])
    return properties[b"hvcC"], file[b"mdat"][8:]


def container(tiles: list[bytes], size: tuple[int, int], rows: int, columns: int, turn: int) -> bytes:
    """A grid of tiles (item 1) turned by `turn` quarters against the clock, as telephones write it (ISO/IEC 23008-12, 6.6.2.3)."""
    parts = [coded(tile) for tile in tiles]
    configuration, _ = parts[0]
    # Primaries and curve of sRGB, YCbCr of Rec. 601, full range.
    colours = box(b"colr", struct.pack(">4sHHHB", b"nclx", 1, 13, 6, 0x80))
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)
    tile_size, whole_size = (full(b"ispe", struct.pack(">II", *each)) for each in ((SIDE, SIDE), size))
    container_properties = box(b"ipco", configuration + tile_size + colours + whole_size + box(b"irot", bytes([turn])))
    count = len(tiles)
    associations = struct.pack(">I", count + 1) + struct.pack(">HBBBB", 1, 3, 4, 3, 5 | 0x80)
    for item in range(2, count + 2):
        associations += struct.pack(">HBBBB", item, 3, 1 | 0x80, 2, 3)
    infos = full(b"infe", struct.pack(">HH4s", 1, 0, b"grid") + b"\0", 2)
    for item in range(2, count + 2):
        infos += full(b"infe", struct.pack(">HH4s", item, 0, b"hvc1") + b"\0", 2, 1)
    references = struct.pack(">HH", 1, count) + struct.pack(f">{count}H", *range(2, count + 2))

    def meta(data_start: int) -> bytes:
        places = struct.pack(">BBH", 0x44, 0, count + 1) + struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))
        at = data_start
        for item, (_, data) in enumerate(parts, 2):
            places += struct.pack(">HHHHII", item, 0, 0, 1, at, len(data))
            at += len(data)
        return full(
            b"meta",
            full(b"hdlr", struct.pack(">I4s12s", 0, b"pict", bytes(12)) + b"\0")
            + full(b"pitm", struct.pack(">H", 1))
            + full(b"iloc", places, 1)
            + full(b"iinf", struct.pack(">H", count + 1) + infos)
            + full(b"iref", box(b"dimg", references))
            + box(b"iprp", container_properties + full(b"ipma", associations))
            + box(b"idat", grid),
        )

    head = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", b"".join(data for _, data in parts))


def grid_of(image: Image.Image, turn: int) -> bytes:
    """The tiles at the right and lower edge are filled up beyond the picture."""
    columns, rows = (-(-length // SIDE) for length in image.size)
    canvas = Image.new("RGB", (columns * SIDE, rows * SIDE), (9, 9, 9))
    canvas.paste(image, (0, 0))
    boxes = [(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE) for y in range(rows) for x in range(columns)]
    return container([heic(canvas.crop(part), "-q", "95", "-p", "chroma=444", lossless=False) for part in boxes], image.size, rows, columns, turn)


def to_srgb(image: Image.Image) -> Image.Image:
    return ImageCms.profileToProfile(image, io.BytesIO(DISPLAY_P3), ImageCms.createProfile("sRGB"), 0, "RGB")


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()


def main() -> None:
    small = scene(SIDE, SIDE)
    see_through = small.copy()
    see_through.putalpha(Image.fromarray((np.mgrid[0:SIDE, 0:SIDE][1] // 16 * 80).astype(np.uint8)))
    canvas = Image.alpha_composite(Image.new("RGBA", small.size, (*BACKGROUND, 255)), see_through)
    wide = scene(100, 70)
    deep = Image.fromarray(np.asarray(small.convert("L")).astype(np.uint16) * 257)
    cases = [
        ("heic", heic(small), small, 1),
        ("heic lossy 4:2:0", heic(small, "-q", "90", lossless=False), small, 24),
        ("heic alpha", heic(see_through), canvas.convert("RGB"), 2),
        ("heic Display P3", heic(small, icc_profile=DISPLAY_P3), to_srgb(small), 2),
        ("heic 10 bits gray", heic(deep, "-q", "98", lossless=False), small.convert("L").convert("RGB"), 3),
        ("heic odd size", heic(scene(51, 37)), scene(51, 37), 1),
        ("heic grid", grid_of(wide, 0), wide, 6),
        ("heic grid turned", grid_of(wide, 3), wide.transpose(Image.Transpose.ROTATE_270), 6),
    ]
    rows = []
    for name, data, image, levels in cases:
        width, height = image.size
        rows.append({"name": name, "width": width, "height": height, "levels": levels, "file": packed(data), "pixels": packed(image.tobytes())})
    target = Path(__file__).with_name("heif-files.json")
    target.write_text(json.dumps({"background": BACKGROUND, "cases": rows}, indent=1) + "\n")


main()
