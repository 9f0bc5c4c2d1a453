"""Makes pillow-formats.json: one small picture in many formats and kinds, and what Pillow and LittleCMS make of each: sRGB, 8 bits, over
BACKGROUND where it is transparent.

Run with Pillow 12.3 and numpy: python pillow_formats.py
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from icc_profiles import ADOBE_RGB, CMYK, DISPLAY_P3, GRAY
from PIL import Image, ImageCms

WIDTH, HEIGHT = 20, 14
BACKGROUND = (30, 200, 90)
TARGET = Path(__file__).with_name("pillow-formats.json")


def scene() -> np.ndarray:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    red = x * 255 / (WIDTH - 1)
    green = y * 255 / (HEIGHT - 1)
    blue = 128 + 100 * np.sin((x + y) / 5)
    return np.stack([red, green, blue], axis=2).round().astype(np.uint8)


RGB = Image.fromarray(scene())
GRAYS = RGB.convert("L")
ALPHA = Image.fromarray(np.linspace(0, 255, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).round().astype(np.uint8))
RGBA = RGB.copy()
RGBA.putalpha(ALPHA)
FLAT = RGB.quantize(8)


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def png(samples: np.ndarray, colour_type: int, depth: int, profile: bytes | None = None, palette: bytes | None = None) -> bytes:
    """PNG of kinds that Pillow does not write; samples [height, width, channels] of whole numbers below 2^depth."""
    if depth == 16:
        rows = samples.astype(">u2").reshape(HEIGHT, -1).view(np.uint8)
    else:
        bits = samples.reshape(HEIGHT, -1, 1) >> np.arange(depth - 1, -1, -1) & 1
        rows = np.packbits(bits.reshape(HEIGHT, -1).astype(np.uint8), axis=1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, 0))
    if profile:
        data += chunk(b"iCCP", b"profile\0\0" + zlib.compress(profile))
    if palette:
        data += chunk(b"PLTE", palette)
    return data + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Perceptual, which for profiles without tables is the same as relative."""
    return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), 0, "RGB")


def opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    canvas = Image.new("RGBA", image.size, (*BACKGROUND, 255))
    return Image.alpha_composite(canvas, image.convert("RGBA")).convert("RGB")


def decoded(data: bytes) -> Image.Image:
    """As Pillow reads the file; its colour profile applied."""
    image = Image.open(io.BytesIO(data))
    profile = image.info.get("icc_profile")
    if not profile:
        return opaque(image)
    if image.mode in ("LA", "RGBA"):
        alpha = image.getchannel("A")
        image = to_srgb(image.convert(image.mode[:-1]), profile)
        image.putalpha(alpha)
        return opaque(image)
    return to_srgb(image, profile)


def cases() -> list[tuple[str, bytes, Image.Image, int]]:
    """Name, file, expected picture, levels that a pixel may differ by."""
    written = [
        ("png rgb", saved(RGB, "PNG"), 0),
        ("png alpha", saved(RGBA, "PNG"), 1),
        ("png gray", saved(GRAYS, "PNG"), 0),
        ("png gray alpha", saved(RGBA.convert("LA"), "PNG"), 1),
        ("png palette", saved(RGB.quantize(64), "PNG"), 0),
        ("png palette with a transparent colour", saved(FLAT, "PNG", transparency=2), 1),
        ("png 1 bit", saved(GRAYS.convert("1"), "PNG"), 0),
        ("png 2 bits gray", png(scene()[..., :1] >> 6, 0, 2), 0),
        ("png 2 bits palette", saved(RGB.quantize(4), "PNG", bits=2), 0),
        ("png 4 bits palette", saved(RGB.quantize(16), "PNG", bits=4), 0),
        ("png Display P3", saved(RGB, "PNG", icc_profile=DISPLAY_P3), 2),
        ("png Adobe RGB", saved(RGB, "PNG", icc_profile=ADOBE_RGB), 2),
        ("png Display P3 with alpha", saved(RGBA, "PNG", icc_profile=DISPLAY_P3), 2),
        ("png gray with a gray profile", saved(GRAYS, "PNG", icc_profile=GRAY), 2),
        ("png gray alpha with a gray profile", saved(RGBA.convert("LA"), "PNG", icc_profile=GRAY), 2),
        ("jpeg rgb", saved(RGB, "JPEG", quality=95, subsampling=0), 1),
        ("jpeg gray", saved(GRAYS, "JPEG", quality=95), 1),
        ("jpeg cmyk with profile", saved(RGB.convert("CMYK"), "JPEG", quality=95, icc_profile=CMYK), 4),
        ("jpeg Display P3", saved(RGB, "JPEG", quality=95, subsampling=0, icc_profile=DISPLAY_P3), 2),
        ("jpeg Adobe RGB", saved(RGB, "JPEG", quality=95, subsampling=0, icc_profile=ADOBE_RGB), 2),
        ("webp lossless", saved(RGB, "WEBP", lossless=True), 0),
        ("webp lossy", saved(RGB, "WEBP", quality=95), 2),
        ("webp alpha", saved(RGBA, "WEBP", lossless=True, exact=True), 1),
        ("webp Display P3", saved(RGB, "WEBP", lossless=True, icc_profile=DISPLAY_P3), 2),
        ("webp animated", saved(RGB, "WEBP", save_all=True, append_images=[GRAYS.convert("RGB")], lossless=True), 0),
        ("avif", saved(RGB, "AVIF", quality=95, subsampling="4:4:4"), 2),
        ("avif alpha", saved(RGBA, "AVIF", quality=95, subsampling="4:4:4"), 3),
        ("avif Display P3", saved(RGB, "AVIF", quality=95, subsampling="4:4:4", icc_profile=DISPLAY_P3), 5),
        ("gif", saved(FLAT, "GIF"), 0),
        ("gif with a transparent colour", saved(FLAT, "GIF", transparency=2), 1),
        ("gif animated", saved(FLAT, "GIF", save_all=True, append_images=[FLAT.rotate(180)]), 0),
        ("tiff rgb", saved(RGB, "TIFF"), 0),
        ("tiff rgb lzw", saved(RGB, "TIFF", compression="tiff_lzw"), 0),
        ("tiff alpha", saved(RGBA, "TIFF"), 1),
        ("tiff gray", saved(GRAYS, "TIFF"), 0),
        ("tiff palette", saved(RGB.quantize(64), "TIFF"), 0),
        ("tiff 1 bit fax", saved(GRAYS.convert("1"), "TIFF", compression="group4"), 0),
        ("tiff cmyk with profile", saved(RGB.convert("CMYK"), "TIFF", icc_profile=CMYK), 4),
        ("tiff Adobe RGB", saved(RGB, "TIFF", icc_profile=ADOBE_RGB), 2),
        ("bmp 24 bits", saved(RGB, "BMP"), 0),
        ("bmp 8 bits gray", saved(GRAYS, "BMP"), 0),
        ("bmp palette", saved(RGB.quantize(64), "BMP"), 0),
        ("bmp 1 bit", saved(GRAYS.convert("1"), "BMP"), 0),
        ("bmp alpha", saved(RGBA, "BMP"), 1),
    ]
    fine = scene().astype(int) * 257
    fine_alpha = np.concatenate([fine, np.asarray(ALPHA)[..., None].astype(int) * 257], axis=2)
    deep = [
        # Pillow reads these as 8 bits or not at all; they are RGB in 16 bits, so its 8-bit answer is theirs.
        ("png 16 bits", png(fine, 2, 16), RGB, 1),
        ("png 16 bits alpha", png(fine_alpha, 6, 16), opaque(RGBA), 1),
        ("png 16 bits gray", png(np.asarray(GRAYS)[..., None].astype(int) * 257, 0, 16), GRAYS.convert("RGB"), 1),
        ("png 16 bits Display P3", png(fine, 2, 16, DISPLAY_P3), to_srgb(RGB, DISPLAY_P3), 2),
        ("png 16 bits Adobe RGB", png(fine, 2, 16, ADOBE_RGB), to_srgb(RGB, ADOBE_RGB), 2),
        ("png 16 bits gray with a gray profile", png(np.asarray(GRAYS)[..., None].astype(int) * 257, 0, 16, GRAY), to_srgb(GRAYS, GRAY), 2),
        ("tiff 16 bits gray", saved(Image.fromarray(np.asarray(GRAYS).astype(np.uint16) * 257), "TIFF"), GRAYS.convert("RGB"), 1),
    ]
    return [(name, data, decoded(data), levels) for name, data, levels in written] + deep


def encoded(name: str, data: bytes, image: Image.Image, levels: int) -> dict[str, object]:
    assert image.mode == "RGB", name
    width, height = image.size
    return {"name": name, "width": width, "height": height, "levels": levels, "file": packed(data), "pixels": packed(image.tobytes())}


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()


def main() -> None:
    rows = [encoded(*case) for case in cases()]
    TARGET.write_text(json.dumps({"background": BACKGROUND, "cases": rows}, indent=1) + "\n")


main()
