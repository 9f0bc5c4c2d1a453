import type {
  PictureModel,
  Snippet,
  TextModel,
} from "#engine/export/export-types.ts";
import {
  pictureModelFacts,
  sampleFacts,
  textModelFacts,
} from "./readme-parts.ts";

/** README.md beside an ONNX model of pictures. */
export function onnxReadme(model: PictureModel, snippet: Snippet): string {
  const [height, width, channels] = model.graph.input.shape;
  return `${pictureModelFacts(model)}

## Files

| file | what |
|---|---|
| \`model.onnx\` | \`picture\` uint8 [1, height, width, 3], any size, RGB → \`probabilities\` float32 [1, ${model.labels.length}]; preprocessing inside (operator set 18, Resize with antialias: onnxruntime 1.15 or later) |
| \`model-fixed.onnx\` | \`input\` float32 [batch, ${height}, ${width}, ${channels}], already preprocessed → \`probabilities\`; for runtimes that cannot resize |
| \`labels.txt\`, \`labels.json\` | class names in the order of the probabilities; also in the models' metadata |

## Use

Python (\`pip install onnxruntime pillow numpy\`):

\`\`\`${snippet.language}
${snippet.code.trimEnd()}
\`\`\`

Node (\`npm install onnxruntime-node sharp\`): see \`check.mjs\`.

## Check

\`\`\`
python check.py
node check.mjs
\`\`\`

${sampleFacts("pictures")}
`;
}

/** README.md beside an ONNX model of texts. */
export function onnxTextReadme(model: TextModel, snippet: Snippet): string {
  const { length } = model.preprocessing;
  return `${textModelFacts(model)}

## Files

| file | what |
|---|---|
| \`model.onnx\` | \`tokens\` int32 [batch, ${length}], the numbers of the words → \`probabilities\` float32 [batch, ${model.labels.length}] |
| \`tokens.py\`, \`tokens.mjs\` | from a text to these numbers, in Python and in JavaScript |
| \`preprocessing.json\`, \`vocabulary.json\` | how a text is read, and the word of each number |
| \`labels.txt\`, \`labels.json\` | class names in the order of the probabilities; also in the model's metadata, with the preprocessing and the vocabulary |

## Use

Python (\`pip install onnxruntime numpy\`), beside \`tokens.py\`:

\`\`\`${snippet.language}
${snippet.code.trimEnd()}
\`\`\`

Node (\`npm install onnxruntime-node\`; in browsers onnxruntime-web), beside \`tokens.mjs\`:

\`\`\`javascript
${nodeExample(length)}
\`\`\`

## Check

\`\`\`
python check.py
node check.mjs
\`\`\`

${sampleFacts("texts")}
`;
}

function nodeExample(length: number): string {
  return `import { createTokenizer } from "./tokens.mjs";
import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";

const read = async (name) => JSON.parse(await readFile(name, "utf8"));
const tokenize = createTokenizer(await read("preprocessing.json"), await read("vocabulary.json"));
const session = await InferenceSession.create("model.onnx");
const tokens = new Tensor("int32", tokenize("The text to read."), [1, ${length}]);
const { probabilities } = await session.run({ tokens });
console.log((await read("labels.json"))[probabilities.data.indexOf(Math.max(...probabilities.data))]);`;
}
