"""Makes and trains Convolve's built-in backbone; nothing but this file, a teacher and pictures of clothes goes in.

A small MobileNetV2 (Sandler et al. 2018, arxiv.org/abs/1801.04381) learns to give the pooled features of a teacher by
feature distillation (Romero et al. 2015, arxiv.org/abs/1412.6550). Teacher: Keras's MobileNetV2 0.35 (Apache-2.0), read from a
Teachable Machine export. Pictures: random views of the train folder of a CC0 set of photographs of clothes, of mushrooms that
Convolve's own sample set draws (another seed than the one that ships), and pictures drawn here: dead leaves and coloured noise (Baradad et al. 2021, arxiv.org/abs/2106.05963), shaded solids and fractal flames.

    pip install torch numpy pillow scikit-learn safetensors
    python train-backbone.py views --photographs clothing-224/train mushrooms --teacher image-model.zip --shards views
    python train-backbone.py train --shards views --minutes 60 --out convolve-mobilenet-v2
    python train-backbone.py measure --folder FOLDER_OF_CLASS_FOLDERS --teacher image-model.zip --out convolve-mobilenet-v2

The mushrooms are `generateSampleSet(folder, { imagesPerClass: 100, seed: 77 })` of src/datasets/sample/sample-set.ts. Views may still be drawn while
the student learns; `--start` goes on from weights. list-training-pictures.ts writes down which photographs were seen.
"""

import argparse, hashlib, io, json, math, os, time, zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

STUDENT_WIDTH, STUDENT_SIZE = 0.5, 128
TEACHER_WIDTH, TEACHER_SIZE = 0.35, 224
# Views in a file, and the weight of the whole picture and of each of its quarters in the loss.
SHARD, PART_WEIGHTS = 2048, torch.tensor([0.6, 0.1, 0.1, 0.1, 0.1])
BLOCKS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


def make_divisible(value):
    rounded = max(8, int(value + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * value else rounded


class ConvolutionAndNorm(nn.Module):
    """Convolution, batch normalization and perhaps ReLU6, with TensorFlow's padding and Keras's names."""

    def __init__(self, names, inputs, outputs, kernel, stride, depthwise=False, activate=True):
        super().__init__()
        self.names, self.kernel, self.stride, self.activate = names, kernel, stride, activate
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, bias=False, groups=inputs if depthwise else 1)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)

    def forward(self, x):
        if self.kernel == 3:
            x = F.pad(x, (1, 1, 1, 1) if self.stride == 1 else (0, 1, 0, 1))
        x = self.norm(self.convolution(x))
        return F.relu6(x) if self.activate else x


class MobileNetV2(nn.Module):
    def __init__(self, width):
        super().__init__()
        channels = make_divisible(32 * width)
        self.stem = ConvolutionAndNorm(("Conv1", "bn_Conv1"), 3, channels, 3, 2)
        self.blocks = nn.ModuleList()
        index = 0
        for expansion, filters, repeats, first_stride in BLOCKS:
            for repeat in range(repeats):
                outputs = make_divisible(filters * width)
                prefix = f"block_{index}_" if index else "expanded_conv_"
                name = lambda part: (f"{prefix}{part}", f"{prefix}{part}_BN")
                stride = first_stride if repeat == 0 else 1
                inner = channels * expansion
                parts = [] if expansion == 1 else [ConvolutionAndNorm(name("expand"), channels, inner, 1, 1)]
                parts.append(ConvolutionAndNorm(name("depthwise"), inner, inner, 3, stride, depthwise=True))
                parts.append(ConvolutionAndNorm(name("project"), inner, outputs, 1, 1, activate=False))
                block = nn.Sequential(*parts)
                block.residual = stride == 1 and channels == outputs
                self.blocks.append(block)
                channels, index = outputs, index + 1
        self.top = ConvolutionAndNorm(("Conv_1", "Conv_1_bn"), channels, 1280, 1, 1)

    def forward(self, x):
        return self.picture(x).mean((2, 3))

    def picture(self, x):
        """The last picture [batch, 1280, height, width], before pooling."""
        x = self.stem(x)
        for block in self.blocks:
            x = x + block(x) if block.residual else block(x)
        return self.top(x)

    def parts(self):
        return [module for module in self.modules() if isinstance(module, ConvolutionAndNorm)]

    def to_keras(self):
        weights = {}
        for part in self.parts():
            convolution, norm = part.names
            kernel = part.convolution.weight.detach().cpu().numpy()
            depthwise = part.convolution.groups > 1
            weights[f"{convolution}/kernel"] = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(2, 3, 1, 0)
            for ours, theirs in (("gamma", part.norm.weight), ("beta", part.norm.bias), ("moving_mean", part.norm.running_mean), ("moving_variance", part.norm.running_var)):
                weights[f"{norm}/{ours}"] = theirs.detach().cpu().numpy()
        return weights

    def from_keras(self, weights):
        for part in self.parts():
            convolution, norm = part.names
            depthwise = part.convolution.groups > 1
            name = f"{convolution}/depthwise_kernel"
            kernel = weights[name if name in weights else f"{convolution}/kernel"]
            part.convolution.weight.data = torch.tensor(kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1)).contiguous()
            part.norm.weight.data, part.norm.bias.data = torch.tensor(weights[f"{norm}/gamma"]), torch.tensor(weights[f"{norm}/beta"])
            part.norm.running_mean, part.norm.running_var = torch.tensor(weights[f"{norm}/moving_mean"]), torch.tensor(weights[f"{norm}/moving_variance"])
        return self.eval()


def read_teacher(path):
    """The MobileNetV2 of a Teachable Machine export, by weight name."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("model.json"))["weightsManifest"]
        data, offset, weights = archive.read("weights.bin"), 0, {}
    for group in manifest:
        for entry in group["weights"]:
            count = math.prod(entry["shape"])
            weights[entry["name"]] = np.frombuffer(data, "<f4", count, offset).reshape(entry["shape"]).copy()
            offset += 4 * count
    return MobileNetV2(TEACHER_WIDTH).from_keras(weights)


# ---------------------------------------------------------------- generated pictures


def coloured_noise(random, size):
    frequency = np.fft.fftfreq(size)
    radius = np.sqrt(frequency[:, None] ** 2 * random.uniform(0.3, 3) + frequency[None] ** 2) + 1 / size
    spectrum = radius ** -random.uniform(0.6, 2.2)
    layers = [np.fft.ifft2(np.fft.fft2(random.standard_normal((size, size))) * spectrum).real for _ in range(3)]
    layers = [(layer - layer.mean()) / (layer.std() + 1e-6) for layer in layers]
    mix = random.standard_normal((3, 3)) * random.uniform(0.2, 1)
    base = random.uniform(0.15, 0.85, 3)
    return np.clip(base + np.stack(layers, -1) @ mix * 0.18, 0, 1)


def shape_mask(random, size):
    yy, xx = np.mgrid[0:size, 0:size] / size - random.uniform(0.05, 0.95, 2)[:, None, None]
    angle, aspect, scale = random.uniform(0, math.pi), random.uniform(0.3, 1), min(0.6, 0.06 / random.uniform(0.08, 1) ** 1.1)
    u, v = (xx * math.cos(angle) + yy * math.sin(angle)) / scale, (yy * math.cos(angle) - xx * math.sin(angle)) / scale / aspect
    kind = random.integers(5)
    if kind == 0:
        distance = np.hypot(u, v)
    elif kind == 1:
        distance = np.maximum(abs(u), abs(v))
    elif kind == 2:
        distance = np.maximum(abs(u) * 0.87 + v * 0.5, -v)
    elif kind == 3:
        distance = np.hypot(u, v) * (1 + 0.3 * np.cos(random.integers(3, 9) * np.arctan2(v, u)))
    else:
        distance = np.maximum(abs(u) * random.uniform(2, 8), abs(v))
    return distance, u, v


def dead_leaves(random, size):
    picture = coloured_noise(random, size)
    palette = random.uniform(0, 1, (random.integers(3, 9), 3))
    for _ in range(random.integers(6, 45)):
        distance, u, v = shape_mask(random, size)
        alpha = np.clip((1 - distance) * size * 0.05, 0, 1)[..., None]
        colour = palette[random.integers(len(palette))] + random.normal(0, 0.06, 3)
        surface = np.broadcast_to(colour, picture.shape)
        style = random.integers(4)
        if style == 1:
            light = np.clip(1 - distance**2, 0, 1) ** 0.5 * random.uniform(0.4, 0.9) + (u * random.normal() + v * random.normal()) * 0.25 + 0.35
            surface = surface * light[..., None] + (np.clip(light - 0.9, 0, 1) * 2)[..., None]
        elif style == 2:
            surface = surface * (0.75 + 0.25 * np.sign(np.sin(u * random.uniform(4, 30) + v * random.uniform(-9, 9))))[..., None]
        elif style == 3:
            surface = surface * 0.6 + coloured_noise(random, size) * 0.5
        picture = picture * (1 - alpha) + surface * alpha
    return np.clip(picture * random.uniform(0.7, 1.2), 0, 1)


def fractal(random, size):
    count = random.integers(2, 6)
    maps = random.uniform(-1, 1, (count, 2, 3))
    weights = abs(np.linalg.det(maps[:, :, :2])) + 0.02
    weights /= weights.sum()
    points = random.uniform(-1, 1, (6000, 2))
    histogram = np.zeros((size, size, 3))
    colours = random.uniform(0, 1, (count, 3))
    for step in range(24):
        chosen = random.choice(count, len(points), p=weights)
        points = np.einsum("nij,nj->ni", maps[chosen, :, :2], points) + maps[chosen, :, 2]
        points = np.where(abs(points) > 1e3, 0, points)
        if step > 4:
            low, high = np.percentile(points, 1, 0), np.percentile(points, 99, 0)
            index = ((points - low) / (high - low + 1e-6) * (size - 1)).astype(int)
            inside = ((index >= 0) & (index < size)).all(1)
            np.add.at(histogram, (index[inside, 0], index[inside, 1]), colours[chosen[inside]])
    light = np.log1p(histogram) / (np.log1p(histogram).max() + 1e-6)
    background = coloured_noise(random, size)
    return np.clip(background * (1 - light.max(-1, keepdims=True)) + light * 1.2, 0, 1)


def draw_picture(seed, size=TEACHER_SIZE):
    random = np.random.default_rng([7, seed])
    draw = [dead_leaves, dead_leaves, dead_leaves, dead_leaves, fractal, coloured_noise][random.integers(6)]
    return (draw(random, size) * 255).astype(np.uint8)


# ---------------------------------------------------------------- views


def photograph_view(task):
    path, seed = task
    random = np.random.default_rng([11, seed])
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    if seed % 5:
        share, aspect = random.uniform(0.12, 1), math.exp(random.uniform(-0.35, 0.35))
        width = min(picture.width, int(math.sqrt(picture.width * picture.height * share) * aspect))
        height = min(picture.height, int(math.sqrt(picture.width * picture.height * share) / aspect))
        left, top = random.integers(picture.width - width + 1), random.integers(picture.height - height + 1)
        picture = picture.rotate(random.normal(0, 12), Image.BILINEAR, fillcolor=(128, 128, 128)) if random.random() < 0.4 else picture
        picture = picture.crop((left, top, left + width, top + height))
    array = np.asarray(picture.resize((TEACHER_SIZE, TEACHER_SIZE), Image.BILINEAR)).astype(np.float32)
    if random.random() < 0.6:
        array = (array - 128) * random.uniform(0.6, 1.3) + 128 * random.uniform(0.7, 1.25)
        array = array * random.uniform(0.8, 1.2, 3).astype(np.float32)
        if random.random() < 0.2:
            array = array[..., random.permutation(3)]
    return np.clip(array, 0, 255).astype(np.uint8)


def make_view(task):
    kind, argument, seed = task
    if kind == "photograph":
        array = photograph_view((argument, seed))
    elif kind == "drawn":
        array = draw_picture(seed)
    else:  # a photograph's piece over a drawn background: more context, same teacher
        random = np.random.default_rng([13, seed])
        array = draw_picture(seed)
        side = random.integers(90, 190)
        piece = np.asarray(Image.fromarray(photograph_view((argument, seed))).resize((side, side), Image.BILINEAR))
        top, left = random.integers(TEACHER_SIZE - side + 1, size=2)
        array[top : top + side, left : left + side] = piece
    picture = Image.fromarray(array)
    if seed % 4 == 0:  # small pictures are common: the teacher sees them enlarged too
        side = int(np.random.default_rng([17, seed]).integers(28, 100))
        picture = picture.resize((side, side), Image.BILINEAR).resize((TEACHER_SIZE, TEACHER_SIZE), Image.BILINEAR)
    return np.asarray(picture), np.asarray(picture.resize((STUDENT_SIZE, STUDENT_SIZE), Image.BILINEAR))


def as_input(pictures):
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def features_of(model, pictures, batch=64):
    return torch.cat([model(as_input(pictures[i : i + batch])) for i in range(0, len(pictures), batch)])


def parts_of(picture):
    """Means of the whole picture and of its four quarters: [batch, 5, channels]."""
    quarters = F.adaptive_avg_pool2d(picture, 2).flatten(2)
    return torch.cat([picture.mean((2, 3))[..., None], quarters], 2).transpose(1, 2)


def list_views(arguments):
    found = (path for folder in arguments.photographs for path in Path(folder).rglob("*"))
    photographs = sorted(str(path) for path in found if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    base = 1_000_000_000 * (arguments.round + 1)
    tasks = [("photograph", path, base + seed * 100003 + index) for index, path in enumerate(photographs) for seed in range(arguments.views)]
    tasks += [("drawn", None, base + 10_000_000 + index) for index in range(arguments.drawn)]
    tasks += [("mixed", photographs[index % len(photographs)], base + 20_000_000 + index) for index in range(arguments.drawn)]
    return [tasks[i] for i in np.random.default_rng(arguments.round).permutation(len(tasks))]


def make_views(arguments):
    """Draws views and asks the teacher about them, shard by shard: `shard-N.npz` with pictures for the student and the teacher's answers."""
    torch.set_num_threads(1)
    teacher, tasks, folder = read_teacher(arguments.teacher), list_views(arguments), Path(arguments.shards)
    folder.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with ProcessPoolExecutor(arguments.processes) as pool:
        for number in range(0, len(tasks) // SHARD):
            small, answers, large = [], [], []
            for large_view, small_view in pool.map(make_view, tasks[number * SHARD : (number + 1) * SHARD], chunksize=16):
                small.append(small_view)
                large.append(large_view)
                if len(large) == 64:
                    with torch.inference_mode():
                        answers.append(parts_of(teacher.picture(as_input(np.stack(large)))).half().numpy())
                    large = []
            target = folder / f"shard-{arguments.round}-{number:03}.npz"
            np.savez(target.with_suffix(".part.npz"), pictures=np.stack(small), answers=np.concatenate(answers))
            os.rename(target.with_suffix(".part.npz"), target)
            print(f"{target.name}: {(number + 1) * SHARD}/{len(tasks)} views, {(number + 1) * SHARD / (time.time() - started):.0f}/s", flush=True)


def read_shards(folder, known):
    """The shards that have come since the last look; views may still be drawn while the student learns."""
    for path in sorted(Path(folder).glob("shard-*-???.npz")):
        if path.name not in known:
            with np.load(path) as shard:
                known[path.name] = shard["pictures"], shard["answers"]
    return known


def distillation_loss(predicted, target, mean, deviation):
    """Centred: what all pictures have in common is most of a pooled feature's length and tells none of them apart."""
    ours, theirs = (predicted - mean) / deviation, (target - mean) / deviation
    cosine = 1 - F.cosine_similarity(ours, theirs, dim=-1)
    return (cosine + 0.1 * (ours - theirs).pow(2).mean(-1)).mul(PART_WEIGHTS).sum(1).mean()


def train(arguments):
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    shards = read_shards(arguments.shards, {})
    held_pictures, held_answers = shards.pop(min(shards))
    held_answers = torch.from_numpy(held_answers[:1024, 0].astype(np.float32))
    held_pictures = held_pictures[:1024]
    answers = np.concatenate([answers for _, answers in shards.values()]).astype(np.float32)
    mean = torch.from_numpy(np.stack([answers[:, 0].mean(0)] + [answers[:, 1:].mean((0, 1))] * 4))
    deviation = torch.from_numpy(np.stack([answers[:, 0].std(0)] + [answers[:, 1:].std((0, 1))] * 4)) + 0.05
    del answers
    held_name = min(read_shards(arguments.shards, {}))
    student = MobileNetV2(STUDENT_WIDTH).to(memory_format=torch.channels_last)
    for module in student.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
    if arguments.start:
        from safetensors.numpy import load_file

        student.from_keras({name: value.astype(np.float32) for name, value in load_file(arguments.start).items()})
        student.to(memory_format=torch.channels_last)
    student.train()
    optimizer = torch.optim.AdamW(student.parameters(), lr=arguments.rate, weight_decay=1e-3)
    averaged = torch.optim.swa_utils.AveragedModel(student, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True)
    batch, step, started, spent = 64, 0, time.time(), 0.0
    random = np.random.default_rng(1)
    while spent < 1:
        shards = {name: shard for name, shard in read_shards(arguments.shards, shards).items() if name != held_name}
        order = [(name, start) for name in shards for start in range(0, SHARD, batch // 4)]
        random.shuffle(order)
        for group in range(0, len(order) - 3, 4):
            spent = min(1.0, (time.time() - started) / (60 * arguments.minutes))
            rate = arguments.rate * min(1, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * spent)) + 1e-6
            for settings in optimizer.param_groups:
                settings["lr"] = rate
            pieces = [(shards[name], slice(start, start + batch // 4)) for name, start in order[group : group + 4]]
            x = as_input(np.concatenate([pictures[part] for (pictures, _), part in pieces]))
            target = torch.from_numpy(np.concatenate([answers[part] for (_, answers), part in pieces]).astype(np.float32))
            if step % 2:
                x, target = x.flip(3), target[:, [0, 2, 1, 4, 3]]
            loss = distillation_loss(parts_of(student.picture(x)), target, mean, deviation)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            averaged.update_parameters(student)
            step += 1
            if step % 200 == 0 or spent >= 1:
                chosen = averaged.module.eval()
                cosine = centred_cosine(chosen, held_pictures, held_answers, mean[0], deviation[0])
                print(f"step {step} {60 * arguments.minutes * spent:.0f} s, {len(shards)} shards, loss {loss.item():.4f}, held-out cosine {cosine:.4f}", flush=True)
                save(arguments, chosen, {"steps": step, "heldOutCentredCosine": round(cosine, 4), "views": len(shards) * SHARD})
            if spent >= 1:
                break


def centred_cosine(student, pictures, targets, mean, deviation):
    ours = (features_of(student, pictures) - mean) / deviation
    return F.cosine_similarity(ours, (targets - mean) / deviation).mean().item()


def save(arguments, student, facts):
    from safetensors.numpy import save_file

    path = Path(f"{arguments.out}.safetensors")
    save_file({name: np.ascontiguousarray(value.astype(np.float16)) for name, value in student.to_keras().items()}, path)
    card = {
        "format": "convolve-backbone",
        "formatVersion": 1,
        "id": "convolve-mobilenet-v2",
        "title": "Convolve MobileNetV2",
        "architecture": "mobilenet-v2",
        "options": {"inputSize": STUDENT_SIZE, "width": STUDENT_WIDTH, "channels": 3},
        "featureLayer": "out_relu",
        "preprocessing": {
            "width": STUDENT_SIZE,
            "height": STUDENT_SIZE,
            "resize": "squash",
            "background": [255, 255, 255],
            "channels": "rgb",
            "divisor": [127.5, 127.5, 127.5],
            "offset": [1, 1, 1],
        },
        "licence": "Apache-2.0",
        "description": "Trained for Convolve by feature distillation: views of CC0 photographs of clothes, of drawn mushrooms and of generated pictures; teacher MobileNetV2 0.35 (Apache-2.0).",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "card": facts,
    }
    Path(f"{arguments.out}.json").write_text(json.dumps(card, indent=2) + "\n")


# ---------------------------------------------------------------- measuring


def class_folders(root):
    items, classes = [], sorted(path.name for path in Path(root).iterdir() if path.is_dir())
    for label, name in enumerate(classes):
        items += [(str(path), label) for path in sorted((Path(root) / name).rglob("*")) if path.suffix.lower() in (".jpg", ".jpeg", ".png")]
    return items


def probe(train_features, train_labels, test_features, test_labels):
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train_features)
    model = LogisticRegression(C=0.01, max_iter=500).fit(scaler.transform(train_features), train_labels)
    return model.score(scaler.transform(test_features), test_labels)


def measure(arguments):
    """Linear-probe accuracy: a folder with train and test folders, or class folders cut in two by index."""
    root = Path(arguments.folder)
    if (root / "train").is_dir():
        sets = class_folders(root / "train"), class_folders(root / "test")
    else:
        items = class_folders(root)
        sets = [item for index, item in enumerate(items) if index % 3], [item for index, item in enumerate(items) if index % 3 == 0]
    torch.manual_seed(0)
    random_student = MobileNetV2(STUDENT_WIDTH)
    for module in random_student.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
    student = MobileNetV2(STUDENT_WIDTH)
    from safetensors.numpy import load_file

    student.from_keras({name: value.astype(np.float32) for name, value in load_file(f"{arguments.out}.safetensors").items()})

    def load(items, size):
        return np.stack([np.asarray(Image.open(path).convert("RGB").resize((size, size), Image.BILINEAR)) for path, _ in items])

    labels = [np.array([label for _, label in items]) for items in sets]
    random_student.train()
    with torch.no_grad():
        random_student(as_input(load(sets[0][:256], STUDENT_SIZE)))
    for name, model, size in (("random", random_student.eval(), STUDENT_SIZE), ("built-in", student, STUDENT_SIZE), ("teacher", read_teacher(arguments.teacher), TEACHER_SIZE)):
        train_features, test_features = (features_of(model, load(items, size)).numpy() for items in sets)
        print(f"{root.name} {name}: {probe(train_features, labels[0], test_features, labels[1]):.4f} ({len(labels[0])} train, {len(labels[1])} test)", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=["views", "train", "measure"])
    parser.add_argument("--photographs", nargs="+", help="views: folders of photographs to learn from")
    parser.add_argument("--shards", help="views, train: folder of the drawn views")
    parser.add_argument("--round", type=int, default=0, help="views: other seeds for more views")
    parser.add_argument("--views", type=int, default=8, help="views: number for each photograph")
    parser.add_argument("--drawn", type=int, default=6000, help="views: drawn pictures, and as many with a piece of a photograph")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--start", help="train: weights to go on from, instead of random ones")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--folder", help="measure: folder with train and test folders, or class folders cut in two by index")
    parser.add_argument("--teacher", help="Teachable Machine export with MobileNetV2 0.35")
    parser.add_argument("--out", help="path of the backbone without ending")
    arguments = parser.parse_args()
    {"views": make_views, "train": train, "measure": measure}[arguments.act](arguments)


if __name__ == "__main__":
    main()
