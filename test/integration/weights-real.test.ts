import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { openZip } from "#engine/models/weights/zip-archive.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

const TEACHABLE = testDataPath(
  "weights",
  "teachable-machine",
  "image-model.zip",
);
const PICTURES = testDataPath(
  "weights",
  "teachable-machine",
  "image-model-data.zip",
);
const ORACLE = testDataPath("oracles", "reference-outputs");

interface Oracle {
  readonly images: Readonly<
    Record<
      string,
      {
        readonly mobilenet_v1_025_224_top5: readonly (readonly [
          number,
          string,
          number,
        ])[];
        readonly darknet_tiny_top5: readonly (readonly [
          number,
          string,
          number,
        ])[];
        readonly tm_mobilenetv2_035_gap1280: {
          readonly first10: readonly number[];
          readonly mean: number;
          readonly l2: number;
        };
      }
    >
  >;
  readonly teachable_machine_image_model_on_its_own_data: Readonly<
    Record<string, readonly [number, number]>
  >;
}

function readOracle(): Oracle {
  return JSON.parse(readFileSync(`${ORACLE}/expected.json`, "utf8")) as Oracle;
}

/** A picture of exactly the input size, −1 to 1. */
async function exactPicture(source: string | Uint8Array): Promise<Tensor> {
  const { data, info } = await sharp(source)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tensor(
    [1, info.height, info.width, 3],
    Float32Array.from(data, (value) => value / 127.5 - 1),
  );
}

describe.skipIf(!hasTestData("weights", "teachable-machine"))(
  "the Teachable Machine model",
  () => {
    it("gives 22 of 22 right on its own pictures, with the reference's probabilities", async () => {
      const expected =
        readOracle().teachable_machine_image_model_on_its_own_data;
      const { graph, weights, labels } = await loadModelFile(TEACHABLE);
      expect(labels).toEqual(["Class 1", "Class 2"]);
      const forward = await createOnnxExecutor().createForward({
        graph,
        weights,
      });
      const archive = await openZip(PICTURES);
      let right = 0;
      for (const [path, probabilities] of Object.entries(expected)) {
        const output = await forward.run(
          await exactPicture(await archive.read(path, 1e6)),
        );
        const [first = 0, second = 0] = output.get(graph.output)?.data ?? [];
        expect(Math.abs(first - probabilities[0])).toBeLessThan(1e-3);
        if (labels?.[first > second ? 0 : 1] === path.split("/")[0]) right++;
      }
      expect(right).toBe(22);
      await archive.close();
      await forward.dispose();
    });

    it("is cut at its pooling layer into MobileNetV2's features, as the reference computed them", async () => {
      const backbone = await loadBackbone(TEACHABLE);
      expect(backbone.graph.output).toBe("out_relu");
      expect(countParameters(backbone.graph).total).toBe(410_208);
      expect(
        fineTuningBlocks(backbone.graph)
          .map((block) => block.name)
          .slice(0, 3),
      ).toEqual(["Conv_1", "block_16", "block_15"]);
      const forward = await createOnnxExecutor().createForward(backbone);
      for (const [
        name,
        { tm_mobilenetv2_035_gap1280: wanted },
      ] of Object.entries(readOracle().images)) {
        const output = await forward.run(
          await exactPicture(`${ORACLE}/${name}`),
        );
        const features = pooled(output.get("out_relu") as Tensor);
        wanted.first10.forEach((value, index) => {
          expect(Math.abs((features[index] as number) - value)).toBeLessThan(
            1e-3,
          );
        });
        const mean =
          features.reduce((sum, value) => sum + value, 0) / features.length;
        expect(Math.abs(mean - wanted.mean)).toBeLessThan(1e-3);
        const length = Math.hypot(...features);
        expect(Math.abs(length - wanted.l2) / wanted.l2).toBeLessThan(1e-3);
      }
      await forward.dispose();
    });

    it("gives the same through TensorFlow.js", async () => {
      const backbone = await loadBackbone(TEACHABLE);
      const input = await exactPicture(`${ORACLE}/cat_224.png`);
      const forward = await createTfjsExecutor({
        backend: "cpu",
      }).createForward(backbone);
      const features = pooled(
        (await forward.run(input)).get("out_relu") as Tensor,
      );
      const wanted =
        readOracle().images["cat_224.png"]?.tm_mobilenetv2_035_gap1280
          .first10 ?? [];
      expect(wanted).toHaveLength(10);
      wanted.forEach((value, index) => {
        expect(Math.abs((features[index] as number) - value)).toBeLessThan(
          1e-3,
        );
      });
      await forward.dispose();
    });

    it("takes a new head", async () => {
      const { graph } = await loadBackbone(TEACHABLE);
      expect(countParameters(withHead(graph, 10)).total).toBe(410_208 + 12_810);
    });
  },
);

describe.skipIf(!hasTestData("weights", "mobilenet_v1_025_224"))(
  "MobileNet v1 in 55 shards",
  () => {
    it("knows the six pictures as the reference does", async () => {
      const { graph, weights, labels } = await loadModelFile(
        testDataPath("weights", "mobilenet_v1_025_224"),
      );
      expect(labels).toHaveLength(1000);
      const forward = await createOnnxExecutor().createForward({
        graph,
        weights,
      });
      for (const [name, { mobilenet_v1_025_224_top5: top }] of Object.entries(
        readOracle().images,
      )) {
        const output = await forward.run(
          await exactPicture(`${ORACLE}/${name}`),
        );
        const probabilities =
          output.get(graph.output)?.data ?? new Float32Array();
        for (const [index, , probability] of top) {
          expect(
            Math.abs((probabilities[index] as number) - probability),
          ).toBeLessThan(1e-3);
        }
      }
      await forward.dispose();
    });
  },
);

describe.skipIf(!hasTestData("weights", "darknet_tiny"))("Tiny Darknet", () => {
  it("knows the six pictures as the reference does, through its leaky rectifiers", async () => {
    const { graph, weights } = await loadModelFile(
      testDataPath("weights", "darknet_tiny"),
    );
    const forward = await createOnnxExecutor().createForward({
      graph,
      weights,
    });
    for (const [name, { darknet_tiny_top5: top }] of Object.entries(
      readOracle().images,
    )) {
      // This network was trained on x / 255.
      const { shape, data } = await exactPicture(`${ORACLE}/${name}`);
      const output = await forward.run(
        tensor(
          shape,
          data.map((value) => (value + 1) / 2),
        ),
      );
      const probabilities = softmax(
        output.get(graph.output)?.data ?? new Float32Array(),
      );
      for (const [index, , probability] of top) {
        expect(
          Math.abs((probabilities[index] as number) - probability),
        ).toBeLessThan(1e-3);
      }
    }
    await forward.dispose();
  });
});

describe.skipIf(
  !hasTestData("weights", "cifar10_resnet8") ||
    !hasTestData("datasets", "cifar10-sample"),
)("ResNet-8 in an .h5 file of Keras 2, optimizer and all", () => {
  it("knows CIFAR-10 as well as the same file in Keras: 772 of 1,000 undisputed pictures, 858 of all 1,275", async () => {
    const model = await loadModelFile(
      testDataPath("weights", "cifar10_resnet8", "pretrainedResnet.h5"),
    );
    expect(model.featureLayer).toBe("activation_6");
    const folder = testDataPath("datasets", "cifar10-sample");
    const index = JSON.parse(readFileSync(`${folder}/index.json`, "utf8")) as {
      file: string;
      given: string;
      flagged: boolean;
    }[];
    const classes = [...new Set(index.map(({ given }) => given))].toSorted();
    const forward = await createOnnxExecutor().createForward(model);
    let [right, undisputed] = [0, 0];
    for (const { file, given, flagged } of index) {
      // The file does not say so, but this network was trained on pixels from 0 to 255.
      const { shape, data } = await exactPicture(`${folder}/${file}`);
      const pixels = data.map((value) => (value + 1) * 127.5);
      const output = await forward.run(tensor(shape, pixels));
      const scores = [...(output.get(model.graph.output)?.data ?? [])];
      const answer = classes[scores.indexOf(Math.max(...scores))];
      if (answer !== given) continue;
      right++;
      if (!flagged) undisputed++;
    }
    await forward.dispose();
    expect(Math.abs(undisputed - 772)).toBeLessThanOrEqual(2);
    expect(Math.abs(right - 858)).toBeLessThanOrEqual(2);
  });
});

function softmax(scores: Float32Array): number[] {
  const largest = scores.reduce((most, score) => Math.max(most, score));
  const powers = Array.from(scores, (score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}

/** Mean over height and width of a [1, height, width, channels] value. */
function pooled({ shape, data }: Tensor): number[] {
  const channels = shape.at(-1) ?? 1;
  const positions = data.length / channels;
  const sums = Array.from({ length: channels }, () => 0);
  data.forEach((value, index) => {
    sums[index % channels] =
      (sums[index % channels] as number) + value / positions;
  });
  return sums;
}
