import type { ExportModel, Snippet } from "#engine/export/export-types.ts";
import { modelFacts, SAMPLE_FACTS } from "./readme-parts.ts";

/** README.md beside a TensorFlow.js model. */
export function tfjsReadme(model: ExportModel, snippet: Snippet): string {
  const [height, width, channels] = model.graph.input.shape;
  return `${modelFacts(model)}

## Files

| file | what |
|---|---|
| \`model.json\`, \`group1-shard….bin\` | a tf.LayersModel: [batch, ${height}, ${width}, ${channels}], preprocessed → probabilities [batch, ${model.labels.length}] |
| \`preprocess.js\` | from a picture to the model's input, in browsers and Node |
| \`labels.txt\`, \`labels.json\` | class names in the order of the probabilities |
| \`check.html\`, \`serve.mjs\` | a page that checks the model in a browser, and a server for it |
| \`tf.min.js\` | TensorFlow.js 4.22 for browsers (Apache-2.0), so that the page needs no network; put it here if it is missing |

## Use

In a web page, with TensorFlow.js loaded as \`tf\`:

\`\`\`${snippet.language}
${snippet.code.trimEnd()}
\`\`\`

## Check

\`\`\`
node serve.mjs      (then open the address it prints)
node check.mjs      (after: npm install @tensorflow/tfjs sharp)
\`\`\`

${SAMPLE_FACTS}
`;
}
