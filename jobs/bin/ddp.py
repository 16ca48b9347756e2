#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The yardstick: PyTorch's DistributedDataParallel on Fashion-MNIST, gloo, one thread a process."""
import argparse
import gzip
import os
import random
import time

os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 20, 5)
        self.second = nn.Conv2d(20, 50, 5)
        self.hidden = nn.Linear(800, 500)
        self.output = nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.first(x), 2))
        x = F.relu(F.max_pool2d(self.second(x), 2))
        return self.output(F.relu(self.hidden(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)
        self.stride = stride
        self.more = channels - channels_in

    def forward(self, x):
        y = self.second_norm(self.second(F.relu(self.first_norm(self.first(x)))))
        shortcut = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))
        return F.relu(y + shortcut)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
        channels_in = 16
        for channels in (16, 32, 64):
            for block in range(3):
                stride = 2 if channels > 16 and block == 0 else 1
                layers.append(Block(channels_in, channels, stride))
                channels_in = channels
        self.body = nn.Sequential(*layers)
        self.output = nn.Linear(64, 10)

    def forward(self, x):
        return self.output(self.body(x).mean((2, 3)))


def idx(folder, name, header):
    with gzip.open(os.path.join(folder, name + ".gz")) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def load(folder, name):
    images = idx(folder, name + "-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    labels = idx(folder, name + "-labels-idx1-ubyte", 8)
    pixels = (torch.from_numpy(images.astype(numpy.float32)) / 255 - 0.2860) / 0.3530
    return pixels, torch.from_numpy(labels.astype(numpy.int64))


def work(rank, options):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    os.environ["MASTER_ADDR"] = "127.0.0.1"
    os.environ["MASTER_PORT"] = str(options.port)
    dist.init_process_group("gloo", rank=rank, world_size=options.processes)
    model = LeNet() if options.network == "lenet" else ResNet20()
    trained = nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(trained.parameters(), lr=0.05, momentum=0.9)
    images, labels = load(options.data, "train")
    images, labels = images[: options.images], labels[: options.images]
    pause, share = options.straggler.split(":") if options.straggler else ("0", "0")
    slow = random.Random(1)
    batch = options.batch
    for epoch in range(options.epochs):
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(epoch))
        own = order[rank :: options.processes]
        steps = len(images) // options.processes // batch
        dist.barrier()
        start = time.time()
        for step in range(steps):
            if rank == 0 and slow.random() < float(share):
                time.sleep(float(pause.replace("ms", "")) / 1000)
            chosen = own[step * batch : (step + 1) * batch]
            optimizer.zero_grad()
            F.cross_entropy(trained(images[chosen]), labels[chosen]).backward()
            optimizer.step()
        dist.barrier()
        seconds = time.time() - start
        if rank == 0:
            rate = steps * batch * options.processes / seconds
            print("ddp images/s %.0f" % rate, flush=True)
    if rank == 0 and options.evaluate:
        images, labels = load(options.data, "t10k")
        model.eval()
        with torch.no_grad():
            found = torch.cat([model(part).argmax(1) for part in images.split(500)])
        print("ddp accuracy %.4f" % (found == labels).float().mean().item(), flush=True)
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=["lenet", "resnet20"], default="lenet")
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--images", type=int, default=60000)
    parser.add_argument("--straggler", default="", help="MSms:SHARE, of the first process")
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--port", type=int, default=29517)
    parsed = parser.parse_args()
    mp.spawn(work, args=(parsed,), nprocs=parsed.processes)
