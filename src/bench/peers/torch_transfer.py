"""
The recipe of pytorch.org's transfer learning tutorial, "ConvNet as fixed feature extractor", the faster of its two: 25 epochs of
SGD(0.001, momentum 0.9) on a fresh linear layer, batches of 4, the rate divided by ten every 7 epochs, random resized crops and flips,
validation on resized centre crops. Only the base, its weights, the pictures and their normalisation are the benchmark's.
"""

import math
import os
import random

import numpy as np
import torch
from network_files import Workload
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torch_network import GraphNetwork
from transfer_data import normalisation, open_picture, read_lists

EPOCHS = 25
BATCH = 4
THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])


def run_transfer(request, layout):
    torch.manual_seed(request["seed"])
    random.seed(request["seed"])
    workload = Workload(request["folder"])
    classes, sides = read_lists(request["pictures"])
    values = normalisation(request["folder"])
    size = workload.shape[0]
    loaders = {
        side: DataLoader(
            Pictures(*sides[side], size, values, is_random=side == "train"),
            batch_size=BATCH,
            shuffle=side == "train",
            num_workers=THREADS,
            persistent_workers=True,
        )
        for side in ("train", "validation")
    }
    base = GraphNetwork(workload, workload.feature_layer, logits=False)
    base.requires_grad_(False)
    width = base.eval()(torch.zeros(1, 3, size, size)).shape[1]
    model = nn.Sequential(
        base, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, len(classes))
    ).to(memory_format=layout)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model[-1].parameters(), lr=0.001, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
    for epoch in range(EPOCHS):
        model.train()
        for pictures, labels in loaders["train"]:
            optimizer.zero_grad()
            loss = criterion(model(pictures.contiguous(memory_format=layout)), labels)
            loss.backward()
            optimizer.step()
        scheduler.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for pictures, labels in loaders["validation"]:
                scores = model(pictures.contiguous(memory_format=layout))
                correct += int((scores.argmax(1) == labels).sum())
        accuracy = correct / len(sides["validation"][0])
        request["tell"]({"phase": "head", "epoch": epoch + 1, "accuracy": accuracy})


class Pictures(Dataset):
    """What torchvision's ImageFolder and transforms do in the tutorial, in a few lines, so that torchvision is not needed."""

    def __init__(self, paths, labels, size, values, is_random):
        self.paths, self.labels = paths, labels
        self.size, self.values, self.is_random = size, values, is_random

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        picture = open_picture(self.paths[index])
        picture = self.random_view(picture) if self.is_random else self.centre(picture)
        divisor, offset = self.values
        pixels = np.asarray(picture, dtype=np.float32) / divisor - offset
        return torch.from_numpy(pixels.transpose(2, 0, 1).copy()), int(self.labels[index])

    def random_view(self, picture):
        """A crop of 8 to 100 % of the area and 3:4 to 4:3, flipped half the time."""
        width, height = picture.size
        box = (0, 0, width, height)
        for _ in range(10):
            area = width * height * random.uniform(0.08, 1.0)
            ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
            wide, high = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < wide <= width and 0 < high <= height:
                left, top = random.randint(0, width - wide), random.randint(0, height - high)
                box = (left, top, left + wide, top + high)
                break
        view = picture.resize((self.size, self.size), Image.Resampling.BILINEAR, box=box)
        return view.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.random() < 0.5 else view

    def centre(self, picture):
        """The shorter side to 256 of 224, then the middle."""
        width, height = picture.size
        scale = self.size * 256 / 224 / min(width, height)
        picture = picture.resize((round(width * scale), round(height * scale)), Image.Resampling.BILINEAR)
        left, top = (picture.width - self.size) // 2, (picture.height - self.size) // 2
        return picture.crop((left, top, left + self.size, top + self.size))
