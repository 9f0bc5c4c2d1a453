import type { MeasureKind } from "./measures.ts";
import { BENCH_NETWORKS, type BenchNetworkId } from "./networks.ts";

/** One table of the report. */
export interface BenchCase {
  /** `mobilenet-v2-224/train`: what `--only` is matched with. */
  readonly id: string;
  readonly title: string;
  readonly network: BenchNetworkId | null;
  readonly work: MeasureKind | "decode" | "cold-start" | "transfer";
  /** About, with every peer, on two cores: for the time that is left. */
  readonly expectedSeconds: number;
  /** Part of `--quick`. */
  readonly isQuick: boolean;
}

/** tune-third stands for both of its rows. */
type ListedKind = Exclude<MeasureKind, "tune-third-cached">;

const KIND_TITLES: Readonly<Record<ListedKind | "cold-start", string>> = {
  features: "frozen features",
  train: "training step, all layers, normalization in training mode",
  "tune-all": "fine-tuning step, all layers, normalization in inference mode",
  "tune-third": "fine-tuning step, top third, normalization in inference mode",
  head: "head only, 1,000 images × 10 epochs",
  "cold-start": "cold start to the first prediction",
};

const EXPECTED_SECONDS: Readonly<
  Record<BenchNetworkId, Readonly<Record<ListedKind | "cold-start", number>>>
> = {
  "mobilenet-v2-224": {
    features: 45,
    train: 90,
    "tune-all": 80,
    "tune-third": 50,
    head: 45,
    "cold-start": 40,
  },
  "mobilenet-v2-96": {
    features: 20,
    train: 30,
    "tune-all": 30,
    "tune-third": 25,
    head: 15,
    "cold-start": 35,
  },
  "resnet-18-64": {
    features: 25,
    train: 60,
    "tune-all": 60,
    "tune-third": 40,
    head: 30,
    "cold-start": 35,
  },
  "lenet-5-32": {
    features: 8,
    train: 8,
    "tune-all": 8,
    "tune-third": 8,
    head: 8,
    "cold-start": 30,
  },
};
const QUICK_NETWORKS: readonly BenchNetworkId[] = [
  "mobilenet-v2-96",
  "lenet-5-32",
];
const QUICK_KINDS: readonly string[] = ["features", "train"];

/** Every case in the order in which they are measured. */
export function listCases(): BenchCase[] {
  const networks = Object.keys(BENCH_NETWORKS) as BenchNetworkId[];
  return [
    {
      id: "decode",
      title: "Decode and resize to 224 px",
      network: null,
      work: "decode",
      expectedSeconds: 20,
      isQuick: false,
    },
    ...networks.flatMap(networkCases),
    {
      id: "transfer",
      title: "Transfer learning, from files to Keras's final accuracy",
      network: null,
      work: "transfer",
      expectedSeconds: 220,
      isQuick: false,
    },
  ];
}

/**
 * The cases that are wanted.
 * @param only parts of ids; a case is measured when one of them is in its id. Empty: all, or those of the quick run
 */
export function chooseCases(
  only: readonly string[],
  isQuick: boolean,
): BenchCase[] {
  if (only.length > 0) {
    return listCases().filter(({ id }) =>
      only.some((part) => id.includes(part)),
    );
  }
  return listCases().filter((entry) => !isQuick || entry.isQuick);
}

function networkCases(network: BenchNetworkId): BenchCase[] {
  const expected = EXPECTED_SECONDS[network];
  const kinds = Object.keys(expected) as (ListedKind | "cold-start")[];
  return kinds
    .filter((kind) => hasNormalization(network) || kind !== "tune-all")
    .map((kind) => ({
      id: `${network}/${kind}`,
      title: `${BENCH_NETWORKS[network].title}: ${KIND_TITLES[kind]}`,
      network,
      work: kind,
      expectedSeconds: expected[kind],
      isQuick: QUICK_NETWORKS.includes(network) && QUICK_KINDS.includes(kind),
    }));
}

/** Without it, fine-tuning all layers is the training step again. */
function hasNormalization(network: BenchNetworkId): boolean {
  return network !== "lenet-5-32";
}
