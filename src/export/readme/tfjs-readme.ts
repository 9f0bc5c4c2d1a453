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

/** README.md beside a TensorFlow.js model of pictures. */
export function tfjsReadme(model: PictureModel, snippet: Snippet): string {
  const [height, width, channels] = model.graph.input.shape;
  return `${pictureModelFacts(model)}

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

${sampleFacts("pictures")}
`;
}

/** README.md beside a TensorFlow.js model of texts. */
export function tfjsTextReadme(model: TextModel, snippet: Snippet): string {
  const { length } = model.preprocessing;
  return `${textModelFacts(model)}

## Files

| file | what |
|---|---|
| \`model.json\`, \`group1-shard….bin\` | a tf.LayersModel: [batch, ${length}], the numbers of the words → probabilities [batch, ${model.labels.length}] |
| \`tokens.mjs\` | from a text to these numbers, in browsers and Node |
| \`preprocessing.json\`, \`vocabulary.json\` | how a text is read, and the word of each number |
| \`labels.txt\`, \`labels.json\` | class names in the order of the probabilities |

## Use

In a web page, with TensorFlow.js loaded as \`tf\`:

\`\`\`${snippet.language}
${snippet.code.trimEnd()}
\`\`\`

## Check

\`\`\`
node check.mjs      (after: npm install @tensorflow/tfjs)
\`\`\`

${sampleFacts("texts")}
`;
}
