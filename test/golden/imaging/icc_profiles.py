"""Small colour profiles made from the numbers of their standards (ICC.1:2010, icc.org): Display P3, Adobe RGB (1998), a gray of gamma 1.8
and a coarse CMYK. Used by pillow_formats.py."""

import struct

import numpy as np

D50 = np.array([0.9642, 1.0, 0.8249])
D65_XY = (0.3127, 0.3290)
CURVE_POINTS = 65
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def xyz(values: np.ndarray) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(fixed(value) for value in values)


def text(content: str) -> bytes:
    return b"text" + bytes(4) + content.encode() + b"\0"


def description(content: str) -> bytes:
    data = content.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(data)) + data + bytes(4 + 4 + 2 + 1 + 67)


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


def srgb_curve() -> bytes:
    level = np.linspace(0, 1, CURVE_POINTS)
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return b"curv" + bytes(4) + struct.pack(f">I{CURVE_POINTS}H", CURVE_POINTS, *np.round(light * 65535).astype(int))


def profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, kind, space, connection)
    header += struct.pack(">6H4s4sI", 2026, 1, 1, 0, 0, 0, b"acsp", bytes(4), 0) + bytes(16) + struct.pack(">I", 0)
    header += b"".join(fixed(value) for value in D50)
    return header.ljust(128, b"\0") + table + data


def matrix_profile(name: str, primaries: list[tuple[float, float]], curve: bytes) -> bytes:
    def to_xyz(x: float, y: float) -> np.ndarray:
        return np.array([x / y, 1, (1 - x - y) / y])

    columns = np.stack([to_xyz(*primary) for primary in primaries], axis=1)
    white = to_xyz(*D65_XY)
    colours = columns * np.linalg.solve(columns, white)
    adapt = np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ D50) / (BRADFORD @ white)) @ BRADFORD
    red, green, blue = (adapt @ colours).T
    tags = {b"desc": description(name), b"cprt": text("none"), b"wtpt": xyz(D50)}
    tags |= {b"rXYZ": xyz(red), b"gXYZ": xyz(green), b"bXYZ": xyz(blue), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    return profile(b"mntr", b"RGB ", b"XYZ ", tags)


def gray_profile() -> bytes:
    tags = {b"desc": description("Gray 1.8"), b"cprt": text("none"), b"wtpt": xyz(D50), b"kTRC": gamma(1.8)}
    return profile(b"mntr", b"GRAY", b"XYZ ", tags)


def cmyk_profile() -> bytes:
    """Two points along each ink: dull printing colours, well apart from a plain (1 − C)(1 − K)."""
    inks = {"C": (55, -37, -50), "M": (48, 74, -3), "Y": (89, -5, 93), "K": (16, 0, 0)}
    table = b""
    for corner in range(16):
        on = [ink for bit, ink in enumerate("CMYK") if corner >> (3 - bit) & 1]
        lightness = 95 * np.prod([inks[ink][0] / 95 for ink in on])
        a, b = (sum(inks[ink][axis] for ink in on) / max(1, len(on)) for axis in (1, 2))
        table += bytes([round(lightness * 2.55), round(a + 128), round(b + 128)])
    identity = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + b"".join(fixed(value) for value in np.eye(3).ravel())
    lut += identity * 4 + table + identity * 3
    tags = {b"desc": description("Coarse CMYK"), b"cprt": text("none"), b"wtpt": xyz(D50), b"A2B0": lut, b"A2B1": lut}
    return profile(b"prtr", b"CMYK", b"Lab ", tags)


DISPLAY_P3 = matrix_profile("Display P3", [(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)], srgb_curve())
ADOBE_RGB = matrix_profile("Adobe RGB (1998)", [(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], gamma(563 / 256))
GRAY = gray_profile()
CMYK = cmyk_profile()
