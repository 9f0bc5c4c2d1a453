import type { ExportModel, Snippet } from "#engine/export/export-types.ts";
import { modelFacts, SAMPLE_FACTS } from "./readme-parts.ts";

/** README.md beside an ONNX model. */
export function onnxReadme(model: ExportModel, snippet: Snippet): string {
  const [height, width, channels] = model.graph.input.shape;
  return `${modelFacts(model)}

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

${SAMPLE_FACTS}
`;
}
