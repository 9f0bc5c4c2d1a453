import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  drawBenchPictures,
  readBenchPictures,
  writePictureLists,
  type BenchPictures,
} from "./bench-pictures.ts";
import type { PresentDevice } from "./bench-devices.ts";
import type { BenchCase } from "./cases.ts";
import { listColdStarts, measureColdStarts } from "./cold-start.ts";
import type { PeerPython } from "./find-python.ts";
import { BENCH_NETWORKS, type BenchNetworkId } from "./networks.ts";
import type { BenchOptions } from "./options.ts";
import type { BenchResult } from "./results.ts";
import { SideProcess } from "./side-process.ts";
import {
  hasKeras,
  listSides,
  nodeCommand,
  pythonCommand,
  type Side,
} from "./sides.ts";
import {
  FULL_PACE,
  measureInTurn,
  QUICK_PACE,
  speedRequest,
  type CaseDescription,
  type Contender,
} from "./speed-case.ts";
import { measureTransfer, transferSides } from "./transfer-case.ts";

const SHORT_LIMIT_MS = 120_000;
const DECODE_SIZE = 224;
const DECODED_FILES = 200;
const COLD_START_ROUNDS = 2;

/** The cases one after the other; sides of a network stay alive for all of its cases, and end before the next. */
export class BenchRun {
  readonly #options: BenchOptions;
  readonly #python: PeerPython | undefined;
  readonly #folder: string;
  readonly #sides: readonly Side[];
  readonly #processes = new Map<string, SideProcess>();
  #network: BenchNetworkId | null = null;
  #pictures: BenchPictures | undefined;

  private constructor(
    options: BenchOptions,
    python: PeerPython | undefined,
    folder: string,
    sides: readonly Side[],
  ) {
    this.#options = options;
    this.#python = python;
    this.#folder = folder;
    this.#sides = sides;
  }

  /** Looks for our devices; everything that is written goes into a temporary folder. */
  static async open(
    options: BenchOptions,
    python: PeerPython | undefined,
  ): Promise<BenchRun> {
    const { threads } = options;
    const probe = new SideProcess(
      nodeCommand("Convolve", "convolve-side", threads),
    );
    const devices = await probe.ask<PresentDevice[]>(
      "devices",
      {},
      { timeoutMs: SHORT_LIMIT_MS },
    );
    await probe.close();
    const sides = listSides(devices, python, threads);
    const folder = await mkdtemp(join(tmpdir(), "convolve-bench-"));
    return new BenchRun(options, python, folder, sides);
  }

  async measure(entry: BenchCase): Promise<BenchResult> {
    if (entry.work === "decode") return this.#measureDecode(entry);
    if (entry.work === "transfer") return this.#measureTransfer(entry);
    const network = entry.network as BenchNetworkId;
    await this.#switchTo(network);
    if (entry.work === "cold-start") return this.#measureColdStart(entry);
    const kinds =
      entry.work === "tune-third"
        ? (["tune-third", "tune-third-cached"] as const)
        : [entry.work];
    const contenders: Contender[] = [];
    for (const kind of kinds) {
      for (const side of this.#sides) {
        if (!side.measures.includes(kind)) continue;
        const isCached = kind === "tune-third-cached";
        contenders.push(
          speedRequest(
            isCached
              ? { ...side, title: `${side.title}, lower part cached` }
              : side,
            await this.#process(side, isCached ? ":cached" : ""),
            kind,
            this.#networkFolder(network),
            BENCH_NETWORKS[network],
          ),
        );
      }
    }
    return measureInTurn(
      { ...describe(entry), unit: entry.work === "head" ? "s" : "images/s" },
      contenders,
      this.#pace(),
    );
  }

  /** Ends every side and removes what was written. */
  async close(): Promise<void> {
    await this.#endSides();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #measureDecode(entry: BenchCase): Promise<BenchResult> {
    const { train, validation } = await this.#readPictures();
    const files = [...train, ...validation]
      .slice(0, DECODED_FILES)
      .map(([path]) => path);
    const { threads } = this.#options;
    const python = this.#python;
    const request = { kind: "decode", files, size: DECODE_SIZE };
    const commands = [
      { id: "convolve", ...nodeCommand("Convolve", "convolve-side", threads) },
      ...(python?.versions["pillow"]
        ? [
            {
              id: "pillow",
              ...pythonCommand("Pillow", python, "serve.py", threads, [
                "pictures",
              ]),
            },
          ]
        : []),
      ...(python?.versions["torchvision"]
        ? [
            {
              id: "torchvision",
              ...pythonCommand("torchvision", python, "serve.py", threads, [
                "pictures",
              ]),
            },
          ]
        : []),
      ...(python && hasKeras(python)
        ? [
            {
              id: "tensorflow",
              ...pythonCommand(
                "tf.data, as Keras reads",
                python,
                "serve.py",
                threads,
                ["keras"],
              ),
            },
          ]
        : []),
    ];
    const contenders = commands.map(({ id, ...command }): Contender => {
      const child = new SideProcess(command);
      this.#processes.set(`decode:${id}`, child);
      return {
        side: { id, title: command.title },
        process: child,
        request: { ...request, library: id },
        toValue: (ms) => (1000 * files.length) / ms,
        ...(id === "tensorflow"
          ? { note: "resizes without antialias, as Keras does unless asked" }
          : {}),
      };
    });
    const result = await measureInTurn(
      { ...describe(entry), unit: "images/s" },
      contenders,
      this.#pace(),
    );
    await this.#endSides();
    return result;
  }

  async #measureColdStart(entry: BenchCase): Promise<BenchResult> {
    const folder = this.#networkFolder(entry.network as BenchNetworkId);
    const { validation } = await this.#readPictures();
    const picture = validation[0]?.[0] ?? "";
    for (const id of ["keras", "onnxruntime"]) {
      const side = this.#sides.find((known) => known.id === id);
      if (!side) continue;
      const child = await this.#process(side);
      // What cannot be saved shows in the row of its cold start.
      await child
        .ask("save", { folder }, { timeoutMs: SHORT_LIMIT_MS })
        .catch(() => undefined);
    }
    return measureColdStarts(
      { ...describe(entry), unit: "s" },
      listColdStarts(this.#python, this.#options.threads, folder, picture),
      this.#options.isQuick ? 1 : COLD_START_ROUNDS,
    );
  }

  async #measureTransfer(entry: BenchCase): Promise<BenchResult> {
    await this.#endSides();
    const pictures = await this.#readPictures();
    const lists = join(this.#folder, "pictures.json");
    await writePictureLists(lists, pictures);
    const backbone = this.#options.backbone ?? null;
    const backboneFolder = join(this.#folder, "backbone");
    await mkdir(backboneFolder, { recursive: true });
    await this.#write("writeBackbone", { folder: backboneFolder, backbone });
    const result = await measureTransfer(
      {
        ...describe(entry),
        title: `${entry.title} (${pictures.name}: ${pictures.train.length} training, ${pictures.validation.length} validation pictures)`,
        unit: "s",
      },
      {
        sides: transferSides(this.#sides, this.#python),
        pictures: lists,
        backbone,
        backboneFolder,
        newFolder: () => mkdtemp(join(this.#folder, "project-")),
        seed: this.#options.seed,
      },
    );
    return result;
  }

  async #switchTo(network: BenchNetworkId): Promise<void> {
    if (this.#network === network) return;
    await this.#endSides();
    this.#network = network;
    const folder = this.#networkFolder(network);
    await mkdir(folder, { recursive: true });
    await this.#write("writeWorkload", { folder, network });
  }

  /** Makes files for all sides, in a process of its own, so that no side's memory is that of the preparation. */
  async #write(
    what: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const writer = new SideProcess(
      nodeCommand("Convolve", "convolve-side", this.#options.threads),
    );
    const limit = { timeoutMs: SHORT_LIMIT_MS };
    try {
      await writer.ask("open", { device: "onnx:cpu" }, limit);
      await writer.ask(what, parameters, limit);
    } finally {
      await writer.close();
    }
  }

  /** The side's process, started when it is first needed. */
  async #process(side: Side, suffix = ""): Promise<SideProcess> {
    const key = side.id + suffix;
    const known = this.#processes.get(key);
    if (known?.isAlive) return known;
    const child = new SideProcess(side.command);
    this.#processes.set(key, child);
    if (side.device !== null) {
      // A device that does not open shows as an error in the side's rows.
      await child
        .ask("open", { device: side.device }, { timeoutMs: SHORT_LIMIT_MS })
        .catch(() => undefined);
    }
    return child;
  }

  async #endSides(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((one) => one.close()));
    this.#processes.clear();
    this.#network = null;
  }

  async #readPictures(): Promise<BenchPictures> {
    const { data, isQuick } = this.#options;
    this.#pictures ??=
      data === undefined
        ? await drawBenchPictures(
            join(this.#folder, "pictures"),
            isQuick ? 4 : undefined,
          )
        : await readBenchPictures(data, data.split(/[\\/]/).at(-1) ?? data);
    return this.#pictures;
  }

  #networkFolder(network: BenchNetworkId): string {
    return join(this.#folder, network);
  }

  #pace() {
    return this.#options.isQuick ? QUICK_PACE : FULL_PACE;
  }
}

function describe({
  id,
  title,
}: BenchCase): Pick<CaseDescription, "id" | "title"> {
  return { id, title };
}
