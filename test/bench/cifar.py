"""The same training as cifar.ts in PyTorch: the peer's curve for resnet-cifar-20.

    pip install torch numpy pillow
    python cifar.py FOLDER [--epochs 6] [--threads 2]
"""

import argparse, json, math, time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

MEAN, DEVIATION = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.stride = 1 if inputs == outputs else 2
        self.added = outputs - inputs
        self.first, self.first_norm = nn.Conv2d(inputs, outputs, 3, self.stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.second, self.second_norm = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.second_norm(self.second(F.relu(self.first_norm(self.first(x)))))
        shortcut = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.added // 2, self.added - self.added // 2))
        return F.relu(y + shortcut)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        widths = [16] * 3 + [32] * 3 + [64] * 3
        self.blocks = nn.Sequential(*[Block(a, b) for a, b in zip([16] + widths, widths)])
        self.head = nn.Linear(64, 10)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.norm(self.stem(x)))).mean((2, 3)))


def read(folder):
    classes = sorted(path.name for path in folder.iterdir())
    items = [(path, label) for label, name in enumerate(classes) for path in sorted((folder / name).iterdir())]
    return torch.from_numpy(np.stack([np.asarray(Image.open(path).convert("RGB")) for path, _ in items])), torch.tensor([label for _, label in items])


def as_input(pictures):
    x = (pictures.float() / 255 - MEAN) / DEVIATION
    return x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def augmented(pictures, random):
    """Shifts of at most 4 pixels with mirrored edges, and flips, picture by picture."""
    padded = F.pad(pictures.permute(0, 3, 1, 2).float(), (4, 4, 4, 4), mode="reflect").permute(0, 2, 3, 1)
    tops, lefts = random.integers(0, 9, (2, len(pictures)))
    views = [padded[i, tops[i] : tops[i] + 32, lefts[i] : lefts[i] + 32] for i in range(len(pictures))]
    return torch.stack([view.flip(1) if random.random() < 0.5 else view for view in views])


def accuracy(model, pictures, labels):
    model.eval()
    with torch.inference_mode():
        right = sum((model(as_input(pictures[i : i + 256])).argmax(1) == labels[i : i + 256]).sum().item() for i in range(0, len(labels), 256))
    model.train()
    return right / len(labels)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    pictures, labels = read(arguments.folder / "train")
    test_pictures, test_labels = read(arguments.folder / "test")
    order = random.permutation(len(labels))
    held, learned = order[: len(order) // 25], order[len(order) // 25 :]
    model = ResNet20().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    steps, step, started = arguments.epochs * math.ceil(len(learned) / 128), 0, time.time()
    for epoch in range(arguments.epochs):
        learned = random.permutation(learned)
        for start in range(0, len(learned), 128):
            chosen = torch.from_numpy(learned[start : start + 128])
            for group in optimizer.param_groups:
                group["lr"] = 0.05 * (1 + math.cos(math.pi * step / steps))
            loss = F.cross_entropy(model(as_input(augmented(pictures[chosen], random))), labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
        held_accuracy = accuracy(model, pictures[held], labels[held])
        print(json.dumps({"epoch": epoch + 1, "seconds": round(time.time() - started, 1), "validationAccuracy": held_accuracy}), flush=True)
    print(json.dumps({"testError": 1 - accuracy(model, test_pictures, test_labels), "seconds": round(time.time() - started, 1)}))


if __name__ == "__main__":
    main()
